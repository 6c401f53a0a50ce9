"""Clauses 15-17: what a trainee is written: venue with its calendar file, a report to send again,
what is due, a deferral."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from tests.story.clauses.training import COHORT, LATER, PLAN, VENUE, Training, training
from tests.story.test_ticking import deliver, letters
from workers.duties.running import tick

ONE, TWO = f"{COHORT}-0001", f"{COHORT}-0002"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """Two trainees in the practice, whose report is due on 5 December."""
    with training(tmp_path_factory.mktemp("clause-17-letters"), 2) as made:
        made.at("2025-09-10 10:00")
        made.do("plan-practice", **PLAN)
        made.studied(ONE, TWO)
        made.practises(ONE)
        made.practises(TWO)
        yield made


def last(desk: Training, number: int, subject: str) -> EmailMessage:
    """The one letter with that in its subject to a trainee."""
    deliver(desk)
    found = [
        letter for letter in letters(desk, f"n{number}@example.jp") if subject in letter["Subject"]
    ]
    assert len(found) == 1, [letter["Subject"] for letter in letters(desk, f"n{number}@example.jp")]
    return found[0]


def body(letter: EmailMessage) -> str:
    """The letter's text."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_clause_17_the_venue_comes_with_a_calendar_file(desk: Training) -> None:
    desk.do("decide-venue", **VENUE, certainty="fixed")
    letter = last(desk, 1, "会場と日程")
    assert "見本駅から徒歩5分" in body(letter)
    (part,) = letter.iter_attachments()
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2025-12-15"
    assert event.decoded("dtend").isoformat() == "2025-12-17"
    assert "見本会館" in str(event["location"])


def test_clause_16_whoever_must_send_a_report_again_is_asked_for_an_answer(desk: Training) -> None:
    desk.sends(ONE)
    back = {"nomination": ONE, "number": 1, "resubmit_by": "2025-11-10", "comment": "考察を詳しく"}
    desk.do("return-practice-report", **back)
    letter = last(desk, 1, "再提出")
    assert str(letter["Subject"]).startswith("【要回答】")
    assert "2025-11-10" in body(letter)
    assert "考察を詳しく" not in body(letter)


def test_clause_16_a_reminder_goes_out_before_the_report_is_due(desk: Training) -> None:
    desk.at("2025-11-21 09:00")
    tick(desk.tenant)
    letter = last(desk, 2, "報告書の期限")
    assert "2025-12-05" in body(letter)


def test_clause_17_a_deferral_is_confirmed(desk: Training) -> None:
    wanted = {"nomination": TWO, "to_cohort": LATER, "cause": "birth", "on": "2025-11-21"}
    desk.do("defer-trainee", **wanted)
    letter = last(desk, 2, "延期")
    assert LATER in body(letter)
    assert "出産" not in body(letter)
