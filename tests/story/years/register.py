"""The register of the three years: its people by the names the story gives them, its papers and
pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.command import Actor
from core.log.application import close_location
from projections import nomination_inbox
from tenants.outbox import Outbox
from tenants.place import Place
from tests.programme.register import nominee
from tests.story.clauses import clockwork, selection
from tests.story.clauses.publication import Spring
from tests.story.clauses.survey import account
from tests.story.clauses.training import Training
from tests.web.conftest import token
from workers.call_sending import order_call_sendings
from workers.jobs import Workplace, do_all

HOMES = {
    "T1": "東京都",
    "T2": "東京都",
    "O1": "大阪府",
    "K1": "京都府",
    "H1": "北海道",
    "F1": "福岡県",
    "A1": "愛知県",
    "N1": "沖縄県",
}
"""The windows of the story; each has its own organisation, such as T1国際課."""
WITHOUT_GRANT = ("T2", "F1")


class Years(Training, Spring):
    """The office through three years: a chapter begins only where the one before ended well."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.at("2025-03-03 10:00")
        self._told = 0
        for code in HOMES:
            account(self, f"boss-{code}", "institution", institutions=(f"{code}国際課",))
        account(self, "teacher", "assessor")

    def at(self, text: str) -> "Years":
        """Move the clock to an instant in Japan."""
        super().at(text)
        return self

    def chapter(self, number: int) -> None:
        """Chapters are told from the first on, each once."""
        if number != self._told + 1:
            pytest.fail(f"chapter {number} follows chapter {number - 1}: run the whole story")

    def told(self, number: int) -> None:
        """The chapter ended well."""
        self._told = number

    def report_windows(self, year: int) -> None:
        """Each window's yearly report, by an officer."""
        for code, prefecture in HOMES.items():
            facts = {"grant_year": year, "caseload_year": year - 1}
            grant = code not in WITHOUT_GRANT
            self.do("register-window", **selection.place(code, prefecture, grant=grant, **facts))

    def clerk(self, window: str) -> str:
        """The clerk of the local government that a window belongs to."""
        return selection.clerk(self, selection.CODES[HOMES[window]])

    def nominate(self, number: int, window: str, call: str, **changes: Any) -> str:
        """The clerk of a window's body nominates 見本 `number`; the number of receipt."""
        by = self.clerk(window)
        told = self.do("submit-nomination", by, **nominee(number, window, call=call, **changes))
        received = selection.of(self, "call.received", told)
        return str(received.nomination)

    def again(self, number: int, window: str, call: str) -> dict[str, Any]:
        """What the clerk would send to nominate 見本 `number`."""
        return nominee(number, window, call=call)

    def person(self, nomination: str) -> str:
        """The nominee, who has an account from now on."""
        self.tenant.catch_up()
        held = nomination_inbox.nomination(self.tenant.views, "isa", nomination)
        assert held is not None
        person: str = held.nomination.person
        for name in (person, nomination):
            self.tenant.accounts.put(Actor(id=name, roles=("person",), person=person))
        return person

    def seated(self, *nominations: str) -> None:
        """Each of them accepts the offer, by the button of the own page."""
        for nomination in nominations:
            self.do("accept-offer", self.person(nomination), nomination=nomination)

    def ticks(self, instant: str) -> dict[str, int]:
        """`daicho tick` at an instant, letters delivered; what each duty did."""
        return clockwork.tick(self.at(instant).tenant)

    def letters_to(self, address: str) -> list[str]:
        """The subjects of the letters to an address, in order."""
        return clockwork.subjects(self.tenant, address)

    def seen_by(self, account: str, path: str) -> str:
        """What a person sees there: the words of the page, without its marks."""
        answer = self.client(account) if account else self.visitor()
        page = answer.get(f"/isa{path}")
        assert page.status_code == 200, path
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))

    def checked(self, number: str) -> str:
        """What anybody is told who asks about the number of a certification."""
        return self.seen_by("", f"/certificates/check?number={number}")

    def upload(self, form: str, source: bytes, name: str = "f.csv") -> Any:
        """A file through the page for imports; what came of it."""
        client = self.client()
        sent = {**token(client), "form": form}
        answer = client.post("/isa/import", data=sent, files={"file": (name, source)})
        assert answer.status_code == 303, answer.text
        self.work()
        job = self.tenant.jobs.find(answer.headers["location"].rpartition("/")[2])
        assert job is not None
        return job.result

    def work(self) -> None:
        """What is due is done: calls sent, files read, letters written."""
        outbox = Outbox(self.tenant.place.jobs, self.tenant.now)
        order_call_sendings(self.tenant, outbox)
        do_all(Workplace(outbox, lambda _slug: self.tenant))
        outbox.close()

    def events(self, *topics: str) -> list[Any]:
        """The events of these topics, in order."""
        return [fact.event for fact in self.facts(*topics)]

    def digest(self, topic: str) -> str:
        """What a second person has before them."""
        return str(self.events(topic)[-1].digest)


@contextmanager
def years(folder: Path) -> Iterator[Years]:
    """A new register in March 2025."""
    place = Place(folder)
    made = Years(place)
    yield made
    made.tenant.views.close()
    close_location(place.log)
