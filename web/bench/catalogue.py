"""The figures by name, and how one is taken."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from core.identity import system_entropy
from web.bench import appends, asof, bundles, folds, growth, http, lag, rebuilds
from web.bench.rounds import Figure, Rates, figure, fsync_probe, measure
from web.bench.setting import Plan, Planner, Setting, scratch

FIGURES: Mapping[str, Planner] = {
    "append_sqlite_1": appends.append_sqlite_1,
    "append_sqlite_64": appends.append_sqlite_64,
    "append_pg_1": appends.append_pg_1,
    "append_pg_64": appends.append_pg_64,
    "batch_sqlite": appends.batch_sqlite,
    "batch_pg": appends.batch_pg,
    "fold_sqlite": folds.fold_sqlite,
    "fold_pg": folds.fold_pg,
    "rebuild_sqlite": rebuilds.rebuild_sqlite,
    "rebuild_pg": rebuilds.rebuild_pg,
    "asof": asof.asof,
    "lag": lag.lag,
    "verify": bundles.verify,
    "http_command_64": http.http_command_64,
    "growth_append": growth.growth_append,
    "tenants_10k": growth.tenants_10k,
}


def take(name: str, setting: Setting) -> Figure:
    """Measure one figure in a folder of its own; nothing of it stays but the cache."""
    with scratch(setting.folder) as folder, ExitStack() as stack:
        plan = FIGURES[name](setting._replace(folder=folder), stack)
        rates = plan.rates(setting.rounds) if plan.rates else _measured(plan, setting, folder)
        return figure(name, plan.legs, rates, plan.notes())


def _measured(plan: Plan, setting: Setting, folder: Path) -> Rates:
    probe = fsync_probe(folder) if plan.durable else None
    return measure(plan.legs, setting.rounds, probe, system_entropy)
