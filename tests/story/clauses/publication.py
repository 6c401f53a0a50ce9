"""A register in the spring of 2026, before its yearly list: coordinators at three institutions,
their managers, and the clock's duties."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from core.event import Fact
from tests.programme.register import window
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import account
from workers.duties.running import tick

PLAN = {
    "edition": "2026",
    "fiscal_year": 2026,
    "ask_by": "2026-04-30",
    "proofs_by": "2026-05-29",
    "publish_on": "2026-06-19",
}
UNION = {
    "municipality_code": "232203",
    "prefecture": "愛知県",
    "municipality": "見本広域連合",
    "founder": "見本広域連合",
}
WINDOWS: dict[str, dict[str, Any]] = {"W1": {}, "W2": {}, "W3": UNION}
PEOPLE = {"p01": "W1", "p02": "W1", "p03": "W2", "p04": "W3"}
BOTH = ("person", "institution")


class Spring(Office):
    """The office with the words of a campaign."""

    def certified(self, person: str, at: str) -> None:
        """A coordinator with an account of their own."""
        self.do("register-person", person=person, full_name=f"見本 {person}", mail="m@example.jp")
        made = {"person": person, "window": at, "number": f"N-{person}", "on": "2025-03-25"}
        self.do("register-coordinator", **made)
        account(self, person, "person", person=person)

    def asked(self, **changes: Any) -> None:
        """The edition planned, and everybody asked on 6 April."""
        self.at("2026-04-06 10:00")
        self.do("plan-edition", **{**PLAN, **changes})
        self.do("open-consent-campaign", edition=changes.get("edition", "2026"))

    def says(self, person: str, *, own: bool | None = True, theirs: bool | None = True) -> None:
        """What both parties answer, each by its own account; None is silence."""
        if own is not None:
            self.do("answer-consent", person, person=person, party="person", agrees=own)
        if theirs is not None:
            said = {"person": person, "party": "institution", "agrees": theirs}
            self.do("answer-consent", self.boss_of(person), **said, authority="国際課長")

    def boss_of(self, person: str) -> str:
        """The account of the manager where the person works now."""
        moved = [
            f.event.window
            for f in self.facts("coordinator.transferred")
            if f.event.person == person
        ]
        made = [
            f.event.window for f in self.facts("coordinator.certified") if f.event.person == person
        ]
        return f"boss-{(made + moved)[-1]}"

    def proofed(self, *people: str, edition: str = "2026") -> None:
        """Proofs sent after the answers were due, and confirmed by both parties of these people."""
        self.at(f"{edition}-05-01 09:00").do("send-proofs", edition=edition)
        for person in people:
            for party in BOTH:
                who = person if party == "person" else self.boss_of(person)
                self.do("confirm-proof", who, person=person, party=party)

    def listed(self, *people: str, edition: str = "2026") -> None:
        """These people agreed on both sides and proofed, and the list published in June."""
        for person in people:
            self.says(person)
        self.proofed(*people, edition=edition)
        self.at(f"{edition}-06-19 10:00")
        self.publish(edition)

    def publish(self, edition: str = "2026") -> None:
        """Drafted, approved by a second person, published."""
        self.do("draft-edition", edition=edition, fiscal_year=2026)
        digest = self.facts("directory.drafted")[-1].event.rows_sha256
        self.do("approve-edition", "approver", edition=edition, digest_seen=digest)
        self.do("publish-edition", edition=edition)

    def rows(self, path: str = "") -> dict[str, int]:
        """The public list: institution -> count."""
        answer = self.client().get(f"/isa/api/directory{path}")
        return {row["institution"]: row["coordinators"] for row in answer.json()["rows"]}

    def facts(self, *topics: str) -> list[Fact]:
        """The facts of these topics, in order."""
        return list(self.tenant.log.walk(topics=topics))

    def tick(self) -> int:
        """One tick of the clock; how many of its commands recorded something."""
        return sum(each.done for each in tick(self.tenant))

    def page_of(self, account: str, path: str) -> str:
        """A page as somebody else sees it."""
        answer = self.client(account).get(f"/isa{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def public(self, path: str) -> str:
        """A page as anybody sees it."""
        with TestClient(self._app, base_url="http://localhost") as visitor:
            return str(visitor.get(f"/isa{path}").text)

    def text_for(self, person: str) -> str:
        """What the person was asked to agree to."""
        asked = [f.event for f in self.facts("consent.asked") if f.event.person == person]
        return str(asked[-1].text)


@contextmanager
def spring(folder: Path, people: dict[str, str] | None = None) -> Iterator[Spring]:
    """A new register with windows, managers and coordinators, nobody asked yet."""
    with office(folder, Spring) as desk:
        assert isinstance(desk, Spring)
        desk.at("2026-03-02 10:00")
        for code, changes in WINDOWS.items():
            desk.do("register-window", **window(code, languages=[], **changes))
            account(desk, f"boss-{code}", "institution", institutions=(f"{code}国際課",))
        for person, at in (people or PEOPLE).items():
            desk.certified(person, at)
        yield desk
