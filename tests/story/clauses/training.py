"""A register whose first round of FY2025 is in training, for the stories of clauses 13, 15-17."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from core.command import Actor
from core.log.application import close_location
from projections.trainee_progress import account
from tenants.place import Place
from tests.programme.register import CLAUSE, POLICIES, TEXT, nominee, window
from tests.story.clauses.outreach import Office
from workers.documents.writing import workbook_bytes
from workers.imports import Imported, form_of, import_file

COHORT, LATER = "2025-1", "2026-1"
UNITS = ("A1", *(f"B{n}" for n in range(1, 5)), "C1", "C2", *(f"D{n}" for n in range(1, 6)))
ALL_UNITS = (*UNITS, "E1", "E2", "E3")
GROUPS = tuple(f"course1-{group}" for group in "ABCDE")
TEACHER = Actor(id="teacher", roles=("assessor",))
SECTIONS = ("取り組んだこと", "結果と考察", "今後の課題")
PLAN = {
    "cohort": COHORT,
    "starts_on": "2025-09-08",
    "report_due": "2025-12-05",
    "rubric": ["課題設定=10", "考察=20"],
}
TASKS = "多言語の案内を整える\n関係機関の一覧を作る"
VENUE = {
    "cohort": COHORT,
    "prefecture": "東京都",
    "address": "見本区見本町1-1 見本会館",
    "route": "見本駅から徒歩5分",
    "days": ["2025-12-15", "2025-12-16"],
}


class Training(Office):
    """The office of a register with trainees; each has an account named as the nomination."""

    def own(self, name: str, nomination: str, **values: Any) -> Any:
        """A command by the trainee."""
        return self.do(name, nomination, nomination=nomination, **values)

    def studied(self, *nominations: str, on: str = "2025-08-20", gate: int | None = 80) -> None:
        """Course 1 done by groups, and the test before the practice passed."""
        for nomination in nominations:
            for step in GROUPS:
                self.do("record-progress", nomination=nomination, step=step, on=on)
            if gate is not None:
                self.gate(nomination, gate, on=on)

    def gate(self, nomination: str, score: int, on: str = "2025-08-20") -> Any:
        """An attempt at the test before the practice."""
        wanted = {"nomination": nomination, "step": "gate-test", "on": on, "score": score}
        return self.do("record-progress", **wanted)

    def practises(self, nomination: str, on: str = "2025-09-10") -> None:
        """The practice begun by the trainee."""
        self.own("start-practice", nomination, on=on, text=TASKS, place="見本市役所国際課")

    def sends(self, nomination: str, word: str = "した") -> None:
        """A report with every heading."""
        self.own("submit-practice-report", nomination, text=report(word))

    def see(self, nomination: str) -> str:
        """The trainee's page as the officer sees it."""
        return self.page(f"/training/{self.cohort_of(nomination)}/{nomination}")

    def cohort_of(self, nomination: str) -> str:
        """The cohort the trainee belongs to now."""
        return str(self.state(nomination).cohort)

    def state(self, nomination: str) -> Any:
        """The trainee as the view has it."""
        self.tenant.catch_up()
        held = account(self.tenant.views, "isa", nomination)
        assert held is not None
        return held.progress.trainee.held

    def me(self, nomination: str) -> str:
        """What the trainee sees on the phone."""
        answer = self.client(nomination).get("/isa/me")
        assert answer.status_code == 200
        return str(answer.text)

    def row(self, nomination: str, cohort: str = COHORT) -> str:
        """The trainee's row on the board of a cohort, without marks of HTML."""
        rows = self.page(f"/training/{cohort}").split("<tr>")
        found = next(row for row in rows if f">{nomination}</small>" in row)
        return re.sub(r"<[^>]+>", " ", found)


def report(word: str = "した") -> str:
    """A report under the headings of the default form."""
    return "\n".join(f"【{heading}】\n{heading}を{word}。" for heading in SECTIONS)


@contextmanager
def training(folder: Path, count: int = 3, **parameters: str | int) -> Iterator[Training]:
    """Trainees 2025-1-0001 … in a cohort that began on 9 June 2025; FY2026 is planned too."""
    place = Place(folder)
    made = Training(place)
    made.at("2025-03-10 10:00")
    if parameters:
        _adopted(made, parameters)
    _nominated(made, count)
    made.at("2025-05-12 09:00")
    _seated(made, count)
    made.at("2025-06-09 09:00")
    made.do("start-cohort", cohort=COHORT, on="2025-06-09")
    made.do("plan-cohorts", fiscal_year=2026)
    yield made
    made.tenant.views.close()
    close_location(place.log)


def _adopted(desk: Office, parameters: dict[str, str | int]) -> None:
    policy = POLICIES.ref("isa_fy2025")
    pairs = " ".join(f"{name}={value}" for name, value in parameters.items())
    desk.do(
        "propose-policy",
        policy_id=policy.id,
        policy_version=policy.version,
        policy_digest=policy.digest,
        from_date="2025-04-01",
        parameters=pairs,
    )
    desk.do("adopt-policy", "approver", digest_seen=_last(desk, "policy.proposed").digest)


def _nominated(desk: Office, count: int) -> None:
    desk.do("register-window", **window("W1", languages=[]))
    desk.do("plan-cohorts", fiscal_year=2025)
    desk.do("draft-call", call=COHORT, text=TEXT, priority_clause=CLAUSE)
    digest = _last(desk, "call.drafted").digest
    desk.do("approve-call-text", "approver", call=COHORT, digest_seen=digest)
    desk.do("open-call", call=COHORT, cohort=COHORT, deadline="2025-04-18T17:00:00+09:00")
    for number in range(1, count + 1):
        desk.do("submit-nomination", **nominee(number))
        desk.do("accept-evidence", nomination=f"{COHORT}-{number:04d}")


def _seated(desk: Office, count: int) -> None:
    desk.do("close-call", call=COHORT)
    desk.do("run-selection", call=COHORT, decided_on="2025-05-12")
    digest = _last(desk, "selection.computed").digest
    desk.do("approve-selection", "approver", call=COHORT, digest_seen=digest)
    desk.do("send-offers", call=COHORT, reply_by="2025-05-20", cut_off="2025-06-01")
    for number in range(1, count + 1):
        desk.do("accept-offer", nomination=f"{COHORT}-{number:04d}")
    for event in events(desk, "training.enrolled"):
        who = Actor(id=event.nomination, roles=("person",), person=event.person)
        desk.tenant.accounts.put(who)


def events(desk: Office, topic: str) -> list[Any]:
    """The events of a topic, in order."""
    size = desk.tenant.log.head().size
    return [fact.event for fact in desk.tenant.log.facts(1, size, topics=(topic,))]


def _last(desk: Office, topic: str) -> Any:
    return events(desk, topic)[-1]


def imported(
    desk: Office, name: str, rows: Sequence[Sequence[object]], by: Actor = TEACHER
) -> Imported:
    """What becomes of a workbook: the template of a command with these rows under its example."""
    book = load_workbook(BytesIO(workbook_bytes(form_of(name)[0], (), example=True)))
    for row in rows:
        book.worksheets[0].append(row)
    held = BytesIO()
    book.save(held)
    return import_file(desk.tenant, name, held.getvalue(), by)
