"""Who answers a question on a day: the host against a plain reading of the rule (design: the newest
policy in force that answers it decides)."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.approval import Approval
from core.area import InForce
from core.clock import fiscal_year
from core.errors import Refused
from core.event import PolicyRef
from core.programme.policy import (
    Adoption,
    PolicyAdopted,
    PolicyWithdrawn,
    adopted_after,
    newest_first,
)
from core.programme.policy.facts import Withdrawal
from core.programme.questions import OF_NO_YEAR
from plugins.host import Policies
from tests.plugins.coming import HEAD, MANIFEST

ANSWERS = {
    "whole": ((2025, 2026), ("calendar", "eligibility", "selection", "labels", "defaults")),
    "who": ((2025, None), ("eligibility",)),
    "order": ((2026, 2026), ("selection", "labels")),
    "habits": ((2024, 2024), ("defaults",)),
}
"""Policy -> its years and questions. `gone` is one that is not installed."""
NAMES = [*ANSWERS, "gone"]
DAYS = [date(year, month, 1) for year in (2025, 2026, 2027) for month in (3, 4)]
QUESTIONS = ("calendar", "eligibility", "selection", "labels", "defaults")
APPROVAL = Approval(by="approver", on=DAYS[0], digest_seen="")
Step = tuple[str, str, date]
"""`adopt` or `withdraw`, the policy, and from when."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Policies]:
    """The policies; only their manifests are read."""
    root = tmp_path_factory.mktemp("policies")
    for name, ((first, last), questions) in ANSWERS.items():
        asked = ", ".join(f'"{each}"' for each in questions)
        years = f"first = {first}" + (f"\nlast = {last}" if last else "")
        text = MANIFEST.format(id=name, questions=asked).replace("first = 2027", years)
        (root / name).mkdir()
        (root / name / "policy.toml").write_text(text, "utf-8")
        (root / name / "__init__.py").write_text(HEAD, "utf-8")
    made = Policies(sorted(root.iterdir()))
    yield made
    made.close()


def ref(host: Policies, name: str) -> PolicyRef:
    return PolicyRef("gone", "1", "0" * 64) if name == "gone" else host.ref(name)


def adoptions(host: Policies, steps: Sequence[Step]) -> tuple[Adoption, ...]:
    """What the log's events make of these steps."""
    held: tuple[Adoption, ...] = ()
    for what, name, day in steps:
        policy = ref(host, name)
        found = [each for each in held if each.policy == policy and each.until is None]
        if what == "adopt":
            made = InForce(policy, day)
            held = adopted_after(
                held, PolicyAdopted(in_force=made, policy_id=name, from_text="", approval=None)
            )
        elif found:
            told = Withdrawal(InForce(policy, found[-1].from_date), day)
            held = adopted_after(
                held,
                PolicyWithdrawn(withdrawal=told, policy_id=name, from_text="", approval=APPROVAL),
            )
    return held


def plainly(held: Sequence[Adoption], question: str, day: date) -> str:
    """Backwards through the adoptions: the one with the latest date, of one date the latest in the
    log, that is in force and answers for the year of the day."""
    best, best_day = "", date.min
    for each in held:
        ended = each.until is not None and each.until <= day
        if each.from_date > day or ended or each.from_date < best_day:
            continue
        name = each.policy.id
        if name == "gone" or answers(name, question, fiscal_year(day)):
            best, best_day = name, each.from_date
    return best


def answers(name: str, question: str, year: int) -> bool:
    (first, last), questions = ANSWERS[name]
    in_years = first <= year and (last is None or year <= last)
    return question in questions and (in_years or question in OF_NO_YEAR)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("adopt", "adopt", "adopt", "withdraw")),
        st.sampled_from(NAMES),
        st.sampled_from(DAYS),
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=300, deadline=None)
def test_each_question_goes_to_the_newest_in_force_that_answers_it(
    host: Policies, steps: list[Step]
) -> None:
    held = adoptions(host, steps)
    for day in DAYS:
        for question in QUESTIONS:
            wanted = plainly(held, question, day)
            codes, found = [], ""
            try:
                found = host.resolve(question, day, held).id
            except Refused as refused:
                codes = [fault.code for fault in refused.faults]
            assert (found, codes) == {
                "": ("", ["policy.none_in_force"]),
                "gone": ("", ["policy.missing"]),
            }.get(wanted, (wanted, []))


@given(steps=STEPS)
@settings(max_examples=100, deadline=None)
def test_parameters_are_looked_up_in_the_order_in_which_policies_are_asked(
    host: Policies, steps: list[Step]
) -> None:
    held = adoptions(host, steps)
    for day in DAYS:
        order = newest_first(held, day)
        places = {id(each): place for place, each in enumerate(held)}
        keys = [(each.from_date, places[id(each)]) for each in order]
        assert keys == sorted(keys, reverse=True)
        assert {id(each) for each in order} == {id(each) for each in held if each.holds_on(day)}
