"""What can be seen of a policy without running it: its imports, and whether it speaks Japanese."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from plugins.manifest import Manifest

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
OF_TESTS = ("test_", "conftest")


def foreign_imports(sources: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """`file:line` and the module, of each import that is neither plugins.api nor the standard
    library nor the policy's own; `SyntaxError` as Python raises it."""
    for file in sorted(sources):
        if file.endswith(".py") and not file.startswith(OF_TESTS):
            for node in ast.walk(ast.parse(sources[file], file)):
                for module in _imported(node):
                    if not _may(module):
                        yield f"{file}:{getattr(node, 'lineno', 0)}", module


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
        return []
    if node.module == "plugins":
        return [f"plugins.{alias.name}" for alias in node.names]
    return [node.module]


def _may(module: str) -> bool:
    return module == "plugins.api" or module.partition(".")[0] in sys.stdlib_module_names


def without_japanese(manifest: Manifest) -> Iterator[str]:
    """Where the manifest lacks a Japanese sentence."""
    plain: Any = msgspec.to_builtins(manifest)
    yield from silent(plain, "policy.toml")


def silent(value: Any, where: str) -> Iterator[str]:
    """The path of each `ja` within that has no Japanese in it, or stands beside an empty `en`."""
    if isinstance(value, dict):
        for name, part in value.items():
            if (name == "ja" and not JAPANESE.search(str(part))) or (name == "en" and not part):
                yield f"{where}.{name}"
            else:
                yield from silent(part, f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from silent(part, f"{where}[{place}]")
