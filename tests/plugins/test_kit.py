"""The kit for authors of policies: a folder that passes at once, and what is found in a bad one."""

from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType

import pluggy
import pytest

from core.errors import Refused
from plugins import hookspecs
from plugins.api import PROJECT
from plugins.finding import SHIPPED
from plugins.kit.examining import examine
from plugins.kit.new import new_policy
from plugins.kit.probe import Order, tell
from plugins.kit.report import Report, lines
from tests.plugins.bent import Bend, bent, first, line_of, on_top

SORTED = "    working.sort(key=lambda one: (tier_of(one, staffed), {}))\n"
LOT = "ticket_of(one, facts), one.nomination"
OLD_HOOKS = (hookspecs.decide_labels, hookspecs.decide_selection)


@pytest.fixture
def bend(tmp_path: Path) -> Bend:
    """A new policy, bent."""
    return partial(bent, tmp_path / "bent")


def found(report: Report, level: str) -> set[tuple[str, str]]:
    """Code and place of each finding of a level."""
    (one,) = (each for each in report.levels if each.name == level)
    return {(finding.code, finding.where) for finding in one.findings}


def results(report: Report) -> list[str]:
    return [each.result for each in report.levels]


def test_a_new_policy_passes_every_level_and_leaves_nothing_unused(tmp_path: Path) -> None:
    files = new_policy("harbour_2027", tmp_path / "harbour")
    report = examine(tmp_path / "harbour")
    assert report.ok
    assert (report.policy, report.cases, report.hints) == ("harbour_2027", 3, ())
    assert "rules.py" in files
    assert not any("template" in (tmp_path / "harbour" / each).read_text("utf-8") for each in files)


BAD_NAMES = [
    "",
    "2027",
    "Rules",
    "a b",
    "../rules",
    "規則2027",
    "ｒｕｌｅｓ",
    "ab",
    "a--b",
    "rules-",
]


@pytest.mark.parametrize("name", [*BAD_NAMES, "rules/x", "rules\n", "x" * 81])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"plugin\.name:"):
        new_policy(name, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["isa_fy2025", "extra_cohort", "import", "template_policy"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"plugin\.name_taken"):
        new_policy(name, tmp_path / "new")


def test_a_name_may_have_dashes_and_the_policy_passes(tmp_path: Path) -> None:
    new_policy("private-2027", tmp_path / "private")
    report = examine(tmp_path / "private")
    assert (report.ok, report.policy) == (True, "private-2027")


def test_a_folder_with_files_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(Refused, match=r"plugin\.folder_in_use"):
            new_policy("rules", place)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Refused, match=r"plugin\.not_written"):
        new_policy("rules", tmp_path / "file" / "below")


def test_whatever_it_reaches_for_is_named_with_its_line(bend: Bend) -> None:
    attempts = {
        "time.time()": "import time",
        "random.random()": "import random",
        "socket.socket()": "import socket",
        "open('/etc/hostname')": "import os",
        "os.urandom(1)": "import os",
        "os.listdir('/')": "import os",
        "date.today()": "from datetime import date",
    }
    caught = [f"try: {each}\n    except Exception: pass" for each in attempts]
    folder = bend(first(*caught), *(on_top(each) for each in attempts.values()))
    report = examine(folder)
    reached = {("reached_out", line_of(folder, each)) for each in attempts}
    assert found(report, "isolated") == reached
    assert results(report)[1] == "fail"


def test_what_one_tenant_asked_must_not_reach_another(bend: Bend) -> None:
    keep = "if any(not one.working_now for one in facts.nominees): SEEN.append(1)"
    folder = bend(
        on_top("SEEN = []"),
        first(keep),
        (
            "rules.py",
            "return 2 if nominee.window in staffed",
            "return 2 if SEEN or nominee.window in staffed",
        ),
    )
    report = examine(folder)
    assert ("kept", "case order") in found(report, "isolated")
    assert not found(report, "deterministic")


def test_what_is_remembered_under_an_id_is_found_by_the_twin_with_equal_ids(bend: Bend) -> None:
    tier = "2 if nominee.window in staffed else 1"
    remembered = f"TIERS.setdefault(nominee.nomination, {tier})"
    folder = bend(on_top("TIERS = {}"), ("rules.py", f"return {tier}", f"return {remembered}"))
    assert ("kept", "case order") in found(examine(folder), "isolated")


def test_an_answer_that_hangs_on_hash_seed_or_order_of_facts_is_found(bend: Bend) -> None:
    by_hash = '    tiers = sorted(WORDS["tiers"], key=lambda row: hash(row["mark"]))\n'
    folder = bend(
        ("rules.py", SORTED.format(LOT), SORTED.format("0")),
        ("rules.py", "    del facts\n", f"    del facts\n{by_hash}"),
        ("rules.py", 'for row in WORDS["tiers"]', "for row in tiers"),
    )
    report = examine(folder)
    assert ("input_order", "case order") in found(report, "deterministic")
    # Of two tiers, every second hash seed leaves the order as it was under the first one.
    assert found(report, "deterministic") <= {
        ("input_order", "case order"),
        ("hash_seed", "case words"),
    }


def test_the_order_of_a_set_is_found(bend: Bend) -> None:
    folder = bend(
        ("rules.py", LOT, "one.nomination"),
        first("names = {f'{number}' for number in range(50)}"),
        ("rules.py", "(*ranked, *", "(*ranked[: -1 if ''.join(names) < '' else None], *"),
        ("rules.py", "ja=told.ja", "ja=told.ja + ''.join({f'{number}' for number in range(50)})"),
    )
    report = examine(folder)
    assert found(report, "deterministic") == {
        ("hash_seed", "case order"),
        ("hash_seed", "case who"),
    }


def test_what_is_wrong_before_it_runs_and_in_its_cases_is_told_all_at_once(bend: Bend) -> None:
    folder = bend(
        on_top("from core.clock import JAPAN"),
        ("policy.toml", 'ja = "規則の見本"', 'ja = "Rules"'),
        ("words.toml", 'ja = "現在この窓口で働いていません。"', 'ja = "No."'),
        ("cases/order.json", '"tier": 2', '"tier": 1'),
    )
    (folder / "cases" / "words.json").unlink()
    report = examine(folder)
    told = found(report, "loads")
    assert ("foreign_import", line_of(folder, "core.clock")) in told
    assert ("no_sentence", "policy.toml.ja") in told
    assert ("case_differs", "case order") in told
    assert ("no_case", "cases") in told
    assert any(code == "no_sentence" and "case who" in where for code, where in told)
    assert results(report)[0] == "fail"


def test_a_rule_that_raises_is_told_with_its_line(bend: Bend) -> None:
    folder = bend(first("facts.nominees[99]"))
    report = examine(folder)
    (finding,) = (each for each in report.levels[0].findings if each.where == "case who")
    assert "IndexError" in finding.en
    assert line_of(folder, "nominees[99]") in finding.en


def test_who_changes_the_facts_is_found_behind_the_walls(bend: Bend) -> None:
    report = examine(bend(first("facts.parameters['x'] = 1")))
    assert ("walled_changed_facts", "case order") in found(report, "isolated")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("policy.toml", "api = [1, 1]", "api = [2, 3]"), "policy.other_api"),
        (("policy.toml", "api = [1, 1]", 'api = "any"'), "bad_form"),
        (("rules.py", "def select", "def def select"), "syntax"),
        (("cases/who.json", '"question": "selection"', '"question": "weather"'), "case_unasked"),
        (("cases/who.json", '"says"', '"tells"'), "bad_form"),
        (("cases/who.json", '"fiscal_year": 2027', '"fiscal_year": "soon"'), "bad_form"),
        (("policy.toml", '"labels", ', '"labels", "calendar", '), "no_hook"),
        (("rules.py", '"words.toml"', '"../secret.toml"'), "not_loaded"),
    ],
)
def test_one_that_cannot_be_loaded_says_why_and_nothing_more_is_checked(
    bend: Bend, change: tuple[str, str, str], code: str
) -> None:
    report = examine(bend(change))
    assert results(report) == ["fail", "not_checked", "not_checked"]
    assert code in {each for each, _ in found(report, "loads")}
    assert not report.ok


def test_another_api_is_told_by_both_versions(bend: Bend) -> None:
    (finding,) = examine(bend(("policy.toml", "api = [1, 1]", "api = [2, 3]"))).levels[0].findings
    assert "2 to 3" in finding.en
    assert "here is 1" in finding.en
    assert "2～3" in finding.ja


def test_branches_and_tiers_without_a_case_are_named_but_fail_nothing(bend: Bend) -> None:
    folder = bend(
        first("extra = 1 if facts.seats < 99 else 2", "if extra == 2:", "    return labels(facts)")
    )
    (folder / "cases" / "order.json").unlink()
    report = examine(folder)
    assert report.ok
    assert {(each.code, each.where) for each in report.hints} == {
        ("unused_branch", line_of(folder, "extra = 1")),
        ("unused_branch", line_of(folder, "return labels(facts)")),
        ("unused_branch", line_of(folder, "return 2 if")),
        ("unused_branch", line_of(folder, '"waitlisted"')),
        ("unused_tier", "labels"),
    }


def test_a_hook_soon_to_go_is_told_by_pluggys_own_warning(
    bend: Bend, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "decide_labels goes with plugins.api 2; answer decide_words"
    marker = pluggy.HookspecMarker(PROJECT)
    later = ModuleType("later")
    vars(later).update(vars(hookspecs))
    argument = {"facts": DeprecationWarning("facts of decide_selection goes")}
    copies = [FunctionType(each.__code__, {}, each.__name__) for each in OLD_HOOKS]
    vars(later)["decide_labels"] = marker(warn_on_impl=DeprecationWarning(words))(copies[0])
    vars(later)["decide_selection"] = marker(warn_on_impl_args=argument)(copies[1])
    monkeypatch.setattr("plugins.loading.hookspecs", later)
    told = tell(Order(str(bend()), ()))
    assert told.failed is None
    assert set(told.warned) == {words, "facts of decide_selection goes"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", sorted(SHIPPED.glob("*/policy.toml")), ids=lambda path: path.parent.name
)
def test_the_policies_shipped_here_pass_it_too(folder: Path) -> None:
    report = examine(folder.parent)
    assert report.ok, lines(report)
    assert report.hints == (), lines(report)
