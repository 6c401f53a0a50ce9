"""The verifier taken out of the zip runs alone, in an empty directory, with nothing but Python."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.audit.standalone import PARTS, standalone_source
from tests.audit.sample import FEW, SIGNER, bundle_of, entries_of, members_of, parts_of, repack

ENTRIES = entries_of(FEW)
BUNDLE = bundle_of(parts_of(ENTRIES, older=2))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An empty directory with a bundle and the verifier out of it."""
    (tmp_path / "bundle.zip").write_bytes(BUNDLE)
    (tmp_path / "verify.py").write_bytes(members_of(BUNDLE)["verify.py"])
    return tmp_path


def _run(room: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "verify.py", *options]
    return subprocess.run(
        command, cwd=room, env={}, capture_output=True, encoding="utf-8", check=False
    )


def test_it_runs_isolated_and_without_site_packages(room: Path) -> None:
    done = _run(room, "bundle.zip")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ signature" in done.stdout
    assert "未確認 identity" in done.stdout


def test_it_gives_the_same_report_as_the_product(room: Path) -> None:
    from core.audit.verify import verify

    (room / "older").write_text(SIGNER.checkpoint(ENTRIES[:3]), "utf-8")
    done = _run(room, "bundle.zip", "--json", "--checkpoint", "older", "--key", SIGNER.vkey)
    kept = (room / "older").read_bytes()
    assert json.loads(done.stdout) == verify(room / "bundle.zip", kept, SIGNER.vkey).document()


def test_it_finds_a_changed_member_and_wrong_usage(room: Path) -> None:
    changed = {**members_of(BUNDLE), "editions/e1/directory.csv": b"other"}
    (room / "bundle.zip").write_bytes(repack(changed))
    done = _run(room, "bundle.zip")
    assert done.returncode == 1
    assert "✗ editions: editions/e1/directory.csv" in done.stdout
    assert _run(room).returncode == 2
    assert _run(room, "absent.zip").returncode == 2


def test_it_imports_the_standard_library_only() -> None:
    tree = ast.parse(standalone_source())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported
    assert imported <= sys.stdlib_module_names


def test_no_name_is_defined_in_two_of_its_parts() -> None:
    defined: dict[str, int] = {}
    for node in ast.parse(standalone_source()).body:
        names = (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
        for name in names:
            defined[name] = defined.get(name, 0) + 1
    assert [name for name, count in defined.items() if count > 1] == []


def test_its_text_is_the_same_every_time_and_keeps_the_docstrings() -> None:
    source = standalone_source()
    assert source == standalone_source()
    assert all(f" {part} " in source for part in PARTS)
    assert "RFC 8032" in source
    assert "core.audit" not in source
