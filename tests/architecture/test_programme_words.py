"""Outside the policies nothing names one organisation's programme: not in code, not on a page.

What is read at a partner's is read in tests/partner; this finds what no story of theirs reaches.
"""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.plain import PROGRAMME, Line, code, programmes
from tests.architecture.tree import ROOT

FOLDERS = ("web", "workers", "tenants", "projections")
EXCUSED = {
    "web/clauses.py": "the clauses of the documents that Daicho was made for",
    "workers/story/": "the demo is the agency's",
}
"""Beginning of a path -> why the words are in their place."""
COMMENT = re.compile(r"{#.*?#}", re.S)


def pages() -> Iterator[Line]:
    """Each line of a template that names a programme."""
    for path in sorted((ROOT / "web" / "templates").rglob("*.html")):
        yield from named(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def named(path: str, text: str) -> Iterator[Line]:
    """The same of one template."""
    for number, row in enumerate(COMMENT.sub("", text).splitlines(), 1):
        if PROGRAMME.search(row):
            yield Line(path, number, row.strip())


def modules() -> Iterator[Line]:
    """Each line of code that names a programme."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from programmes(code(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")))


def test_no_page_and_no_module_names_a_programme() -> None:
    found = [
        f"{each.path}:{each.number}: {each.text[:80]}"
        for each in (*pages(), *modules())
        if not each.path.startswith(tuple(EXCUSED))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", EXCUSED)
def test_every_excuse_is_still_needed(path: str) -> None:
    assert any(each.path.startswith(path) for each in modules())


def test_a_page_that_names_one_would_be_found() -> None:
    assert list(named("new.html", '<h2>{{ t("養成課程②の出欠", "Attendance of course 2") }}</h2>'))
    assert not list(named("new.html", "{# 養成課程② is the on-site course #}"))
