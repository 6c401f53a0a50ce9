"""Deny by default: roles, scopes, the same words for another's record and for none."""

import pytest

from core.command import COMMANDS, Actor
from core.errors import Refused
from tenants.access import DENIED, SCOPES, UNSCOPED
from tenants.gate import STAFF, Tenant
from tests.programme.register import CLAUSE, TEXT, nominee, window

OFFICER, APPROVER = STAFF[0], STAFF[1]
CLERK = Actor(id="clerk", roles=("clerk",), bodies=("131016",))
OTHER_CLERK = Actor(id="other", roles=("clerk",), bodies=("011002",))


def do(tenant: Tenant, name: str, actor: Actor = OFFICER, **values: object) -> object:
    return tenant.handle(tenant.read_command(name, values), actor)


def refused(tenant: Tenant, name: str, actor: Actor, **values: object) -> bool:
    with pytest.raises(Refused) as refusal:
        do(tenant, name, actor, **values)
    return refusal.value.faults == (DENIED,)


@pytest.fixture
def isa(pair: tuple[Tenant, Tenant]) -> Tenant:
    tenant = pair[0]
    do(tenant, "register-window", **window("W1"))
    do(tenant, "register-window", **window("W2", municipality_code="011002"))
    do(tenant, "plan-cohorts", fiscal_year=2025)
    do(tenant, "draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = tenant.log.stream("call/2025-1")[0].event.digest
    do(tenant, "approve-call-text", APPROVER, call="2025-1", digest_seen=digest)
    deadline = "2025-04-18T17:00:00+09:00"
    do(tenant, "open-call", call="2025-1", cohort="2025-1", deadline=deadline)
    return tenant


def test_every_role_of_every_command_is_known_to_the_table() -> None:
    for command in COMMANDS.values():
        assert command.roles
        assert set(command.roles) <= {*UNSCOPED, *SCOPES}, command.name


def test_a_clerk_acts_for_their_own_body_only(isa: Tenant) -> None:
    assert do(isa, "submit-nomination", CLERK, **nominee(1))
    assert refused(isa, "submit-nomination", OTHER_CLERK, **nominee(2))
    assert refused(isa, "withdraw-nomination", OTHER_CLERK, nomination="2025-1-0001")
    assert do(isa, "withdraw-nomination", CLERK, nomination="2025-1-0001")


def test_a_clerk_cannot_take_over_anothers_window(isa: Tenant) -> None:
    stolen = window("W2", municipality_code="131016")
    assert refused(isa, "register-window", CLERK, **stolen)
    assert do(isa, "register-window", CLERK, **window("W1", caseload=7))


def test_anothers_record_and_none_at_all_are_refused_alike(isa: Tenant) -> None:
    do(isa, "submit-nomination", CLERK, **nominee(1))
    person = isa.log.facts(1, 1000, topics=("call.received",))[0].event.person
    someone = Actor(id="p-x", roles=("person",), person="p-x")
    itself = Actor(id=person, roles=("person",), person=person)
    assert refused(isa, "withdraw-nomination", someone, nomination="2025-1-0001")
    assert refused(isa, "withdraw-nomination", someone, nomination="2025-1-9999")
    assert do(isa, "withdraw-nomination", itself, nomination="2025-1-0001")


def test_a_person_speaks_as_a_person_and_a_manager_as_the_institution(isa: Tenant) -> None:
    do(isa, "register-person", person="R6-1", full_name="見本 一")
    made = {"person": "R6-1", "window": "W1", "number": "2024-0001"}
    do(isa, "register-coordinator", **made, on="2025-03-01")
    do(isa, "request-consent", person="R6-1", window="W1", text="1名")
    itself = Actor(id="R6-1", roles=("person",), person="R6-1")
    manager = Actor(id="m", roles=("institution",), institutions=("W1国際課",))
    stranger = Actor(id="s", roles=("institution",), institutions=("W2国際課",))
    answer = {"person": "R6-1", "agrees": True}
    assert refused(isa, "answer-consent", itself, **answer, party="institution")
    assert refused(isa, "answer-consent", manager, **answer, party="person")
    assert refused(isa, "answer-consent", stranger, **answer, party="institution")
    assert do(isa, "answer-consent", itself, **answer, party="person")
    assert do(isa, "answer-consent", manager, **answer, party="institution")


def test_no_role_no_command(isa: Tenant) -> None:
    assert refused(isa, "register-window", Actor(id="nobody"), **window())
    assert refused(isa, "close-call", APPROVER, call="2025-1")
