"""Which parts of a policy ran while its cases were asked, to the expression.

Every instruction of the policy's own functions is noted with its place in the source; a branch is
unused if none of its instructions ran. So `a if x else b` counts as two, on whatever line it is.
"""

import ast
import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType
from typing import Any, NamedTuple

BRANCHES = frozenset({"body", "orelse", "finalbody"})
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

Place = tuple[int, int]
"""Line and column."""


class Unused(NamedTuple):
    """A branch that no case reaches: the file, the line on which it begins, its first words."""

    file: str
    line: int
    text: str


class Tracer:
    """Notes what runs of the files below `folder` (absolute, with the separator at its end)."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._ran: dict[CodeType, set[int]] = {}

    def start(self) -> None:
        """From now on, in this thread."""
        sys.settrace(self._entered)

    def stop(self) -> None:
        """Note nothing more."""
        sys.settrace(None)

    def places(self) -> dict[str, list[Place]]:
        """File, relative to the folder -> the places whose instructions ran."""
        found: dict[str, set[Place]] = {}
        for code, offsets in self._ran.items():
            positions = list(code.co_positions())
            file = found.setdefault(code.co_filename.removeprefix(self._folder), set())
            for offset in offsets:
                line, _, column, _ = positions[offset // 2]
                if line is not None and column is not None:
                    file.add((line, column))
        return {file: sorted(places) for file, places in sorted(found.items())}

    def _entered(self, frame: FrameType, event: str, arg: Any) -> Any:
        del event, arg
        if not frame.f_code.co_filename.startswith(self._folder):
            return None
        frame.f_trace_opcodes = True
        ran = self._ran.setdefault(frame.f_code, set())

        def stepped(inner: FrameType, event: str, arg: Any) -> Any:
            del arg
            if event == "opcode":
                ran.add(inner.f_lasti)
            return stepped

        return stepped


def unused(sources: Mapping[str, bytes], ran: Mapping[str, list[Place]]) -> list[Unused]:
    """The outermost branches of a policy's functions that did not run."""
    found = []
    for file in sorted(sources):
        if file.endswith(".py") and not file.startswith("test_"):
            text = sources[file].decode()
            for function in _functions(ast.parse(text)):
                for node in _dead(function, ran.get(file, [])):
                    words = ast.get_source_segment(text, node) or ""
                    found.append(Unused(file, _begin(node)[0], words.partition("\n")[0]))
    return found


def _functions(node: ast.AST) -> Iterator[ast.AST]:
    """The outermost ones: what runs at loading is not asked about."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield child
        else:
            yield from _functions(child)


def _dead(node: ast.AST, ran: list[Place]) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        listed = value if isinstance(value, list) else [value]
        parts = [part for part in listed if isinstance(part, ast.AST)]
        work = [part for part in parts if not _is_docstring(part)]
        if name in BRANCHES and work and not _reached(work, ran):
            yield node if isinstance(node, FUNCTIONS) else work[0]
        else:
            for part in parts:
                yield from _dead(part, ran)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _reached(branch: list[ast.AST], ran: list[Place]) -> bool:
    begin, end = _begin(branch[0]), _end(branch[-1])
    found = bisect_left(ran, begin)
    return found < len(ran) and ran[found] < end


def _begin(node: Any) -> Place:
    return node.lineno, node.col_offset


def _end(node: Any) -> Place:
    return node.end_lineno, node.end_col_offset
