"""Clause 27: the lectures' recordings, for the certified who missed them."""

from collections.abc import Iterator

import pytest

from projections import runner
from projections.followup_board import VIEW
from tests.story.clauses.followup import (
    ITEM,
    RECORDING,
    announced,
    erased,
    joins,
    me,
    mine,
    recorded,
    seen,
)
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import coordinators

LINK = "https://video.example.jp/law-2"
BANNER = "この録画の後に制度が改正されました"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with five coordinators."""
    with office(tmp_path_factory.mktemp("clause-27")) as made:
        coordinators(made, 5)
        yield made


def views(desk: Office, session: str, person: str) -> None:
    """The person presses the button."""
    desk.do("view-recording", person, session=session, person=person, item="law-2")


def test_clause_27_viewing_is_not_attending(desk: Office) -> None:
    announced(desk, "apart")
    joins(desk, "apart", "p01", "p02")
    recorded(desk, "apart")
    desk.do("record-follow-up-attendance", session="apart", person="p01")
    size = desk.tenant.log.head().size
    # looking at the page records nothing
    assert LINK not in me(desk, "p02")
    assert desk.tenant.log.head().size == size
    views(desk, "apart", "p02")
    views(desk, "apart", "p03")
    assert LINK in me(desk, "p02")
    counts = seen(desk, "apart").counts
    assert (counts.attended, counts.viewed) == (1, 2)
    attended = [guest.part.person for guest in seen(desk, "apart").guests if guest.part.attended]
    assert attended == ["p01"]


def test_clause_27_the_recording_is_for_those_who_missed_it_unless_the_session_says_all(
    desk: Office,
) -> None:
    for session, rule in (("missed", "missed"), ("for-all", "all")):
        announced(desk, session, viewers=rule)
        recorded(desk, session)
        desk.do("record-follow-up-attendance", session=session, person="p01")
    wanted = {"person": "p01", "item": "law-2"}
    assert desk.refused("view-recording", "p01", session="missed", **wanted) == [
        "followup.was_there"
    ]
    views(desk, "for-all", "p01")
    views(desk, "missed", "p02")


def test_clause_27_a_changed_law_brings_a_banner_until_there_is_a_new_recording(
    desk: Office,
) -> None:
    announced(desk, "banner")
    recorded(desk, "banner")
    views(desk, "banner", "p02")
    assert BANNER not in me(desk, "p02")
    # when the material of the lecture changes
    desk.do("set-follow-up-item", session="banner", **{**ITEM, "material": "c" * 64})
    assert BANNER in me(desk, "p02")
    assert "この録画は前の資料のものです" in desk.page("/followup/banner")
    # and when the lecture is recorded anew
    desk.do("publish-recording", session="banner", **{**RECORDING, "file": "d" * 64})
    assert BANNER not in me(desk, "p02")
    shown = seen(desk, "banner").session.recordings[0]
    assert (shown.version, shown.outdated) == (2, False)


def test_clause_27_another_wording_of_an_item_leaves_the_recording_as_it_is(desk: Office) -> None:
    announced(desk, "wording")
    recorded(desk, "wording")
    desk.do("set-follow-up-item", session="wording", **{**ITEM, "ja_title": "手続の変更点"})
    assert not seen(desk, "wording").session.recordings[0].outdated
    other = {**ITEM, "session": "wording", "part": "exchange"}
    assert desk.refused("set-follow-up-item", **other) == ["followup.recorded"]


def test_clause_27_access_ends_on_its_last_day(desk: Office) -> None:
    announced(desk, "last-day")
    recorded(desk, "last-day")
    desk.at("2026-03-31 23:59")
    views(desk, "last-day", "p02")
    held = mine(desk, "last-day", "p02")
    assert held is not None
    assert [each.item for each in held.recordings] == ["law-2"]
    desk.at("2026-04-01 00:00")
    wanted = {"session": "last-day", "person": "p02", "item": "law-2"}
    assert desk.refused("view-recording", "p02", **wanted) == ["followup.no_recording"]
    held = mine(desk, "last-day", "p02")
    assert held is not None
    assert held.recordings == ()


def test_clause_27_access_ends_with_the_right_to_it_also_for_who_looks_back(desk: Office) -> None:
    announced(desk, "ended")
    recorded(desk, "ended")
    views(desk, "ended", "p04")
    assert LINK in me(desk, "p04")
    before = desk.tenant.log.head().size
    desk.do("retire-coordinator", person="p04", on="2025-11-25")
    wanted = {"session": "ended", "person": "p04", "item": "law-2"}
    assert desk.refused("view-recording", "p04", **wanted) == ["followup.not_for_you"]
    assert LINK not in me(desk, "p04")
    assert LINK not in desk.client("p04").get(f"/isa/me?as_of={before}").text


def test_clause_27_an_erased_person_has_no_access(desk: Office) -> None:
    announced(desk, "gone")
    recorded(desk, "gone")
    views(desk, "gone", "p05")
    erased(desk, "p05")
    assert mine(desk, "gone", "p05") is None
    wanted = {"session": "gone", "person": "p05", "item": "law-2"}
    # not even an account is left
    code, _ = desk.send("view-recording", "p05", wanted)
    assert code == 401


def test_clause_27_the_view_built_anew_from_the_log_is_the_same(desk: Office) -> None:
    announced(desk, "anew")
    joins(desk, "anew", "p01")
    recorded(desk, "anew")
    views(desk, "anew", "p02")
    desk.tenant.catch_up()
    rebuilt = runner.rebuild("isa", desk.tenant.log, desk.tenant.views, VIEW)
    assert rebuilt.switched
    assert seen(desk, "anew").counts.viewed == 1


def test_clause_27_nothing_is_recorded_as_held_before_the_day(desk: Office) -> None:
    announced(desk, "early")
    wanted = {**RECORDING, "session": "early"}
    assert desk.refused("publish-recording", **wanted) == ["followup.not_held"]
    assert desk.refused("record-follow-up-attendance", session="early", person="p01") == [
        "followup.not_held"
    ]
    desk.at("2025-11-20 09:00")
    script = {**wanted, "place": "javascript:alert(1)"}
    assert desk.refused("publish-recording", **script) == ["command.bad_value"]
