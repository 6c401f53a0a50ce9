"""An office that publishes activity cases: a register with a clock, and whoever comes in by its
doors."""

from pathlib import Path
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.command import Actor
from core.identity import seeded_entropy
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from tests.programme.register import window
from tests.web.conftest import token
from web.app import create_app
from web.same_site import HEADER
from workers.story.desk import StepClock

AUTHOR, OTHER = "p-author", "p-other"
TOLD = "在留期間の更新で困っていた方と、市役所の窓口を回りました。"
PUBLIC = {"title": "窓口をつなぐ", "text": "在留手続に不安のある方に、関係機関を紹介しました。"}
FILE = "a" * 64


class Answer(NamedTuple):
    """What a door said: its status, and the codes of the faults if it refused."""

    status: int
    codes: list[str]


class Office:
    """One register with two certified coordinators; commands go through the API, pages are read."""

    def __init__(self, folder: Path) -> None:
        self.clock = StepClock()
        entropy = seeded_entropy(b"cases")
        place = Place(folder)
        add_tenant("isa", "見本の台帳", "isa_fy2025", place, clock=self.clock, entropy=entropy)
        self.tenant: Tenant = open_tenant("isa", place, clock=self.clock, entropy=entropy)
        self.app: FastAPI = create_app(place, lambda _slug: self.tenant)
        self._clients: dict[tuple[str, str], TestClient] = {}
        self._count = 0
        self.done("register-window", **window("W1"))
        for person in (AUTHOR, OTHER):
            self.tenant.accounts.put(Actor(id=person, roles=("person",), person=person))
            self.done("register-person", person=person, full_name=f"見本 {person}")
            made = {"person": person, "window": "W1", "number": f"2024-{person}"}
            self.done("register-coordinator", **made, on="2025-02-01")

    def client(self, account: str) -> TestClient:
        """Somebody who signed in today; the public for an empty name."""
        key = (account, self.tenant.today.isoformat())
        if key not in self._clients:
            visitor = TestClient(self.app, base_url="http://localhost", follow_redirects=False)
            if account:
                link = f"/isa/sign-in/{self.tenant.accounts.link(account)}"
                visitor.get(link)
                assert visitor.post(link, data=token(visitor)).status_code == 303
            self._clients[key] = visitor
        return self._clients[key]

    def send(self, name: str, account: str = "officer", **values: Any) -> Answer:
        """A command through the API."""
        client = self.client(account)
        headers = {HEADER: next(iter(token(client).values()))}
        self._count += 1
        wish = {**values, "command_id": f"c{self._count}"}
        answer = client.post(f"/isa/api/commands/{name}", json=wish, headers=headers)
        faults = answer.json().get("faults", [])
        return Answer(answer.status_code, [fault["code"] for fault in faults])

    def done(self, name: str, account: str = "officer", **values: Any) -> None:
        """A command that must be taken."""
        assert self.send(name, account, **values) == (201, [])

    def page(self, path: str, account: str = "") -> str:
        """A page as that account sees it; the public's for nobody."""
        answer = self.client(account).get(f"/isa{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def told(self, sender: str = AUTHOR, **changes: Any) -> str:
        """The number of a case that its author, or another sender, just sent by form."""
        wanted = {"person": AUTHOR, "kind": "consultation", "text": TOLD, **changes}
        self.done("submit-case", sender, **wanted)
        return str(self.last("activity_case.submitted").case)

    def text_of(self, case: str, **changes: str) -> dict[str, str]:
        """A new text of the case; what names it as it was shown."""
        self.done("redact-case", case=case, **{**PUBLIC, **changes})
        return {"case": case, "digest_seen": self.last("activity_case.redacted").digest}

    def check_all(self, shown: dict[str, str]) -> None:
        """An officer answers every check with yes."""
        for item in self.last("activity_case.redacted").checklist:
            self.done("answer-case-check", **shown, item=item.code, holds=True)

    def published(self, **changes: str) -> str:
        """A case that is public from today."""
        case = self.told()
        shown = self.text_of(case, **changes)
        self.check_all(shown)
        self.done("approve-case", "approver", **shown)
        self.done("publish-case", case=case, on=self.tenant.today.isoformat())
        return case

    def last(self, topic: str) -> Any:
        """The latest event of a topic."""
        size = self.tenant.log.head().size
        return self.tenant.log.facts(1, size, topics=(topic,))[-1].event
