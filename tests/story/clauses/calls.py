"""An office that sends calls: a register with bodies, asked through its doors, and a worker that
does what is due when told to."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

from core.command import Actor
from core.japan import check_digit
from tenants.outbox import Outbox
from tests.programme.register import CLAUSE, TEXT
from tests.story.clauses.outreach import Office, office
from tests.web.conftest import token
from web.cli import main
from workers import call_sending, tasks
from workers.call_sending import order_call_sendings
from workers.jobs import Workplace, do_all

HEADER = ("団体コード", "名称", "担当課", "メールアドレス", "代替連絡")
DEADLINE = "2025-06-30T17:00:00+09:00"
JOBS = (call_sending, tasks)
Row = tuple[str, str, str, str, str]


def bodies(count: int) -> list[Row]:
    """Invented bodies of all prefectures, with right check digits."""
    found = []
    for number in range(count):
        five = f"{number % 47 + 1:02}{100 + number // 47:03}"
        code = five + check_digit(five)
        found.append((code, f"見本{code}市", "国際課", f"kokusai@b{code}.example.jp", ""))
    return found


def sheet(rows: Sequence[Row]) -> bytes:
    """The rows as the bodies form in CSV."""
    text = io.StringIO()
    csv.writer(text).writerows((HEADER, *rows))
    return text.getvalue().encode("utf-8-sig")


class Calls:
    """An office with what calls need."""

    def __init__(self, desk: Office, folder: Path) -> None:
        self.desk, self.tenant, self._folder = desk, desk.tenant, folder
        self.do, self.refused, self.send, self.at = desk.do, desk.refused, desk.send, desk.at
        self.outbox = Outbox(self.tenant.place.jobs, self.tenant.now)

    def register(self, *rows: Row) -> None:
        """Bodies, one by one."""
        for code, title, department, mail, fallback in rows:
            self.do(
                "register-body",
                code=code,
                title=title,
                department=department,
                office_mail=mail,
                fallback=fallback,
            )

    def open(self, call: str = "2025-1", deadline: str = DEADLINE, text: str = TEXT) -> None:
        """A call that is open: drafted by the officer, approved by another person."""
        year, _, number = call.partition("-")
        if number == "1":
            self.do("plan-cohorts", fiscal_year=int(year))
        self.do("draft-call", call=call, text=text, priority_clause=CLAUSE)
        self.do("approve-call-text", "approver", call=call, digest_seen=self.digest())
        self.do("open-call", call=call, cohort=call, deadline=deadline)

    def digest(self, topic: str = "call.drafted") -> str:
        """What the approver has before them: the latest text's digest."""
        return str(self.last(topic).digest)

    def last(self, topic: str) -> Any:
        """The latest event of a topic."""
        return self.events(topic)[-1]

    def events(self, *topics: str) -> list[Any]:
        """Every event of these topics."""
        return [fact.event for fact in self.tenant.log.walk(topics=topics)]

    def work(self) -> int:
        """Do what is due; how many attempts that took."""
        order_call_sendings(self.tenant, self.outbox)
        place = Workplace(self.outbox, lambda _slug: self.tenant)
        return do_all(place)

    def upload(self, source: bytes, form: str = "bodies") -> Any:
        """Import a file through the page; what came of it."""
        client = self.desk.client()
        sent = {**token(client), "form": form}
        answer = client.post("/isa/import", data=sent, files={"file": ("f.csv", source)})
        assert answer.status_code == 303, answer.text
        self.work()
        job = self.tenant.jobs.find(answer.headers["location"].rpartition("/")[2])
        assert job is not None
        return job.result

    def cli(self, *words: str) -> int:
        """The command line on the same data, as an operator types it; its exit code."""
        return main(["--data", str(self._folder), "-t", "isa", *words])

    def page(self, path: str, account: str = "officer") -> str:
        """A page as somebody sees it, or for an empty name the public."""
        visitor = self.desk.client(account) if account else self.desk.visitor()
        answer = visitor.get(f"/isa{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def board(self, call: str = "2025-1") -> str:
        """The page on what became of a call."""
        return self.page(f"/calls/{call}/deliveries")

    def sent(self, call: str = "2025-1") -> None:
        """Send a call, and do what is due."""
        self.do("send-call", call=call)
        self.work()

    def letters(self) -> list[Path]:
        """The mail in the outbox folder."""
        return sorted(self.tenant.place.mail.rglob("call-*.eml"))

    def clerk(self, name: str, *codes: str) -> str:
        """An account of a clerk who acts for these bodies."""
        self.tenant.accounts.put(Actor(id=name, roles=("clerk",), bodies=codes))
        return name


def text_of(letter: Message) -> str:
    """The words of a letter."""
    content = letter.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


@contextmanager
def calls(folder: Path) -> Iterator[Calls]:
    """A new register in a folder."""
    with office(folder) as desk:
        made = Calls(desk, folder)
        yield made
        made.outbox.close()
