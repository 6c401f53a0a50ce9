"""A new policy of the kit with something wrong in it."""

from collections.abc import Callable
from pathlib import Path

from plugins.kit.new import new_policy

SELECT = "def select(facts: SelectionFacts) -> SelectionRuling:\n"
DOCSTRING = (
    '    """Everybody who works at the window now has a rank; the others are not eligible."""\n'
)
Change = tuple[str, str, str]
Bend = Callable[..., Path]


def bent(folder: Path, *changes: Change) -> Path:
    """A new policy with texts of its files replaced: `bent(folder, (file, old, new), …)`."""
    new_policy("bent", folder)
    for file, old, new in changes:
        text = (folder / file).read_text("utf-8")
        assert old in text, (file, old)
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def first(*statements: str) -> Change:
    """The change that puts statements at the beginning of the selection."""
    body = "".join(f"    {each}\n" for each in statements)
    return "rules.py", SELECT + DOCSTRING, SELECT + DOCSTRING + body


def on_top(statement: str) -> Change:
    """The change that puts a statement among the imports."""
    return "rules.py", "import hashlib\n", f"import hashlib\n{statement}\n"


def line_of(folder: Path, text: str) -> str:
    """`rules.py:N` of the line that holds a text."""
    numbered = enumerate((folder / "rules.py").read_text("utf-8").splitlines(), 1)
    (number,) = (number for number, line in numbered if text in line)
    return f"rules.py:{number}"
