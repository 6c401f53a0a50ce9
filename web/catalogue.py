"""The whole catalogue: the programme's areas, commands and events; hooks, views and pages."""

from typing import Any

from core.programme.catalogue import catalogue
from core.programme.questions import QUESTIONS
from projections.catalogue import VIEWS


def whole_catalogue() -> dict[str, list[dict[str, Any]]]:
    """Everything there is, as plain data (design.md part 12)."""
    from web.doors import DOORS

    pages = [
        {"path": "/{tenant}" + door.path, "method": door.method, "roles": sorted(door.roles)}
        for door in DOORS
    ]
    return {
        **catalogue(),
        "hooks": [{"name": f"decide_{name}", "question": name} for name in QUESTIONS],
        "views": [
            {"name": name, "version": view.version, "topics": sorted(view.topics)}
            for name, view in VIEWS.items()
        ],
        "pages": pages,
    }
