"""A process that appends to one tenant's log from several threads, each to its own stream.

Arguments: where the log is, the number of the first writer, how many there are here, and how many
events each of them appends, one to three at a time.
"""

import sys
import threading

from core.log.port import Store
from tests.log.facts import append_of
from tests.log.stores import store_at

TENANT = "isa"


def main() -> None:
    """Write it all."""
    location, first, count, each = sys.argv[1], *map(int, sys.argv[2:])
    store = store_at(location)
    writers = [
        threading.Thread(target=_write, args=(store, number, each))
        for number in range(first, first + count)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    store.close()


def _write(store: Store, number: int, events: int) -> None:
    version = 1
    while version <= events:
        count = min(1 + (version + number) % 3, events - version + 1)
        command = f"{number}-{version}"
        store.submit(append_of(TENANT, f"s/{number}", version, count, command)).result()
        version += count


if __name__ == "__main__":
    main()
