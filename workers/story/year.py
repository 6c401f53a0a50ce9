"""The year of the demo, step by step: FY2024 carried in, both rounds of FY2025, edition 2026."""

from collections.abc import Callable
from typing import Any

from core.japan import read_date
from workers.documents.facts import command_values
from workers.documents.forms import NOMINATIONS
from workers.documents.parsing import read_form
from workers.story.desk import Desk
from workers.story.rounds import (
    Dates,
    answer,
    extend_call,
    open_call,
    record,
    review,
    select,
    start,
)
from workers.story.sample import CARRIED_MAX

FIRST = Dates(
    drafted="2025-03-06 14:00",
    opened="2025-03-10 10:00",
    deadline="2025-04-18T17:00:00+09:00",
    extended="2025-04-15 11:00",
    final_deadline="2025-05-07T17:00:00+09:00",
    received="2025-04-25 15:00",
    decided="2025-05-12 09:00",
    approved="2025-05-14 16:00",
    offered="2025-05-15 10:00",
    reply_by="2025-05-22",
    cut_off="2025-06-02",
    answered="2025-05-20 12:00",
    closed="2025-06-03 09:00",
    started="2025-06-09 09:00",
)
SECOND = Dates(
    drafted="2025-04-28 14:00",
    opened="2025-05-02 10:00",
    deadline="2025-06-10T17:00:00+09:00",
    extended="2025-06-05 11:00",
    final_deadline="2025-07-01T17:00:00+09:00",
    received="2025-06-25 15:00",
    decided="2025-07-04 09:00",
    approved="2025-07-08 16:00",
    offered="2025-07-09 10:00",
    reply_by="2025-07-16",
    cut_off="2025-08-01",
    answered="2025-07-14 12:00",
    closed="2025-08-04 09:00",
    started="2025-08-18 09:00",
)
SITTINGS = ("2025-06-24 10:00", "2025-08-08 10:00", "2025-12-24 10:00", "2026-03-10 09:00")
"""When results are recorded: each time those of the days since the time before."""
MARKS = {"○": True, "×": False}


def begin(desk: Desk) -> None:
    """Windows, bodies, and everybody certified in FY2024."""
    desk.at("2025-03-01 10:00")
    desk.take("windows", "windows.xlsx")
    desk.take("bodies", "bodies.csv")
    desk.do("2025/plan", "plan-cohorts", fiscal_year=2025)


def carry_in(desk: Desk) -> None:
    """52 people certified on 28 March 2025, one of whom has left the work."""
    desk.at("2025-03-29 09:00")
    rows = desk.rows("fy2024.csv")
    desk.do_all("r6/person", "register-person", [(r["登録者番号"], _person(r)) for r in rows])
    desk.do_all("r6/in", "register-coordinator", [(r["登録者番号"], _certified(r)) for r in rows])
    left = [r["登録者番号"] for r in rows if r["状態"] == "活動停止"]
    ceased = [(person, {"person": person, "on": "2025-03-29"}) for person in left]
    desk.do_all("r6/ceased", "cease-coordinator", ceased)


def _person(row: dict[str, str]) -> dict[str, str]:
    return {
        "person": row["登録者番号"],
        "full_name": row["氏名"],
        "kana": row["フリガナ"],
        "roman": row["ローマ字氏名"],
        "mail": row["メールアドレス"],
    }


def _certified(row: dict[str, str]) -> dict[str, Any]:
    return {
        "person": row["登録者番号"],
        "window": row["窓口コード"],
        "number": row["認証番号"],
        "on": read_date(row["認証日"]),
    }


def first_file(desk: Desk) -> None:
    """The first file has mistakes and nothing of it is stored; the corrected one is."""
    extend_call(desk, "2025-1", FIRST)
    desk.at(FIRST.received)
    desk.load("nominations", "nominations-2025-1-first.xlsx", "2025-1")
    desk.take("nominations", "nominations-2025-1.xlsx", "2025-1")
    review(desk, "2025-1")


def first_round(desk: Desk) -> None:
    """The selection, its approval, and what became of the seats."""
    select(desk, "2025-1", FIRST)
    answer(desk, "2025-1", FIRST)


def second_round(desk: Desk) -> None:
    """People not selected in the first round are put forward again."""
    desk.at(SECOND.received)
    desk.take("nominations", "nominations-2025-2.xlsx", "2025-2")
    _carried_over(desk)
    review(desk, "2025-2")
    select(desk, "2025-2", SECOND)
    answer(desk, "2025-2", SECOND)


def _carried_over(desk: Desk) -> None:
    source = (desk.sample / "nominations-2025-1.xlsx").read_bytes()
    rows = [command_values(row) for row in read_form(NOMINATIONS, source).rows]
    released = [f.event for f in desk.facts("person.released") if f.event.unselected]
    first = [event for event in released if event.nomination.startswith("2025-1-")]
    again = [
        (event.nomination, {**rows[int(event.nomination[-4:]) - 1], "call": "2025-2"})
        for event in first[:CARRIED_MAX]
    ]
    desk.do_all("2025-2/carried", "submit-nomination", again)


def certify(desk: Desk) -> None:
    """Both cohorts on one day, approved by a second person, numbered and issued."""
    cohorts = ("2025-1", "2025-2")
    desk.at("2026-03-24 10:00")
    for cohort in cohorts:
        desk.do(f"{cohort}/propose", "propose-certification", cohort=cohort)
    proposed = {f.event.cohort: f.event.digest for f in desk.facts("certification.proposed")}
    desk.at("2026-03-27 15:00")
    for cohort in cohorts:
        wanted = {"cohort": cohort, "digest_seen": proposed[cohort], "certified_on": "2026-03-27"}
        desk.do(f"{cohort}/certify", "approve-certification", "approver", **wanted)
        desk.do(f"{cohort}/issue", "issue-certificates", cohort=cohort)


def move(desk: Desk) -> None:
    """One of the FY2024 people moves to another window."""
    desk.at("2026-04-03 09:00")
    first, second = desk.rows("fy2024.csv")[:2]
    moved = {"person": first["登録者番号"], "window": second["窓口コード"], "on": "2026-04-01"}
    desk.do("r6/move", "transfer-coordinator", **moved)


def ask_consents(desk: Desk) -> None:
    """The campaign: asked, answered by both parties, proofs."""
    desk.at("2026-04-10 10:00")
    acting = _acting(desk)
    asked = [(p, {"person": p, "window": w, "text": _shown(w)}) for p, w in acting.items()]
    desk.do_all("consent/ask", "request-consent", asked)
    keys = {f.event.nomination: f.event.person for f in desk.facts("certification.numbered")}
    rows = [(keys.get(row["番号"], row["番号"]), row) for row in desk.rows("consents.csv")]
    rows = [(person, row) for person, row in rows if person in acting]
    desk.at("2026-05-08 17:00")
    desk.do_all("consent/answer", "answer-consent", _said(rows, "同意"))
    desk.do("2026/draft", "draft-edition", edition="2026", fiscal_year=2025)
    desk.do("2026/proofs", "send-proofs", edition="2026")
    desk.at("2026-05-29 17:00")
    desk.do_all("consent/proof", "confirm-proof", _said(rows, "確認"))


def _acting(desk: Desk) -> dict[str, str]:
    """Person -> window, for everybody who acts now."""
    gone = {f.event.person for f in desk.facts("coordinator.ceased")}
    certified = {f.event.person: f.event.window for f in desk.facts("coordinator.certified")}
    moved = {f.event.person: f.event.window for f in desk.facts("coordinator.transferred")}
    return {p: w for p, w in (certified | moved).items() if p not in gone}


def _shown(window: str) -> str:
    shown = "所属機関名、地域ブロック、都道府県・市区町村、人数"
    return f"窓口 {window} の{shown}を公開します。氏名は公開しません。"


def _said(rows: list[tuple[str, dict[str, str]]], what: str) -> list[tuple[str, dict[str, Any]]]:
    said: list[tuple[str, dict[str, Any]]] = []
    for person, row in rows:
        for party, word in (("person", "本人"), ("institution", "所属機関")):
            mark = MARKS.get(row[f"{word}の{what}"])
            values = {"person": person, "party": party}
            if what == "同意" and mark is not None:
                said.append((f"{person}/{party}", {**values, "agrees": mark}))
            elif what == "確認" and mark and row[f"{word}の同意"] == "○":
                said.append((f"{person}/{party}", values))
    return said


def publish(desk: Desk) -> None:
    """Edition 2026: drafted again with the proofs in, approved, published."""
    desk.at("2026-06-12 10:00")
    _edition(desk, "2026/final", "2026-06-19 10:00")


def _edition(desk: Desk, key: str, when: str) -> None:
    desk.do(f"{key}/draft", "draft-edition", edition="2026", fiscal_year=2025)
    digest = desk.last("directory.drafted").rows_sha256
    wanted = {"edition": "2026", "digest_seen": digest}
    desk.do(f"{key}/approve", "approve-edition", "approver", **wanted)
    desk.at(when)
    desk.do(f"{key}/publish", "publish-edition", edition="2026")


def amend(desk: Desk) -> None:
    """A consent is withdrawn, and the next working day the edition is amended; then one retires."""
    desk.at("2026-07-02 20:00")
    person = desk.facts("consent.proofed")[-1].event.person
    desk.do("2026/withdrawn", "withdraw-consent", person=person, party="person")
    desk.at("2026-07-03 09:00")
    _edition(desk, "2026/amended", "2026-07-03 11:00")
    desk.at("2026-07-31 17:00")
    listed = [f.event.person for f in desk.facts("consent.proofed") if f.event.person != person]
    desk.do("2026/retired", "retire-coordinator", person=listed[0], on="2026-07-31")


def sitting(number: int) -> Callable[[Desk], None]:
    """The step that records what both cohorts did since the sitting before."""

    def step(desk: Desk) -> None:
        after = SITTINGS[number - 1][:10] if number else FIRST.started[:10]
        begun = {fact.event.cohort for fact in desk.facts("cohort.started")}
        for cohort in sorted(begun):
            record(desk, cohort, after, SITTINGS[number])

    return step


STEPS: tuple[tuple[str, Callable[[Desk], None]], ...] = (
    ("窓口と団体を登録し、令和7年度の期を計画", begin),
    ("第1回の募集を開始", lambda desk: open_call(desk, "2025-1", FIRST)),
    ("令和6年度の認証者52名を引き継ぎ", carry_in),
    ("第1回の締切を延長し、推薦を受付", first_file),
    ("第2回の募集を開始（募集は重なる）", lambda desk: open_call(desk, "2025-2", SECOND)),
    ("第1回の選定、決裁、意思確認", first_round),
    ("第2回の締切を延長", lambda desk: extend_call(desk, "2025-2", SECOND)),
    ("第1回の研修を開始", lambda desk: start(desk, "2025-1", FIRST)),
    ("6月までの研修の記録", sitting(0)),
    ("第2回の推薦、選定、決裁、意思確認", second_round),
    ("8月までの研修の記録", sitting(1)),
    ("第2回の研修を開始", lambda desk: start(desk, "2025-2", SECOND)),
    ("12月までの研修の記録", sitting(2)),
    ("3月までの研修の記録", sitting(3)),
    ("認証と認証証の交付", certify),
    ("異動", move),
    ("掲載の同意と確認", ask_consents),
    ("所属機関リスト2026年版を公開", publish),
    ("同意の撤回と訂正版", amend),
)
"""What happens, in the order in which it is recorded."""
