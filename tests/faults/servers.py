"""PostgreSQL servers for the fault campaign: small, in a folder that their user can reach."""

import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.native import Shim
from workers.postgres import EmbeddedPostgres

SMALL = {
    "shared_buffers": "1MB",
    "autovacuum": "off",
    "max_connections": "20",
    "min_wal_size": "32MB",
    # In the data folder, for a killed server leaves it behind.
    "dynamic_shared_memory_type": "mmap",
    # What a commit does not sync itself stays unsynced long enough to be lost.
    "wal_writer_delay": "10s",
}


class Server(EmbeddedPostgres):
    """A small server in a folder that its user can reach."""

    def __init__(self, folder: Path, **more: str) -> None:
        environment = {key: value for key, value in more.items() if key.isupper()}
        settings = {key: value for key, value in more.items() if key.islower()}
        super().__init__(folder, {**SMALL, **settings}, environment)


def hand_over(folder: Path) -> None:
    """Give everything in the folder to the user as whom root runs the server."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


@contextmanager
def under_shim(library: Path, folder: Path, *, recording: bool) -> Iterator[tuple[Server, Shim]]:
    """A server whose file calls can be made to fail, in `folder`, which is passable."""
    folder.chmod(0o711)
    own = folder / "disk.so"
    shutil.copy(library, own)
    with Shim(own, folder / "server" / "data", folder) as shim:
        environment = shim.environment(recording=recording)
        with Server(folder / "server", fsync="on", **environment) as server:
            yield server, shim
