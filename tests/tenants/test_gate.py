"""One way to data: tenants apart, sign-in by link, erasure, imports that change nothing twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.area import DECIDERS
from core.command import Actor
from core.errors import Refused
from core.privacy import ERASED
from core.programme.nomination.submit import SubmitNomination
from core.programme.selection.run import RunSelection
from projections.nomination_inbox import inbox
from tenants.accounts import Accounts
from tenants.gate import STAFF, Tenant, add_tenant, open_tenant, tenants
from tenants.place import Place
from tests.programme.register import APPROVER, OFFICER, nominee, window
from tests.tenants.conftest import POLICY, march
from tests.tenants.test_access import isa
from workers.documents.forms import NOMINATIONS, WINDOWS
from workers.documents.writing import write_csv
from workers.imports import import_file

__all__ = ["isa"]


def test_founding_again_changes_nothing(place: Place, pair: tuple[Tenant, Tenant]) -> None:
    assert add_tenant("isa", "別の名", POLICY, place, clock=march).unchanged
    assert tenants(place) == ["isa", "twin"]
    assert pair[0].name == "見本庁"


@pytest.mark.parametrize("slug", ["ISA", "a", "../isa", "isa/..", "1isa", "x" * 41])
def test_bad_slugs_are_refused(place: Place, slug: str) -> None:
    with pytest.raises(Refused, match=r"tenant\.bad_slug"):
        add_tenant(slug, "見本", POLICY, place)
    with pytest.raises(Refused, match=r"tenant\.unknown"):
        open_tenant(slug, place)


def test_a_refusal_is_never_shared_and_keeps_no_frame_of_an_earlier_one(place: Place) -> None:
    met = []
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            open_tenant("nobody", place)
        met.append(refusal.value)
    assert met[0] is not met[1]


def test_twins_share_a_store_and_see_nothing_of_each_other(pair: tuple[Tenant, Tenant]) -> None:
    one, other = pair
    assert one.log.head().size == other.log.head().size
    one.handle(one.read_command("plan-cohorts", {"fiscal_year": 2025}), OFFICER)
    assert other.log.stream("cohort/2025-1") == []
    assert one.keys.new("p-1") != other.keys.new("p-1")
    other.catch_up()
    one.catch_up()
    assert one.view_digests(2) == other.view_digests(2)


def test_a_link_signs_in_once_within_its_time_and_its_own_register(
    place: Place, pair: tuple[Tenant, Tenant]
) -> None:
    now = [march()]
    mine, theirs = (Accounts(place.accounts, slug, lambda: now[0]) for slug in ("isa", "twin"))
    token = mine.link("officer")
    assert theirs.sign_in(token) is None
    session = mine.sign_in(token)
    assert session
    assert mine.session(session) == STAFF[0]
    assert theirs.session(session) is None
    assert mine.sign_in(token) is None
    late = mine.link("officer")
    now[0] += timedelta(minutes=31)
    assert mine.sign_in(late) is None
    now[0] += timedelta(hours=10)
    assert mine.session(session) is None
    assert pair


def test_sessions_can_be_ended(pair: tuple[Tenant, Tenant]) -> None:
    accounts = pair[0].accounts
    sessions = [accounts.sign_in(accounts.link("officer")) for _ in range(2)]
    accounts.sign_out(str(sessions[0]))
    assert accounts.session(str(sessions[0])) is None
    assert accounts.session(str(sessions[1]))
    accounts.revoke("officer")
    assert accounts.session(str(sessions[1])) is None


def test_no_token_is_stored_as_it_is(place: Place, pair: tuple[Tenant, Tenant]) -> None:
    accounts = pair[0].accounts
    token = accounts.link("officer")
    session = str(accounts.sign_in(token))
    stored = b"".join(path.read_bytes() for path in place.data.glob("accounts.db*"))
    assert token.encode() not in stored
    assert session.encode() not in stored


def test_a_reader_means_a_date_a_position_or_today(isa: Tenant) -> None:
    isa.catch_up()
    assert isa.day_of(None) == isa.day_of("3") == march().date()
    assert isa.day_of("2024-12-31") == date(2024, 12, 31)
    assert isa.as_of("2024-12-31") == 0
    assert isa.as_of("2025-03-10") == isa.log.head().size
    with pytest.raises(Refused, match=r"as_of\.unreadable"):
        isa.day_of("yesterday")


def test_an_erasure_destroys_the_key_and_recovery_repeats_it(isa: Tenant) -> None:
    isa.handle(isa.read_command("submit-nomination", nominee(1)), OFFICER)
    person = isa.log.facts(1, 1000, topics=("person.registered",))[0].event.person
    wanted = {"person": person, "ground": "request"}
    receipt = isa.handle(isa.read_command("request-erasure", wanted), OFFICER)
    digest = receipt.facts[0].event.digest
    approve = {"person": person, "digest_seen": digest}
    isa.engine.handle(isa.read_command("approve-erasure", approve), APPROVER)
    letters = isa.place.letters(isa.slug, person)
    letters.mkdir(parents=True)
    (letters / "letter-1.eml").write_text("To: n1@example.jp")
    assert isa.keys.get(person)
    isa.recover()
    assert isa.keys.get(person) is None
    assert not letters.exists()
    isa.catch_up()
    row = inbox(isa.views, isa.slug)[0]
    assert isa.unseal(row.who.full_name) is ERASED


def table(*numbers: int) -> bytes:
    rows = [{**nominee(number), "started_on": date(2020, 4, 1)} for number in numbers]
    return write_csv(NOMINATIONS, rows)


def imported(tenant: Tenant, source: bytes, partial: bool = False) -> tuple[int, int, int]:
    found = import_file(tenant, "nominations", source, OFFICER, call="2025-1", partial=partial)
    return found.accepted, found.unchanged, len(found.errors)


def test_the_same_file_twice_changes_nothing(isa: Tenant) -> None:
    assert imported(isa, table(1, 2)) == (2, 0, 0)
    head = isa.log.head()
    assert imported(isa, table(1, 2)) == (0, 2, 0)
    assert isa.log.head() == head


def test_a_corrected_file_adds_only_what_is_new(isa: Tenant) -> None:
    assert imported(isa, table(1, 2)) == (2, 0, 0)
    assert imported(isa, table(1, 2, 3)) == (1, 2, 0)


def test_a_refused_file_leaves_no_key_behind(isa: Tenant) -> None:
    before = isa.keys.rewrap()
    assert imported(isa, table(1, 2).replace(b"W1", b"W9", 1)) == (0, 0, 1)
    assert isa.keys.rewrap() == before


def test_with_an_error_nothing_is_stored_unless_partial_is_wanted(isa: Tenant) -> None:
    source = table(1, 2).replace(b"W1", b"W9", 1)
    before = isa.log.head()
    assert imported(isa, source) == (0, 0, 1)
    assert isa.log.head() == before
    assert imported(isa, source, partial=True) == (1, 0, 1)


def test_what_is_wrong_with_every_row_is_said_once(isa: Tenant, tmp_path: Path) -> None:
    clerk = Actor(id="clerk", roles=("clerk",), bodies=("999999",))
    found = import_file(isa, "nominations", table(1, 2, 3), clerk, call="2025-1")
    assert [(error.row, error.column) for error in found.errors] == [(None, None)]
    assert tmp_path


def test_two_people_in_one_file_may_share_a_name_but_not_an_address(isa: Tenant) -> None:
    rows = [
        nominee(1),
        nominee(2, full_name="見本 1"),
        nominee(3, full_name="見本 1", mail="n1@example.jp"),
    ]
    found = import_file(isa, "nominations", write_csv(NOMINATIONS, rows), OFFICER, call="2025-1")
    assert [(error.row, error.column) for error in found.errors] == [(4, "氏名")]


def test_windows_come_and_go_by_the_same_form(pair: tuple[Tenant, Tenant]) -> None:
    rows = [window("W1"), window("W2")]
    for tenant in pair:
        found = import_file(tenant, "windows", write_csv(WINDOWS, rows), OFFICER)
        assert (found.accepted, found.errors) == (2, ())


def test_what_the_gate_completes_is_never_decided_on_an_event_loop() -> None:
    assert not any(DECIDERS[kind].is_brief for kind in (SubmitNomination, RunSelection))
