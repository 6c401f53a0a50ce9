"""The kit's parts alone: what counts as unused, how a question is varied, what may be imported."""

import subprocess
import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from core.programme.questions import LabelFacts, NomineeFacts, SelectionFacts, Standing
from plugins.kit.reading import foreign_imports, silent
from plugins.kit.tracing import Tracer, unused
from plugins.kit.varying import shuffled, twins
from tests.plugins.bent import bent

ROOT = Path(__file__).resolve().parents[2]

RULE = '''
def rule(number):
    """What to do with a number."""
    if number > 2:
        return "many"
    elif number == 2:
        return "two"
    word = "none" if number == 0 else "one"
    for _ in range(number):
        word = word.upper()
    return word

def never():
    return max(key=lambda one: one)
'''

FACTS = SelectionFacts(
    call="2025-1",
    fiscal_year=2025,
    decided_on=date(2025, 5, 20),
    seats=2,
    seed=bytes(32),
    windows=(),
    nominees=tuple(
        NomineeFacts(nomination=id, window=window, role="adviser")
        for id, window in zip("xyz", "abc", strict=True)
    ),
    standings=(Standing(person="p", window="a", state="trainee"),),
)


@pytest.mark.parametrize(
    ("numbers", "lines"),
    [
        ((), [2]),
        ((0,), [5, 7, 8, 10]),
        ((1,), [5, 7, 8]),
        ((0, 1), [5, 7]),
        ((0, 1, 2), [5]),
        ((0, 1, 2, 3), []),
    ],
)
def test_the_outermost_branches_that_did_not_run_are_unused(
    tmp_path: Path, numbers: tuple[int, ...], lines: list[int]
) -> None:
    (tmp_path / "rule.py").write_text(RULE, "utf-8")
    spec = spec_from_file_location("rule", tmp_path / "rule.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    tracer = Tracer(f"{tmp_path}/")
    tracer.start()
    try:
        spec.loader.exec_module(module)
        for number in numbers:
            module.rule(number)
    finally:
        tracer.stop()
    found = unused({"rule.py": RULE.encode()}, tracer.places())
    assert [each.line for each in found if each.line < 12] == lines
    assert found[-1] == ("rule.py", 13, "def never():")
    words = {
        5: 'return "many"',
        7: 'return "two"',
        8: f'"{"one" if 0 in numbers else "none"}"',
        10: "word = word.upper()",
    }
    assert all(each.text == words.get(each.line, each.text) for each in found)


def test_a_shuffled_question_has_the_same_parts_in_two_other_orders() -> None:
    turned = [each for each in shuffled(FACTS) if isinstance(each, SelectionFacts)]
    orders = ["".join(one.nomination for one in each.nominees) for each in turned]
    assert orders == ["zyx", "yzx"]
    assert all(each.standings == FACTS.standings for each in turned)
    assert list(shuffled(LabelFacts(fiscal_year=2025))) == []


def test_a_twin_has_the_same_ids_and_differs_in_all_else() -> None:
    other, _ = twins(FACTS)
    assert isinstance(other, SelectionFacts)
    assert (other.call, other.seats, other.seed) == ("2025-1", 3, b"\xff" * 32)
    assert other.decided_on == date(2025, 5, 21)
    assert [one.nomination for one in other.nominees] == ["x", "y", "z"]
    assert [one.working_now for one in other.nominees] == [False] * 3


def test_in_another_twin_everybody_has_what_was_the_next_ones() -> None:
    _, other = twins(FACTS)
    assert isinstance(other, SelectionFacts)
    assert [(one.nomination, one.window) for one in other.nominees] == [
        ("x", "b"),
        ("y", "c"),
        ("z", "a"),
    ]
    assert (other.seats, other.standings) == (FACTS.seats, FACTS.standings)


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import tomllib\nfrom plugins import api\nfrom plugins.api import refuse", []),
        ("from . import rules\nfrom .rules import tier_of", []),
        ("import msgspec, core.clock", ["msgspec", "core.clock"]),
        ("from plugins import host", ["plugins.host"]),
        ("import plugins", ["plugins"]),
        ("def late():\n    import requests", ["requests"]),
    ],
)
def test_a_policy_may_import_the_standard_library_and_the_api(
    code: str, modules: list[str]
) -> None:
    found = list(foreign_imports({"rules.py": code.encode(), "test_rules.py": b"import pytest"}))
    assert [module for _, module in found] == modules


def test_a_sentence_without_japanese_is_missing_wherever_it_stands() -> None:
    told = {
        "reasons": [{"ja": "はい", "en": "yes"}, {"ja": "no", "en": "no"}, {"en": ""}],
        "ja": "",
    }
    assert list(silent(told, "ruling")) == [
        "ruling.ja",
        "ruling.reasons[1].ja",
        "ruling.reasons[2].en",
    ]


@pytest.mark.slow
def test_the_pytest_plugin_needs_no_folder_that_could_be_a_package(tmp_path: Path) -> None:
    folder = bent(tmp_path / "not-a-package")
    words = ["-q", "-c", "/dev/null", "-W", "error", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *words, folder / "test_policy.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "6 passed" in done.stdout, done.stdout


@pytest.mark.slow
def test_the_pytest_plugin_fails_for_a_case_that_does_not_hold(tmp_path: Path) -> None:
    change = ("cases/order.json", '"tier": 2', '"tier": 1')
    folder = bent(tmp_path / "bent", change)
    words = ["-q", "-c", "/dev/null", "-W", "error", "-p", "no:cacheprovider", "-rf"]
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *words, folder / "test_policy.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "test_the_case_holds[order]" in done.stdout
    assert "test_the_level_is_reached[loads]" in done.stdout
    assert "2 failed, 4 passed" in done.stdout
