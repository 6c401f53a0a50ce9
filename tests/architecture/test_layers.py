"""Who may import whom (design page, part 2): the contracts, and what a contract cannot say."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.tree import PACKAGES, ROOT, settings


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def test_every_contract_is_kept() -> None:
    # In a process of its own: it silences every logger that exists where it runs.
    linter = Path(sys.executable).with_name("lint-imports")
    words = [str(linter), "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_folder_with_code_has_a_layer() -> None:
    linter = settings()["importlinter"]
    layers = {name.strip() for line in linter["contracts"][0]["layers"] for name in line.split("|")}
    found = {
        folder.name
        for folder in ROOT.iterdir()
        # What is in docs/examples is a distribution of somebody else's: none of ours imports it.
        if folder.is_dir() and folder.name[0] != "." and folder.name not in ("tests", "docs")
        if any(folder.rglob("*.py"))
    }
    assert found == layers == set(linter["root_packages"]) == set(PACKAGES)


def test_every_package_is_installed_and_typed_from_the_same_list() -> None:
    packages = settings()["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) == set(settings()["mypy"]["files"]) == set(PACKAGES)


def test_the_verifier_needs_only_the_standard_library(imports: grimp.ImportGraph) -> None:
    audit = {"core.audit"} | imports.find_descendants("core.audit")
    assert len(audit) > 1
    used = {name for module in audit for name in imports.find_modules_directly_imported_by(module)}
    outside = {name for name in used - audit if name.split(".")[0] not in sys.stdlib_module_names}
    assert not outside
