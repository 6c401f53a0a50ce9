"""What views are asked from outside: catch up, rebuild, compare, say where they stand
(design.md part 6)."""

from collections.abc import Collection

from core.log.application import TenantApplication
from projections.advance import cursor, follow, parked
from projections.catalogue import VIEWS
from projections.digest import digest
from projections.rebuild import Rebuilt, rebuild
from projections.recorded_days import position_on
from projections.store import Views

__all__ = [
    "Rebuilt",
    "catch_up",
    "cursor",
    "digest",
    "parked",
    "position_on",
    "rebuild",
    "status",
]


def catch_up(
    tenant: str, log: TenantApplication, views: Views, only: Collection[str] | None = None
) -> int:
    """Fold what is new into the views named (all, if none is); the position they reached at
    least."""
    names = VIEWS if only is None else only
    return follow(tenant, log, views, [VIEWS[name] for name in names])


def status(tenant: str, log: TenantApplication, views: Views) -> list[dict[str, str | int]]:
    """For every view: position, `lag` in events, the number of `parked` streams, digest at
    the position."""
    size = log.head().size
    found: list[dict[str, str | int]] = []
    for name, view in VIEWS.items():
        position = cursor(tenant, views, view)
        found.append(
            {
                "tenant": tenant,
                "view": name,
                "position": position,
                "lag": max(0, size - position),
                "parked": len(parked(tenant, views, view)),
                "digest": digest(tenant, views, view, position),
            }
        )
    return found
