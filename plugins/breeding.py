"""The host's end of its nursery of processes (`plugins/nursery.py`), started when first needed."""

import contextlib
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock

import msgspec

from plugins.frames import Broken
from plugins.nursery import PID_BYTES, Order

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC"}
"""Nothing of ours, and the same everywhere."""
START_SECONDS = 30.0


class Nursery:
    """Asks for processes and has them ended, for every thread; a nursery that died is replaced."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self, order: Order, pipes: tuple[int, int]) -> int:
        """The number of a new process that has these ends of pipes; `Broken` if there is none."""
        with self._lock:
            if self._control is None:
                self._open()
            return self._ask(order, pipes)

    def end(self, number: int) -> None:
        """Kill and reap a process."""
        with self._lock:
            if self._control is not None:
                self._ask(Order(ended=number), ())

    def close(self) -> None:
        """End it, and with it every process."""
        with self._lock:
            self._drop()

    def leave(self) -> None:
        """In a forked process: it is the parent's."""
        self._lock = Lock()
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.returncode = 0  # not ours to wait for
        self._control = self._process = None

    def _ask(self, order: Order, pipes: tuple[int, ...]) -> int:
        assert self._control is not None
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(order)], list(pipes))
            said = self._control.recv(PID_BYTES, socket.MSG_WAITALL)
        except OSError:
            said = b""
        if len(said) != PID_BYTES:
            self._drop()
            raise Broken
        return int.from_bytes(said, "big")

    def _open(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(START_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-s", "-m", "plugins.nursery"],
                cwd=ROOT,
                env=ENVIRONMENT,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _drop(self) -> None:
        if self._control is not None and self._process is not None:
            self._control.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(START_SECONDS)
        self._control = self._process = None


NURSERY = Nursery()
"""This process's own."""
