"""Clauses 24, 26 and 27: invitation, change, reminder, recording and answer come by mail."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.programme.register import window
from tests.story.clauses.clockwork import deliver, letters, subjects, tick
from tests.story.clauses.followup import SESSION, announced, certified, erased, joins, recorded
from tests.story.clauses.outreach import Office, office

PEOPLE = ("p-aoba", "p-kaede")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two coordinators with addresses, invited to a session on 10 October 2025."""
    with office(tmp_path) as made:
        made.at("2025-10-10 10:00")
        made.do("register-window", **window("W1", languages=[]))
        for person in PEOPLE:
            certified(made, person)
            made.do("change-contact", person=person, mail=f"{person}@example.jp")
        announced(made, "R7-1")
        deliver(made.tenant)
        yield made


def told(desk: Office, person: str = "p-aoba") -> list[str]:
    """What a person was written, without the marks and the session's title."""
    found = subjects(desk.tenant, f"{person}@example.jp")
    return [
        each.replace("フォローアップ研修「令和７年度フォローアップ研修」の", "") for each in found
    ]


def test_clause_24_everyone_invited_gets_an_invitation_with_the_day_as_an_appointment(
    desk: Office,
) -> None:
    for person in PEOPLE:
        assert told(desk, person) == ["【要回答】参加・不参加の確認"]
        [letter] = letters(desk.tenant, f"{person}@example.jp")
        [calendar] = letter.iter_attachments()
        [event] = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
        assert (event.start, event.end) == (date(2025, 11, 20), date(2025, 11, 21))


def test_clause_24_someone_certified_between_announcement_and_deadline_is_written_to(
    desk: Office,
) -> None:
    desk.at("2025-10-12 10:00")
    certified(desk, "p-sumire", on="2025-10-12")
    desk.do("change-contact", person="p-sumire", mail="p-sumire@example.jp")
    desk.do("invite-later", session="R7-1")
    deliver(desk.tenant)
    assert told(desk, "p-sumire") == ["【要回答】参加・不参加の確認"]
    assert len(told(desk)) == 1


def test_clause_24_whoever_joins_unasked_is_not_asked(desk: Office) -> None:
    desk.at("2025-10-12 10:00")
    certified(desk, "p-sumire", on="2025-10-12")
    desk.do("change-contact", person="p-sumire", mail="p-sumire@example.jp")
    joins(desk, "R7-1", "p-sumire")
    deliver(desk.tenant)
    assert told(desk, "p-sumire") == []


def test_clause_24_a_session_that_moves_is_told_to_those_invited_before(desk: Office) -> None:
    desk.do("announce-follow-up", session="R7-1", **{**SESSION, "on": "2025-11-27"})
    deliver(desk.tenant)
    assert told(desk)[1:] == ["日時・会場などの変更"]
    changed = letters(desk.tenant, "p-aoba@example.jp")[1]
    [calendar] = changed.iter_attachments()
    [event] = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert event.start == date(2025, 11, 27)


def test_clause_24_only_who_is_silent_is_reminded_and_on_the_days_officers_chose(
    desk: Office,
) -> None:
    desk.do("set-reminder-days", kind="follow-up", days=["-5"])
    joins(desk, "R7-1", "p-aoba", chosen=False)
    assert tick(desk.at("2025-10-25 09:00").tenant) == {}
    assert tick(desk.at("2025-10-26 09:00").tenant) == {"remind-follow-ups": 1}
    assert tick(desk.at("2025-10-31 09:00").tenant) == {}
    assert len(told(desk)) == 1
    assert len(told(desk, "p-kaede")) == 2


def test_clause_27_who_missed_the_session_hears_of_the_recording(desk: Office) -> None:
    desk.at("2025-11-20 18:00")
    attended = {"session": "R7-1", "person": "p-kaede", "kind": "attended"}
    desk.do("record-follow-up-attendance", **attended)
    recorded(desk, "R7-1")
    deliver(desk.tenant)
    assert told(desk)[1:] == ["録画を視聴できます"]
    assert len(told(desk, "p-kaede")) == 1


def test_clause_26_the_answer_goes_to_who_asked(desk: Office) -> None:
    joins(desk, "R7-1", *PEOPLE)
    asked = {"session": "R7-1", "person": "p-aoba"}
    desk.do("ask-follow-up-question", "p-aoba", **asked, text="更新の時期はいつですか。")
    desk.do("answer-follow-up-question", **asked, number=1, text="期限の三か月前からです。")
    deliver(desk.tenant)
    assert told(desk)[1:] == ["質問に回答がありました"]
    assert "三か月前" in letters(desk.tenant, "p-aoba@example.jp")[1].get_content()
    assert len(told(desk, "p-kaede")) == 1


def test_clause_24_nobody_erased_is_written_to(desk: Office) -> None:
    erased(desk, "p-aoba")
    assert tick(desk.at("2025-10-24 09:00").tenant) == {"remind-follow-ups": 1}
    assert letters(desk.tenant, "p-aoba@example.jp") == []
    assert len(told(desk, "p-kaede")) == 2


def test_clause_24_the_organisations_own_text_is_sent_until_it_is_reset(desk: Office) -> None:
    own = {"kind": "follow-up-reminded", "subject": "お願い", "body": "{choose_until}まで"}
    desk.do("set-letter-template", **own)
    assert desk.refused("set-letter-template", **{**own, "body": "{password}"}) == [
        "letter.unknown_field",
        "letter.missing_field",
    ]
    tick(desk.at("2025-10-24 09:00").tenant)
    assert told(desk)[1:] == ["【要回答】お願い"]
    desk.do("reset-letter-template", kind="follow-up-reminded")
    tick(desk.at("2025-10-29 09:00").tenant)
    assert told(desk)[2:] == ["【要回答】参加・不参加をお答えください"]
