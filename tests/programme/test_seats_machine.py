"""Calls, selections and seats in any order (clauses 6, 13, 14): Hypothesis plays the officers, the
nominees and the clock. However it goes, no seat is given twice and none that there is not.
"""

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.engine.replay import replay
from core.errors import Refused
from core.log.application import close_location
from core.programme.cohort import Cohort
from core.programme.selection.state import Selection
from core.programme.world import world_at
from tests.programme.register import (
    APPROVER,
    CLAUSE,
    POLICIES,
    TEXT,
    Register,
    founded,
    nominee,
    window,
)

COHORTS = {"2025-1": 20, "2025-2": 90}
"""The rounds, and how many days their calls are open."""
CALLS = st.sampled_from(list(COHORTS))
WINDOWS = ("W1", "W2", "W3")
REFUSED_MAY = (
    "approval.other_content",
    "call.",
    "cohort.",
    "nomination.",
    "person.",
    "selection.",
    "training.",
)
"""What a rule may be told: everything here is about timing, nothing about a broken register."""
NUMBERS = itertools.count()


class Seats(RuleBasedStateMachine):
    """A register with two rounds of one to three seats; each rule is one wish of one person."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._store = f"machine-{next(NUMBERS)}"
        self.register: Register = founded(Path(self._folder.name), self._store)
        self._people = 0
        self._deadline: dict[str, datetime] = {}

    def teardown(self) -> None:
        checks = replay(self.register.log, POLICIES, POLICIES.digest)
        assert {check.result for check in checks} <= {"pass"}
        close_location(f"memory:{self._store}")
        self._folder.cleanup()

    @initialize(
        seats=st.tuples(st.integers(1, 3), st.integers(1, 3)), count=st.sampled_from((0, 2, 4, 6))
    )
    def begin(self, seats: tuple[int, int], count: int) -> None:
        """Windows, two rounds with open calls; mostly the first has its offers out already."""
        for code in WINDOWS:
            self.register.do("register-window", **window(code))
        self.register.do("plan-cohorts", fiscal_year=2025)
        for cohort, number in zip(COHORTS, seats, strict=True):
            self.register.do("change-capacity", cohort=cohort, seats=number)
            self._open(cohort)
        if count:
            self.play("2025-1", count)

    def _open(self, call: str) -> None:
        self.register.do("draft-call", call=call, text=TEXT, priority_clause=CLAUSE)
        digest = self.register.events("call.drafted")[-1].digest
        self.register.do("approve-call-text", APPROVER, call=call, digest_seen=digest)
        deadline = self._deadline[call] = self.register.now + timedelta(days=COHORTS[call])
        self.register.do("open-call", call=call, cohort=call, deadline=deadline.isoformat())

    def wish(self, name: str, *actor: Any, **values: Any) -> bool:
        """Do it, or be told why not in a way that fits."""
        try:
            self.register.do(name, *actor, **values)
        except Refused as refusal:
            codes = [fault.code for fault in refusal.faults]
            assert all(code.startswith(REFUSED_MAY) for code in codes), codes
            return False
        return True

    @rule(call=CALLS, at=st.sampled_from(WINDOWS), again=st.booleans())
    def nominate(self, call: str, at: str, again: bool) -> None:
        """Somebody new, or the one before once more: that one has a live nomination already."""
        self._people += not again or not self._people
        if self.wish("submit-nomination", **nominee(self._people, at, call=call)):
            nomination = self.register.events("call.received")[-1].nomination
            self.wish("accept-evidence", nomination=nomination)  # one that came late has to wait

    @rule(call=CALLS, count=st.integers(1, 5))
    def play(self, call: str, count: int) -> None:
        """Straight on to the offers, as a year would go; whoever acts first stops it."""
        for _ in range(count):
            self.nominate(call, WINDOWS[self._people % 3], again=False)
        self.register.now = max(self.register.now, self._deadline[call])
        self.close_call(call)
        self.run(call)
        self.approve(call)
        self.offer(call, 4)

    @rule(days=st.sampled_from((1, 1, 3, 8)))
    def wait(self, days: int) -> None:
        """The clock moves."""
        self.register.now += timedelta(days=days)

    @rule(call=CALLS)
    def close_call(self, call: str) -> None:
        """After the deadline only."""
        self.wish("close-call", call=call)

    @rule(call=CALLS)
    def run(self, call: str) -> None:
        """A run, decided today."""
        self.wish("run-selection", call=call, decided_on=self.register.now.date().isoformat())

    @rule(call=CALLS, last=st.booleans())
    def override(self, call: str, last: bool) -> None:
        """The first or the last of a run is given rank 2."""
        if (held := self.selection(call)) and held.order():
            nomination = held.order()[-1 if last else 0]
            wanted = {"nomination": nomination, "rank": 2, "reason": "地域の事情"}
            self.wish("override-selection", call=call, **wanted)

    @rule(call=CALLS)
    def approve(self, call: str) -> None:
        """What stands now is approved by a second person."""
        if held := self.selection(call):
            self.wish("approve-selection", APPROVER, call=call, digest_seen=held.digest)

    @rule(call=CALLS, days=st.integers(1, 5))
    def offer(self, call: str, days: int) -> None:
        """Offers to answer in some days, refilled for twice as long."""
        today = self.register.now.date()
        dates = {"reply_by": today + timedelta(days), "cut_off": today + timedelta(2 * days)}
        self.wish("send-offers", call=call, **{name: str(day) for name, day in dates.items()})

    @rule(data=st.data(), call=CALLS, yes=st.booleans())
    def answer(self, data: st.DataObject, call: str, yes: bool) -> None:
        """Somebody who was asked answers, or else somebody of the line who was not."""
        held = self.selection(call)
        if held and held.order():
            asked = [name for name, state in held.offers.items() if state == "offered"]
            nomination = data.draw(st.sampled_from(asked or held.order()))
            self.wish("accept-offer" if yes else "decline-offer", nomination=nomination)

    @rule(call=CALLS)
    def expire(self, call: str) -> None:
        """What is overdue ends."""
        self.wish("expire-offers", call=call)

    @rule(data=st.data(), call=CALLS)
    def remind(self, data: st.DataObject, call: str) -> None:
        """A reminder to somebody in the line."""
        held = self.selection(call)
        if held and held.order():
            self.wish("remind-offer", nomination=data.draw(st.sampled_from(held.order())))

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """A nomination is withdrawn, wherever it stands."""
        received = [event.nomination for event in self.register.events("call.received")]
        if received:
            self.wish("withdraw-nomination", nomination=data.draw(st.sampled_from(received)))

    @rule(cohort=CALLS, seats=st.integers(0, 4))
    def change_capacity(self, cohort: str, seats: int) -> None:
        """More or fewer seats."""
        self.wish("change-capacity", cohort=cohort, seats=seats)

    @rule(data=st.data())
    def defer(self, data: st.DataObject) -> None:
        """A trainee of the first round defers to the second."""
        taken = [event.nomination for event in self.register.events("selection.accepted")]
        if taken:
            today = self.register.now.date().isoformat()
            wanted = {"to_cohort": "2025-2", "cause": "illness", "on": today}
            self.wish("defer-trainee", nomination=data.draw(st.sampled_from(taken)), **wanted)

    @precondition(lambda self: self.register.events("selection.approved"))
    @rule(call=CALLS)
    def close_selection(self, call: str) -> None:
        """After the cut-off, with no answer awaited."""
        self.wish("close-selection", call=call)

    def selection(self, call: str) -> Selection | None:
        """The selection as folded from its stream."""
        found: Selection | None = self._world().get(f"selection/{call}")
        return found

    def _world(self) -> Any:
        facts = [
            fact
            for fact in self.register.facts()
            if fact.stream.partition("/")[0] in ("selection", "cohort", "person", "nomination")
        ]
        return world_at(facts, date.max)

    @invariant()
    def never_a_seat_too_many(self) -> None:
        """Returnees, offers and acceptances together never exceed the capacity."""
        world = self._world()
        for name in COHORTS:
            cohort: Cohort | None = world.get(f"cohort/{name}")
            held: Selection | None = world.get(f"selection/{name}")
            if cohort:
                taken = held.taken if held else 0
                assert len(cohort.held) + taken <= cohort.seats
                assert cohort.spoken_for <= cohort.seats
                assert not held or held.taken <= held.run.seats

    @invariant()
    def no_offer_before_the_approval_and_promotions_in_its_order(self) -> None:
        """Seats are given along the approved line, without a gap that nothing explains."""
        for call in COHORTS:
            held = self.selection(call)
            if held and held.offers:
                assert held.approval
                line = held.order()
                places = sorted(line.index(each) for each in held.offers)
                assert places == list(range(len(places)))

    @invariant()
    def reminders_are_two_at_most(self) -> None:
        """However often one is asked for."""
        for call in COHORTS:
            held = self.selection(call)
            assert not held or all(number <= 2 for number in held.reminded.values())

    @invariant()
    def one_live_nomination_a_person(self) -> None:
        """Though two calls overlap."""
        live: dict[str, str] = {}
        for fact in self.register.facts("person.nominated", "person.released"):
            event: Any = fact.event
            if fact.event.topic == "person.nominated":
                assert event.person not in live
                live[event.person] = event.nomination
            else:
                assert live.pop(event.person) == event.nomination


def test_a_machine_can_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a capacity could be taken below what is spoken for, the first invariant would see it."""
    machine = Seats()
    try:
        machine.begin((2, 1), 0)
        for number in (1, 2):
            machine.register.do("submit-nomination", **nominee(number, call="2025-1"))
            machine.register.do("accept-evidence", nomination=f"2025-1-{number:04d}")
        machine.register.now = datetime(2025, 4, 20, 9, tzinfo=machine.register.now.tzinfo)
        machine.close_call("2025-1")
        machine.run("2025-1")
        machine.approve("2025-1")
        machine.offer("2025-1", 3)
        machine.never_a_seat_too_many()
        monkeypatch.setattr(Cohort, "seats", property(lambda _: 1), raising=False)
        with pytest.raises(AssertionError):
            machine.never_a_seat_too_many()
    finally:
        monkeypatch.undo()
        machine.teardown()


TestSeats = Seats.TestCase
TestSeats.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
