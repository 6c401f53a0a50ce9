"""The explanation object: facts, cut line, sentences (programme.md part 3, «Result»)."""

import time

import msgspec
import pytest

from core.programme.questions import NomineeRuling, SelectionFacts, SelectionRuling, Standing
from plugins.host import Policies
from tests.plugins.conftest import POLICY
from tests.plugins.worlds import call, certified, nominee, window

SUPPOSED = "窓口の認証者が0名なら①で1位となり、定員に入る。"


def rulings(policies: Policies, facts: SelectionFacts) -> dict[str, NomineeRuling]:
    ruling = policies.ask("selection", POLICY, facts)
    assert isinstance(ruling, SelectionRuling)
    return {one.nomination: one for one in ruling.results}


@pytest.fixture
def waiting() -> SelectionFacts:
    """One seat: n2 of an empty prefecture takes it, n1 of a window with one person waits."""
    return call(
        [
            window("a", caseload=900, positions={"window": 3, "grant": 5, "caseload": 7}),
            window("b", prefecture="山形県", municipality_code="062014"),
        ],
        [nominee("n1", "a", positions={"nomination": 11, "evidence": 13}), nominee("n2", "b")],
        [Standing(person="p-secret", window="a", state="certified", position=2)],
        seats=1,
    )


def test_a_waiting_nominee_is_told_tier_cut_line_and_what_would_have_changed_it(
    policies: Policies, waiting: SelectionFacts
) -> None:
    told = rulings(policies, waiting)["n1"]
    assert told.ja == (
        "④: 都道府県に認証者1名、窓口に認証者1名、交付金有。全体の2位。"
        "定員1名は①の1番目（全体の1位）で満ちた。" + SUPPOSED
    )
    assert told.en == (
        "④: 1 certified in the prefecture, 1 at the window, grant yes. Rank 2. "
        "The 1 seats were filled at number 1 of ① (rank 1). "
        "With 0 certified at the window it would be ①, rank 1: selected."
    )
    assert told.counterfactual is not None
    assert told.counterfactual.ja == SUPPOSED


def test_what_is_said_of_fewer_people_comes_true_when_the_facts_are_edited(
    policies: Policies, waiting: SelectionFacts
) -> None:
    edited = msgspec.structs.replace(waiting, standings=())
    told = rulings(policies, edited)["n1"]
    assert (told.tier, told.rank, told.outcome) == (1, 1, "selected")


def test_each_fact_carries_the_position_of_its_event(
    policies: Policies, waiting: SelectionFacts
) -> None:
    facts = {one.name: (one.value, one.position) for one in rulings(policies, waiting)["n1"].facts}
    assert facts["window_count"] == ("1", 2)
    assert facts["prefecture_count"] == ("1", 2)
    assert facts["counted_at_window"] == ("certified", 2)
    assert facts["grant"] == ("yes", 5)
    assert facts["caseload"] == ("900", 7)
    assert facts["caseload_unit"] == ("件", 7)
    assert facts["one_stop"] == ("yes", 3)
    assert facts["experience_months"] == ("24", 11)
    assert facts["evidence_accepted"] == ("yes", 13)
    assert facts["taken_from_region"] == ("0", 0)


def test_an_explanation_names_no_other_person(policies: Policies, waiting: SelectionFacts) -> None:
    for one in rulings(policies, waiting).values():
        assert "p-secret" not in msgspec.json.encode(one).decode()


def test_someone_no_change_would_help_is_told_so(policies: Policies) -> None:
    facts = call([window("a")], [nominee("n1", "a")], seats=0)
    told = rulings(policies, facts)["n1"]
    assert (told.outcome, told.cut, told.counterfactual) == ("waitlisted", None, None)
    assert "定員0名のうち0名が決まった。" in told.ja
    assert told.ja.endswith("定員には入らない。")


def test_someone_outside_the_tiers_hears_how_many_are_counted(policies: Policies) -> None:
    facts = call([window("a")], [nominee("n1", "a")], [certified("p1", "a"), certified("p2", "a")])
    told = rulings(policies, facts)["n1"]
    assert told.reasons[0].ja.startswith("順位外: 窓口に認証された者（見込みを含む）が2名いて")
    assert told.counterfactual is not None
    assert (told.counterfactual.count, told.counterfactual.tier) == (1, 4)


def test_someone_not_eligible_hears_every_reason_and_has_no_place_in_the_order(
    policies: Policies,
) -> None:
    facts = call(
        [window("a", days_open=3)], [nominee("n1", "a", evidence_accepted=False, role="clerk")]
    )
    told = rulings(policies, facts)["n1"]
    codes = [reason.code for reason in told.reasons]
    assert codes == ["role_other", "days_too_few", "experience_unproved"]
    assert (told.tier, told.rank, told.counterfactual) == (None, None, None)
    assert "週3日" in told.ja


@pytest.mark.slow
def test_ten_thousand_nominees_are_ruled_on_in_seconds(policies: Policies) -> None:
    """A bound with a wide margin: quadratic work would take minutes."""
    windows = [
        window(
            f"w{number}",
            prefecture=f"県{number % 47}",
            caseload=number % 500,
            grant=number % 3 == 0,
        )
        for number in range(1700)
    ]
    nominees = [nominee(f"n{number}", f"w{number % 1700}") for number in range(10_000)]
    people = [certified(f"p{number}", f"w{number * 3 % 1700}") for number in range(900)]
    begun = time.process_time()
    told = rulings(policies, call(windows, nominees, people))
    assert len(told) == 10_000
    assert time.process_time() - begun < 30
