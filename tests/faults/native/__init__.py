"""The preloaded shim: how it is compiled, steered, and its record read."""

import errno
import mmap
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from tests.faults.disk import Op

SOURCE = Path(__file__).with_name("disk.c")
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC")
KINDS = {
    "w": "write",
    "t": "truncate",
    "s": "sync",
    "f": "failed",
    "d": "delete",
    "r": "rename",
    "n": "note",
}
HEADER = struct.Struct("<cHQI")
CONTROL = struct.Struct("<16s48siiqqqq")
FOR_EVER = 2**62


def compiled(folder: Path) -> Path:
    """The shim as a library in `folder`; one line says what to install when there is no `cc`."""
    compiler = shutil.which("cc")
    assert compiler, "these tests need a C compiler: install the packages gcc and libc6-dev"
    library = folder / "disk.so"
    subprocess.run([compiler, *FLAGS, "-o", library, SOURCE, "-ldl"], check=True)
    return library


def note_record(data: bytes) -> bytes:
    """A note as it stands in the record; one write keeps it whole."""
    return HEADER.pack(b"n", 0, 0, len(data)) + data


class Shim:
    """The library for one folder of files: its environment, its record, and what is to fail."""

    def __init__(self, library: Path, files: Path, beside: Path) -> None:
        self._library, self._files = library, files
        self._trace_path, self._control_path = beside / "trace", beside / "control"
        self._trace = os.open(self._trace_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        # Made once: the process inside has the file mapped when it steers itself.
        if not self._control_path.exists():
            self._control_path.write_bytes(bytes(CONTROL.size))
        for path in (self._trace_path, self._control_path):
            path.chmod(0o666)
        with self._control_path.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), CONTROL.size)

    def __enter__(self) -> "Shim":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._control.close()
        os.close(self._trace)

    def environment(self, *, recording: bool) -> dict[str, str]:
        """What the process to be watched needs in its environment, beside its own."""
        trace = {"DAICHO_FAULTS_TRACE": str(self._trace_path)} if recording else {}
        return {
            "LD_PRELOAD": str(self._library),
            "DAICHO_FAULTS_FOLDER": str(self._files),
            "DAICHO_FAULTS_CONTROL": str(self._control_path),
            **trace,
        }

    def note(self, data: bytes) -> None:
        """Put a note into the record, between the calls made before and after."""
        os.write(self._trace, note_record(data))

    def fail(
        self,
        call: str,
        pattern: str,
        number: int = 0,
        *,
        error: int = errno.EIO,
        until: int | None = None,
        growing: bool = False,
    ) -> None:
        """From now on let fail: calls `number` to `until` (the same; counted from 0) of a kind
        (write, sync, truncate, open) on files that match."""
        last = number if until is None else until
        packed = CONTROL.pack(call.encode(), pattern.encode(), error, growing, number, last, 0, 0)
        # The word that arms it goes last: another process may look at any moment.
        self._control[16:] = packed[16:]
        self._control[:16] = packed[:16]

    def mend(self) -> int:
        """Let everything through again; how many calls failed."""
        failed: int = CONTROL.unpack(self._control[:])[-1]
        self._control[:16] = bytes(16)
        return failed

    @property
    def failed(self) -> int:
        """How many calls have failed since `fail`."""
        return int(CONTROL.unpack(self._control[:])[-1])

    @property
    def recorded_bytes(self) -> int:
        """How long the record is."""
        return self._trace_path.stat().st_size

    def ops(self, start: int = 0) -> Iterator[Op]:
        """The record so far, from byte `start`."""
        with self._trace_path.open("rb") as file:
            file.seek(start)
            raw = file.read()
        at = 0
        while at < len(raw):
            kind, name_length, offset, data_length = HEADER.unpack_from(raw, at)
            at += HEADER.size
            name = raw[at : at + name_length].decode()
            at += name_length
            yield Op(KINDS[kind.decode()], name, offset, raw[at : at + data_length])
            at += data_length
