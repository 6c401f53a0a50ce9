"""A register of its own, asked through its API and pages, on a clock that the story moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from core.identity import seeded_entropy
from core.log.application import close_location
from tenants.gate import add_tenant, open_tenant
from tenants.place import Place
from tests.web.conftest import token
from web.app import create_app
from web.same_site import COOKIE, HEADER
from workers.story.desk import StepClock

SOURCE = "令和６年度に、一元的相談窓口の受講生がいなかった県"
SIXTEEN = [f"{code:02}" for code in (5, 6, 7, 10, 25, 28, 29, 30, 31, 33, 35, 42, 43, 45, 46, 47)]
ADOPTED = {"targets": "R6", "prefectures": SIXTEEN, "source": SOURCE, "on": "2025-03-31"}
CONTACT = {
    "targets": "R6",
    "prefecture": "05",
    "by": "仙台局",
    "body": "秋田県国際課",
    "means": "phone",
    "result": "considering",
    "on": "2025-04-10",
}


class Office:
    """The staff of one register; everybody signs in anew when the clock moves."""

    def __init__(self, place: Place) -> None:
        self._clock, entropy = StepClock(), seeded_entropy(b"outreach")
        founding = {"clock": self._clock, "entropy": entropy}
        add_tenant("isa", "試験の台帳", "isa_fy2025", place, **founding)
        self.tenant = open_tenant("isa", place, **founding)
        self._app = create_app(place, lambda slug: {"isa": self.tenant}[slug])
        self._clients: dict[str, TestClient] = {}
        self._count = 0
        self.at("2025-06-01 10:00")

    def at(self, text: str) -> "Office":
        """Move the clock to an instant in Japan."""
        self._clock.set(text)
        self._clients.clear()
        return self

    def client(self, account: str = "officer") -> TestClient:
        """A client of someone who is signed in."""
        if account not in self._clients:
            made = TestClient(self._app, base_url="http://localhost", follow_redirects=False)
            link = f"/isa/sign-in/{self.tenant.accounts.link(account)}"
            made.get(link)
            assert made.post(link, data=token(made)).status_code == 303
            self._clients[account] = made
        return self._clients[account]

    def visitor(self) -> TestClient:
        """A client of somebody who is not signed in."""
        return TestClient(self._app, base_url="http://localhost", follow_redirects=False)

    def send(self, name: str, account: str, values: dict[str, Any]) -> tuple[int, Any]:
        """Send a command to the API, each time as a new wish; status and document."""
        sender = self.client(account)
        self._count += 1
        values = {**values, "command_id": f"c{self._count}"}
        path = f"/isa/api/commands/{name}"
        answer = sender.post(path, json=values, headers={HEADER: sender.cookies[COOKIE]})
        return answer.status_code, answer.json()

    def do(self, name: str, account: str = "officer", **values: Any) -> Any:
        """A command that must be taken; its receipt."""
        code, told = self.send(name, account, values)
        assert code in (200, 201), told
        return told

    def refused(self, name: str, account: str = "officer", **values: Any) -> list[str]:
        """The codes with which a command is refused."""
        code, told = self.send(name, account, values)
        assert code == 422, told
        assert all(fault["ja"] and fault["en"] for fault in told["faults"])
        return [fault["code"] for fault in told["faults"]]

    def page(self, path: str = "/outreach") -> str:
        """A page as the officer sees it."""
        answer = self.client().get(f"/isa{path}")
        assert answer.status_code == 200
        return answer.text

    def card(self, prefecture: str) -> str:
        """The card of a prefecture on the outreach page."""
        _, found, rest = self.page().partition(f'id="p-{prefecture}"')
        assert found, prefecture
        return rest.partition('<li class="card"')[0]


@contextmanager
def office(folder: Path, kind: type[Office] = Office) -> Iterator[Office]:
    """A new register in a folder."""
    place = Place(folder)
    made = kind(place)
    yield made
    made.tenant.views.close()
    close_location(place.log)
