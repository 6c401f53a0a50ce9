"""A month ticked through by hand on the command line: who is written to, how often, and when."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tenants.outbox import Outbox
from tests.programme.register import window
from tests.story.clauses.followup import announced, joins
from tests.story.clauses.outreach import ADOPTED, Office, office
from tests.story.clauses.survey import account, answers, opened
from web.cli import main, ticking
from workers.jobs import Workplace, do_all
from workers.letters import order_letters

PEOPLE = ("p-aoba", "p-hibari", "p-kaede")
Tick = Callable[[str], dict[str, int]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Three coordinators with mail; a survey and a session, both to be answered by 31 October."""
    with office(tmp_path) as made:
        made.at("2025-10-10 10:00")
        made.do("register-window", **window("W1", languages=[]))
        for person in PEOPLE:
            made.do("register-person", person=person, full_name=person, mail=f"{person}@example.jp")
            made.do(
                "register-coordinator",
                person=person,
                window="W1",
                number=f"N-{person}",
                on="2025-03-25",
            )
            account(made, person, "person", person=person)
        announced(made, "R7-1")
        opened(made, "needs")
        yield made


@pytest.fixture
def tick(desk: Office, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Tick:
    """Types `daicho -t isa tick --json` on a day, and has the letters delivered; duty -> done."""
    monkeypatch.setattr(ticking, "open_tenant", lambda _slug, _place: desk.tenant)
    monkeypatch.setattr("web.cli.output.open_tenant", lambda _slug, _place: desk.tenant)

    def ticked(day: str) -> dict[str, int]:
        desk.at(f"{day} 09:00")
        capsys.readouterr()
        data = str(desk.tenant.place.data)
        assert main(["--data", data, "-t", "isa", "tick", "--json"]) == 0
        deliver(desk)
        found = json.loads(capsys.readouterr().out)
        return {each["duty"]: each["done"] for each in found if each["done"]}

    return ticked


def deliver(desk: Office) -> None:
    """Order and write the letters."""
    outbox = Outbox(desk.tenant.place.jobs, desk.tenant.now)
    order_letters(desk.tenant, outbox)
    do_all(Workplace(outbox, lambda _: desk.tenant))
    outbox.close()


def letters(desk: Office, to: str) -> list[EmailMessage]:
    """What lies in the outbox folder for an address."""
    files = sorted(desk.tenant.place.mail.glob("isa/*/letter-*.eml"))
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
    return [each for each in found if each["To"] == to]


def subjects(desk: Office, person: str) -> Counter[str]:
    """How often each subject went to a person."""
    return Counter(str(each["Subject"]) for each in letters(desk, f"{person}@example.jp"))


def test_a_month_of_ticks_reminds_twice_at_most_and_only_who_is_silent(
    desk: Office, tick: Tick
) -> None:
    did: dict[str, dict[str, int]] = {}
    for number in range(32):
        day = (date(2025, 10, 11) + timedelta(days=number)).isoformat()
        if day == "2025-10-26":
            # one of the three answers between the two reminders
            joins(desk.at("2025-10-25 12:00"), "R7-1", "p-aoba")
            answers(desk, "needs", "p-aoba", "need=yes", "form=meet")
        if done := tick(day):
            did[day] = done
    assert did == {
        "2025-10-24": {"remind-surveys": 1, "remind-follow-ups": 1},
        "2025-10-29": {"remind-surveys": 1, "remind-follow-ups": 1},
        "2025-11-01": {"close-surveys": 1},
    }
    silent, answered = subjects(desk, "p-kaede"), subjects(desk, "p-aoba")
    assert sorted(silent.values()) == [1, 1, 2, 2]
    assert sorted(answered.values()) == [1, 1, 1, 1]
    assert all(each.startswith("【要回答】") for each in silent)


def test_an_invitation_brings_the_day_as_a_calendar_file(desk: Office, tick: Tick) -> None:
    tick("2025-10-11")
    found = [each for each in letters(desk, "p-aoba@example.jp") if each.is_multipart()]
    [invitation] = found
    [calendar] = invitation.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    [event] = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert event.start == date(2025, 11, 20)
    assert str(event["SUMMARY"]) == "令和７年度フォローアップ研修"


def test_a_machine_that_was_off_for_weeks_does_each_thing_once(desk: Office, tick: Tick) -> None:
    assert tick("2025-10-30") == {"remind-surveys": 1, "remind-follow-ups": 1}
    assert tick("2025-10-30") == {}
    assert tick("2025-11-20") == {"close-surveys": 1}
    assert sorted(subjects(desk, "p-kaede").values()) == [1, 1]


def test_prefectures_that_nobody_approached_are_told_to_officers_twice(
    desk: Office, tick: Tick
) -> None:
    desk.do("adopt-outreach-targets", **ADOPTED)
    days = ["2025-10-11", "2025-11-09", "2025-12-09", "2026-01-09", "2026-03-09"]
    told = [tick(day).get("watch-outreach", 0) for day in days]
    assert told == [0, 1, 1, 0, 0]
    found = letters(desk, "officer@isa.invalid")
    assert len([each for each in found if "16" in str(each["Subject"])]) == 2


def test_after_a_restore_without_the_list_of_jobs_nobody_is_written_to_again(
    desk: Office, tick: Tick, capsys: pytest.CaptureFixture[str]
) -> None:
    tick("2025-10-11")
    data = str(desk.tenant.place.data)
    capsys.readouterr()
    assert main(["--data", data, "-t", "isa", "letters", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["sent"] == 6
    # given that the list of jobs and the outbox folder are gone
    for path in desk.tenant.place.data.glob("jobs.db*"):
        path.unlink()
    shutil.rmtree(desk.tenant.place.mail)
    # when the operator says that what is recorded was told
    assert main(["--data", data, "-t", "isa", "letters", "--skip"]) == 0
    deliver(desk)
    # then nothing goes out again, and what comes later does
    assert subjects(desk, "p-aoba") == Counter()
    tick("2025-10-24")
    assert len(subjects(desk, "p-aoba")) == 2


def test_ticking_with_nothing_to_do_says_so_and_records_nothing(
    desk: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "open_tenant", lambda _slug, _place: desk.tenant)
    size = desk.tenant.log.head().size
    assert main(["--data", str(desk.tenant.place.data), "tick"]) == 0
    assert "nothing is due" in capsys.readouterr().out
    assert desk.tenant.log.head().size == size
