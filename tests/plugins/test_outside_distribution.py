"""A partner's policy as its own distribution: installed in a fresh environment, run through a call.

The example of docs/examples: another kind of programme, with three tiers, its own rounds and words.
"""

import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from plugins.kit.examining import examine

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION = ROOT / "docs" / "examples" / "daicho-policy-kitahama"
UV = Path(sysconfig.get_path("scripts")) / "uv"


def run(*words: str | Path) -> str:
    done = subprocess.run([*map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that sees our packages, with the policy installed."""
    home = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    ours = f"{ROOT}\n{sysconfig.get_path('purelib')}\n"
    (site / "daicho.pth").write_text(ours, "utf-8")
    offline = ("--offline", "--no-cache", "--no-deps", "--no-build-isolation")
    run(UV, "pip", "install", "--python", python, *offline, DISTRIBUTION)
    return python


@pytest.fixture(scope="module")
def year(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A call of the partner's register, played there."""
    data = tmp_path_factory.mktemp("partner") / "data"
    return json.loads(run(fresh, "-m", "tests.plugins.outside_year", data))


@pytest.mark.slow
def test_it_is_found_where_it_was_installed_and_runs_behind_walls(fresh: Path, year: Any) -> None:
    (folder,) = year["folder"]
    assert Path(folder).is_relative_to(fresh.parents[1])
    assert year["walls"]
    assert year["imported"] == []


@pytest.mark.slow
def test_its_rules_decide_the_call_of_the_second_register(year: Any) -> None:
    ken, *shi, machi = year["ruled"]
    assert (machi["tier"], machi["rank"], machi["outcome"]) == (1, 1, "selected")
    assert (ken["tier"], ken["outcome"]) == (3, "selected")
    assert sorted(each["outcome"] for each in shi) == ["selected", "selected", "unranked"]


@pytest.mark.slow
def test_it_is_told_of_a_late_report_and_the_office_sees_what_it_remarks(year: Any) -> None:
    assert year["observes"] == "live"
    ((about, sentence),) = year["remarks"]
    assert about == "P-1"
    assert sentence.startswith("変更から21日後に届け出られました（要領8では14日以内）。")
    assert year["shown"] == [True]


@pytest.mark.slow
def test_the_board_draws_its_three_bands_in_its_own_words(year: Any) -> None:
    assert [mark for mark, _ in year["marks"]] == ["甲", "乙", "丙"]
    assert year["marks"][2][1] == "都道府県の職員"


@pytest.mark.slow
def test_no_page_about_the_call_shows_a_tier_of_another_policy(year: Any) -> None:
    assert year["foreign"] == []


@pytest.mark.slow
def test_the_call_is_decided_again_and_is_the_same(year: Any) -> None:
    assert year["replayed"]


@pytest.mark.slow
def test_its_own_tests_pass_in_the_fresh_environment(fresh: Path, year: Any) -> None:
    (folder,) = year["folder"]
    words = ("-q", "-c", "/dev/null", "-W", "error", "-p", "no:cacheprovider")
    told = run(fresh, "-B", "-m", "pytest", *words, Path(folder) / "test_policy.py")
    cases = len(list((DISTRIBUTION / "daicho_policy_kitahama" / "cases").glob("*.json")))
    assert f"{cases + 3} passed" in told


def test_the_kit_finds_nothing_against_it() -> None:
    report = examine(DISTRIBUTION / "daicho_policy_kitahama")
    assert report.ok
    assert report.hints == ()


def test_its_readme_names_every_case() -> None:
    folder = DISTRIBUTION / "daicho_policy_kitahama"
    named = set(re.findall(r"`([a-z_]+)`", (folder / "README.md").read_text("utf-8")))
    cases = [case.stem for kind in ("cases", "told") for case in (folder / kind).iterdir()]
    assert named == set(cases)
