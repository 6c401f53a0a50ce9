"""What is to be reached: the figures' names, in order, each with its goals."""

from collections.abc import Mapping
from typing import NamedTuple


class Goal(NamedTuple):
    """The least ratio to the reference, and to the library where the figure has such a leg."""

    reference: float
    peer: float | None = None


GOALS: Mapping[str, Goal] = {
    "append_sqlite_1": Goal(0.5, 1.1),
    "append_sqlite_64": Goal(1.5, 3.5),
    "append_pg_1": Goal(0.45, 1.8),
    "append_pg_64": Goal(2.5, 10),
    "batch_sqlite": Goal(0.4, 3),
    "batch_pg": Goal(0.5, 3.5),
    "fold_sqlite": Goal(0.5),
    "fold_pg": Goal(0.5),
    "rebuild_sqlite": Goal(0.3, 100),
    "rebuild_pg": Goal(0.4, 100),
    "asof": Goal(0.5),
    "lag": Goal(0.333),
    "verify": Goal(0.4),
    "http_command_64": Goal(0.5, 4),
    "growth_append": Goal(0.85),
    "tenants_10k": Goal(0.7),
}
