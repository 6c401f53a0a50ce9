"""The checkout as the architecture tests see it: its files, its syntax trees and its settings."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "plugins", "projections", "tenants", "workers", "web")


class Source(NamedTuple):
    """One Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def in_product(self) -> bool:
        """Whether it is product code, as opposed to a test."""
        return not self.path.startswith("tests/")


def source(path: str, text: str) -> Source:
    """A source file made from text, so that a check can be tried on planted code."""
    return Source(path, text, ast.parse(text))


@cache
def settings() -> dict[str, Any]:
    """The tables under `[tool]` in pyproject.toml."""
    tools: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return tools


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed, in order."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product and its tests."""
    return tuple(
        source(path.relative_to(ROOT).as_posix(), path.read_text())
        for path in files()
        if path.suffix == ".py"
    )
