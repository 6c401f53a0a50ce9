"""What is wrong at a place, and the next step: the log read again, event by event."""

from pathlib import Path
from typing import NamedTuple

from core.log.application import open_application
from core.log.port import LogError
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
UNREADABLE = "記録を開けないか、読めません / the log cannot be opened or read"
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
    """Everything found wrong; reads each tenant's whole log."""
    try:
        return _folders(home) + [finding for slug in _known(home) for finding in _of(slug, home)]
    except LogError:
        return [*_folders(home), Finding("", UNREADABLE, NEXT_LOG)]


def _known(home: Place) -> list[str]:
    """Every register there is a trace of: one whose head row is lost still has its keys."""
    keys = (
        [path.name for path in home.keys.iterdir() if path.is_dir()] if home.keys.exists() else []
    )
    return sorted({*tenants(home), *keys})


def _of(slug: str, home: Place) -> list[Finding]:
    damaged = scrub(open_application(slug, home.log).store, slug)
    return [Finding(slug, _where(damage), NEXT_LOG) for damage in damaged] + _views(slug, home)


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
