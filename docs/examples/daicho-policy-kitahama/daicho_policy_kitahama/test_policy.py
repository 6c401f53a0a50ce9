"""This policy's cases and the kit's levels: `python -m pytest -c /dev/null test_policy.py`."""

from plugins.kit.cases import Case
from plugins.kit.under_test import PolicyUnderTest

pytest_plugins = ["plugins.kit.pytest_plugin"]


def test_the_case_holds(policy: PolicyUnderTest, policy_case: Case) -> None:
    assert policy.differences(policy_case) == []


def test_the_level_is_reached(policy: PolicyUnderTest, policy_level: str) -> None:
    assert policy.findings(policy_level) == []
