"""The verifier as one file, for `python -I -S verify.py bundle.zip` (design part 8)."""

import ast
from pathlib import Path

PARTS = (
    "wording",
    "report",
    "merkle",
    "proofs",
    "entry",
    "ed25519",
    "note",
    "tiles",
    "archive",
    "manifest",
    "reader",
    "log_check",
    "note_check",
    "paper_check",
    "verify",
)
"""The modules the verifier needs, each after those it imports."""

OPENING = '''"""The stand-alone verifier of a Daicho bundle: Python 3.11 or later, nothing else.

    python -I -S verify.py bundle.zip [--checkpoint FILE] [--key VKEY] [--json]

Made from the modules of `core/audit`, in the order in which they need each other; it can be read
from the top. Exit 0: nothing is wrong, 1: something is, 2: wrong usage.
"""
'''


def standalone_source() -> str:
    """The source of `verify.py`; the same modules give the same text."""
    folder = Path(__file__).parent
    sources = [(name, (folder / f"{name}.py").read_text("utf-8")) for name in PARTS]
    imports = _merged([line for _, source in sources for line in _split(source)[0]])
    bodies = [f"# {'-' * 20} {name} {'-' * 20}\n\n{_split(source)[1]}" for name, source in sources]
    return "\n\n".join([OPENING + "\n" + "\n".join(imports), *bodies])


def _split(source: str) -> tuple[list[str], str]:
    """The standard library imports of a module, one a line, and its text without any import."""
    lines = source.splitlines()
    imports: list[str] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
            if not _is_ours(node):
                imports.append(ast.unparse(node))
    return imports, "\n".join(lines).strip() + "\n"


def _merged(imports: list[str]) -> list[str]:
    """The imports with one line for each module, sorted."""
    whole = {line for line in imports if line.startswith("import ")}
    names: dict[str, set[str]] = {}
    for line in set(imports) - whole:
        module, _, taken = line.partition(" import ")
        names.setdefault(module, set()).update(taken.split(", "))
    parts = [f"{module} import {', '.join(sorted(taken))}" for module, taken in names.items()]
    return [*sorted(whole), "", *sorted(parts)]


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("core.audit")
