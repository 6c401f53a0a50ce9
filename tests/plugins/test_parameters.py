"""Parameters of a policy: defaults, bounds, every fault at once (programme.md part 3)."""

from typing import Any

import pytest

from core.errors import Refused
from core.programme.questions import SelectionRuling
from plugins.host import Policies
from plugins.parameters import choose
from tests.plugins.conftest import POLICY
from tests.plugins.worlds import CHOICES, call, nominee, window

NAMED_BY_THE_PROGRAMME = {
    "evaluation": ("snapshot", {"sequential"}),
    "tier1_window": ("in_prefecture", {"prefecture_own"}),
    "prefecture_counts": ("all_windows", {"grant_windows"}),
    "trainee_counts_from": ("cohort_start", {"acceptance"}),
    "balance_region": ("prefecture", {"block"}),
    "caseload_unit": ("件", {"人", "回"}),
    "caseload_order": ("descending", {"ascending", "ignored"}),
    "experience_months": (12, set()),
    "opening_days": (5, set()),
    "seats": (60, set()),
}


def test_the_parameters_of_the_programme_have_its_defaults_and_readings(policies: Policies) -> None:
    held = {one.name: (one.default, set(one.others)) for one in policies.parameters(POLICY)}
    assert {name: held[name] for name in NAMED_BY_THE_PROGRAMME} == NAMED_BY_THE_PROGRAMME


def test_the_properties_try_every_reading(policies: Policies) -> None:
    for parameter in policies.parameters(POLICY):
        if parameter.name in CHOICES and parameter.others:
            assert set(CHOICES[parameter.name]) == {parameter.default, *parameter.others}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("evaluation", "both"),
        ("evaluation", 1),
        ("experience_months", -1),
        ("experience_months", "12.5"),
        ("experience_months", True),
        ("experience_months", 601),
        ("opening_days", 8),
        ("caseload_unit", ""),
        ("number_pattern", "{year}"),
        ("number_pattern", "{number.__class__}"),
        ("number_pattern", "{number:0999d}"),
        ("number_pattern", "<b>{number}"),
        ("no_such_name", "x"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(policies: Policies, name: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        choose(policies.parameters(POLICY), {name: value})
    assert [fault.field for fault in refused.value.faults] == [name]


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("experience_months", "6", 6),
        ("opening_days", 7, 7),
        ("number_pattern", "{year}-{number}", "{year}-{number}"),
        ("caseload_order", "ignored", "ignored"),
    ],
)
def test_a_value_that_is_allowed_is_read(
    policies: Policies, name: str, given: Any, read: Any
) -> None:
    assert choose(policies.parameters(POLICY), {name: given})[name] == read


def test_a_ruling_tells_each_parameter_as_used_with_clause_and_other_readings(
    policies: Policies,
) -> None:
    facts = call(
        [window("a")], [nominee("n", "a")], seats=7, parameters={"caseload_order": "ignored"}
    )
    ruling = policies.ask("selection", POLICY, facts)
    assert isinstance(ruling, SelectionRuling)
    told = {one.name: one for one in ruling.readings}
    assert set(told) == {*NAMED_BY_THE_PROGRAMME, "hours_a_month", "experience_waiver"}
    assert (told["caseload_order"].value, told["caseload_order"].default) == (
        "ignored",
        "descending",
    )
    assert told["caseload_order"].others == ("ascending", "ignored")
    assert told["seats"].value == 7
    assert all(one.clause for one in told.values())
