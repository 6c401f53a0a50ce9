"""Where a run of the bench works: its folder, its cache of long logs, how big its legs are."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from web.bench.databases import fresh_databases
from web.bench.rounds import Leg, Rates

ROUNDS = 7
ROUNDS_QUICK = 5
QUICK = 0.3


class Setting(NamedTuple):
    """`quick` legs are shorter, `scale` shortens everything (tests); `postgres()` is the address of
    a fresh, empty database."""

    folder: Path
    cache: Path
    quick: bool
    scale: float
    postgres: Callable[[], str]

    @property
    def rounds(self) -> int:
        """How many rounds."""
        return ROUNDS_QUICK if self.quick else ROUNDS

    def size(self, full: int, unit: int = 1) -> int:
        """How many things a leg does: some of `full`, in whole `unit`s, at least one of them."""
        return self.built(full, round(full * QUICK), unit)

    def built(self, full: int, quick: int, unit: int = 1) -> int:
        """How much is laid out before the rounds: `full`, or `quick` where that is wanted."""
        return max(1, round((quick if self.quick else full) * self.scale / unit)) * unit


class Plan(NamedTuple):
    """The legs of a figure. `durable`: whether rounds probe the disk; `notes` are read last;
    `rates`: takes so many rounds itself, where legs cannot be run one after the other."""

    legs: Sequence[Leg]
    durable: bool = True
    notes: Callable[[], dict[str, float | str]] = dict
    rates: Callable[[int], Rates] | None = None


Planner = Callable[[Setting, ExitStack], Plan]
"""Lays out a figure's files and servers, which the stack takes down afterwards."""


def home() -> Path:
    """A folder on a real disk that anybody may pass through: PostgreSQL never runs as root."""
    return Path("/var") / "tmp" / f"daicho-bench-{os.getuid()}"


@contextmanager
def setting(at: Path | None, *, quick: bool, scale: float) -> Iterator[Setting]:
    """A run below the folder `at`, or below `home()`, with its servers."""
    base = at.resolve() if at else home()
    with scratch(base) as folder, ExitStack() as stack:
        yield Setting(folder, base / "cache", quick, scale, fresh_databases(folder, stack))


@contextmanager
def scratch(at: Path) -> Iterator[Path]:
    """A folder of this run below `at`, removed afterwards."""
    at.mkdir(mode=0o711, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=at) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder
