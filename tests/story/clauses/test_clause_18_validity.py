"""Clause 18: how long a certification is valid is the policy's; renewal, reminders and lapse."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.certificate import (
    certified,
    checked,
    counted,
    events,
    facts,
    paper_of,
    people_of,
    registered,
    reminded,
    states,
    text_of,
)
from tests.story.clauses.followup import SESSION, joins
from tests.story.clauses.outreach import Office, office
from workers.duties.running import tick

YEAR = "validity_years=1 renewal_grace_months=1"


@pytest.fixture(scope="module")
def year_long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three are certified until 27 March 2027, with a month of grace; the first attended the
    follow-up session of the year."""
    with office(tmp_path_factory.mktemp("clause-18-year")) as made:
        first, *_ = certified(made, "見本 一郎", "見本 二郎", "見本 三郎", parameters=YEAR)
        made.at("2026-06-01 10:00")
        dates = {"on": "2026-06-20", "choose_from": "2026-06-01", "choose_until": "2026-06-10"}
        made.do("announce-follow-up", **{**SESSION, "session": "R8-1", **dates})
        joins(made, "R8-1", first)
        made.at("2026-06-20 18:00")
        made.do("record-follow-up-attendance", session="R8-1", person=first, kind="attended")
        yield made


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("validity_years=2", "令和10年3月27日（2028-03-27）"),
        ("validity_years=3 validity_ends=fiscal_year_end", "令和11年3月31日（2029-03-31）"),
        ("validity_years=0", "期限なし"),
    ],
)
def test_clause_18_validity_is_a_parameter_of_the_policy(
    tmp_path_factory: pytest.TempPathFactory, parameters: str, said: str
) -> None:
    with office(tmp_path_factory.mktemp("clause-18-parameter")) as desk:
        (person,) = certified(desk, "見本 一郎", parameters=parameters)
        assert said in text_of(paper_of(desk, person))
        assert states(checked(desk, "2025-0001")) == ["有効"]


def test_clause_18_nobody_renews_before_the_window_and_the_needs_are_listed(
    year_long: Office,
) -> None:
    first, second, _ = people_of(year_long)
    year_long.at("2026-09-26 10:00")
    assert year_long.refused("renew-certificate", person=first) == ["coordinator.renewal_not_yet"]
    year_long.at("2026-09-27 10:00")
    board = year_long.page("/certificates")
    assert "✓ 有効期間中にフォローアップ研修に1回参加（記録は1回）" in board
    assert "✗ 有効期間中にフォローアップ研修に1回参加（記録は0回）" in board
    assert year_long.refused("renew-certificate", person=second) == ["coordinator.need_sessions"]


def test_clause_18_two_reminders_at_most_and_a_late_tick_sends_one(year_long: Office) -> None:
    first, *_ = people_of(year_long)
    year_long.at("2026-09-28 10:00")
    assert reminded(year_long, first) == [1]
    assert reminded(year_long, first) == [1]
    year_long.at("2026-12-20 10:00")
    assert reminded(year_long, first) == [1]
    year_long.at("2027-02-01 10:00")
    assert reminded(year_long, first) == [1, 2]
    year_long.at("2027-03-20 10:00")
    assert reminded(year_long, first) == [1, 2]


def test_clause_18_a_renewal_in_time_follows_the_old_end_and_gives_a_new_paper(
    year_long: Office,
) -> None:
    first, *_ = people_of(year_long)
    year_long.at("2027-03-20 10:00")
    year_long.do("renew-certificate", person=first)
    said = text_of(paper_of(year_long, first))
    assert "2025-0001-2" in said
    assert "令和10年3月27日（2028-03-27）" in said
    assert states(checked(year_long, "2025-0001")) == ["再発行により無効"]
    assert year_long.refused("renew-certificate", person=first) == [
        "coordinator.renewal_not_yet",
    ]


def test_clause_18_without_a_renewal_it_lapses_after_grace_and_not_before(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    parameters = "validity_years=1 renewal_grace_months=1 validity_ends=day"
    with office(tmp_path_factory.mktemp("clause-18-lapse")) as desk:
        first, second = registered(desk, parameters)
        desk.at("2026-12-28 10:00")
        assert states(checked(desk, "E-1")) == ["有効期限を過ぎている"]
        tick(desk.tenant)
        assert events(desk, "coordinator.lapsed") == []
        early = desk.refused("lapse-certificate", person=first)
        assert early == ["coordinator.still_valid"]
        desk.at("2027-02-15 10:00")
        tick(desk.tenant)
        tick(desk.tenant)
        lapsed = facts(desk, "coordinator.lapsed")
        assert [fact.event.person for fact in lapsed] == [first, second]
        assert {fact.effective_on.isoformat() for fact in lapsed} == {"2027-01-28"}
        assert states(checked(desk, "E-1")) == ["失効"]
        assert "取消しではありません" in checked(desk, "E-1")
        assert counted(desk) == 0


def test_clause_18_a_lapsed_certification_may_be_renewed_and_acts_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with office(tmp_path_factory.mktemp("clause-18-again")) as desk:
        first, second = registered(desk, "validity_years=1")
        desk.do("cease-coordinator", person=second, on="2026-06-01")
        desk.at("2027-02-15 10:00")
        tick(desk.tenant)
        assert desk.refused("reissue-certificate", person=first, reason="lost") == [
            "coordinator.lapsed"
        ]
        assert desk.refused("renew-certificate", person=first) == ["coordinator.need_sessions"]
        desk.do("renew-certificate", person=first, waiver="研修が開かれなかったため")
        desk.do("renew-certificate", person=second, waiver="研修が開かれなかったため")
        renewed = events(desk, "coordinator.renewed")
        assert [each.restored for each in renewed] == ["acting", "ceased"]
        assert [each.valid_until.isoformat() for each in renewed] == ["2028-02-15"] * 2
        assert states(checked(desk, "E-1-2")) == ["有効"]
        assert "研修が開かれなかった" not in str(renewed)
        assert counted(desk) == 1


def test_clause_18_who_retired_is_not_renewed_and_who_has_no_end_needs_none(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with office(tmp_path_factory.mktemp("clause-18-none")) as desk:
        first, second = registered(desk, "validity_years=1", end="")
        assert desk.refused("renew-certificate", person=first) == ["coordinator.without_end"]
        desk.do("retire-coordinator", person=second, on="2026-06-01")
        assert "coordinator.retired" in desk.refused("renew-certificate", person=second)
        desk.at("2027-02-15 10:00")
        assert all(done.idle for done in tick(desk.tenant))


def test_clause_18_a_renewal_is_decided_again_in_a_replay(year_long: Office) -> None:
    third = people_of(year_long)[2]
    year_long.at("2027-03-20 10:00")
    year_long.do("renew-certificate", person=third, waiver="病気のため参加できなかった")
    again = {check.name: check.result for check in year_long.tenant.replay()}
    assert again["renewal 2025-0003"] == "pass"
    assert set(again.values()) == {"pass"}
