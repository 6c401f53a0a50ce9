"""Letters that facts call for: one a fact, to the person's own address, none to the erased."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from projections import runner
from projections.catalogue import VIEWS
from tenants.gate import Tenant
from tenants.outbox import Outbox
from tests.programme.register import APPROVER
from tests.workers import story
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace, do_all
from workers.letters import DAYS_MAX, LETTERS, order_letters
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
    assert set(LETTERS) == {"selection.offered", "consent.requested"}
    order_letters(twins["isa"], desk.outbox)
    do_all(desk)
    assert all(str(letter["Subject"]).startswith("【要回答】") for letter in letters(twins["isa"]))


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
