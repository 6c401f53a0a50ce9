"""An observer that fails is parked alone; it is resumed, or passes over the one fact that fails."""

import time
from pathlib import Path

import pytest

from core.errors import Refused
from projections import runner
from tenants.observers import resume, tell, waits
from tests.tenants.conftest import Make
from tests.tenants.observing import SECONDS


@pytest.mark.parametrize(("how", "kind"), [("raises", "raised"), ("junk", "junk")])
def test_one_that_fails_is_parked_and_nothing_else_stops(make: Make, how: str, kind: str) -> None:
    register = make("watch", "other")
    for id in ("watch", "other"):
        register.adopt(id)
    positions = register.windows("A1", f"watch-{how}", "A2")
    tell(register.tenant)
    # then it stands before the batch, with the reason and since when; nothing of it is kept
    failed = register.standing("watch")
    assert failed.state == "parked"
    assert (failed.told.failed, failed.told.first, failed.told.last) == (
        kind,
        positions[0],
        positions[-1],
    )
    assert failed.told.failed_at.startswith("2025-04-01T09:00")
    assert register.remarked("watch") == []
    # and the other one is told, commands are taken, views folded
    assert register.remarked("other") == positions
    later = register.windows("A3")
    tell(register.tenant)
    assert register.remarked("other") == [*positions, *later]
    assert runner.catch_up("isa", register.tenant.log, register.tenant.views) == later[-1] + 2
    assert register.standing("watch").told.position == failed.told.position


def test_one_that_hangs_costs_three_seconds_and_is_parked(make: Make) -> None:
    register = make("watch", "other")
    for id in ("watch", "other"):
        register.adopt(id)
    positions = register.windows("watch-hangs")
    tell(register.tenant)  # starts the processes of both
    resume(register.tenant, "watch")
    began = time.monotonic()
    tell(register.tenant)
    assert SECONDS <= time.monotonic() - began < 3.0
    assert register.standing("watch").told.failed == "late"
    assert register.remarked("other") == positions


def test_a_parked_one_that_is_resumed_is_told_the_same_again(make: Make, tmp_path: Path) -> None:
    # given a machine too slow for anything
    register = make("watch")
    folder = tmp_path / "policies" / "watch"
    register.machine(folder, seconds=0.0)
    register.adopt("watch")
    positions = register.windows("A1", "A2")
    tell(register.tenant)
    assert register.standing("watch").state == "parked"
    # when it is quick again, nothing happens by itself
    register.machine(folder)
    assert waits(register.tenant) == ""
    tell(register.tenant)
    assert register.remarked("watch") == []
    # until somebody resumes it
    resume(register.tenant, "watch")
    assert waits(register.tenant)
    tell(register.tenant)
    assert register.remarked("watch") == positions
    with pytest.raises(Refused, match="parked"):
        resume(register.tenant, "watch")


def test_to_skip_passes_over_the_one_fact_that_fails(make: Make) -> None:
    # given one bad fact among thirty
    register = make("watch")
    register.adopt("watch")
    codes = [f"A{number}" for number in range(30)]
    codes[17] = "watch-raises"
    positions = register.windows(*codes)
    tell(register.tenant)
    # when it is resumed, it is parked again; with skip, that one is passed over
    resume(register.tenant, "watch")
    tell(register.tenant)
    assert register.standing("watch").state == "parked"
    turns = register.standing("watch").told.turn
    resume(register.tenant, "watch", skip=True)
    tell(register.tenant)
    standing = register.standing("watch")
    assert register.remarked("watch") == [each for each in positions if each != positions[17]]
    assert (standing.state, standing.told.skipped) == ("live", 1)
    # in a few calls, and afterwards it is told by batches again, and parked by the next bad one
    assert standing.told.turn - turns < 20
    (bad,) = register.windows("watch-raises-too")
    tell(register.tenant)
    assert register.standing("watch").told.first == bad


def test_a_skip_that_finds_nothing_wrong_passes_over_nothing(make: Make, tmp_path: Path) -> None:
    register = make("watch")
    folder = tmp_path / "policies" / "watch"
    register.machine(folder, seconds=0.0)
    register.adopt("watch")
    positions = register.windows("A1", "A2")
    tell(register.tenant)
    register.machine(folder)
    resume(register.tenant, "watch", skip=True)
    tell(register.tenant)
    assert register.remarked("watch") == positions
    assert (register.standing("watch").told.skipped, register.standing("watch").state) == (
        0,
        "live",
    )
    (bad,) = register.windows("watch-raises")
    tell(register.tenant)
    assert register.standing("watch").told.first == bad
