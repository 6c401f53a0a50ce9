"""No command, event, view or page without a story, and no clause without its place.

The stories of this folder must have run in this process: run the folder, not this file alone.
"""

from collections.abc import Mapping
from pathlib import Path

from core.command import COMMANDS
from core.event import EVENTS
from projections.catalogue import VIEWS
from tests.story.told import Told
from web.catalogue import whole_catalogue
from web.clauses import TITLES, shown_by
from web.doors import DOORS
from web.serving import OF_THE_REGISTER, PAGES_SERVE, VIEWS_SERVE, clauses_of_page

STORIES = Path(__file__).parent


def test_the_whole_folder_has_run(told: Told) -> None:
    files = {path.name for path in STORIES.rglob("test_*.py")}
    assert files - told.files == set(), "run the whole of tests/story"


def test_no_command_is_never_issued(told: Told) -> None:
    assert sorted(_ours(COMMANDS) - told.commands) == []


def test_no_event_is_never_stored(told: Told) -> None:
    assert sorted(_ours(EVENTS) - told.topics) == []


def test_every_clause_has_a_command_and_a_story() -> None:
    served = {clause for command in COMMANDS.values() for clause in command.clauses}
    assert sorted(set(TITLES) - served) == []
    assert [number for number in TITLES if not shown_by(number)] == []


def test_every_view_and_page_says_what_it_serves() -> None:
    silent = {name for name in VIEWS if name not in VIEWS_SERVE}
    silent |= {door.path for door in DOORS if not clauses_of_page(door.path)}
    assert sorted(silent - OF_THE_REGISTER) == []
    assert sorted((set(VIEWS_SERVE) - set(VIEWS)) | _gone()) == []


def test_the_catalogue_gives_each_entry_its_clauses() -> None:
    found = whole_catalogue()
    ours = {"commands": _ours(COMMANDS), "events": _ours(EVENTS)}
    for part in ("areas", "commands", "events", "hooks"):
        bare = {
            entry.get("topic") or entry["name"] for entry in found[part] if not entry["clauses"]
        }
        assert bare & ours.get(part, bare) == set(), part


def _ours(registered: Mapping[str, type]) -> set[str]:
    """The programme's own: other tests of this process may have registered theirs."""
    return {name for name, kind in registered.items() if kind.__module__.startswith("core.")}


def _gone() -> set[str]:
    return set(PAGES_SERVE) - {door.path for door in DOORS}
