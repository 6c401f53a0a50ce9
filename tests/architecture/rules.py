"""The checks of test_tidy.py: from one source to findings, `path:line: what, and what to do`."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.architecture.tree import Source

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "service", "services", "data"}
TERMINAL = ("web/cli", "core/audit/verify.py", "core/audit/standalone.py", "tests/")


class Ban(NamedTuple):
    """A call or import that has one home, and what to use elsewhere."""

    name: str
    homes: tuple[str, ...]
    instead: str


CLOCK = ("core/clock.py", "tests/")
ENTROPY = ("core/identity.py", "tests/")
BANNED_CALLS = (
    Ban("datetime.now", CLOCK, "take a `core.clock.Clock`"),
    Ban("datetime.utcnow", CLOCK, "take a `core.clock.Clock`"),
    Ban("datetime.today", CLOCK, "take a `core.clock.Clock`"),
    Ban("date.today", CLOCK, "take a `core.clock.Clock`"),
    Ban("time.time", CLOCK, "take a `core.clock.Clock`"),
    Ban("time.time_ns", CLOCK, "take a `core.clock.Clock`"),
    Ban("time.sleep", ("workers/", "projections/"), "wait on what you wait for, with a limit"),
    Ban("os.urandom", ENTROPY, "take a `core.identity.Entropy`"),
    Ban("uuid.uuid1", ENTROPY, "take a `core.identity.Entropy` and `short_id`"),
    Ban("uuid.uuid4", ENTROPY, "take a `core.identity.Entropy` and `short_id`"),
    Ban("uuid1", ENTROPY, "take a `core.identity.Entropy` and `short_id`"),
    Ban("uuid4", ENTROPY, "take a `core.identity.Entropy` and `short_id`"),
    Ban("print", TERMINAL, "return it, or write it from web/cli"),
    Ban("eval", (), "write it out"),
    Ban("exec", (), "write it out"),
)
BANNED_IMPORTS = (
    Ban("secrets", ENTROPY, "take a `core.identity.Entropy`"),
    Ban("random", ENTROPY, "take a `core.identity.Entropy`"),
    Ban("sqlite3", ("tests/log/",), "use apsw: the interpreter's own SQLite may lose commits"),
    Ban("pickle", (), "use msgspec: a pickle runs code when it is read"),
)


def functions(source: Source) -> Iterator[FunctionNode]:
    """Every function and method, nested ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, FunctionNode):
            yield node


def length(node: FunctionNode) -> int:
    """Lines from `def` to the last one; decorators do not count."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def long_functions(source: Source, most: int) -> Iterator[str]:
    """Functions with more lines than `most`."""
    for node in functions(source):
        if length(node) > most:
            yield f"{source.path}:{node.lineno}: {node.name} has {length(node)} lines; split it"


def long_file(source: Source, most: int) -> Iterator[str]:
    """The file, when it has more lines than `most`."""
    lines = source.text.count("\n")
    if lines > most:
        yield f"{source.path}:1: {lines} lines; make a package of it"


def banned(source: Source) -> Iterator[str]:
    """Calls and imports outside their one home."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call | ast.Import | ast.ImportFrom):
            continue
        for name in _called(node) if isinstance(node, ast.Call) else _imported(node):
            bans = BANNED_CALLS if isinstance(node, ast.Call) else BANNED_IMPORTS
            for ban in bans:
                if name == ban.name and not source.path.startswith(ban.homes or ("\0",)):
                    yield f"{source.path}:{node.lineno}: {name}: {ban.instead}"


def unexplained(source: Source) -> Iterator[str]:
    """A file whose first line is not its docstring, or whose name says nothing."""
    if ast.get_docstring(source.tree) is None or not source.text.startswith('"""'):
        yield f"{source.path}:1: start with a docstring: what it is, and which clause it follows"
    words = set(re.split(r"[/_.]", source.path.removesuffix(".py")))
    if words & VAGUE_NAMES:
        yield f"{source.path}:1: {words & VAGUE_NAMES} says nothing; name what it holds"


def unfinished(source: Source) -> Iterator[str]:
    """Notes to oneself and bodies left out."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"#.*\b(TO[D]O|FIX[M]E|XX[X])\b|raise NotImplementedError(\(\))?\s*$", line):
            yield f"{source.path}:{number}: finish it, or open an issue"


def silent_skips(source: Source) -> Iterator[str]:
    """Tests that may pass by not running."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute):
            continue
        name = ast.unparse(node)
        if re.fullmatch(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)", name):
            yield f"{source.path}:{node.lineno}: {name}: fail and say what to install, or remove it"


def _called(node: ast.Call) -> tuple[str, ...]:
    full = ast.unparse(node.func)
    return tuple({full, ".".join(full.split(".")[-2:])})


def _imported(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Import):
        return tuple(alias.name.split(".")[0] for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return (node.module.split(".")[0],)
    return ()
