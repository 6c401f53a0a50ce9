"""Clause 7: officers hear of a deadline that comes or has passed; the clock closes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.calls import Calls, bodies, calls
from tests.story.clauses.clockwork import subjects, tick

OFFICER = "officer@isa.invalid"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with three bodies and an open call."""
    with calls(tmp_path) as made:
        made.register(*bodies(3))
        made.open()
        yield made


def test_clause_07_officers_are_told_before_and_after_the_deadline_and_nothing_is_closed(
    desk: Calls,
) -> None:
    did = [tick(desk.at(f"2025-06-{day} 09:00").tenant) for day in (22, 23, 24, 29, 30)]
    assert [each.get("watch-calls", 0) for each in did] == [0, 1, 0, 1, 0]
    assert tick(desk.at("2025-07-01 09:00").tenant)["watch-calls"] == 1
    near, again, late = subjects(desk.tenant, OFFICER)
    assert near == again == "募集 2025-1 の締切りは2025-06-30です（推薦 0 件）"
    assert late == "募集 2025-1 は締切り（2025-06-30）を過ぎています"
    assert list(desk.tenant.log.walk(topics=("call.closed",))) == []


def test_clause_07_a_clock_that_jumps_a_year_tells_once_that_the_call_is_still_open(
    desk: Calls,
) -> None:
    desk.at("2026-06-24 09:00")
    assert tick(desk.tenant)["watch-calls"] == 1
    assert tick(desk.tenant).get("watch-calls", 0) == 0
    assert len(subjects(desk.tenant, OFFICER)) == 1
