"""`views`: where they stand, built anew, compared, followed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from tqdm import tqdm

from projections.catalogue import VIEWS
from projections.compare import Difference
from projections.rebuild import Rebuilt, cancel, difference
from projections.runner import status
from projections.store import Views
from tenants.gate import open_tenant, tenants
from web.cli.output import Commands, Context, command
from workers.rebuilds import Moved, Told, Wanted, rebuild_all

DIFFERENCES_MAX = 200
EVENTS_FOR_ONE = 50_000
"""So few are folded before a second process has started."""
STEPS = ("status", "rebuild", "diff", "cancel", "prune", "run")


def add(commands: Commands) -> None:
    """The subcommand and its steps."""
    parser = command(commands, "views", "画面の表の状態・作り直し・比較・常駐 / the views")
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("name", nargs="?", metavar="NAME", choices=[None, *VIEWS])
    parser.add_argument(
        "--accept", action="store_true", help="違いを認めて切り替える / switch anyway"
    )
    parser.add_argument("--processes", type=int, metavar="N", help="並行数 / how many at once")
    parser.set_defaults(run=run)


def run(context: Context) -> int:
    """Do one step for the tenant named, or for all."""
    steps = {"status": _status, "rebuild": _rebuild, "diff": _diff, "cancel": _cancel}
    steps |= {"prune": _prune, "run": _follow}
    return steps[context.args.step](context)


def _status(context: Context) -> int:
    """What stands, as it is: nothing is folded for it."""
    found = _standing(context)
    context.show(found, *map(_line, found))
    return 0


def _rebuild(context: Context) -> int:
    """Anew beside the rows in use, switched in if they say the same; 1 if some do not."""
    args = context.args
    wanted = [Wanted(slug, name) for slug in _slugs(context) for name in _names(context)]
    events = sum(open_tenant(slug, context.place).catch_up() for slug in _slugs(context))
    processes = args.processes or (2 if events > EVENTS_FOR_ONE else 1)
    with _bar(len(wanted)) as told:
        found = rebuild_all(
            context.place, wanted, accept=args.accept, processes=processes, told=told
        )
    outcomes = {(each.tenant, each.view): rebuilt for each, rebuilt in found}
    document = [
        {**each, "rebuilt": _outcome(outcomes.get((each["tenant"], each["view"])))}
        for each in _standing(context)
    ]
    context.show(document, *map(_line, document), *_left_beside(outcomes))
    return 0 if all(rebuilt.switched for rebuilt in outcomes.values()) else 1


def _diff(context: Context) -> int:
    """Which versions of rows a rebuild made otherwise; 1 if there are any."""
    tenant, document, lines = context.tenant(), list[dict[str, Any]](), list[str]()
    for name in _names(context):
        for each in difference(tenant.slug, tenant.views, VIEWS[name], DIFFERENCES_MAX):
            document.append({"view": name, **_shown(each)})
            lines += _words(name, each)
    context.show(document, *lines)
    return 1 if document else 0


def _cancel(context: Context) -> int:
    """Throw away what stands beside."""
    tenant = context.tenant()
    gone = [name for name in _names(context) if cancel(tenant.slug, tenant.views, VIEWS[name])]
    context.show(gone, *gone)
    return 0


def _prune(context: Context) -> int:
    """Drop the tables that an older version of the code left."""
    views = Views(context.place.views)
    for view in VIEWS.values():
        views.prepare(view)
    gone = views.prune(list(VIEWS.values()))
    views.close()
    context.show(gone, *gone)
    return 0


def _follow(context: Context) -> int:
    """Follow the log until stopped."""
    from workers.views import follow

    return follow(context.place)


def _slugs(context: Context) -> list[str]:
    return [context.args.tenant] if context.args.tenant else tenants(context.place)


def _names(context: Context) -> list[str]:
    return [context.args.name] if context.args.name else list(VIEWS)


def _standing(context: Context) -> list[dict[str, Any]]:
    opened = [open_tenant(slug, context.place) for slug in _slugs(context)]
    return [
        each
        for tenant in opened
        for each in status(tenant.slug, tenant.log, tenant.views, tenant.now())
    ]


def _line(each: dict[str, Any]) -> str:
    names = ("tenant", "view", "position", "lag", "lag_seconds", "parked", "state", "digest")
    return "\t".join(str(each[name]) for name in names)


def _outcome(rebuilt: Rebuilt | None) -> dict[str, Any] | None:
    return rebuilt._asdict() if rebuilt else None


def _left_beside(outcomes: dict[tuple[str, str], Rebuilt]) -> Iterator[str]:
    for (slug, name), rebuilt in outcomes.items():
        if not rebuilt.switched:
            yield f"✗ {slug} {name}: 違いがあり、切り替えていません / differs, not switched in"
            yield f"  daicho -t {slug} views diff {name} · rebuild {name} --accept · cancel {name}"


def _shown(each: Difference) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "key": each.key,
        "position": each.from_position,
        "before": msgspec.json.decode(each.before.row) if each.before else None,
        "after": msgspec.json.decode(each.after.row) if each.after else None,
    }


def _words(name: str, each: Difference) -> list[str]:
    sides = [("-", each.before), ("+", each.after)]
    rows = [f"{mark} {row.row.decode()} …{row.to_position or ''}" for mark, row in sides if row]
    return [f"{name} {each.kind}/{each.key} @{each.from_position}", *rows]


@contextmanager
def _bar(count: int) -> Iterator[Told]:
    """A bar on a terminal, over the events of all rebuilds: rate and time left."""
    stood, going = dict[Wanted, int](), dict[Wanted, int]()
    with tqdm(unit=" events", unit_scale=True, file=sys.stderr, disable=None) as bar:

        def told(moved: Moved) -> None:
            before = stood.get(moved.wanted, moved.begun_from)
            stood[moved.wanted], going[moved.wanted] = moved.position, moved.goal
            bar.total = sum(going.values()) * count // len(going)
            bar.set_description(f"{moved.wanted.tenant} {moved.wanted.view}", refresh=False)
            bar.update(moved.position - before)

        yield told
