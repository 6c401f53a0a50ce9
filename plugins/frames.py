"""What a host and a policy's child process say to each other: frames on two pipes.

A frame is four bytes of length (big-endian), then that many bytes of MessagePack. Both ends have a
limit on the length; the host has a deadline too, since a child may stop in the middle of anything.
"""

import os
import select
import time

from msgspec import Struct

from core.errors import Fault
from core.event import Stored

FRAME_BYTES_MAX = 32 << 20
"""A selection of 10,000 nominees takes a third of it."""
FAULTS_MAX = 1000
"""A policy refuses with no more reasons than a person could ever read."""
PREFIX_BYTES = 4


class Ready(Struct, frozen=True, array_like=True):
    """The child's first two frames: which of the kernel's walls stand, then whether it loaded."""

    walls: tuple[str, ...] = ()
    loaded: bool = False


class Question(Struct, frozen=True, array_like=True):
    """One call. `nonce` comes back in the answer; `facts` is MessagePack of the question's facts.

    `told` are recorded events for `observe_events`, which is called when `question` is empty.
    """

    nonce: bytes
    question: str = ""
    facts: bytes = b""
    tenant: str = ""
    told: tuple[Stored, ...] = ()


class Answer(Struct, frozen=True, array_like=True):
    """The ruling as MessagePack, or why the policy refuses, or how it failed."""

    nonce: bytes
    ruling: bytes = b""
    faults: tuple[Fault, ...] = ()
    failed: str = ""


class Broken(Exception):
    """The other end is gone, or says what is no frame."""


class Late(Exception):
    """The deadline passed."""


def send(pipe: int, content: bytes, deadline: float | None = None) -> None:
    """Write one frame; `Broken` or `Late` (by `time.monotonic`) if that cannot be done."""
    left = memoryview(len(content).to_bytes(PREFIX_BYTES, "big") + content)
    while left:
        _wait(pipe, select.POLLOUT, deadline)
        try:
            left = left[os.write(pipe, left) :]
        except BlockingIOError:
            continue
        except OSError:
            raise Broken from None


def receive(pipe: int, deadline: float | None = None) -> bytes:
    """Read one frame; `Broken` when it is too long or the other end is gone, `Late` as `send`."""
    size = int.from_bytes(_exactly(pipe, PREFIX_BYTES, deadline), "big")
    if size > FRAME_BYTES_MAX:
        raise Broken
    return _exactly(pipe, size, deadline)


def _exactly(pipe: int, size: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while size:
        _wait(pipe, select.POLLIN, deadline)
        try:
            part = os.read(pipe, min(size, 1 << 20))
        except OSError:
            raise Broken from None
        if not part:
            raise Broken
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(pipe: int, events: int, deadline: float | None) -> None:
    if deadline is None:
        return
    poll = select.poll()
    poll.register(pipe, events)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise Late
