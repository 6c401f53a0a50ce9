"""Clauses 36 and 37: the author gets the final text, officers an objection and a review due."""

from pathlib import Path

import pytest

from tests.story.clauses.activity_case import AUTHOR, Office
from tests.story.clauses.clockwork import deliver, letters, subjects, tick

OFFICER = "officer@isa.invalid"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A register with coordinators on 1 October 2025; the author has an address."""
    made = Office(tmp_path)
    made.clock.set("2025-10-01 09:00")
    made.done("change-contact", person=AUTHOR, mail="author@example.jp")
    deliver(made.tenant)
    return made


def test_clause_36_the_author_is_written_to_once_for_each_version_of_the_text(
    office: Office,
) -> None:
    case = office.told()
    office.text_of(case)
    deliver(office.tenant)
    office.text_of(case, title="直した題名")
    deliver(office.tenant)
    deliver(office.tenant)
    assert subjects(office.tenant, "author@example.jp") == [
        f"【要回答】活動事例の掲載文（第{number}版）をご確認ください（{case}）" for number in (1, 2)
    ]
    # then neither the text nor what the author told is in the letter
    body = letters(office.tenant, "author@example.jp")[0].get_content()
    assert "見本 p-author 様" in body
    assert "関係機関を紹介" not in body
    assert "市役所の窓口を回りました" not in body


def test_clause_36_an_objection_is_told_to_officers_without_its_reason(office: Office) -> None:
    shown = office.text_of(office.told())
    office.done("object-to-case", AUTHOR, **shown, person=AUTHOR, reason="勤務先が分かります")
    deliver(office.tenant)
    [letter] = letters(office.tenant, OFFICER)
    assert "異議がありました" in str(letter["Subject"])
    assert "勤務先" not in letter.get_content()


def test_clause_37_a_review_that_is_due_is_told_to_officers_once(office: Office) -> None:
    case = office.published()
    office.clock.set("2026-03-31 09:00")
    assert tick(office.tenant) == {}
    office.clock.set("2026-04-01 09:00")
    assert tick(office.tenant) == {"call-case-reviews": 1}
    for day in ("2026-04-02 09:00", "2026-05-20 09:00", "2027-04-01 09:00"):
        office.clock.set(day)
        assert tick(office.tenant) == {}
    told = [subject for subject in subjects(office.tenant, OFFICER) if "見直し" in subject]
    assert told == [f"活動事例 {case} の見直しの期日です（2026-04-01）"]


def test_clause_37_the_next_review_of_a_case_is_told_anew(office: Office) -> None:
    case = office.published()
    office.clock.set("2026-04-10 09:00")
    tick(office.tenant)
    office.done("review-case", case=case, outcome="keep")
    office.clock.set("2026-10-10 09:00")
    assert tick(office.tenant) == {"call-case-reviews": 1}


def test_clause_37_how_many_days_ahead_officers_are_told_is_their_choice(office: Office) -> None:
    office.published()
    office.done("set-reminder-days", kind="case-review", days=["-30", "7"])
    office.clock.set("2026-03-02 09:00")
    assert tick(office.tenant) == {"call-case-reviews": 1}
    office.clock.set("2026-04-08 09:00")
    assert tick(office.tenant) == {"call-case-reviews": 1}
