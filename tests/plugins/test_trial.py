"""`try_selection`: the JSON of design.md part 12 from parsed facts, nothing stored."""

from datetime import date
from typing import Any

import pytest

from core.errors import Refused
from core.programme.questions import Standing
from plugins.host import Policies
from plugins.trial import try_selection
from tests.plugins.conftest import POLICY
from tests.plugins.worlds import DECIDED_ON, certified, nominee, window

CODES = {"code", "ja", "en"}
CHANGE = {"count", "grant", "tier", "rank", "ja", "en"}
RESULT = {
    "nomination",
    "window",
    "prefecture",
    "tier",
    "rank",
    "outcome",
    "ticket",
    "reasons",
    "counterfactual",
}


def trial(policies: Policies, **given: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "windows": [window("a"), window("b", grant=False, caseload=500)],
        "nominations": [nominee("n1", "a"), nominee("n2", "b"), nominee("n3", "a", role="clerk")],
        "certified": [certified("p1", "b")],
        "seats": 1,
        "seed": bytes(32),
        "fiscal_year": 2025,
        "decided_on": DECIDED_ON,
    }
    return try_selection(POLICY, policies=policies, **{**usual, **given})


def test_the_answer_has_the_shape_scripts_rely_on(policies: Policies) -> None:
    answer = trial(policies)
    assert list(answer) == ["policy", "seats", "results"]
    assert answer["policy"] == {
        "id": POLICY,
        "version": "1.0",
        "digest": policies.digest(POLICY),
    }
    first, second, third = answer["results"]
    assert all(set(one) == RESULT for one in answer["results"])
    assert all(set(reason) == CODES for one in answer["results"] for reason in one["reasons"])
    assert (first["nomination"], first["prefecture"], first["tier"]) == ("n1", "秋田県", 2)
    assert first["counterfactual"] is None
    assert (second["outcome"], set(second["counterfactual"])) == ("waitlisted", CHANGE)
    assert (third["outcome"], third["tier"], third["rank"]) == ("ineligible", None, None)


def test_a_trainee_of_a_file_without_dates_counts(policies: Policies) -> None:
    here = Standing(person="p1", window="a", state="trainee")
    assert trial(policies, certified=[here])["results"][0]["tier"] == 4
    later = Standing(person="p1", window="a", state="trainee", started_on=date(2025, 6, 1))
    assert trial(policies, certified=[later])["results"][0]["tier"] == 1


def test_seats_set_as_a_parameter_are_the_last_word(policies: Policies) -> None:
    answer = trial(policies, parameters={"seats": "2"})
    assert answer["seats"] == 2
    assert [one["outcome"] for one in answer["results"]] == ["selected", "selected", "ineligible"]


def test_every_fault_of_the_parameters_is_told_at_once(policies: Policies) -> None:
    with pytest.raises(Refused) as refused:
        trial(policies, parameters={"seats": "x", "colour": "red"})
    assert {fault.field for fault in refused.value.faults} == {"seats", "colour"}


def test_a_nomination_from_an_unknown_window_is_refused_with_its_code(policies: Policies) -> None:
    with pytest.raises(Refused) as refused:
        trial(policies, nominations=[nominee("n1", "zzz")])
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [
        ("selection.window_unknown", "zzz")
    ]


def test_nothing_is_left_out_when_nobody_was_nominated(policies: Policies) -> None:
    assert trial(policies, nominations=[])["results"] == []
