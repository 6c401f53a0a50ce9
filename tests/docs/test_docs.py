"""Generated pages are as generated, links lead somewhere, commands shown exist."""

import re
from pathlib import Path

from web.access_page import access_table
from web.clauses import clause_table
from web.cli import build_parser
from web.view_list import view_list

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_generated_pages_are_as_generated() -> None:
    pages = {"clauses.md": clause_table(), "access.md": access_table(), "view-list.md": view_list()}
    for name, made in pages.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made


def test_links_lead_somewhere() -> None:
    broken = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_paths_named_in_the_documents_exist() -> None:
    pattern = r"`((?:core|plugins|tenants|projections|workers|web|tests|docs)/[\w./-]*)`"
    missing = [
        (page.name, path)
        for page in PAGES
        for path in re.findall(pattern, page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_every_subcommand_shown_exists() -> None:
    subparsers = next(a for a in build_parser()._actions if a.choices)
    shown = {
        word
        for page in PAGES
        for word in re.findall(
            r"daicho (?:-t \w+ )?(?:--data \S+ )?([a-z]+(?:-[a-z]+)?)\b",
            page.read_text(encoding="utf-8"),
        )
    }
    assert shown
    assert shown <= set(subparsers.choices)
