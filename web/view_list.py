"""docs/view-list.md from the code: each view, its version, its tables and the events it reads."""

import sys

from projections.catalogue import VIEWS
from projections.view import View

HEAD = """# All views

Made by `python -m web.view_list`; a test compares, and `daicho catalogue --json` has the same.
What a view is: [views.md](views.md).

| view | what it shows | version | tables | events it reads |
|---|---|---|---|---|
"""


def view_list() -> str:
    """The page, whole."""
    return HEAD + "".join(f"| {_row(name, view)} |\n" for name, view in VIEWS.items())


def _row(name: str, view: View) -> str:
    topics = ", ".join(f"`{topic}`" for topic in sorted(view.topics)) or "every one"
    tables = ", ".join(table.kind for table in view.tables)
    return f"`{name}` | {_purpose(view)} | {view.version} | {tables} | {topics}"


def _purpose(view: View) -> str:
    """The first sentence of the view's file, without its name."""
    told = sys.modules[view.fold.__module__].__doc__ or ""
    words = " ".join(told.partition("\n\n")[0].split())
    return words.partition(": ")[2].removesuffix(".")


if __name__ == "__main__":
    sys.stdout.write(view_list())
