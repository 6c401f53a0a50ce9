"""What is wrong at a place, and the next step: every log read again, and the views."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from core.clock import system_clock
from core.identity import system_entropy
from core.log.application import open_application
from core.log.port import LogError
from core.log.scrub import Damage, scrub
from plugins.host import Policies
from projections import runner
from projections.catalogue import VIEWS
from projections.cursors import DIFFERS
from projections.runner import Standing
from projections.store import Views
from tenants.gate import Tenant, tenants
from tenants.observers import parked_words, standings
from tenants.place import Place
from tenants.used_policies import unfit

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
VIEWS_UNREADABLE = "画面の表を開けないか、読めません / the views cannot be opened or read"
NEXT_VIEWS = (
    "止めてから views.db を退けて始め直すと、記録から作り直されます / stop, move views.db away and "
    "start again: they are made anew from the log"
)
DAMAGED = "行が、記録から作ったものと違います / rows are not those that were folded"
OUTDATED = "古い手順で作った行です / rows of an older version of the fold"
DIFFERENT = "作り直した行が違います / a rebuild came to other rows"


class Finding(NamedTuple):
    """One thing that is wrong: where (a tenant's slug, or empty), what, and what to do."""

    tenant: str
    what: str
    next: str


def examine(home: Place) -> list[Finding]:
    """Everything found wrong; reads each tenant's whole log."""
    try:
        known, policies = _known(home), Policies()
        return [
            *_folders(home),
            *(each for slug in known for each in _of(slug, home, policies)),
            *_file(home),
        ]
    except LogError:
        return [*_folders(home), Finding("", UNREADABLE, NEXT_LOG)]


def _known(home: Place) -> list[str]:
    """Every register there is a trace of: one whose head row is lost still has its keys."""
    keys = (
        [path.name for path in home.keys.iterdir() if path.is_dir()] if home.keys.exists() else []
    )
    return sorted({*tenants(home), *keys})


def _of(slug: str, home: Place, policies: Policies) -> list[Finding]:
    log = open_application(slug, home.log)
    damaged = [Finding(slug, _where(each), NEXT_LOG) for each in scrub(log.store, slug)]
    # A log that is damaged may be unreadable; what its policies are like is not the question.
    used = [] if damaged else [Finding(slug, *each) for each in unfit(log, policies)]
    return [*damaged, *used, *_views(slug, home, policies)]


def _folders(home: Place) -> list[Finding]:
    folders = [path for path in (home.data, home.keys) if path.exists()]
    return [Finding("", str(path), NEXT_PRIVATE) for path in folders if _open_to_others(path)]


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _where(damage: Damage) -> str:
    positions = f" {damage.first}-{damage.last}" if damage.first else ""
    return WHERE[damage.what] + positions


def _views(slug: str, home: Place, policies: Policies) -> list[Finding]:
    """Fold what nobody has folded yet, so that what then waits is stuck; look at every row."""
    try:
        views = Views(home.views)
        try:
            return [*_standing_badly(slug, home, views), *_parked(slug, home, views, policies)]
        finally:
            views.close()
    except SQLAlchemyError:
        return [Finding(slug, VIEWS_UNREADABLE, NEXT_VIEWS)]


def _file(home: Place) -> list[Finding]:
    """Whether the views' file hangs together: a page of an index shows in no row."""
    if home.database or not Path(home.views).exists():
        return []
    try:
        views = Views(home.views)
    except SQLAlchemyError:
        return []
    whole = views.is_whole()
    views.close()
    return [] if whole else [Finding("", VIEWS_UNREADABLE, NEXT_VIEWS)]


def _standing_badly(slug: str, home: Place, views: Views) -> list[Finding]:
    log = open_application(slug, home.log)
    runner.catch_up(slug, log, views)
    found = []
    for each in runner.standings(slug, log, views, system_clock()):
        found += _of_view(each)
        if runner.damaged(slug, views, VIEWS[each.view]):
            found.append(_finding(each, DAMAGED, f"daicho -t {slug} views rebuild {each.view}"))
    return found


def _parked(slug: str, home: Place, views: Views, policies: Policies) -> list[Finding]:
    """Policies that are told nothing more because they failed."""
    if not policies.observers():
        return []
    tenant = Tenant(slug, home, system_clock, system_entropy, policies)
    tenant.views = views
    return [
        Finding(slug, *parked_words(slug, each))
        for each in standings(tenant)
        if each.state == "parked"
    ]


def _of_view(standing: Standing) -> list[Finding]:
    """What a view's standing says, each with the command that comes next."""
    command = f"daicho -t {standing.tenant} views"
    again = f"{command} rebuild {standing.view}"
    found = [
        _finding(
            standing,
            f"止まった流れ / stands still: {parked.stream} #{parked.position} {parked.reason}",
            f"手順を直した版を入れてから / with a mended fold: {again}",
        )
        for parked in standing.parked
    ]
    if standing.stuck:
        waits = f"{standing.lag} 件が反映されません / events are not taken in"
        found.append(_finding(standing, waits, again))
    if standing.beside and standing.beside.state == DIFFERS:
        accept = f"{command} diff {standing.view} → {again} --accept"
        found.append(_finding(standing, DIFFERENT, accept))
    elif standing.outdated:
        found.append(_finding(standing, OUTDATED, again))
    return found


def _finding(standing: Standing, what: str, after: str) -> Finding:
    return Finding(standing.tenant, f"{standing.view}: {what}", after)
