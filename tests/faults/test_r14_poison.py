"""R14: poisoned events park their own stream in the views that take them, and stop nothing else."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from core.clock import system_clock
from core.event import EVENTS, UPCASTERS, Event, event
from core.log.application import TenantApplication, close_location, open_application
from core.programme.window import WindowFactsRecorded
from projections import runner
from projections.catalogue import VIEWS
from projections.store import Views
from projections.window_register import windows
from tests import postgres
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.poison import FACTS, KINDS, MARK, Poison, forced, poisons, state_of
from tests.faults.views_oracle import Freshly, Still, faults
from tests.projections.making import window_facts

POISONED = 60
REASON_MAX = 200
BEFORE, AFTER = "前", "後"

pytestmark = pytest.mark.slow


class Place(NamedTuple):
    """A log and views beside it, and a topic that nobody knows here."""

    log: TenantApplication
    views: Views
    unknown: str


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    """An empty log and empty views."""
    with ExitStack() as held:
        log = views = str(folder / "log.db")
        if request.param == "sqlite":
            views = str(folder / "views.db")
        else:
            log = views = held.enter_context(postgres.database())
        held.callback(close_location, log)
        store = held.enter_context(closing(Views(views)))
        yield Place(open_application("isa", log), store, f"poison_test.{request.param}")


class History:
    """Streams `P0`, `P1`…, each with a good fact, a poisoned one and another good one, and as many
    streams `G0`… with good ones only, mixed at random."""

    def __init__(self, place: Place, kinds: list[Poison], rng: Dice) -> None:
        self._place, self._kinds = place, kinds
        self.positions: dict[str, int] = {}
        names = [f"{letter}{number}" for number in range(len(kinds)) for letter in "PG"]
        turns, versions = names * 3, Counter[str]()
        rng.shuffle(turns)
        for name in turns:
            versions[name] += 1
            self._append(name, versions[name])

    def _append(self, name: str, version: int) -> None:
        topic, state = FACTS, state_of(window_facts(name, AFTER if version > 1 else BEFORE))
        poisoned = name.startswith("P") and version == 2
        if poisoned:
            topic, state = self._kinds[int(name[1:])][1:3]
        stored = self._place.log.store.append(forced(f"window/{name}", version, topic, state))
        if poisoned:
            self.positions[name] = stored.start

    def parked(self, view: str, *understood: str) -> set[Still]:
        """What stands still in a view, when such kinds are understood."""
        return {
            Still(f"window/P{number}", self.positions[f"P{number}"], kind.topic)
            for number, kind in enumerate(self._kinds)
            if kind.parks(VIEWS[view]) and kind.kind not in understood
        }

    def titles(self, *understood: str) -> dict[str, str]:
        """What every window is called in their register, the good and the poisoned ones."""
        still = {each.stream for each in self.parked("window_register", *understood)}
        names = [f"{letter}{number}" for number in range(len(self._kinds)) for letter in "PG"]
        return {name: BEFORE if f"window/{name}" in still else AFTER for name in names}


def test_each_poisoned_event_parks_its_stream_and_nothing_else(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = poisons(Dice(SEED), times(POISONED), place.unknown)
    history = History(place, kinds, Dice(SEED))
    head = place.log.head().size
    # when the views follow, a process of theirs after another, they come to the head
    runner.follower(place.log, place.views).step(head // 3)
    assert runner.catch_up("isa", place.log, place.views) == head == 6 * len(kinds)
    report("R14", **Counter(kind.kind for kind in kinds))
    assert parked(place) == {name: history.parked(name) for name in VIEWS}
    assert {each["lag"] for each in status(place)} == {0}
    assert titles(place) == history.titles()
    assert not faults(place.log, place.views)
    assert_nothing_is_told(place)
    # and when some of it is understood, a rebuild shows it, and what came after
    understood = understand(place, monkeypatch)
    assert not runner.rebuild("isa", place.log, place.views, VIEWS["window_register"]).switched
    for view in VIEWS.values():
        runner.rebuild("isa", place.log, place.views, view, accept=True)
    assert parked(place) == {name: history.parked(name, *understood) for name in VIEWS}
    assert titles(place) == history.titles(*understood)
    assert not Freshly(place.log).faults(place.views)


def parked(place: Place) -> dict[str, set[Still]]:
    """View -> what stands still in it."""
    found = {name: runner.parked("isa", place.views, view) for name, view in VIEWS.items()}
    return {name: {Still(*each[:3]) for each in still} for name, still in found.items()}


def titles(place: Place) -> dict[str, str]:
    """Window -> its title, of those whose code is their stream's."""
    found = {row.window: row.attributes.title for row in windows(place.views, "isa")}
    return {name: title for name, title in found.items() if name[0] in "PG"}


def status(place: Place) -> list[dict[str, Any]]:
    """Where the views stand."""
    return runner.status("isa", place.log, place.views, system_clock())


def assert_nothing_is_told(place: Place) -> None:
    """Reasons and stacks hold nothing of the events."""
    for view in VIEWS.values():
        for each in runner.parked("isa", place.views, view):
            assert each.reason
            assert len(each.reason) < REASON_MAX
            assert MARK not in each.reason + each.stack


def understand(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two kinds become known: the topic is an event, the coming version is this one."""
    fields = [(field.name, field.type) for field in msgspec.structs.fields(WindowFactsRecorded)]
    known: Any = msgspec.defstruct("Known", fields, bases=(Event,), frozen=True, kw_only=True)
    event(place.unknown, ja="知った。", en="Known.")(known)
    assert place.unknown in EVENTS
    monkeypatch.setattr(WindowFactsRecorded, "version", 2)
    monkeypatch.setitem(UPCASTERS, (FACTS, 1), dict)
    return ["unknown topic", "future version"]


def test_status_is_told_whatever_waits_to_be_folded(place: Place) -> None:
    no_day = next(each for each in poisons(Dice(SEED), len(KINDS), "") if each.kind == "no day")
    place.log.store.append(forced("window/P0", 1, *no_day[1:3]))
    assert {(each["lag"], each["lag_seconds"]) for each in status(place)} == {(1, 0.0)}


class Memory:
    """An upcaster that has no memory left, at first."""

    def __init__(self) -> None:
        self.left = False

    def step(self, payload: dict[str, Any]) -> dict[str, Any]:
        """As it is."""
        if not self.left:
            raise MemoryError
        return payload


def test_a_decoder_without_memory_parks_nobody_and_the_next_try_goes_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    monkeypatch.setattr(WindowFactsRecorded, "version", 2)
    monkeypatch.setitem(UPCASTERS, (FACTS, 1), memory.step)
    place.log.store.append(forced("window/G0", 1, FACTS, state_of(window_facts("G0", AFTER))))
    with pytest.raises(MemoryError):
        runner.catch_up("isa", place.log, place.views)
    assert {runner.cursor("isa", place.views, view) for view in VIEWS.values()} == {0}
    memory.left = True
    assert runner.catch_up("isa", place.log, place.views) == 1
    assert titles(place) == {"G0": AFTER}
    assert parked(place) == {name: set() for name in VIEWS}


def test_the_oracle_sees_a_runner_that_passes_over_what_it_cannot_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a runner that parks nothing, so that later facts of the stream are folded
    kinds = poisons(Dice(SEED), 20, place.unknown)
    history = History(place, kinds, Dice(SEED))
    monkeypatch.setattr("projections.page.Target._park", lambda *_: None)
    runner.catch_up("isa", place.log, place.views)
    # then titles that should stand still have moved on, and the oracle says so
    assert titles(place) != history.titles()
    found = faults(place.log, place.views)
    assert any("window_register: rows" in fault for fault in found)
    assert any("other streams stand still" in fault for fault in found)
