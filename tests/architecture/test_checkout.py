"""What runs is this checkout and what is installed is the lock: another could win in silence."""

import re
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

LOCK = (ROOT / "requirements.lock").read_text()
BOOTSTRAP = (ROOT / "bootstrap.lock").read_text()
WANTED = re.findall(r"^([a-z][a-z0-9-]*)", (ROOT / "requirements.in").read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_is_imported_from_this_checkout(name: str) -> None:
    module = import_module(name)
    assert module.__file__ is not None, f"{name} needs an __init__.py"
    assert Path(module.__file__).is_relative_to(ROOT)


def test_every_wanted_package_is_locked() -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))
    assert set(WANTED) <= locked


@pytest.mark.parametrize("lock", [LOCK, BOOTSTRAP], ids=["requirements", "bootstrap"])
def test_a_lock_is_hashed_and_names_no_host(lock: str) -> None:
    pins = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in lock


@pytest.mark.parametrize("name", WANTED)
def test_the_installed_version_is_the_locked_one(name: str) -> None:
    assert f"\n{name}=={version(name)} " in "\n" + LOCK


def test_every_dependency_is_written_down_with_its_reason() -> None:
    text = (ROOT / "docs/decisions/0002-dependencies.md").read_text()
    written = set(re.findall(r"^\| ([a-z][a-z0-9-]+) \|", text, re.MULTILINE)) - {"package"}
    assert written == set(WANTED)
