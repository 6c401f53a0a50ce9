"""`daicho plugin test` on folders whose files are wrong: each has its finding, in plain words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.kit.examining import examine
from tests.plugins.bent import Change, bent
from tests.plugins.found import ALL_LOST, results, speaks_plainly, told

PARAMETER = '\n[[parameters]]\nname = "p"\nclause = "1"\nja = "率"\nen = "rate"\n'
SELECTION = 'questions = ["selection"]\n'
LABELS = '"labels", "selection"'
Spoil = Callable[[Path], object]


def added(file: str, text: str) -> Spoil:
    """Text at the end of a file."""

    def spoil(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text("utf-8") if path.exists() else "") + text, "utf-8")

    return spoil


def written(file: str, content: bytes) -> Spoil:
    return lambda folder: (folder / file).write_bytes(content)


def removed(file: str) -> Spoil:
    return lambda folder: (folder / file).unlink()


def parameter(*lines: str) -> Spoil:
    return added("policy.toml", PARAMETER + "".join(f"{line}\n" for line in lines))


BEFORE_IT_RUNS: dict[str, tuple[Change | Spoil, str, str]] = {
    "no policy.toml": (removed("policy.toml"), "no_file", "policy.toml"),
    "no hooks": (removed("__init__.py"), "no_file", "__init__.py"),
    "junk toml": (written("policy.toml", b"this = = junk"), "bad_form", "policy.toml"),
    "bytes as toml": (written("policy.toml", b"\xff\xfe\0"), "bad_form", "policy.toml"),
    "no version": (("policy.toml", 'version = "1.0"\n', ""), "bad_form", "policy.toml"),
    "an unknown field": (("policy.toml", "version", "ver"), "bad_form", "policy.toml"),
    "an id with a blank": (("policy.toml", '"bent"', '"a b"'), "contradicts", "policy.toml id"),
    "no id": (("policy.toml", '"bent"', '""'), "contradicts", "policy.toml id"),
    "api too new": (("policy.toml", "[1, 1]", "[2, 3]"), "policy.other_api", "bent"),
    "api too old": (("policy.toml", "[1, 1]", "[0, 0]"), "policy.other_api", "bent"),
    "api turned round": (("policy.toml", "[1, 1]", "[3, 1]"), "contradicts", "policy.toml api"),
    "years turned round": (
        ("policy.toml", "first = 2027", "first = 2027\nlast = 2026"),
        "contradicts",
        "policy.toml years",
    ),
    "neither draft nor final": (
        ("policy.toml", '"draft"', '"done"'),
        "contradicts",
        "policy.toml source.status",
    ),
    "a question nobody asks": (
        ("policy.toml", LABELS, f'{LABELS}, "weather"'),
        "contradicts",
        "policy.toml questions",
    ),
    "a question twice": (
        ("policy.toml", LABELS, f'{LABELS}, "labels"'),
        "contradicts",
        "policy.toml questions",
    ),
    "a parameter without default": (parameter(SELECTION), "bad_form", "policy.toml"),
    "a number without bounds": (
        parameter("default = 3", SELECTION),
        "contradicts",
        "policy.toml parameters[0] p",
    ),
    "a default out of bounds": (
        parameter("default = 3", "lowest = 4", "highest = 5", SELECTION),
        "contradicts",
        "policy.toml parameters[0] p",
    ),
    "a pattern that is none": (
        parameter('default = "x"', 'pattern = "(("', SELECTION),
        "contradicts",
        "policy.toml parameters[0] p",
    ),
    "a parameter of a question it does not answer": (
        parameter('default = "x"', 'questions = ["calendar"]'),
        "contradicts",
        "policy.toml parameters[0] p",
    ),
    "a parameter twice": (
        lambda folder: [parameter('default = "x"', SELECTION)(folder) for _ in "ab"],
        "contradicts",
        "policy.toml parameters",
    ),
    "no Python": (("rules.py", "def select", "def def select"), "syntax", "rules.py:28"),
    "a null byte": (written("rules.py", b"x = 1\0"), "syntax", "rules.py"),
    "Shift JIS": (written("rules.py", "x = 'あ'".encode("shift_jis")), "syntax", "rules.py:1"),
    "a hook misspelt": (
        ("__init__.py", "def decide_labels", "def decide_label"),
        "hook_unnamed",
        "__init__.py:10",
    ),
    "a hook without its question": (
        ("policy.toml", LABELS, '"selection"'),
        "hook_unnamed",
        "__init__.py:10",
    ),
    "a question without its hook": (
        ("policy.toml", LABELS, f'{LABELS}, "calendar"'),
        "no_hook",
        "__init__.py",
    ),
    "a hook not marked": (
        ("__init__.py", "@hookimpl\ndef decide_labels", "def decide_labels"),
        "hook_unmarked",
        "__init__.py:9",
    ),
    "a hook with an argument of another name": (
        ("__init__.py", "def decide_labels(facts:", "def decide_labels(fact:"),
        "hook_arguments",
        "__init__.py:10",
    ),
    "a junk case": (written("cases/who.json", b"{junk"), "bad_form", "cases/who.json"),
    "a case nested too deep": (
        written("cases/who.json", b"[" * 99999),
        "bad_form",
        "cases/who.json",
    ),
    "a case with facts of another form": (
        ("cases/who.json", '"fiscal_year": 2027', '"fiscal_year": "soon"'),
        "bad_form",
        "cases/who.json",
    ),
    "a case of another policy": (
        ("cases/words.json", '"labels"', '"calendar"'),
        "case_unasked",
        "case words",
    ),
    "a case that says nothing": (
        ("cases/words.json", '"ruling"', '"refused": [], "ruling": null, "x"'),
        "bad_form",
        "cases/words.json",
    ),
    "a link": (
        lambda folder: (folder / "secret").symlink_to("/etc/hostname"),
        "odd_file",
        "secret",
    ),
    "a large file": (written("big.bin", bytes(4_000_001)), "odd_file", "big.bin"),
}


@pytest.mark.parametrize("name", BEFORE_IT_RUNS)
def test_what_can_be_seen_before_it_runs_is_named_and_nothing_runs(
    tmp_path: Path, name: str
) -> None:
    change, code, where = BEFORE_IT_RUNS[name]
    folder = (
        bent(tmp_path / "bent", change) if isinstance(change, tuple) else bent(tmp_path / "bent")
    )
    if not isinstance(change, tuple):
        change(folder)
    report = examine(folder)
    assert (code, where) in told(report)
    assert results(report) == ALL_LOST
    speaks_plainly(report)


def test_all_that_is_wrong_with_its_files_is_told_at_once(tmp_path: Path) -> None:
    folder = bent(
        tmp_path / "bent",
        ("policy.toml", "first = 2027", "first = 2027\nlast = 2026"),
        ("policy.toml", LABELS, f'{LABELS}, "weather"'),
        ("rules.py", "def select", "def def select"),
    )
    assert told(examine(folder)) == {
        ("contradicts", "policy.toml years"),
        ("contradicts", "policy.toml questions"),
        ("syntax", "rules.py:28"),
    }


def test_what_tools_keep_beside_a_policy_is_no_part_of_it(tmp_path: Path) -> None:
    folder = bent(tmp_path / "bent")
    before = examine(folder)
    added(".git/objects/link", "x")(folder)
    (folder / ".venv").symlink_to("/usr")
    added("__pycache__/rules.pyc", "x")(folder)
    after = examine(folder)
    assert after.ok
    assert after.digest == before.digest
