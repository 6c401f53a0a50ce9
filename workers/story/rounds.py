"""One round of the demo: from the call to the seats, and the training that follows."""

from typing import Any, NamedTuple

from core.programme.selection.facts import SelectionRuled, stream_of
from workers.story.desk import Desk
from workers.story.sample import CLAUSE, GROUPS

DEADLINE_REASON = "応募の状況を踏まえ延長"


class Dates(NamedTuple):
    """When a round's steps are taken, in Japan."""

    drafted: str
    opened: str
    deadline: str
    extended: str
    final_deadline: str
    received: str
    decided: str
    approved: str
    offered: str
    reply_by: str
    cut_off: str
    answered: str
    closed: str
    started: str


def open_call(desk: Desk, call: str, dates: Dates) -> None:
    """Text, approval, opening."""
    desk.at(dates.drafted)
    text = desk.text(f"call-{call}.txt")
    desk.do(f"{call}/draft", "draft-call", call=call, text=text, priority_clause=CLAUSE)
    digest = next(e.event.digest for e in desk.facts("call.drafted") if e.event.call == call)
    approve = {"call": call, "digest_seen": digest}
    desk.do(f"{call}/text", "approve-call-text", "approver", **approve)
    desk.at(dates.opened)
    desk.do(f"{call}/open", "open-call", call=call, cohort=call, deadline=dates.deadline)


def extend_call(desk: Desk, call: str, dates: Dates) -> None:
    """A later deadline, as happened in both rounds of FY2025."""
    desk.at(dates.extended)
    wanted = {"call": call, "deadline": dates.final_deadline, "reason": DEADLINE_REASON}
    desk.do(f"{call}/extend", "extend-call", **wanted)


def review(desk: Desk, call: str) -> None:
    """Evidence accepted, nominations returned and sent again, withdrawn, lapsed."""
    known = {fact.event.nomination for fact in desk.facts("nomination.submitted")}
    rows = [row for row in desk.rows(f"review-{call}.csv") if row["受付番号"] in known]
    of = {
        kind: [r for r in rows if r["処理"] == kind]
        for kind in ("受理", "差戻し", "取下げ", "失効")
    }
    returned = of["差戻し"]
    comments = [(n, {"nomination": n, "comment": row["差戻しの理由"]}) for n, row in _by(returned)]
    desk.do_all(f"{call}/return", "return-nomination", comments)
    desk.do_all(
        f"{call}/again", "resubmit-nomination", [_again(n, row) for n, row in _by(returned)]
    )
    accepted = [(n, {"nomination": n}) for n, _ in _by([*of["受理"], *returned])]
    desk.do_all(f"{call}/evidence", "accept-evidence", accepted)
    for kind, name in (("取下げ", "withdraw-nomination"), ("失効", "lapse-nomination")):
        desk.do_all(f"{call}/{name}", name, [(n, {"nomination": n}) for n, _ in _by(of[kind])])


def _by(rows: list[dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    return [(row["受付番号"], row) for row in rows]


def _again(number: str, row: dict[str, str]) -> tuple[str, dict[str, Any]]:
    return number, {
        "nomination": number,
        "role": "counsellor",
        "experience_months": int(row["再提出した実務経験月数"]),
        "evidence": row["再提出した確認書類"],
    }


def select(desk: Desk, call: str, dates: Dates) -> None:
    """Close, run, approve, offer."""
    desk.at(dates.decided)
    desk.do(f"{call}/close", "close-call", call=call)
    desk.do(f"{call}/run", "run-selection", call=call, decided_on=dates.decided[:10])
    run = next(e.event for e in desk.facts("selection.computed") if e.event.call == call)
    desk.at(dates.approved)
    approve = {"call": call, "digest_seen": run.digest}
    desk.do(f"{call}/approve", "approve-selection", "approver", **approve)
    desk.at(dates.offered)
    when = {"reply_by": dates.reply_by, "cut_off": dates.cut_off}
    desk.do(f"{call}/offer", "send-offers", call=call, **when)


def answer(desk: Desk, call: str, dates: Dates) -> None:
    """Everybody asked answers as their reply says, those promoted too; silence expires."""
    replies = {row["受付番号"]: row["回答"] for row in desk.rows(f"replies-{call}.csv")}
    desk.at(dates.answered)
    asked = 0
    while asked < len(offers := _offered(desk, call)):
        fresh, asked = offers[asked:], len(offers)
        for reply, name in (("承諾", "accept-offer"), ("辞退", "decline-offer")):
            said = [(n, {"nomination": n}) for n in fresh if replies.get(n, "承諾") == reply]
            desk.do_all(f"{call}/{name}", name, said)
    desk.at(dates.closed)
    desk.do(f"{call}/expire", "expire-offers", call=call)
    desk.do(f"{call}/done", "close-selection", call=call)


def _offered(desk: Desk, call: str) -> list[str]:
    offered = desk.facts("selection.offered")
    return [fact.event.nomination for fact in offered if fact.stream == stream_of(call)]


def start(desk: Desk, cohort: str, dates: Dates) -> None:
    """Course 1 begins."""
    desk.at(dates.started)
    desk.do(f"{cohort}/start", "start-cohort", cohort=cohort, on=dates.started[:10])


def record(desk: Desk, cohort: str, after: str, until: str) -> None:
    """What the results say of the days after `after` up to the day of `until`, when it is seen."""
    enrolled = [f.event for f in desk.facts("training.enrolled") if f.event.cohort == cohort]
    trainees = {event.nomination for event in enrolled}
    rows = [row for row in desk.rows(f"results-{cohort}.csv") if row["受付番号"] in trainees]
    steps = [
        (key, values)
        for row in rows
        for key, values in _steps(row)[: len(GROUPS) if row["区分"] else None]
    ]
    endings = {"不合格": "failed", "辞退": "withdrawn", "延期": "deferred"}
    stops = [
        (n, {"nomination": n, "ending": endings[row["区分"]], "on": row["区分の日付"]})
        for n, row in _by([row for row in rows if row["区分"]])
    ]
    desk.at(until)
    days = (after, until[:10])
    desk.do_all(f"{cohort}/progress", "record-progress", _between(steps, *days))
    desk.do_all(f"{cohort}/end", "end-training", _between(stops, *days))


Keyed = list[tuple[str, dict[str, Any]]]


def _between(rows: Keyed, after: str, until: str) -> Keyed:
    return [(key, values) for key, values in rows if after < values["on"] <= until]


def _steps(row: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    number, studied = row["受付番号"], row[f"科目群{GROUPS[-1]}"]
    steps: list[tuple[str, str, str | None]] = [
        (f"course1-{group}", row[f"科目群{group}"], None) for group in GROUPS
    ]
    steps += [
        ("gate-test", studied, row["総合確認テスト"]),
        ("practice", row["実践"], None),
        ("course2", row["養成課程②"], None),
        ("final-test", row["養成課程②"], row["修了認定テスト"]),
    ]
    return [
        (
            f"{number}/{step}",
            {"nomination": number, "step": step, "on": on, "score": int(score) if score else None},
        )
        for step, on, score in steps
    ]


def outcome_counts(desk: Desk, call: str) -> dict[str, int]:
    """How many of the latest run came out how."""
    counts: dict[str, int] = {}
    for fact in desk.facts("selection.ruled"):
        assert isinstance(fact.event, SelectionRuled)
        if fact.stream == stream_of(call):
            outcome = fact.event.ruling.outcome
            counts[outcome] = counts.get(outcome, 0) + 1
    return counts
