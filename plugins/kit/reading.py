"""What can be seen of a policy without running it: imports, hooks, and whether it speaks Japanese
and English."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES = {"ja": re.compile(r"[぀-ヿ㐀-鿿]"), "en": re.compile(r"[A-Za-z]")}
WORDS = "words.toml"
"""What is in this file is there for people: both languages must be."""
OF_TESTS = ("test_", "conftest")
IMPORTING = frozenset({"__import__", "import_module"})


def parsed(sources: Mapping[str, bytes]) -> Iterator[tuple[str, ast.Module | str, int]]:
    """Each Python file of the policy, its tests left out: its tree, or what is wrong with it and
    on which line (0: unknown)."""
    for file in sorted(sources):
        if file.endswith(".py") and not file.startswith(OF_TESTS):
            try:
                yield file, ast.parse(sources[file], file), 0
            except SyntaxError as bad:
                yield file, bad.msg, bad.lineno or 0
            except ValueError as bad:
                yield file, str(bad), 0


def foreign_imports(sources: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """`file:line` and the module, of each import that is neither plugins.api nor the standard
    library nor the policy's own."""
    for file, tree, _ in parsed(sources):
        for node in ast.walk(tree) if isinstance(tree, ast.Module) else ():
            for module in _imported(node):
                if not _may(module):
                    yield f"{file}:{getattr(node, 'lineno', 0)}", module


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Call):
        return _called(node)
    if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
        return []
    if node.module == "plugins":
        return [f"plugins.{alias.name}" for alias in node.names]
    return [node.module]


def _called(node: ast.Call) -> list[str]:
    """The module of `import_module("module")`."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    first = node.args[0] if node.args else None
    if name not in IMPORTING or not isinstance(first, ast.Constant):
        return []
    return [first.value] if isinstance(first.value, str) and first.value[:1] != "." else []


def _may(module: str) -> bool:
    return module == "plugins.api" or module.partition(".")[0] in sys.stdlib_module_names


class Hook:
    """A function of `__init__.py` named like a hook: its line, its arguments, whether it is
    marked."""

    def __init__(self, node: ast.FunctionDef) -> None:
        arguments = node.args
        named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        marks = [ast.unparse(each) for each in node.decorator_list]
        self.name, self.line = node.name, node.lineno
        self.arguments = tuple(each.arg for each in named)
        self.marked = any("hookimpl" in mark for mark in marks)


def hooks(sources: Mapping[str, bytes]) -> list[Hook] | None:
    """The functions named `decide_*` or `observe_*`; None if hooks may come from elsewhere too."""
    try:
        tree = ast.parse(sources["__init__.py"])
    except (KeyError, SyntaxError, ValueError):
        return None
    names = [each for node in ast.walk(tree) for each in _named(node)]
    if "*" in names or any(map(_is_hook, names)):
        return None
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [Hook(each) for each in functions if _is_hook(each.name)]


def _named(node: ast.AST) -> list[str]:
    """Names bound otherwise than by `def`."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    return [node.id] if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else []


def _is_hook(name: str) -> bool:
    return name.startswith(("decide_", "observe_"))


def silent_words(sources: Mapping[str, bytes]) -> Iterator[str]:
    """Where the words in the policy's TOML files, its policy.toml among them, lack a language."""
    for file in sorted(sources):
        if file.endswith(".toml"):
            try:
                words = tomllib.loads(sources[file].decode())
            except ValueError:
                continue
            yield from silent(words, file, both=file == WORDS)


def silent(value: Any, where: str, *, both: bool = False) -> Iterator[str]:
    """The path of each `ja` within that has no Japanese in it, and of each `en` without a Latin
    letter; with `both`, of each that is missing beside the other too."""
    if isinstance(value, dict):
        spoken = both and not value.keys().isdisjoint(LANGUAGES)
        for name, letters in LANGUAGES.items():
            told = str(value.get(name, ""))
            # One that is put together is seen whole in an answer.
            if (name in value or spoken) and not (letters.search(told) or "{" in told):
                yield f"{where}.{name}"
        for name, part in value.items():
            yield from silent(part, f"{where}.{name}", both=both)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            yield from silent(part, f"{where}[{place}]", both=both)
