"""Whatever officers, approvers, the clock and the worker do: no mail of a call without approval,
none twice, none after its end, and the rows say what is recorded."""

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.clock import JAPAN
from core.command import Actor
from core.errors import Refused
from core.event import Fact
from core.identity import seeded_entropy
from core.log.application import close_location
from core.programme.call.facts import (
    CallClosed,
    CallDrafted,
    CallOpened,
    CallTextAmended,
    CallTextApproved,
    DeadlineExtended,
)
from core.programme.delivery.facts import CallSent, PhoneNeeded
from projections.call_deliveries import deliveries
from tenants.gate import add_tenant, open_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from tests.programme.register import CLAUSE
from tests.story.clauses.calls import bodies, text_of
from workers.call_sending import order_call_sendings
from workers.jobs import Workplace, do_all
from workers.story.desk import StepClock

MEMORY = Path("/dev").joinpath("shm")
"""Where there is one, no disk has to be waited for."""
CALL = "2025-1"
CODES = bodies(4)
OPENING = {"call": CALL, "cohort": CALL, "deadline": "2025-06-30T17:00:00+09:00"}
LONGER = {"call": CALL, "deadline": "2025-07-10T17:00:00+09:00", "reason": "大雨"}
DAYS = ("2025-06-02", "2025-06-20", "2025-06-30", "2025-07-10")
ROLES = {"officer": ("officer",), "approver": ("approver",), "both": ("officer", "approver")}
STEPS = st.one_of(
    st.tuples(st.just("register"), st.integers(0, 3), st.booleans()),
    st.tuples(st.sampled_from(["draft", "amend", "approve"]), st.sampled_from(list(ROLES))),
    st.tuples(st.sampled_from(["open", "extend", "close", "send", "send", "work", "work", "wait"])),
)


class Story:
    """One call with four bodies at most, on a register in a folder of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.clock, entropy = StepClock(), seeded_entropy(b"machine")
        self.clock.set("2025-06-01 10:00")
        place = Place(self.folder)
        founding: dict[str, Any] = {"clock": self.clock, "entropy": entropy}
        add_tenant("isa", "見本庁", "isa_fy2025", place, **founding)
        self.tenant = open_tenant("isa", place, **founding)
        self.outbox = Outbox(place.jobs, self.tenant.now)
        self.texts = self.wishes = self.days = 0
        self.do("plan-cohorts", fiscal_year=2025)

    def close_all(self) -> None:
        self.outbox.close()
        self.tenant.views.close()
        close_location(self.tenant.place.log)
        shutil.rmtree(self.folder)

    def do(self, name: str, account: str = "officer", **values: Any) -> None:
        self.wishes += 1
        wish = {**values, "command_id": f"c{self.wishes}"}
        command = self.tenant.read_command(name, wish, strings=True)
        with suppress(Refused):
            self.tenant.handle(command, Actor(id=account, roles=ROLES[account]))

    def facts(self, *topics: str) -> list[Fact]:
        return list(self.tenant.log.walk(topics=topics))

    def step(self, name: str, *given: Any) -> None:
        getattr(self, name)(*given)
        sent_texts_were_approved(self)
        nobody_got_a_notice_twice_or_late(self)

    def register(self, number: int, reachable: bool) -> None:
        code, title, department, mail, _ = CODES[number]
        values = {"code": code, "title": title, "department": department}
        self.do("register-body", **values, office_mail=mail if reachable else "")

    def _text(self) -> dict[str, str]:
        self.texts += 1
        return {"call": CALL, "text": f"第{self.texts}の文面。{CLAUSE}", "priority_clause": CLAUSE}

    def draft(self, by: str) -> None:
        self.do("draft-call", by, **self._text())

    def amend(self, by: str) -> None:
        self.do("amend-call-text", by, **self._text(), reason="見直し")

    def approve(self, by: str) -> None:
        for fact in self.facts(CallDrafted.topic, CallTextAmended.topic)[-1:]:
            assert isinstance(fact.event, CallDrafted | CallTextAmended)
            self.do("approve-call-text", by, call=CALL, digest_seen=fact.event.digest)

    def open(self) -> None:
        self.do("open-call", **OPENING)

    def extend(self) -> None:
        self.do("extend-call", **LONGER)

    def close(self) -> None:
        self.do("close-call", call=CALL)

    def send(self) -> None:
        self.do("send-call", call=CALL)
        order_call_sendings(self.tenant, self.outbox)

    def work(self) -> None:
        order_call_sendings(self.tenant, self.outbox)
        do_all(Workplace(self.outbox, lambda _slug: self.tenant))

    def wait(self) -> None:
        self.days = min(self.days + 1, len(DAYS) - 1)
        self.clock.set(f"{DAYS[self.days]} 18:00")


def sent_texts_were_approved(story: Story) -> None:
    """Each mail holds a text that another person than its author approved, or is an extension."""
    approved, latest, author = set[str](), "", ""
    for fact in story.facts(CallDrafted.topic, CallTextAmended.topic, CallTextApproved.topic):
        if isinstance(fact.event, CallDrafted | CallTextAmended):
            latest, author = fact.event.text, fact.envelope.actor
        else:
            assert fact.envelope.actor != author
            approved.add(latest)
    for path in story.tenant.place.mail.rglob("call-*.eml"):
        words = text_of(message_from_bytes(path.read_bytes()))
        assert any(text in words for text in approved) or "延ばしました" in words


def nobody_got_a_notice_twice_or_late(story: Story) -> None:
    """One mail for each notice and body, none after the call's end, each of them on record."""
    sent, ends = Counter[tuple[str, str]](), datetime.max.replace(tzinfo=JAPAN)
    for fact in story.facts(
        CallOpened.topic, DeadlineExtended.topic, CallClosed.topic, CallSent.topic
    ):
        now = datetime.fromisoformat(fact.envelope.recorded_at)
        match fact.event:
            case CallOpened(deadline=deadline) | DeadlineExtended(deadline=deadline):
                ends = deadline
            case CallClosed():
                ends = now
            case CallSent(body=body, notice=notice):
                assert now < ends
                sent[body, notice] += 1
    assert max(sent.values(), default=1) == 1
    assert len(list(story.tenant.place.mail.rglob("call-*.eml"))) == sum(sent.values())


def rows_say_what_is_recorded(story: Story) -> None:
    """Counted anew from the log, the board's numbers are the same."""
    story.tenant.catch_up()
    told = deliveries(story.tenant.views, "isa", CALL)
    latest: dict[str, str] = {}
    versions: dict[str, set[int]] = {}
    for fact in story.facts(CallSent.topic, PhoneNeeded.topic):
        event = fact.event
        assert isinstance(event, CallSent | PhoneNeeded)
        latest[event.body] = "sent" if isinstance(event, CallSent) else "no_address"
        if isinstance(event, CallSent):
            versions.setdefault(event.body, set()).add(event.text_version)
    assert {name: count for name, count in told.outcomes.items() if count} == Counter(
        latest.values()
    )
    assert {
        each.body.body: set(each.delivery.versions)
        for each in told.bodies
        if each.delivery and each.delivery.versions
    } == versions


@pytest.mark.slow
@settings(max_examples=25)
@example(True, [("send",), ("amend", "officer"), ("work",)])
@example(True, [("send",), ("wait",), ("wait",), ("wait",), ("work",)])
@example(True, [("work",), ("send",), ("work",), ("register", 2, True), ("send",), ("work",)])
@given(begun=st.booleans(), steps=st.lists(STEPS, min_size=8, max_size=20))
def test_whatever_is_done_no_mail_goes_without_approval_or_twice(
    begun: bool, steps: list[tuple[Any, ...]]
) -> None:
    story = Story()
    try:
        # given two bodies and a draft; in half of the stories the call is open
        story.register(0, True)
        story.register(1, False)
        story.draft("officer")
        if begun:
            story.approve("approver")
            story.open()
        for name, *given in steps:
            story.step(name, *given)
        story.work()
        rows_say_what_is_recorded(story)
    finally:
        story.close_all()
