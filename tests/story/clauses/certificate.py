"""A register in which people were trained, certified and given their papers, to tell stories of."""

import io
import re
from datetime import date
from typing import Any

from pypdf import PdfReader

from core.programme.selection.snapshot import standings_of
from core.programme.world import TOPICS, world_at
from tests.programme.register import CLAUSE, TEXT, nominee, window
from tests.programme.test_training_to_certificate import STEPS
from tests.story.clauses.outreach import Office
from tests.story.clauses.survey import account
from workers.duties.running import tick

NAMES = ("髙﨑 𠮷郎", "葛\U000e0100城 見本", "見本 三郎")
CERTIFIED_ON = "2026-03-27"
FIRST_DAY = date(2025, 4, 1)
"""The first of the years that the policy here is for."""


def facts(desk: Office, topic: str) -> list[Any]:
    """The facts of a topic, in order."""
    size = desk.tenant.log.head().size
    return list(desk.tenant.log.facts(1, size, topics=(topic,)))


def events(desk: Office, topic: str) -> list[Any]:
    """The events of a topic, in order."""
    return [fact.event for fact in facts(desk, topic)]


def event(desk: Office, topic: str) -> Any:
    """The latest event of a topic."""
    return events(desk, topic)[-1]


def people_of(desk: Office) -> list[str]:
    """Everybody certified here, in the order of their numbers."""
    return [each.person for each in events(desk, "certification.numbered")]


def registered(desk: Office, parameters: str, end: str = "2026-12-27") -> tuple[str, str]:
    """Two coordinators E-1 and E-2 at window W1, certified earlier and valid until `end` (empty:
    without end), on 1 June 2026."""
    desk.at("2026-06-01 10:00")
    adopted(desk, parameters)
    desk.do("register-window", **window("W1", languages=[]))
    for person in ("e1", "e2"):
        desk.do("register-person", person=person, full_name=f"見本 {person}")
        made = {"person": person, "window": "W1", "number": f"E-{person[1]}", "on": "2025-12-27"}
        until = {"valid_until": end} if end else {}
        desk.do("register-coordinator", **made, **until)
        account(desk, person, "person", person=person)
    return "e1", "e2"


def counted(desk: Office) -> int:
    """How many a selection today would count as certified and acting."""
    seen = list(desk.tenant.log.walk(topics=TOPICS))
    found = standings_of(world_at(seen, desk.tenant.today))
    return sum(each.acting for each in found if each.state == "certified")


def reminded(desk: Office, person: str) -> list[int]:
    """What a tick has sent out by now to somebody: the number of each reminder."""
    tick(desk.tenant)
    told = events(desk, "coordinator.renewal_reminded")
    return [each.reminder for each in told if each.person == person]


def certified(desk: Office, *names: str, parameters: str = "") -> list[str]:
    """Through a call, the training and two approvals: the ids of those certified on 27 March 2026,
    each with an account and a paper."""
    desk.at("2025-03-10 10:00")
    if parameters:
        adopted(desk, parameters)
    desk.do("register-window", **window("W1", languages=[]))
    call_opened(desk, "2025-1", "2025-04-18T17:00:00+09:00")
    for number, name in enumerate(names, 1):
        roman = {"full_name": name, "roman": f"MIHON {number}"}
        desk.do("submit-nomination", **nominee(number, **roman))
        desk.do("accept-evidence", nomination=f"2025-1-{number:04}")
    desk.at("2025-05-12 09:00")
    desk.do("close-call", call="2025-1")
    desk.do("run-selection", call="2025-1", decided_on="2025-05-12")
    digest = event(desk, "selection.computed").digest
    desk.do("approve-selection", "approver", call="2025-1", digest_seen=digest)
    desk.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-06-01")
    for number, _ in enumerate(names, 1):
        desk.do("accept-offer", nomination=f"2025-1-{number:04}")
    desk.at("2025-06-09 09:00").do("start-cohort", cohort="2025-1", on="2025-06-09")
    desk.at("2026-03-20 09:00")
    for number, _ in enumerate(names, 1):
        done = {"nomination": f"2025-1-{number:04}", "on": "2026-03-10", "score": 80}
        for step in STEPS:
            desk.do("record-progress", step=step, **done)
    desk.do("propose-certification", cohort="2025-1")
    proposed = event(desk, "certification.proposed")
    wanted = {"cohort": "2025-1", "certified_on": CERTIFIED_ON, "digest_seen": proposed.digest}
    desk.do("approve-certification", "approver", **wanted)
    desk.at("2026-04-01 09:00").do("issue-certificates", cohort="2025-1")
    people = [each.person for each in proposed.candidates]
    for person in people:
        account(desk, person, "person", person=person)
    return people


def call_opened(desk: Office, call: str, deadline: str) -> None:
    """The cohorts of the call's year planned, and the call open until its deadline."""
    desk.do("plan-cohorts", fiscal_year=int(call[:4]))
    desk.do("draft-call", call=call, text=TEXT, priority_clause=CLAUSE)
    digest = event(desk, "call.drafted").digest
    desk.do("approve-call-text", "approver", call=call, digest_seen=digest)
    desk.do("open-call", call=call, cohort=call, deadline=deadline)


def adopted(desk: Office, parameters: str) -> None:
    """The year's policy with other parameters, by two people, from its first day on."""
    policy = desk.tenant.policies.ref("isa_fy2025")
    desk.do(
        "propose-policy",
        policy_id=policy.id,
        policy_version=policy.version,
        policy_digest=policy.digest,
        from_date=max(desk.tenant.today, FIRST_DAY).isoformat(),
        parameters=parameters,
    )
    digest = event(desk, "policy.proposed").digest
    desk.do("adopt-policy", "approver", digest_seen=digest)


def paper_of(desk: Office, person: str) -> bytes:
    """The person's own paper, from their own page."""
    answer = desk.client(person).get("/isa/me/certificate")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


def text_of(paper: bytes) -> str:
    """What a paper says, without white space."""
    pages = PdfReader(io.BytesIO(paper)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def checked(desk: Office, number: str, **more: Any) -> str:
    """The public check page of a number, as somebody who is not signed in sees it."""
    visitor = desk.visitor()
    answer = visitor.get("/isa/certificates/check", params={"number": number, **more})
    assert answer.status_code == 200
    return str(answer.text)


def states(page: str) -> list[str]:
    """The states that a check page tells."""
    return re.findall(r'<span class="tag [a-z]+">([^<]+)</span></h2>', page)


def revoked(desk: Office, person: str, effective_on: str, **changes: Any) -> None:
    """Proposed after a hearing, decided by a second person, told by post on the same day."""
    today = desk.tenant.today.isoformat()
    draft = {"person": person, "ground": "misconduct", "heard_on": today}
    desk.do("propose-revocation", **{**draft, "effective_on": effective_on, **changes})
    digest = event(desk, "coordinator.revocation_proposed").digest
    desk.do("approve-revocation", "approver", person=person, digest_seen=digest)
    told = {"person": person, "noticed_on": today, "means": "post"}
    desk.do("record-revocation-notice", **told)
