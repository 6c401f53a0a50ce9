"""The partner's register, founded by the command line, asked through its API, pages and command
line, on a clock that the story moves."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.command import Actor
from core.log.application import close_location
from tenants.gate import add_tenant, open_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from tests.web.conftest import token
from web import cli
from web.app import create_app
from web.cli import output, tenancy, ticking
from web.same_site import COOKIE, HEADER
from workers.call_sending import order_call_sendings
from workers.jobs import Workplace, do_all
from workers.letters import order_letters
from workers.story.desk import StepClock

SLUG, NAME = "kitahama", "北浜国際交流協会"


class Partner:
    """The office of the partner; everybody signs in anew when the clock moves."""

    def __init__(self, place: Place, patch: pytest.MonkeyPatch) -> None:
        self._clock, self._place = StepClock(), place
        for module in (output, ticking):
            patch.setattr(module, "open_tenant", partial(open_tenant, clock=self._clock))
        patch.setattr(tenancy, "add_tenant", partial(add_tenant, clock=self._clock))
        self._clock.set("2026-04-01 09:00")
        self.types("tenant", "add", SLUG, "--name", NAME, "--policy", "kitahama_japanese")
        self.tenant = open_tenant(SLUG, place, clock=self._clock)
        self._app = create_app(place, lambda slug: {SLUG: self.tenant}[slug])
        self._clients: dict[str, TestClient] = {}
        self._count = 0

    def at(self, text: str) -> "Partner":
        """Move the clock to an instant in Japan."""
        self._clock.set(text)
        self._clients.clear()
        return self

    def types(self, *words: str) -> Any:
        """`daicho` with these words; its document."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = cli.main(["--data", str(self._place.data), *words, "--json"])
        assert code == 0, (words, said.getvalue())
        return json.loads(said.getvalue() or "null")

    def asks(self, *words: str) -> Any:
        """`daicho -t kitahama` with these words."""
        return self.types("-t", SLUG, *words)

    def account(self, id: str, role: str, **of: Any) -> None:
        """An account of somebody outside the office."""
        self.tenant.accounts.put(Actor(id=id, roles=(role,), **of))

    def client(self, account: str) -> TestClient:
        """A client of someone who is signed in; of a visitor for an empty name."""
        if account not in self._clients:
            made = TestClient(self._app, base_url="http://localhost", follow_redirects=False)
            if account:
                link = f"/{SLUG}/sign-in/{self.tenant.accounts.link(account)}"
                made.get(link)
                assert made.post(link, data=token(made)).status_code == 303
            self._clients[account] = made
        return self._clients[account]

    def send(self, name: str, account: str, values: dict[str, Any]) -> tuple[int, Any]:
        """A command through the API, each time as a new wish; status and document."""
        sender = self.client(account)
        self._count += 1
        path, wish = f"/{SLUG}/api/commands/{name}", {**values, "command_id": f"c{self._count}"}
        answer = sender.post(path, json=wish, headers={HEADER: sender.cookies[COOKIE]})
        return answer.status_code, answer.json()

    def do(self, name: str, account: str = "officer", **values: Any) -> Any:
        """A command that must be taken; its receipt."""
        code, told = self.send(name, account, values)
        assert code in (200, 201), (name, told)
        return told

    def refused(self, name: str, account: str = "officer", **values: Any) -> list[str]:
        """The codes with which a command is refused."""
        code, told = self.send(name, account, values)
        assert code == 422, (name, told)
        return [fault["code"] for fault in told["faults"]]

    def approve(self, name: str, topic: str, field: str = "digest", **values: Any) -> Any:
        """A second person approves what the latest fact of a topic proposes."""
        digest = getattr(self.last(topic), field)
        return self.do(name, "approver", **values, digest_seen=digest)

    def seen(self, account: str, path: str, language: str = "ja") -> str:
        """A page as somebody sees it, without its marks."""
        address = f"/{SLUG}{path}{'&' if '?' in path else '?'}lang={language}"
        answer = self.client(account).get(address)
        assert answer.status_code == 200, (path, answer.text)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))

    def upload(self, form: str, source: bytes, **more: str) -> Any:
        """A workbook through the page for imports; what came of it."""
        client = self.client("officer")
        sent = {**token(client), "form": form, **more}
        answer = client.post(f"/{SLUG}/import", data=sent, files={"file": ("f.xlsx", source)})
        assert answer.status_code == 303, answer.text
        self.work()
        job = self.tenant.jobs.find(answer.headers["location"].rpartition("/")[2])
        assert job is not None
        return job.result

    def work(self) -> None:
        """What is due is done: calls sent, files read, letters written."""
        outbox = Outbox(self.tenant.place.jobs, self.tenant.now)
        order_call_sendings(self.tenant, outbox)
        order_letters(self.tenant, outbox)
        do_all(Workplace(outbox, lambda _slug: self.tenant))
        outbox.close()

    def events(self, topic: str) -> list[Any]:
        """The events of a topic, in order."""
        return [fact.event for fact in self.tenant.log.walk(topics=(topic,))]

    def last(self, topic: str) -> Any:
        """The latest event of a topic."""
        return self.events(topic)[-1]


@contextmanager
def partner(folder: Path) -> Iterator[Partner]:
    """A new register of the partner, on 1 April 2026."""
    place = Place(folder)
    with pytest.MonkeyPatch.context() as patch:
        made = Partner(place, patch)
        yield made
    made.tenant.views.close()
    close_location(place.log)
