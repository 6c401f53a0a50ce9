"""Clause 21: a policy whose answer does not add up refuses the command, whatever the question."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugins.host import Policies
from tests.programme.register import CLAUSE, TEXT, nominee
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import desk_in, last, parameters, place
from tests.story.clauses.small_policies import install, small

CALL = "2026-1"
DAY = "2026-04-01"
BAD = {
    "calendar": """api.CalendarRuling(rounds=(
        api.Round(number=1, seats=5, course1_from="", practice_from="", course2_from=""),))""",
    "labels": """api.LabelRuling(tiers=(api.TierLabel(1, "①", "一", ""),))""",
    "eligibility": "api.EligibilityRuling(eligible=False)",
    "selection": """api.SelectionRuling(results=(api.NomineeRuling(
        nomination="2026-1-0009", window="W1", prefecture="東京都", tier=1, rank=1,
        outcome="selected", ticket="", reasons=(), facts=(), cut=1, ja="一位", en="First"),))""",
    "curriculum": """api.CurriculumRuling(
        steps=(api.Step("a", "rest", "休み", "Rest"),), attempts={"b": "some"})""",
    "defaults": "api.DefaultsRuling(consent_reminder_days=(3, 14))",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register of FY2026, on a machine with a policy for each question that answers amiss."""
    folder = tmp_path_factory.mktemp("unsound")
    rule = "@hookimpl\ndef decide_{0}(facts):\n    return {1}\n"
    folders = [
        small(folder, f"bad_{question}", question, rule.format(question, code))
        for question, code in BAD.items()
    ]
    with pytest.MonkeyPatch.context() as patch:
        install(patch, *folders)
        with desk_in(folder / "place") as made:
            made.at("2026-02-01 10:00")
            made.do("register-window", **place("W1", grant_year=2026, caseload_year=2025))
            yield made
    Policies(folders).close()


def failed(desk: Office, question: str, name: str, **values: Any) -> None:
    """The command is refused, the failure and nothing else recorded."""
    size = desk.tenant.log.head().size
    assert desk.refused(name, **values) == ["policy.failed"]
    assert desk.tenant.log.head().size == size + 1
    told = last(desk, "policy.failed").event
    assert (told.policy_id, told.question) == (f"bad_{question}", question)
    assert (told.kind, told.refused) == ("unsound", name)


def test_clause_21_what_does_not_add_up_is_a_failure_of_the_policy_at_every_door(
    desk: Office,
) -> None:
    # given a calendar without months: nothing can be planned under it
    parameters(desk, "", DAY, "bad_calendar")
    failed(desk, "calendar", "plan-cohorts", fiscal_year=2026)
    parameters(desk, "", DAY)
    desk.do("plan-cohorts", fiscal_year=2026)
    # and words for the tiers in one language: no call opens
    desk.do("draft-call", call=CALL, text=TEXT, priority_clause=CLAUSE)
    digest = last(desk, "call.drafted").event.digest
    desk.do("approve-call-text", "approver", call=CALL, digest_seen=digest)
    opening = {"call": CALL, "cohort": CALL, "deadline": "2026-04-18T17:00:00+09:00"}
    parameters(desk, "", DAY, "bad_labels")
    failed(desk, "labels", "open-call", **opening)
    # and rulings on nominees without a reason, or on somebody who is none: the call opens, since
    # nobody is asked about a nominee yet
    parameters(desk, "", DAY)
    parameters(desk, "", DAY, "bad_eligibility")
    parameters(desk, "", DAY, "bad_selection")
    desk.do("open-call", **opening)
    failed(desk, "eligibility", "submit-nomination", **nominee(1, call=CALL))
    desk.at("2026-05-12 09:00")
    desk.do("close-call", call=CALL)
    failed(desk, "selection", "run-selection", call=CALL, decided_on="2026-05-12")
    # and steps of no kind
    parameters(desk, "", DAY, "bad_curriculum")
    failed(desk, "curriculum", "start-cohort", cohort=CALL, on="2026-05-12")
    # and reminders in the wrong order
    parameters(desk, "", DAY, "bad_defaults")
    dates = {"ask_by": "2026-06-10", "proofs_by": "2026-06-20", "publish_on": "2026-06-30"}
    plan = {"edition": "2026", "fiscal_year": 2026, **dates}
    failed(desk, "defaults", "plan-edition", **plan)
    # then pages that ask by themselves are there all the same
    for path in ("/policies", f"/calls/{CALL}/board", f"/calls/{CALL}", "/consents"):
        assert desk.client().get(f"/isa{path}").status_code == 200


def test_clause_21_a_call_does_not_open_where_nobody_answers_one_of_its_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given that for FY2027 only the words for the tiers and the rounds were adopted
    code = "@hookimpl\ndef decide_labels(facts):\n    return api.LabelRuling(tiers=(W,))\n"
    words = 'W = api.TierLabel(1, "①", "一", "One")\n'
    year = "api.CalendarRuling(rounds=(api.Round(number=1, seats=5, **M),))"
    months = 'M = dict.fromkeys(("course1_from", "practice_from", "course2_from"), "2027-06")\n'
    rounds = f"@hookimpl\ndef decide_calendar(facts):\n    return {year}\n"
    folders = [
        small(tmp_path, "only_words", "labels", words + code),
        small(tmp_path, "only_rounds", "calendar", months + rounds),
    ]
    install(monkeypatch, *folders)
    with desk_in(tmp_path / "place") as made:
        made.at("2027-02-01 10:00")
        for name in ("only_words", "only_rounds"):
            parameters(made, "", "2027-04-01", name)
        made.do("plan-cohorts", fiscal_year=2027)
        made.do("draft-call", call="2027-1", text=TEXT, priority_clause=CLAUSE)
        digest = last(made, "call.drafted").event.digest
        made.do("approve-call-text", "approver", call="2027-1", digest_seen=digest)
        wanted = {"call": "2027-1", "cohort": "2027-1", "deadline": "2027-04-18T17:00:00+09:00"}
        assert made.refused("open-call", **wanted) == ["policy.none_in_force"]
    Policies(folders).close()
