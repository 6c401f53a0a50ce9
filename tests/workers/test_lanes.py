"""Turns: each once, in order, and who fails rests without holding anybody up."""

import logging

import pytest

from workers.lanes import REST_SECONDS_MAX, REST_SECONDS_MIN, Lane


class Hand:
    """Seconds that a test counts by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Bench:
    """Does work as told: so many pieces a tenant, or none for those that break down."""

    def __init__(self, **pieces: int) -> None:
        self.left, self.done = pieces, list[str]()
        self.broken = set[str]()

    def __call__(self, tenant: str) -> bool:
        if tenant in self.broken:
            raise KeyError("山田花子")
        self.done.append(tenant)
        self.left[tenant] -= 1
        return self.left[tenant] > 0


def finish(lane: Lane) -> None:
    """All turns there are."""
    while lane.turn():
        pass


def test_each_waits_once_and_goes_to_the_end_while_there_is_more() -> None:
    bench = Bench(a=3, b=1, c=2)
    lane = Lane(bench)
    for tenant in "abcab":
        lane.add(tenant)
    assert len(lane) == 3
    finish(lane)
    assert bench.done == ["a", "b", "c", "a", "c", "a"]


def test_who_fails_rests_longer_each_time_and_holds_nobody_up() -> None:
    bench, hand, rests = Bench(a=9), Hand(), list[float]()
    bench.broken.add("a")
    lane = Lane(bench, clock=hand)
    lane.add("a")
    lane.turn()
    for _ in range(8):
        begun, bench.left["b"] = hand.seconds, 1
        lane.add("b")
        assert lane.turn()
        while not lane.turn():
            hand.seconds += REST_SECONDS_MIN
            lane.add("a")
        rests.append(hand.seconds - begun)
    assert bench.done == ["b"] * 8
    assert rests == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, REST_SECONDS_MAX, REST_SECONDS_MAX]


def test_who_is_well_again_starts_with_the_shortest_rest() -> None:
    bench, hand = Bench(a=3), Hand()
    lane = Lane(bench, clock=hand)
    lane.add("a")
    for _ in range(3):
        bench.broken.add("a")
        lane.turn()
        bench.broken.clear()
        assert not lane.turn()
        hand.seconds += REST_SECONDS_MIN
        assert lane.turn()
    assert bench.done == ["a"] * 3


def test_the_log_names_tenant_error_and_place_and_no_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench(isa=1)
    bench.broken.add("isa")
    lane = Lane(bench)
    lane.add("isa")
    with caplog.at_level(logging.WARNING):
        lane.turn()
    [line] = caplog.messages
    assert line.startswith("isa: KeyError at __call__:")
    assert "山田" not in caplog.text


def test_a_stop_is_not_a_failure() -> None:
    def stop(_tenant: str) -> bool:
        raise KeyboardInterrupt

    lane = Lane(stop)
    lane.add("isa")
    with pytest.raises(KeyboardInterrupt):
        lane.turn()
