"""Every case of every policy shipped here, and the runner of cases (style.md part 4)."""

import re

import msgspec
import pytest

from core.programme.questions import QUESTIONS, CalendarFacts
from plugins.host import Policies
from plugins.kit.cases import Case, differences, read_cases
from tests.plugins.conftest import POLICY

CASES = {
    (info.id, name): case
    for info in Policies().available()
    for name, case in read_cases(Policies().sources(info.id)).items()
}


@pytest.mark.parametrize(("policy", "name"), CASES)
def test_the_case_holds(policies: Policies, policy: str, name: str) -> None:
    case = CASES[policy, name]
    assert not differences(case, lambda question, facts: policies.ask(question, policy, facts))


def test_every_question_the_policy_answers_has_a_case() -> None:
    asked = {case.question for (policy, _), case in CASES.items() if policy == POLICY}
    assert asked == set(QUESTIONS)


def test_every_reason_the_policy_can_give_is_in_a_case(policies: Policies) -> None:
    told = "".join(
        policies.sources(POLICY)[f"cases/{name}.json"].decode()
        for policy, name in CASES
        if policy == POLICY
    )
    words = msgspec.toml.decode(policies.sources(POLICY)["reasons.toml"])
    assert {code for code in words["reasons"] if f'"{code}"' not in told} == set()


@pytest.mark.parametrize("policy", sorted({policy for policy, _ in CASES}))
def test_every_parameter_is_set_in_a_case_and_so_is_every_other_reading(
    policies: Policies, policy: str
) -> None:
    told = [case for (of, _), case in CASES.items() if of == policy and not case.refused]
    asked = [msgspec.json.decode(case.facts).get("parameters", {}) for case in told]
    for one in policies.parameters(policy):
        values = {given[one.name] for given in asked if one.name in given}
        assert values - {one.default}, one.name
        assert values >= set(one.others) - {one.default}, one.name


@pytest.mark.parametrize(
    ("ruling", "refused"),
    [
        ({"rounds": [{"seats": 60}]}, ()),
        ({"rounds": [{"seats": 60}, {"seats": 61}]}, ()),
        (None, ("policy.parameter_value",)),
    ],
)
def test_a_case_that_does_not_hold_is_told(
    policies: Policies, ruling: object, refused: tuple[str, ...]
) -> None:
    facts = msgspec.Raw(msgspec.json.encode(CalendarFacts(fiscal_year=2025)))
    case = Case(
        clause="1(2)",
        says="",
        question="calendar",
        facts=facts,
        ruling=ruling,
        refused=refused,
    )
    assert differences(case, lambda question, facts: policies.ask(question, POLICY, facts))


def test_the_readme_names_every_case_and_only_functions_that_exist(policies: Policies) -> None:
    sources = policies.sources(POLICY)
    named = set(re.findall(r"`([a-z0-9_.A-Z]+)`", sources["README.md"].decode()))
    cases = {name for policy, name in CASES if policy == POLICY}
    assert {name for name in named if "." not in name} == cases
    for module, function in (name.split(".") for name in named if "." in name):
        if function not in ("toml", "json"):
            text = sources[f"{module}.py"].decode()
            defined = rf"^(def|class) {function}\b|import .*\b{function}\b"
            assert re.search(defined, text, re.MULTILINE), function
