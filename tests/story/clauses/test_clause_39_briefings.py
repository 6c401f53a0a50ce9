"""Clause 39: briefings and conferences: calendar, audience, slides, headcount; joint ones once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.outreach_measures import BriefingRow, MeasureCount, outreach
from tests.story.clauses.outreach import Office, office

PLAN = {
    "briefing": "2025-01",
    "title": "合同説明会",
    "on": "2025-05-20",
    "measure": "supply",
    "audience": "local_governments",
    "form": "both",
    "venue": "大阪",
    "bodies": ["大阪府", "大阪市", "大阪府"],
}
SLIDES = {"slides": "説明資料 第2版", "slides_sha256": "ab" * 32}
HELD = {"briefing": "2025-01", "on": "2025-05-21", "headcount": 80, **SLIDES}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with one planned briefing of two bodies."""
    with office(tmp_path) as made:
        made.do("plan-briefing", **PLAN)
        yield made


def only(desk: Office) -> BriefingRow:
    desk.tenant.catch_up()
    (found,) = outreach(desk.tenant.views, "isa").briefings
    return found


def counts(desk: Office) -> list[MeasureCount]:
    desk.tenant.catch_up()
    return outreach(desk.tenant.views, "isa").counts


def test_clause_39_a_joint_session_told_by_each_of_its_bodies_counts_once(desk: Office) -> None:
    desk.do("record-briefing", **HELD)
    desk.do("record-briefing", **{**HELD, "headcount": 82})
    assert only(desk).bodies == ("大阪府", "大阪市")
    supply = next(each for each in counts(desk) if each.measure == "supply")
    assert (supply.briefings, supply.headcount) == (1, 82)
    assert "大阪府、大阪市（合同）" in desk.page()
    assert "合同の説明会は1回と数えます。" in desk.page()


def test_clause_39_what_was_shown_and_how_many_came_is_kept(desk: Office) -> None:
    desk.do("record-briefing", **HELD)
    held = only(desk)
    assert (held.status, held.on.isoformat(), held.headcount) == ("held", "2025-05-21", 80)
    assert (held.slides, held.slides_sha256) == (SLIDES["slides"], SLIDES["slides_sha256"])
    assert "説明資料 第2版" in desk.page()
    assert desk.do("record-briefing", **HELD)["unchanged"]
    wrong = {**HELD, "slides_sha256": "short"}
    assert desk.refused("record-briefing", **wrong) == ["command.bad_value"]


def test_clause_39_a_plan_may_move_or_be_called_off_until_it_was_held(desk: Office) -> None:
    desk.do("plan-briefing", **{**PLAN, "on": "2025-05-28"})
    desk.do("cancel-briefing", briefing="2025-01", reason="大雪")
    assert (only(desk).status, only(desk).reason) == ("cancelled", "大雪")
    assert counts(desk) == []
    desk.do("plan-briefing", **PLAN)
    assert (only(desk).status, only(desk).reason) == ("planned", "")
    desk.do("record-briefing", **HELD)
    codes = [
        *desk.refused("cancel-briefing", briefing="2025-01", reason="大雪"),
        *desk.refused("plan-briefing", **{**PLAN, "on": "2025-05-29"}),
    ]
    assert codes == ["outreach.already_held"] * 2


def test_clause_39_nothing_is_held_that_nobody_planned_or_that_has_not_come(desk: Office) -> None:
    assert desk.refused("record-briefing", **{**HELD, "briefing": "2025-99"}) == [
        "outreach.unknown"
    ]
    ahead = {**HELD, "on": "2025-06-02"}
    assert desk.refused("record-briefing", **ahead) == ["outreach.ahead"]
