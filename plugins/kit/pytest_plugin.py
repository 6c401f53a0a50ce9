"""The kit for pytest: `pytest_plugins = ["plugins.kit.pytest_plugin"]` in a policy's test.

The policy is the folder of the test. `policy_case` goes through its cases, `policy_level` through
the levels of `daicho plugin test`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Invalid
from plugins.kit.cases import Case, read_cases
from plugins.kit.report import LEVELS
from plugins.kit.under_test import PolicyUnderTest
from plugins.manifest import MANIFEST, read_sources


@pytest.fixture(scope="module")
def policy(request: pytest.FixtureRequest) -> Iterator[PolicyUnderTest]:
    """The policy in whose folder the test lies."""
    under_test = PolicyUnderTest(request.path.parent)
    yield under_test
    under_test.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each case, one for each level."""
    if "policy_case" in metafunc.fixturenames:
        cases = _cases(Path(metafunc.module.__file__ or "").parent)
        metafunc.parametrize("policy_case", cases.values(), ids=list(cases))
    if "policy_level" in metafunc.fixturenames:
        metafunc.parametrize("policy_level", list(LEVELS))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pytest would import the policy as the package around the test, which its folder's name need
    not allow; it is loaded behind its walls, and nowhere else."""
    for item in items:
        for each in item.listchain():
            if isinstance(each, pytest.Package) and (each.path / MANIFEST).is_file():
                vars(each)["setup"] = _nothing


def _nothing() -> None:
    pass


def _cases(folder: Path) -> dict[str, Case]:
    found = read_cases(read_sources(folder))
    if not found:
        raise Invalid("the policy has no cases")
    return found
