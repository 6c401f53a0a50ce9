"""What is wrong at a place, and the next step: the log read again, event by event."""

from pathlib import Path
from typing import NamedTuple

from core.log.application import open_application
from core.log.scrub import Damage, scrub
from projections.runner import status
from projections.store import Views
from tenants.gate import tenants
from tenants.place import Place

WHERE = {
    "event": "記録 / event",
    "head": "先頭の行 / head row",
    "event or head": "記録または先頭の行 / event or head row",
    "stream": "流れの索引 / index of streams",
    "command": "操作の記録 / command row",
}
NEXT_LOG = (
    "書込みを止め、別の控えと手元の検証点で確かめてください / stop writing, and compare another "
    "copy with a checkpoint that you keep: daicho verify --checkpoint"
)
NEXT_PRIVATE = "chmod 700 してください / make it its owner's alone: chmod 700"
NEXT_PARKED = "止まった理由は daicho views status に / daicho views status says why"


class Finding(NamedTuple):
    """One thing that is wrong: where (a tenant's slug, or empty), what, and what to do."""

    tenant: str
    what: str
    next: str


def examine(home: Place) -> list[Finding]:
    """Everything found wrong; reads each tenant's whole log. `Refused` if it cannot be opened."""
    found = _folders(home)
    for slug in tenants(home):
        damaged = scrub(open_application(slug, home.log).store, slug)
        found += [Finding(slug, _where(damage), NEXT_LOG) for damage in damaged]
        found += _views(slug, home)
    return found


def _folders(home: Place) -> list[Finding]:
    folders = [path for path in (home.data, home.keys) if path.exists()]
    return [Finding("", str(path), NEXT_PRIVATE) for path in folders if _open_to_others(path)]


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _where(damage: Damage) -> str:
    positions = f" {damage.first}-{damage.last}" if damage.first else ""
    return WHERE[damage.what] + positions


def _views(slug: str, home: Place) -> list[Finding]:
    states = status(slug, open_application(slug, home.log), Views(home.views))
    return [Finding(slug, str(each["view"]), NEXT_PARKED) for each in states if each["parked"]]
