"""The release after this one, as its author will have it: a hook that goes, a higher API version.

A copy of this program in which both are so; what is run there is the command an author runs.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.bent import bent
from web import hooks_page

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "plugins", "projections", "tenants", "workers", "web")
WORDS = "decide_labels goes with plugins.api 3; answer decide_words"
SPEC = "@hookspec(firstresult=True)\ndef decide_labels("
GOING = (
    f'@hookspec(firstresult=True, warn_on_impl=DeprecationWarning("{WORDS}"))\ndef decide_labels('
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def coming(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, with `API_VERSION = 2` and decide_labels marked as pluggy has it."""
    made = tmp_path_factory.mktemp("coming")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, made / name, ignore=shutil.ignore_patterns("__pycache__"))
    replaced(made / "plugins" / "hookspecs.py", SPEC, GOING)
    replaced(made / "plugins" / "api.py", "API_VERSION = 1\n", "API_VERSION = 2\n")
    return made


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def there(coming: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line of the coming release."""
    return subprocess.run(
        [sys.executable, "-m", "web.cli", *words],
        cwd=coming,
        env={**os.environ, "PYTHONPATH": str(coming), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def document(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_a_policy_that_answers_a_hook_that_goes_still_passes_and_its_author_is_told(
    coming: Path, tmp_path: Path
) -> None:
    folder = bent(tmp_path / "bent", ("policy.toml", "api = [1, 1]", "api = [1, 2]"))
    done = there(coming, "plugin", "test", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    (hint,) = document(done)["hints"]
    assert hint["code"] == "deprecated"
    assert WORDS in hint["en"]
    assert WORDS in hint["ja"]


def test_one_written_for_this_version_alone_is_not_loaded_by_the_next(
    coming: Path, tmp_path: Path
) -> None:
    done = there(coming, "plugin", "test", str(bent(tmp_path / "bent")), "--json")
    assert done.returncode == 1
    (finding,) = document(done)["levels"][0]["findings"]
    assert finding["code"] == "policy.other_api"
    assert "1 to 1" in finding["en"]
    assert "here is 2" in finding["en"]


def test_the_reference_of_hooks_says_what_goes(coming: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "web.hooks_page"],
        cwd=coming,
        env={**os.environ, "PYTHONPATH": str(coming), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"**It will go.** {WORDS}" in done.stdout
    assert "**It will go.**" not in hooks_page.hooks_page()
