"""Sizes, banned calls and leftovers, each finding with its remedy (style page, rule 7)."""

import re
import tomllib
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from tests.architecture import rules
from tests.architecture.tree import ROOT, Source, files, source, sources

RATCHET = tomllib.loads((ROOT / "tests/architecture/ratchet.toml").read_text())
HOUSE = {"function_lines_max": 40, "function_lines_median_max": 9, "file_lines_max": 300}
Check = Callable[[Source], Iterator[str]]

CHECKS: dict[str, Check] = {
    "functions are short": lambda one: rules.long_functions(one, RATCHET["function_lines_max"]),
    "files are short": lambda one: rules.long_file(one, RATCHET["file_lines_max"]),
    "clock, chance, terminal and SQLite have one home": rules.banned,
    "files say what they are": rules.unexplained,
    "nothing is left for later": rules.unfinished,
    "no test is skipped": rules.silent_skips,
}

PLANTED = {
    "functions are short": "def long():\n" + "    x = 1\n" * 40,
    "files are short": '"""Long."""\n' + "x = 1\n" * 300,
    "clock, chance, terminal and SQLite have one home": "import sqlite3\n",
    "files say what they are": "x = 1\n",
    "nothing is left for later": "x = 1  # TO" + "DO\n",
    "no test is skipped": "import pytest\npytest.skip('later')\n",
}

BANNED_LINES = (
    "datetime.now(UTC)",
    "datetime.datetime.now()",
    "date.today()",
    "time.time()",
    "time.sleep(1)",
    "os.urandom(8)",
    "uuid.uuid4()",
    "uuid4()",
    "print(1)",
    "from random import choice",
    "import secrets",
    "import sqlite3",
    "import pickle",
)


@pytest.mark.parametrize("name", CHECKS)
def test_the_tree_is_tidy(name: str) -> None:
    found = [finding for one in sources() for finding in CHECKS[name](one)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_finds_what_it_is_for(name: str) -> None:
    assert list(CHECKS[name](source("core/planted.py", PLANTED[name])))


@pytest.mark.parametrize("line", BANNED_LINES)
def test_each_ban_bites_and_names_a_remedy(line: str) -> None:
    found = list(rules.banned(source("tenants/planted.py", line)))
    assert len(found) == 1
    assert found[0].startswith("tenants/planted.py:1: ")


def test_the_clock_module_may_read_the_clock() -> None:
    assert not list(rules.banned(source("core/clock.py", "datetime.now(UTC)")))


def test_functions_stay_short_in_the_middle() -> None:
    product = [one for one in sources() if one.in_product]
    lengths = [rules.length(node) for one in product for node in rules.functions(one)]
    assert median(lengths) <= RATCHET["function_lines_median_max"]


def test_the_ratchet_is_no_looser_than_the_house() -> None:
    assert all(RATCHET[name] <= most for name, most in HOUSE.items())


@pytest.mark.parametrize(
    ("name", "pattern"), [("type_ignores", r"#\s*type: ignor[e]"), ("noqas", r"#\s*noq[a]")]
)
def test_exceptions_to_the_checkers_only_become_fewer(name: str, pattern: str) -> None:
    count = sum(len(re.findall(pattern, one.text)) for one in sources())
    assert count == RATCHET[name], (
        f"ratchet.toml says {name} = {RATCHET[name]}, the tree has {count}"
    )


def test_no_file_names_a_machine_or_a_registry() -> None:
    places = (
        r"/(home|root|Users|workspace|work)/[\w.]|pypi[.]org|pythonhoste[d]|npmjs[.]|index-ur[l]"
    )
    hosts = r"registry[.]\w|proxy[.]golang|crates[.]io|" + re.escape(str(ROOT)) + r"\b"
    pattern = re.compile(f"(?<![\\w.])({places}|{hosts})".encode())
    found = [path for path in files() if pattern.search(path.read_bytes())]
    assert not found, [path.relative_to(ROOT).as_posix() for path in found]
