"""Clauses 2 and 21: a small policy answers one question of a call, and the policy before it the
rest."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.audit.verify import verify
from tenants.bundles import make_bundle
from tenants.replays import replay_bundle, replay_tenant
from tenants.shadow import shadow
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import last, nominated, opened, parameters, row_of, run, shown
from tests.story.clauses.small_policies import (
    CALL,
    LATE_COMERS,
    TWO_YEARS,
    install,
    reopened,
    year_eight,
)
from web.cli import main
from workers.exports import export_selection

MAIN = "isa_fy2025"
DAY = "2026-05-12"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The call of FY2026, open."""
    with year_eight(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same with its selection computed; no test changes it."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch, year_eight(folder, patch) as made:
        run(made, CALL, DAY)
        yield made


def outcomes(desk: Office, call: str = CALL) -> dict[str, tuple[str, int | None]]:
    """Window -> outcome and rank."""
    return {row.window: (row.outcome, row.rank) for row in shown(desk, call).nominees}


def asked_of(desk: Office, topic: str) -> set[str]:
    """Who was asked for the facts of a topic."""
    facts = desk.tenant.log.walk(topics=(topic,))
    return {fact.envelope.policy.id for fact in facts if fact.envelope.policy}


def test_clause_21_a_call_pins_for_each_question_who_answers_it_and_with_which_parameters(
    decided: Office,
) -> None:
    fact = last(decided, "call.opened")
    pins = fact.event.pins
    assert {name: getattr(pins, name).policy.id for name in pins.__struct_fields__} == {
        "eligibility": TWO_YEARS,
        "selection": MAIN,
        "labels": MAIN,
    }
    assert pins.eligibility.parameters == {"months_needed": 30}
    assert pins.selection.parameters == {"seats": 2}
    assert fact.envelope.policy == pins.labels.policy


def test_clause_21_a_nomination_is_examined_by_the_one_and_ordered_by_the_other(
    decided: Office,
) -> None:
    assert asked_of(decided, "nomination.assessed") == {TWO_YEARS}
    assert asked_of(decided, "selection.computed") == {MAIN}
    # who is not eligible by the small policy takes no part, in its own words
    short = row_of(shown(decided, CALL), "W2").ruling
    assert (short.outcome, short.tier, short.rank) == ("ineligible", None, None)
    assert [each.code for each in short.reasons] == ["two_years"]
    assert "20か月では足りません" in short.ja
    assert all(each.position for each in short.facts)
    # and the rest are ruled as isa_fy2025 rules
    assert outcomes(decided)["W1"][0] == outcomes(decided)["W3"][0] == "selected"
    assert row_of(shown(decided, CALL), "W1").ruling.reasons[0].code == "tier_1"
    computed = last(decided, "selection.computed").event
    assert (computed.selected, computed.ineligible, computed.parameters) == (2, 1, {"seats": 2})


def test_clause_21_the_pages_say_who_answers_what(decided: Office) -> None:
    for path in (f"/calls/{CALL}/board", f"/calls/{CALL}"):
        page = decided.page(path)
        assert f'<th scope="row">資格</th><td>{TWO_YEARS} 0.1</td>' in page
        assert f'<th scope="row">順位</th><td>{MAIN} 1.0</td>' in page
    board = decided.page(f"/calls/{CALL}/board")
    assert '<span class="mark">①</span>' in board
    draft = decided.page(f"/calls/{CALL}/draft")
    assert f"（資格）</dt><dd>{TWO_YEARS}" in draft
    assert f"（順位、区分の名称）</dt><dd>{MAIN}" in draft
    paper = decided.client().get(f"/isa/calls/{CALL}/draft/draft.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    # and the small one took nothing else away from the policy before it
    policies = decided.page("/policies")
    assert policies.count("から別の採用に代わる") == 1


def test_clause_21_readings_and_a_trial_are_asked_as_the_run_was(decided: Office) -> None:
    page = decided.page(f"/calls/{CALL}/readings")
    assert "caseload_order" in page
    tenant = decided.tenant
    for tried, given in ((TWO_YEARS, {"months_needed": 30}), (MAIN, {"seats": 2})):
        (held,) = shadow(tenant, tenant.policies, tried, [CALL], given, keep_seats=True).calls
        assert not held.moved
        # isa_fy2025 answers both, and would admit the one of W2
        assert [each.window for each in held.changed] == (["W2"] if tried == MAIN else [])
    (held,) = shadow(tenant, tenant.policies, TWO_YEARS, [CALL], {"months_needed": 12}).calls
    assert held.asked == {"eligibility": TWO_YEARS, "selection": MAIN}
    assert [each.window for each in held.changed if each.after.outcome != "ineligible"] == ["W2"]
    assert held.labels[0] == held.labels[1] != {}


def test_clause_21_who_only_orders_is_not_asked_about_the_ineligible(desk: Office) -> None:
    tenant = desk.tenant
    run(desk, CALL, DAY)
    (held,) = shadow(tenant, tenant.policies, LATE_COMERS, [CALL], {}).calls
    assert held.asked == {"eligibility": TWO_YEARS, "selection": LATE_COMERS}
    after = {each.window: (each.after.outcome, each.after.rank) for each in held.pairs}
    assert after == {"W3": ("selected", 1), "W1": ("selected", 2), "W2": ("ineligible", None)}
    # and once adopted, it rules a call as it was tried
    parameters(desk, "", "2026-04-01", LATE_COMERS)
    opened(desk, "2026-2", "2026-06-18T17:00:00+09:00")
    nominated(desk, "W1", call="2026-2", first=11)
    nominated(desk, "W2", call="2026-2", first=12, started_on="2024-09-01")
    nominated(desk, "W3", call="2026-2", first=13)
    run(desk, "2026-2", "2026-07-01")
    assert outcomes(desk, "2026-2") == after
    assert asked_of(desk, "selection.computed") == {MAIN, LATE_COMERS}
    assert {check.result for check in desk.tenant.replay()} == {"pass"}


def test_clause_21_what_is_adopted_or_withdrawn_later_does_not_touch_an_open_call(
    desk: Office,
) -> None:
    pins = last(desk, "call.opened").event.pins
    desk.do("withdraw-policy", policy_id=TWO_YEARS, from_date="2026-04-01", reason="見直し")
    digest = last(desk, "policy.withdrawal_proposed").event.digest
    desk.do("approve-policy-withdrawal", "approver", digest_seen=digest)
    parameters(desk, "", "2026-04-01", LATE_COMERS)
    run(desk, CALL, DAY)
    assert outcomes(desk)["W2"][0] == "ineligible"
    assert asked_of(desk, "selection.computed") == {MAIN}
    assert last(desk, "call.opened").event.pins == pins
    # and a call that opens now is for whom it finds in force
    opened(desk, "2026-2", "2026-06-18T17:00:00+09:00")
    later = last(desk, "call.opened").event.pins
    assert (later.eligibility.policy.id, later.selection.policy.id) == (MAIN, LATE_COMERS)


def test_clause_21_a_bundle_holds_both_policies_and_both_are_asked_again(
    decided: Office, tmp_path: Path
) -> None:
    assert {check.result for check in replay_tenant(decided.tenant)} == {"pass"}
    make_bundle(decided.tenant, tmp_path / "b.zip")
    assert not [each for each in verify(tmp_path / "b.zip").checks if each.result == "fail"]
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        held = {name.split("/")[1] for name in bundle.namelist() if name.startswith("policies/")}
    assert {TWO_YEARS, MAIN} <= held
    assert {check.result for check in replay_bundle(tmp_path / "b.zip")} == {"pass"}


def test_clause_21_without_the_small_policy_replay_names_the_questions_that_stay_open(
    decided: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    again = reopened(decided)
    checks = {check.name: check for check in again.replay()}
    again.views.close()
    unchecked = [name for name, check in checks.items() if check.result == "not_checked"]
    assert unchecked == [
        *(f"eligibility {CALL}-{number:04}" for number in (1, 2, 3)),
        f"selection {CALL} run 1",
    ]
    for name in unchecked:
        assert f"質問 eligibility は、規則 {TWO_YEARS}" in checks[name].detail
        assert MAIN not in checks[name].detail
    assert checks["calendar 2026-1"].result == "pass"


def test_clause_21_the_files_of_the_selection_give_its_order_again(
    decided: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options: dict[str, Any] = export_selection(decided.tenant, CALL, tmp_path / "files")
    capsys.readouterr()
    words = ["--policy", options["policy"], "--seats", str(options["seats"])]
    for name in ("windows", "nominations", "certified"):
        words += [f"--{name}", str(tmp_path / "files" / f"{name}.xlsx")]
    for name in ("seed", "fiscal_year", "decided_on"):
        words += [f"--{name.replace('_', '-')}", str(options[name])]
    assert main(["try-selection", *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    order = [(each["nomination"], each["rank"]) for each in told["results"]]
    nominees = shown(decided, CALL).nominees
    assert order == [(each.nomination, each.rank) for each in nominees if each.rank]
