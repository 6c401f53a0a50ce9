"""Letters handed to a real mail server: each at most once, and what became of it is on record."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Refused
from tenants.gate import Tenant
from tenants.postbook import NewMail
from tests.workers import story
from tests.workers.post_office import Mailbox, free_port, serving, three_offers
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace, do_all, do_next
from workers.letters import mails_of
from workers.letters.recipients import nominee_of
from workers.letters.writing import LATER_SECONDS
from workers.post import post_of


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port on this machine, which letters go to."""
    found = free_port()
    monkeypatch.setenv("DAICHO_SMTP", f"127.0.0.1:{found}")
    return found


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def offered(tmp_path: Path, clock: HandClock) -> Iterator[tuple[Tenant, Workplace]]:
    with three_offers(tmp_path, clock) as made:
        yield made


@pytest.fixture
def tenant(offered: tuple[Tenant, Workplace]) -> Tenant:
    return offered[0]


@pytest.fixture
def ordered(offered: tuple[Tenant, Workplace]) -> Workplace:
    """The letters of three offers are ordered."""
    return offered[1]


@pytest.fixture
def desk(ordered: Workplace, mailbox: Mailbox, port: int) -> Iterator[Workplace]:
    """The same, and the mail server is there."""
    with serving(mailbox, port):
        yield ordered


def states(tenant: Tenant) -> list[tuple[str, str]]:
    """How the tenant's mails stand, the oldest first."""
    return [(mail.state, mail.code) for mail in reversed(mails_of(tenant).recent())]


def test_letters_go_through_one_connection_and_none_stays_in_a_folder(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox
) -> None:
    do_all(desk)
    assert sorted(to for to, _ in mailbox.taken) == [f"n{n}@example.jp" for n in (1, 2, 3)]
    assert len({id(session) for session in mailbox.sessions}) == 1
    assert states(tenant) == [("sent", "2.0.0")] * 3
    assert not list(tenant.place.mail.glob("**/*.eml"))
    assert {letter["Subject"][:5] for letter in mailbox.letters()} == {"【要回答】"[:5]}


def test_a_letter_is_not_sent_again_by_another_attempt_or_a_lost_list(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox
) -> None:
    do_all(desk)
    position = next(iter(tenant.log.walk(topics=("selection.offered",)))).position
    desk.outbox.of("isa").enqueue("again", "send-letter", position=position)
    do_all(desk)
    assert desk.outbox.recent("isa")[0].result == {"sent": 1}
    assert len(mailbox.taken) == 3


def test_a_recipient_that_is_unknown_there_is_on_record_and_holds_up_nobody(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox
) -> None:
    mailbox.at_recipient = lambda to: "550 5.1.1 no such user" if to.startswith("n2") else None
    do_all(desk)
    assert sorted(states(tenant)) == [("refused", "5.1.1"), ("sent", "2.0.0"), ("sent", "2.0.0")]
    [refused] = mails_of(tenant).ended("refused", ("seat-offered",))
    assert (refused.to_kind, refused.to_id) == ("person", nominee_of(tenant, "2025-1-0002"))


@pytest.mark.parametrize("stage", ["at_recipient", "at_text"])
def test_not_now_is_asked_again_later_and_then_sent_once(
    desk: Workplace, mailbox: Mailbox, clock: HandClock, stage: str
) -> None:
    setattr(mailbox, stage, lambda _: "451 4.2.0 greylisted")
    do_all(desk)
    assert mailbox.taken == []
    setattr(mailbox, stage, lambda _: None)
    do_all(desk)
    assert mailbox.taken == [], "it waits"
    clock.forward(LATER_SECONDS + 1)
    do_all(desk)
    assert len(mailbox.taken) == 3


def test_a_server_that_is_away_for_hours_loses_no_letter(
    ordered: Workplace, mailbox: Mailbox, clock: HandClock, port: int
) -> None:
    for _ in range(10):
        do_all(ordered)
        clock.forward(LATER_SECONDS + 1)
    assert {job.state for job in ordered.outbox.recent("isa")} == {"due"}
    with serving(mailbox, port):
        do_all(ordered)
    assert len(mailbox.taken) == 3


def test_a_connection_lost_after_the_text_leaves_unknown_and_never_a_second_letter(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox, clock: HandClock
) -> None:
    mailbox.hangs_up = True
    do_next(desk, ["send-letter"])
    mailbox.hangs_up = False
    [(state, _)] = states(tenant)
    assert state == "unknown"
    clock.forward(3_600)
    do_all(desk)
    assert len({to for to, _ in mailbox.taken}) == len(mailbox.taken) == 3


def test_a_mail_found_half_handed_over_after_a_crash_is_unknown_and_not_sent(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox
) -> None:
    do_all(desk)
    sent = mails_of(tenant).recent()[0]
    mailbox.taken.clear()
    crashed = mails_of(tenant)
    crashed.end(sent.id, "sending")
    desk.outbox.of("isa").enqueue("again", "send-letter", position=sent.position)
    do_all(desk)
    assert mailbox.taken == []
    assert mails_of(tenant).state(sent.id) == "unknown"


def test_a_value_with_two_addresses_reaches_neither(
    desk: Workplace, tenant: Tenant, mailbox: Mailbox
) -> None:
    person = nominee_of(tenant, "2025-1-0001")
    story.do(tenant, "change-contact", person=person, mail="a@example.jp, b@example.com")
    do_all(desk)
    assert len(mailbox.taken) == 2
    assert ("refused", "5.1.3") in states(tenant)


def test_no_log_line_holds_an_address_or_a_name(
    desk: Workplace, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.at_recipient = lambda to: f"550 5.1.1 {to} unknown" if to.startswith("n2") else None
    with caplog.at_level(logging.DEBUG, "daicho"):
        do_all(desk)
    told = " ".join(each.getMessage() for each in caplog.records if each.name.startswith("daicho"))
    assert told
    assert "@" not in told
    assert "見本" not in told


def test_only_one_of_two_workers_begins_a_mail(tenant: Tenant) -> None:
    mail = NewMail("letter-1-0-x", "seat-offered", "person", "p-1", 1)
    assert mails_of(tenant).begin(mail)
    assert not mails_of(tenant).begin(mail)


def test_where_tls_is_required_nothing_goes_out_without_it(
    desk: Workplace, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAICHO_SMTP_TLS", "required")
    do_all(desk)
    assert mailbox.taken == []


@pytest.mark.parametrize(
    "settings", [{"DAICHO_SMTP": ":x"}, {"DAICHO_SMTP": "h:1", "DAICHO_SMTP_TLS": "?"}]
)
def test_settings_that_cannot_be_read_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"post\.settings"):
        post_of(settings)
