"""Letters that facts call for: one a fact, to the person's own address, none to the erased."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar

from core.clock import JAPAN
from core.command import Actor
from core.event import EVENTS
from projections import runner
from projections.catalogue import VIEWS
from tenants.gate import Tenant
from tenants.outbox import Outbox
from tenants.postbook import NewMail
from tests.programme.register import APPROVER
from tests.workers import story
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace, do_all
from workers.letters import (
    DAYS_MAX,
    LETTERS,
    Appointment,
    Notice,
    To,
    mails_of,
    order_letters,
    writing,
)
from workers.letters.calendar_file import calendar_file
from workers.letters.recipients import recipients
from workers.rounds import Rounds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def twins(tmp_path: Path, clock: HandClock) -> Iterator[dict[str, Tenant]]:
    with story.founded(tmp_path, clock) as tenants:
        for tenant in tenants.values():
            story.offered(tenant, clock)
        yield tenants


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock, twins: dict[str, Tenant]) -> Workplace:
    return Workplace(Outbox(tmp_path / "jobs.db", clock), twins.__getitem__)


def letters(tenant: Tenant) -> list[EmailMessage]:
    """The tenant's letters in the outbox folder, by name."""
    files = sorted(tenant.place.mail.glob(f"{tenant.slug}/*/letter-*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=default) for path in files]


def test_everyone_offered_a_seat_gets_one_letter(desk: Workplace, twins: dict[str, Tenant]) -> None:
    for tenant in twins.values():
        assert order_letters(tenant, desk.outbox) == 3
        assert order_letters(tenant, desk.outbox) == 0
    do_all(desk)
    for tenant in twins.values():
        written = letters(tenant)
        assert {str(letter["To"]) for letter in written} == {
            f"n{number}@example.jp" for number in (1, 2, 3)
        }
        assert all("2025-05-22までに" in letter.get_content() for letter in written)


def test_a_letter_opens_with_the_name_that_its_order_does_not_hold(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    order_letters(twins["isa"], desk.outbox)
    assert "見本" not in repr(desk.outbox.recent("isa"))
    do_all(desk)
    openings = {letter.get_content().splitlines()[0] for letter in letters(twins["isa"])}
    assert openings == {"見本 1 様", "見本 2 様", "見本 3 様"}


def test_an_old_fact_gets_no_letter(
    desk: Workplace, twins: dict[str, Tenant], clock: HandClock
) -> None:
    clock.forward((DAYS_MAX * 24 + 1) * 3_600)
    assert order_letters(twins["isa"], desk.outbox) == 0


def test_nobody_writes_to_a_person_erased_in_the_meantime(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    order_letters(twins["isa"], desk.outbox)
    person = story.latest(twins["isa"], "nomination.submitted").person
    story.do(twins["isa"], "request-erasure", person=person, ground="request")
    digest = story.latest(twins["isa"], "person.erasure_requested").digest
    story.do(twins["isa"], "approve-erasure", APPROVER, person=person, digest_seen=digest)
    do_all(desk)
    assert len(letters(twins["isa"])) == 2
    assert {job.state for job in desk.outbox.recent("isa")} == {"done"}


def test_every_letter_is_for_a_registered_topic_and_has_a_subject(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    assert set(LETTERS) <= set(EVENTS)
    order_letters(twins["isa"], desk.outbox)
    do_all(desk)
    assert all(str(letter["Subject"]).startswith("【要回答】") for letter in letters(twins["isa"]))


def test_the_organisations_own_text_is_used_from_when_it_is_set(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    own = {"kind": "seat-offered", "subject": "ご意向 {nomination}", "body": "{reply_by} {tenant}"}
    story.do(twins["isa"], "set-letter-template", **own)
    for tenant in twins.values():
        order_letters(tenant, desk.outbox)
    do_all(desk)
    subjects = {letter["Subject"] for letter in letters(twins["isa"])}
    assert subjects == {f"【要回答】ご意向 2025-1-000{n}" for n in (1, 2, 3)}
    assert "2025-05-22 見本庁 isa" in letters(twins["isa"])[0].get_content()
    assert "選定されました" in letters(twins["isb"])[0].get_content()


def test_one_fact_writes_to_everyone_concerned_and_goes_on_where_it_stopped(
    desk: Workplace, twins: dict[str, Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = twins["isa"]
    for name in ("desk-b@example.go.jp", "desk-a@example.go.jp"):
        tenant.accounts.put(Actor(id=name, roles=("officer",)))
    values = {"case": "case-0001", "number": 1}
    fact = next(iter(tenant.log.walk(topics=("selection.offered",))))
    notice = Notice(To("role", "officer"), "case-objected", values)
    monkeypatch.setitem(LETTERS, "selection.offered", lambda _tenant, _fact: [notice])
    # given that an earlier attempt had handed over one of three
    items = writing._items(tenant, fact)
    first = items[0]
    mails_of(tenant).begin(NewMail(first.id, notice.kind, *first.recipient.to, fact.position))
    mails_of(tenant).end(first.id, "sent")
    # when the job is done again
    desk.outbox.of("isa").enqueue("again", "send-letter", position=fact.position)
    do_all(desk)
    # then the other two are written, and the progress shows all
    job = desk.outbox.recent("isa")[0]
    assert (job.result, job.done, job.total) == ({"sent": 3}, 3, 3)
    assert len(letters(tenant)) == 2
    assert {str(letter["To"]) for letter in letters(tenant)} < {
        "desk-a@example.go.jp",
        "desk-b@example.go.jp",
        "officer@isa.invalid",
    }


def test_an_institutions_managers_and_a_bodys_office_are_found(twins: dict[str, Tenant]) -> None:
    tenant = twins["isa"]
    manager = Actor(id="m@example.jp", roles=("institution",), institutions=("W1国際課",))
    tenant.accounts.put(manager)
    body = {"code": "131016", "title": "見本市", "department": "国際課"}
    story.do(tenant, "register-body", **body, office_mail="kokusai@example.jp")
    [found] = recipients(tenant, To("institution", "W1国際課"))
    assert found.address == "m@example.jp"
    assert recipients(tenant, To("institution", "W9国際課")) == []
    [office] = recipients(tenant, To("body", "131016"))
    assert (office.address, office.greeting) == ("kokusai@example.jp", "見本市 国際課 御中")
    assert recipients(tenant, To("body", "131024")) == []
    assert recipients(tenant, To("person", "p-nobody")) == []


def test_a_calendar_file_has_the_same_bytes_whenever_it_is_made() -> None:
    told = datetime(2025, 10, 10, 10, tzinfo=JAPAN)
    day = Appointment(date(2025, 11, 20), "研修", place="会場")
    made = calendar_file(day, "7.isa.x@daicho.invalid", told)
    assert made == calendar_file(day, "7.isa.x@daicho.invalid", told)
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert (event["UID"], event["SUMMARY"], event["LOCATION"]) == (
        "7.isa.x@daicho.invalid",
        "研修",
        "会場",
    )
    assert (event.start, event.end) == (date(2025, 11, 20), date(2025, 11, 21))
    assert event["DTSTAMP"].dt == told


def test_a_timed_appointment_is_in_japans_time() -> None:
    begins = datetime(2025, 11, 20, 4, 30, tzinfo=UTC)
    made = calendar_file(Appointment(begins, "研修"), "7@x", begins)
    calendar = Calendar.from_ical(made)
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert event.start == begins
    assert (event.end - event.start).seconds == 3_600
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]


def test_the_follower_folds_and_orders_for_every_tenant(
    desk: Workplace, twins: dict[str, Tenant]
) -> None:
    rounds = Rounds(twins["isa"].place, desk.outbox)
    rounds.finish()
    sizes = {slug: tenant.log.head().size for slug, tenant in twins.items()}
    shown = {slug: runner.cursor(slug, rounds.views, VIEWS["selection_board"]) for slug in sizes}
    rounds.close()
    assert shown == sizes
    assert {slug: desk.outbox.followed(slug, "letters") for slug in sizes} == sizes
