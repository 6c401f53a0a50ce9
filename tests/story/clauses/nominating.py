"""A register with an open call, a body's clerk and nominees, for the stories of clauses 3, 4 and
7."""

from typing import Any

from core.command import Actor
from projections.nomination_inbox import InboxEntry, nomination
from tests.programme.register import CLAUSE, TEXT, nominee, window
from tests.story.clauses.outreach import Office

DEADLINE = "2025-04-18T17:00:00+09:00"
FILE = "ab" * 32
DOCUMENT = {
    "kind": "employment",
    "begins_on": "2023-04-01",
    "ends_on": "2024-03-31",
    "weekly_hours": 38.75,
    "employer": "見本市国際課",
    "file": FILE,
    "bytes": 12_345,
}


def prepared(desk: Office, **windows: dict[str, Any]) -> Office:
    """Windows W1, W2 of 千代田区 and W3 of 札幌市, clerks of both, call 2025-1 open from
    10 March."""
    desk.at("2025-03-10 10:00")
    desk.do("register-window", **window("W1", languages=[]))
    desk.do("register-window", **window("W2", languages=[]))
    sapporo = {"municipality_code": "011002", "prefecture": "北海道", "municipality": "札幌市"}
    desk.do("register-window", **window("W3", languages=[], **sapporo))
    for code, changes in windows.items():
        desk.do("register-window", **window(code, languages=[], **changes))
    for name, body in (("clerk", "131016"), ("north", "011002")):
        desk.tenant.accounts.put(Actor(id=name, roles=("clerk",), bodies=(body,)))
    body = {"code": "131016", "title": "千代田区", "office_mail": "kokusai@example.jp"}
    desk.do("register-body", **body)
    desk.do("plan-cohorts", fiscal_year=2025)
    open_call(desk, "2025-1")
    return desk


def open_call(desk: Office, call: str, deadline: str = DEADLINE) -> None:
    """A call drafted, approved and opened for the cohort of its name."""
    desk.do("draft-call", call=call, text=TEXT, priority_clause=CLAUSE)
    digest = event(desk, "call.drafted").digest
    desk.do("approve-call-text", "approver", call=call, digest_seen=digest)
    desk.do("open-call", call=call, cohort=call, deadline=deadline)


def event(desk: Office, topic: str) -> Any:
    """The latest event of a topic."""
    size = desk.tenant.log.head().size
    return desk.tenant.log.facts(1, size, topics=(topic,))[-1].event


def count(desk: Office, topic: str) -> int:
    """How many events of a topic there are."""
    return len(desk.tenant.log.facts(1, desk.tenant.log.head().size, topics=(topic,)))


def nominates(desk: Office, number: int, at: str = "W1", by: str = "clerk", **changes: Any) -> str:
    """A clerk sends in a nomination; its number."""
    desk.do("submit-nomination", by, **nominee(number, at, **changes))
    return str(event(desk, "nomination.submitted").nomination)


def signed_in(desk: Office, number: str) -> str:
    """The account of the nominee of a nomination, made if there is none."""
    person = entry(desk, number).nomination.person
    desk.tenant.accounts.put(Actor(id=person, roles=("person",), person=person))
    return person


def entry(desk: Office, number: str) -> InboxEntry:
    """The nomination as the inbox has it."""
    desk.tenant.catch_up()
    found = nomination(desk.tenant.views, "isa", number)
    assert found is not None
    return found


def codes(desk: Office, number: str) -> list[str]:
    """The codes of what speaks against a nomination."""
    return [reason.code for reason in entry(desk, number).nomination.reasons]


def attach(desk: Office, number: str, by: str = "clerk", **changes: Any) -> int:
    """A clerk attaches a document; its number."""
    desk.do("attach-experience-evidence", by, nomination=number, **{**DOCUMENT, **changes})
    return int(event(desk, "nomination.evidence_attached").number)


def inbox_row(desk: Office, number: str, account: str = "officer", call: str = "2025-1") -> str:
    """The nomination's row on the inbox page."""
    answer = desk.client(account).get(f"/isa/inbox?call={call}")
    assert answer.status_code == 200
    _, found, rest = answer.text.partition(f'id="n-{number}"')
    assert found, number
    return rest.partition("</tr>")[0]


def decided(desk: Office, call: str = "2025-1", on: str = "2025-05-12") -> Any:
    """The call closed, its selection run and approved; the run."""
    desk.at(f"{on} 09:00")
    desk.do("close-call", call=call)
    desk.do("run-selection", call=call, decided_on=on)
    run = event(desk, "selection.computed")
    desk.do("approve-selection", "approver", call=call, digest_seen=run.digest)
    return run


def ruling(desk: Office, number: str) -> Any:
    """What the latest run found of a nomination."""
    size = desk.tenant.log.head().size
    facts = desk.tenant.log.facts(1, size, topics=("selection.ruled",))
    return [f.event.ruling for f in facts if f.event.nomination == number][-1]
