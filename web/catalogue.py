"""The whole catalogue: the programme's areas, commands and events; hooks, views and pages."""

from typing import Any

from core.programme.catalogue import catalogue
from core.programme.questions import QUESTIONS
from projections.catalogue import VIEWS
from web.serving import (
    HOOKS_SERVE,
    OBSERVERS_SERVE,
    VIEWS_SERVE,
    clauses_of_area,
    clauses_of_page,
)


def whole_catalogue() -> dict[str, list[dict[str, Any]]]:
    """Everything there is, as plain data (design.md part 12)."""
    from web.doors import DOORS

    pages = [
        {
            "path": "/{tenant}" + door.path,
            "method": door.method,
            "roles": sorted(door.roles),
            "clauses": list(clauses_of_page(door.path)),
        }
        for door in DOORS
    ]
    return {
        **_with_clauses(catalogue()),
        "hooks": [
            {"name": f"decide_{name}", "question": name, "clauses": list(HOOKS_SERVE[name])}
            for name in QUESTIONS
        ]
        + [{"name": "observe_events", "question": None, "clauses": list(OBSERVERS_SERVE)}],
        "views": [
            {
                "name": name,
                "version": view.version,
                "topics": sorted(view.topics),
                "clauses": list(VIEWS_SERVE.get(name, ())),
            }
            for name, view in VIEWS.items()
        ],
        "pages": pages,
    }


def _with_clauses(programme: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Areas and events with the clauses that the commands of their area serve."""
    for area in programme["areas"]:
        area["clauses"] = list(clauses_of_area(area["name"]))
    for each in programme["events"]:
        each["clauses"] = list(clauses_of_area(each["topic"].partition(".")[0]))
    return programme
