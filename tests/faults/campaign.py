"""Counts and seeds of the fault campaign.

`DAICHO_FAULT_SCALE` multiplies every count (1 for each submission, 25 for the night);
`DAICHO_FAULT_SEED` repeats a run. The seed of a run is printed with its result.
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path
from random import Random

SCALE = float(os.environ.get("DAICHO_FAULT_SCALE", "1"))
SEED = int(os.environ.get("DAICHO_FAULT_SEED") or secrets.randbits(32))
MEMORY_FOLDER = Path("/dev", "shm")


class Dice(Random):
    """A seeded source of chance: the same seed gives the same run."""


def quick_folder(tmp_path: Path) -> Path:
    """Where thousands of small files cost least: in memory if the machine has such a folder."""
    parent = MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else tmp_path
    return Path(tempfile.mkdtemp(prefix="daicho-faults-", dir=parent))


def times(count: int) -> int:
    """How often, at this scale."""
    return max(1, round(count * SCALE))


def seeds(count: int) -> range:
    """That many seeds, each a run of its own; the first is the campaign's."""
    return range(SEED, SEED + count)


def report(row: str, **figures: object) -> None:
    """Print the figures of a run, with the seed that repeats it (pytest shows it on failure)."""
    told = ", ".join(f"{name} {value}" for name, value in figures.items())
    sys.stdout.write(f"\n{row}: {told} (DAICHO_FAULT_SEED={SEED})\n")
