"""A million appends: memory does not grow with the log."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
EVENTS = 1_000_000
FILLED = 500_000
"""By then the writer's cache of pages is full; from there on nothing may grow."""

APPENDING = """
import sys
from pathlib import Path
from core.log.port import CommandMark, new_append
from core.log.sqlite import SqliteStore

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

filled, events, batch, streams = int(sys.argv[2]), int(sys.argv[3]), 500, 5_000
store, state = SqliteStore(Path(sys.argv[1])), b"x" * 120
for start in range(0, events, batch):
    numbers = range(start, start + batch)
    rows = [(f"s/{n % streams}", n // streams + 1, "counted", state) for n in numbers]
    store.append(new_append(f"t{start // batch % 16}", rows, [CommandMark(f"c{start}", batch)]))
    if start + batch in (filled, events):
        print(resident(), flush=True)
print(sum(store.heads().values()))
store.close()
"""


def test_memory_is_the_same_after_a_million_appends(tmp_path: Path) -> None:
    arguments = [
        sys.executable,
        "-c",
        APPENDING,
        str(tmp_path / "log.db"),
        str(FILLED),
        str(EVENTS),
    ]
    done = subprocess.run(
        arguments,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    early, late, stored = map(int, done.stdout.split())
    assert stored == EVENTS
    assert late <= early * 1.05, f"{early:,} bytes grew to {late:,}"
