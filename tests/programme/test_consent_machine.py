"""Any course of a campaign: whoever moves, answers, withdraws, corrects, retires or is erased, no
list counts anybody without both consents and both proofs of the very row it shows (clauses 30-34).

The machine keeps its own books, and holds every publication against them.
"""

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.engine.replay import replay
from core.errors import Refused
from core.log.application import close_location
from tests.programme.consent_book import (
    BOTH,
    PEOPLE,
    WINDOWS,
    Book,
    Last,
    Taken,
    acting_people,
    lasts,
    parties,
    people,
    places,
    public_rows,
    some,
)
from tests.programme.register import APPROVER, POLICIES, Register, founded, window


class Campaigns(RuleBasedStateMachine):
    """One register; editions e1, e2, … one after another."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = f"machine-{id(self)}"
        self.register: Register = founded(Path(self.folder.name), self.store)
        self.register.at("2026-04-01 09:00")
        self.names = {code: f"{code}課" for code in WINDOWS}
        self.books: dict[str, Book] = {}
        self.number, self.opened = 1, False
        self.basis: dict[str, str] = {}

    def teardown(self) -> None:
        """Every recorded list follows from the log again."""
        checks = replay(self.register.log, POLICIES, POLICIES.digest)
        assert {check.result for check in checks} <= {"pass"}
        close_location(f"memory:{self.store}")
        self.folder.cleanup()

    @property
    def edition(self) -> str:
        """The edition that is prepared now."""
        return f"e{self.number}"

    def do(self, name: str, **values: Any) -> bool:
        """Whether the command was taken."""
        try:
            self.register.do(name, **values)
        except Refused:
            return False
        return True

    @initialize(at=st.lists(places, min_size=3, max_size=3), who=some, late=lasts)
    def begin(self, at: list[str], who: set[str], late: list[Last]) -> None:
        """Two windows, three people, and a first edition with some of them."""
        for code in WINDOWS:
            self.register.do("register-window", **window(code, institution=self.names[code]))
        for person, where in zip(PEOPLE, at, strict=True):
            self.register.do("register-person", person=person, full_name=f"見本 {person}")
            made = {"person": person, "window": where, "number": f"N-{person}"}
            self.register.do("register-coordinator", **made, on="2025-03-01")
            self.books[person] = Book(where)
        self.year(who, late)

    @rule(who=some, late=lasts)
    def year(self, who: set[str], late: list[Last]) -> None:
        """An edition's usual course; what is `late` comes between the proofs and the list."""
        self.ask_everybody()
        for person in sorted(who):
            self.both_confirm(person)
        for what, person, party in late:
            match what:
                case "rename":
                    self.rename(self.books[person].at)
                case "correct":
                    self.correct(person, party)
                case "withdraw":
                    self.withdraw(person, party)
                case "undo":
                    self.undo(person, party)
        self.publish()

    @rule()
    def ask_everybody(self) -> None:
        """Open the campaign of this edition, or ask whoever is new in it."""
        if not self.opened:
            days = {"ask_by": "2026-12-01", "proofs_by": "2026-12-02", "publish_on": "2026-12-03"}
            self.register.do("plan-edition", edition=self.edition, fiscal_year=2025, **days)
            self.opened = True
        assert self.do("open-consent-campaign", edition=self.edition)
        for book in self.books.values():
            if book.acts and not book.erased and book.asked != self.edition:
                kept = book.sent if book.confirmed else ""
                book.over()
                book.asked, book.kept = self.edition, kept

    @rule(person=people, party=parties, agrees=st.booleans())
    def answer(self, person: str, party: str, *, agrees: bool) -> None:
        """One party answers what it was asked."""
        said = {"person": person, "party": party, "agrees": agrees, "authority": "課長"}
        taken, book = self.do("answer-consent", **said), self.books[person]
        assert taken == bool(book.asked)
        if taken and book.said.get(party) != agrees:
            book.said[party] = agrees
            book.taken.pop(party, None)
            if not agrees:
                book.kept = ""
                book.right.discard(party)

    @rule(person=people)
    def both_agree(self, person: str) -> None:
        """The usual answers."""
        for party in BOTH:
            self.answer(person, party, agrees=True)

    @precondition(lambda self: self.opened)
    @rule()
    def send_proofs(self) -> None:
        """A row that differs from what was sent is sent anew."""
        assert self.do("send-proofs", edition=self.edition)
        for book in self.books.values():
            agreed = book.acts and not book.erased and all(book.said.get(p) for p in BOTH)
            if agreed and book.sent != self.names[book.at]:
                book.sent, book.right = self.names[book.at], set()
                book.taken = {p: t._replace(right=False) for p, t in book.taken.items()}

    @rule(person=people, party=parties)
    def confirm(self, person: str, party: str) -> None:
        """OK."""
        book = self.books[person]
        taken = self.do("confirm-proof", person=person, party=party)
        assert taken == bool(book.said.get(party) and book.sent)
        if taken:
            book.right.add(party)

    @rule(person=people)
    def both_confirm(self, person: str) -> None:
        """The usual course."""
        self.both_agree(person)
        if self.opened:
            self.send_proofs()
        for party in BOTH:
            self.confirm(person, party)

    @rule(person=people, party=parties)
    def correct(self, person: str, party: str) -> None:
        """訂正."""
        book = self.books[person]
        if self.do("correct-proof", person=person, party=party, text="課名が違う"):
            book.right.discard(party)

    @rule(person=people, party=parties)
    def withdraw(self, person: str, party: str) -> None:
        """公開をやめる."""
        book = self.books[person]
        if self.do("withdraw-consent", person=person, party=party) and (
            book.said.get(party) or book.kept
        ):
            last = self.register.now.date() + timedelta(days=7)
            right = party in book.right
            book.taken[party] = Taken(last, book.said.get(party), right, book.kept)
            book.said[party], book.kept = False, ""
            book.right.discard(party)

    @rule(person=people, party=parties)
    def undo(self, person: str, party: str) -> None:
        """A mistake."""
        book = self.books[person]
        taken = book.taken.get(party)
        in_time = taken is not None and self.register.now.date() <= taken.until
        assert self.do("undo-withdrawal", person=person, party=party) == in_time
        if not taken or not in_time:
            return
        del book.taken[party], book.said[party]
        if taken.said is not None:
            book.said[party] = taken.said
        if taken.right:
            book.right.add(party)
        book.kept = "" if book.taken else taken.kept

    @rule(person=people, at=places)
    def transfer(self, person: str, at: str) -> None:
        """Another window."""
        book = self.books[person]
        self.do("transfer-coordinator", person=person, window=at, on=str(self.register.now.date()))
        if book.at != at and book.acts:
            book.at = at
            book.over()

    @rule(person=people)
    def cease_or_resume(self, person: str) -> None:
        """Leave the work, or come back to it."""
        book, on = self.books[person], str(self.register.now.date())
        if book.acts and self.do("cease-coordinator", person=person, on=on):
            book.acts = False
            book.over()
        elif self.do("resume-coordinator", person=person, window=book.at, on=on):
            assert not book.gone
            book.acts = True

    @rule(person=st.just("c"))
    def retire(self, person: str) -> None:
        """For good."""
        book, on = self.books[person], str(self.register.now.date())
        if self.do("retire-coordinator", person=person, on=on):
            book.acts, book.gone = False, True
            book.over()

    @rule(person=st.just("b"))
    def erase(self, person: str) -> None:
        """The personal data go, and the row with them; the certification counts on."""
        book = self.books[person]
        if self.do("request-erasure", person=person, ground="request"):
            digest = self.register.events("person.erasure_requested")[-1].digest
            self.register.do("approve-erasure", APPROVER, person=person, digest_seen=digest)
            book.erased = True

    @rule(code=places)
    def rename(self, code: str) -> None:
        """The institution has another name from today."""
        self.names[code] = self.names[code] + "改" if len(self.names[code]) < 8 else f"{code}課"
        self.register.do("register-window", **window(code, institution=self.names[code]))

    @rule(days=st.sampled_from((1, 7, 8)))
    def later(self, days: int) -> None:
        """Days pass."""
        self.register.now += timedelta(days=days)

    @precondition(lambda self: self.opened)
    @rule()
    def publish(self) -> None:
        """The next edition, approved by a second person."""
        edition = self.edition
        self.register.do("draft-edition", edition=edition, fiscal_year=2025)
        digest = self.register.events("directory.drafted")[-1].rows_sha256
        self.register.do("approve-edition", APPROVER, edition=edition, digest_seen=digest)
        self.register.do("publish-edition", edition=edition)
        self.basis = {
            person: self.names[book.at]
            for person, book in self.books.items()
            if book.acts and not book.erased and book.confirmed
            if book.sent == self.names[book.at]
        }
        self.number, self.opened = self.number + 1, False
        self._agree_with_the_books()

    @precondition(lambda self: self.number > 1)
    @rule()
    def amend(self) -> None:
        """What is public, less whoever no longer stands."""
        assert self.do("amend-edition", edition=f"e{self.number - 1}")
        self.basis = {p: row for p, row in self.basis.items() if self._stands(p, row)}
        self._agree_with_the_books()

    def _stands(self, person: str, row: str) -> bool:
        book = self.books[person]
        agreed = bool(book.asked) and all(book.said.get(p) for p in BOTH)
        same = row.startswith(book.at)
        return book.acts and not book.erased and same and (agreed or bool(book.kept))

    def _agree_with_the_books(self) -> None:
        assert public_rows(self.register) == Counter(self.basis.values())
        withdrew = {person for person, book in self.books.items() if book.taken}
        assert not withdrew & set(self.basis), "a list holds who withdrew before it"

    @invariant()
    def consent_never_moves_the_counts_of_a_selection(self) -> None:
        """Who counts as certified and acting follows from work alone."""
        if not self.books:
            return
        acting = acting_people(self.register)
        assert acting == {person for person, book in self.books.items() if book.acts}


TestCampaigns = Campaigns.TestCase
TestCampaigns.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
