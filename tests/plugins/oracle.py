"""The selection rule once more, in the plainest way, from seeds/ and programme.md part 3 alone.

It imports nothing of the policy. A counterfactual edits the facts as a person would edit the files,
and runs everything again.
"""

import hashlib
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from core.programme.questions import NomineeFacts, SelectionFacts, Standing, WindowFacts

DEFAULTS: dict[str, Any] = {
    "evaluation": "snapshot",
    "tier1_window": "in_prefecture",
    "prefecture_counts": "all_windows",
    "trainee_counts_from": "cohort_start",
    "balance_region": "prefecture",
    "caseload_unit": "件",
    "caseload_order": "descending",
    "experience_months": 12,
    "opening_days": 5,
}
SENDAI = ("02", "03", "04", "05", "06", "07")


class Line(NamedTuple):
    """What is compared: one nominee's result. `other` is (count, grant, tier, rank) or None."""

    nomination: str
    tier: int | None
    rank: int | None
    outcome: str
    ticket: str
    other: tuple[int, bool, int, int] | None = None


def results(facts: SelectionFacts) -> list[Line]:
    """Every nominee's line, in the order of the results."""
    return [
        line._replace(other=nearest(facts, line))
        if line.outcome in ("waitlisted", "unranked")
        else line
        for line in plain(facts)
    ]


def plain(facts: SelectionFacts) -> list[Line]:
    """The lines without counterfactuals."""
    chosen = {**DEFAULTS, **facts.parameters}
    may = {n.nomination for n in facts.nominees if eligible(n, window_of(facts, n), facts, chosen)}
    order = ranking([n for n in facts.nominees if n.nomination in may], facts, chosen)
    ranked = [nomination for nomination, _ in order]
    lines = [
        Line(
            nomination,
            tier,
            place + 1,
            "selected" if place < facts.seats else "waitlisted",
            ticket(facts, nomination),
        )
        for place, (nomination, tier) in enumerate(order)
    ]
    rest = sorted(may - set(ranked))
    lines += [Line(name, None, None, "unranked", ticket(facts, name)) for name in rest]
    failed = sorted({n.nomination for n in facts.nominees} - may)
    return lines + [Line(n, None, None, "ineligible", ticket(facts, n)) for n in failed]


def eligible(
    nominee: NomineeFacts, window: WindowFacts, facts: SelectionFacts, chosen: dict[str, Any]
) -> bool:
    """Clause 1(1) and its note."""
    if not nominee.working_now or nominee.role not in ("counsellor", "adviser"):
        return False
    if nominee.started_on is not None and nominee.started_on > facts.decided_on:
        return False
    if window.founder_kind != "local_government":
        return False
    if not (window.year_round and window.free_of_charge and window.multilingual):
        return False
    if not window.one_stop:
        return False
    if window.days_open < chosen["opening_days"] and not window.days_exception:
        return False
    if not nominee.evidence_accepted:
        return False
    if nominee.experience_months is not None:
        return bool(nominee.experience_months >= chosen["experience_months"])
    if nominee.started_on is None or nominee.weekly_hours is None:
        return False
    days = ((nominee.experience_until or facts.decided_on) - nominee.started_on).days
    worked = Fraction(str(nominee.weekly_hours)) * days / 7
    return bool(worked >= chosen["experience_months"] * 160)


def ranking(
    waiting: list[NomineeFacts], facts: SelectionFacts, chosen: dict[str, Any]
) -> list[tuple[str, int]]:
    """(nomination, tier) of everybody in a tier, one pick after another."""
    picked: list[NomineeFacts] = []
    order: list[tuple[str, int]] = []
    waiting = list(waiting)
    while True:
        recount = picked if chosen["evaluation"] == "sequential" else []
        best = None
        for nominee in waiting:
            tier = tier_of(nominee, facts, chosen, recount)
            if tier is None:
                continue
            key = (tier, *key_of(nominee, facts, chosen, picked))
            if best is None or key < best[0]:
                best = (key, nominee, tier)
        if best is None:
            return order
        _, nominee, tier = best
        waiting.remove(nominee)
        picked.append(nominee)
        order.append((nominee.nomination, tier))


def tier_of(
    nominee: NomineeFacts, facts: SelectionFacts, chosen: dict[str, Any], picked: list[NomineeFacts]
) -> int | None:
    """①-⑥ of clause 1(3)イ, in the words of programme.md's table."""
    window = window_of(facts, nominee)
    at_window = count_window(window, facts, chosen) + sum(
        one.window == window.code for one in picked
    )
    in_prefecture = count_prefecture(window.prefecture, facts, chosen, picked)
    has_grant = grant(window, facts)
    own = window.municipality_code[2:5] == "000"
    if has_grant and in_prefecture == 0 and (own or chosen["tier1_window"] == "in_prefecture"):
        return 1
    if has_grant and at_window == 0:
        return 2
    if not has_grant and in_prefecture == 0:
        return 3
    if has_grant and at_window == 1:
        return 4
    if not has_grant and at_window == 0:
        return 5
    if not has_grant and at_window == 1:
        return 6
    return None


def key_of(
    nominee: NomineeFacts, facts: SelectionFacts, chosen: dict[str, Any], picked: list[NomineeFacts]
) -> tuple[Any, ...]:
    """The order inside a tier."""
    window = window_of(facts, nominee)
    here = region(window, chosen)
    return (
        sum(region(window_of(facts, one), chosen) == here for one in picked),
        sum(one.window == nominee.window for one in picked),
        *caseload_key(window, facts.decided_on, chosen),
        -nominee.past_unselected,
        ticket(facts, nominee.nomination),
    )


def caseload_key(window: WindowFacts, decided_on: date, chosen: dict[str, Any]) -> tuple[int, int]:
    """Missing comes last; another unit or another year than the last closed one is missing."""
    if chosen["caseload_order"] == "ignored":
        return (0, 0)
    this_year = decided_on.year if decided_on.month >= 4 else decided_on.year - 1
    known = window.caseload is not None and window.caseload_unit == chosen["caseload_unit"]
    if not known or window.caseload_year != this_year - 1:
        return (1, 0)
    assert window.caseload is not None
    sign = 1 if chosen["caseload_order"] == "ascending" else -1
    return (0, sign * window.caseload)


def region(window: WindowFacts, chosen: dict[str, Any]) -> str:
    """Prefecture, or the regional bureau's block: those of Sendai are one."""
    if chosen["balance_region"] == "block" and window.municipality_code[:2] in SENDAI:
        return "仙台"
    return window.prefecture


def counted(standing: Standing, facts: SelectionFacts, chosen: dict[str, Any]) -> bool:
    """Clause 1(3)イ（注）."""
    if standing.state == "certified":
        return standing.acting
    if standing.state != "trainee" or not standing.expected or not standing.acting:
        return False
    acceptance = chosen["trainee_counts_from"] == "acceptance"
    since = standing.accepted_on if acceptance else standing.started_on
    return since is not None and since <= facts.decided_on


def people_at(window: WindowFacts, facts: SelectionFacts, chosen: dict[str, Any]) -> set[str]:
    """The distinct counted people of a window."""
    here = [one for one in facts.standings if one.window == window.code]
    return {one.person for one in here if counted(one, facts, chosen)}


def count_window(window: WindowFacts, facts: SelectionFacts, chosen: dict[str, Any]) -> int:
    """c(w) of the snapshot."""
    return len(people_at(window, facts, chosen))


def count_prefecture(
    prefecture: str, facts: SelectionFacts, chosen: dict[str, Any], picked: list[NomineeFacts]
) -> int:
    """c(p) with the picks given."""
    people: set[str] = set()
    for window in facts.windows:
        counts = chosen["prefecture_counts"] == "all_windows" or grant(window, facts)
        if window.prefecture == prefecture and counts:
            people |= people_at(window, facts, chosen)
            people |= {"pick " + n.nomination for n in picked if n.window == window.code}
    return len(people)


def grant(window: WindowFacts, facts: SelectionFacts) -> bool:
    """The grant in the call's fiscal year; of another year, or unknown, is none."""
    return bool(window.grant) and window.grant_year == facts.fiscal_year


def ticket(facts: SelectionFacts, nomination: str) -> str:
    """SHA-256(seed || id)."""
    return hashlib.sha256(facts.seed + nomination.encode("utf-8")).hexdigest()


def window_of(facts: SelectionFacts, nominee: NomineeFacts) -> WindowFacts:
    """The nominee's window."""
    return next(window for window in facts.windows if window.code == nominee.window)


def nearest(facts: SelectionFacts, line: Line) -> tuple[int, bool, int, int] | None:
    """Edit the facts, run again, and see whether the person is selected."""
    chosen = {**DEFAULTS, **facts.parameters}
    nominee = next(one for one in facts.nominees if one.nomination == line.nomination)
    window = window_of(facts, nominee)
    count, has_grant = count_window(window, facts, chosen), grant(window, facts)
    tries = [(fewer, has_grant) for fewer in reversed(range(count))]
    tries += [(fewer, not has_grant) for fewer in reversed(range(count + 1))]
    for fewer, other_grant in tries:
        for again in plain(edited(facts, window, fewer, other_grant, chosen)):
            if again.nomination == line.nomination and again.outcome == "selected":
                assert again.tier is not None
                assert again.rank is not None
                return fewer, other_grant, again.tier, again.rank
    return None


def edited(
    facts: SelectionFacts, window: WindowFacts, count: int, has_grant: bool, chosen: dict[str, Any]
) -> SelectionFacts:
    """The facts with people taken out of a window until `count` are left, its grant as given."""
    gone = sorted(people_at(window, facts, chosen))[count:]
    other = msgspec.structs.replace(window, grant=has_grant, grant_year=facts.fiscal_year)
    return msgspec.structs.replace(
        facts,
        windows=tuple(other if one.code == window.code else one for one in facts.windows),
        standings=tuple(one for one in facts.standings if one.person not in gone),
    )
