"""A process that plays a workload on a log, and notes into the shim's record what it was told.

Arguments: the log's file, a seed, the number of steps, the tenants with commas, and the setting
`synchronous`, which only a planted defect makes less than full.
"""

import os
import sys
from pathlib import Path

from tests.faults.campaign import Dice
from tests.faults.native import note_record
from tests.faults.power import synchronous
from tests.faults.workload import on_sqlite


def main() -> None:
    """Play it."""
    path, seed, steps, tenants, level = sys.argv[1:]
    record = os.open(os.environ["DAICHO_FAULTS_TRACE"], os.O_WRONLY | os.O_APPEND)
    with synchronous(level):
        workload = on_sqlite(
            Path(path),
            lambda data: os.write(record, note_record(data)),
            Dice(seed),
            tenants=tuple(tenants.split(",")),
        )
        workload.run(int(steps))
    os.close(record)


if __name__ == "__main__":
    main()
