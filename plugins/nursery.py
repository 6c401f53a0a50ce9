"""`python -m plugins.nursery`: where the processes of policies come from, one nursery to a host.

It has all imported that a policy may use, so that a policy's process is a fork away: milliseconds
where an interpreter takes a second. It runs no policy's code and reads no question. Its standard
input is a socket, on which `plugins/walled.py` asks for a process, with the ends of two pipes, or
has one ended. A process is reaped only then, so no number can come to mean another one.
"""

import contextlib
import os
import shutil
import signal
import socket
from importlib import import_module

import msgspec
from msgspec import Struct

from plugins.child import Pipes, live

ORDER_BYTES_MAX = 1 << 16
PID_BYTES = 8


class Order(Struct, frozen=True, array_like=True):
    """Start a process for the policy in `folder`, or end the one numbered `ended`."""

    folder: str = ""
    digest: str = ""
    seconds: float = 0.0
    observes: bool = False
    ended: int = 0


def main() -> None:
    """Serve until the host hangs up, however it ended; then leave nothing of any policy."""
    control = socket.socket(fileno=os.dup(0))
    _lead_nowhere()
    running: dict[int, str] = {}
    while True:
        raw, pipes, _, _ = socket.recv_fds(control, ORDER_BYTES_MAX, 2)
        if not raw:
            break
        order = msgspec.msgpack.decode(raw, type=Order)
        if order.ended:
            _end(order.ended, running)
        else:
            order = msgspec.structs.replace(order, ended=_start(order, Pipes(*pipes), control))
            running[order.ended] = order.folder
        control.sendall(order.ended.to_bytes(PID_BYTES, "big"))
    for folder in list(running.values()):
        shutil.rmtree(folder, ignore_errors=True)
    for each in list(running):
        _end(each, running)


def _lead_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _start(order: Order, pipes: Pipes, control: socket.socket) -> int:
    if order.observes:
        import_module("core.programme.catalogue")
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            control.close()
            live(pipes, order.folder, order.digest, order.seconds)
        finally:
            os._exit(0)
    for each in pipes:
        os.close(each)
    return child


def _end(child: int, running: dict[int, str]) -> None:
    """Kill it and whatever call it is in."""
    if child in running:
        del running[child]
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
