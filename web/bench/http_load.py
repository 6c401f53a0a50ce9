"""A load of HTTP requests over keep-alive connections: little Python, so that it is not what is
measured."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

HEAD_END = b"\r\n\r\n"


class Load(NamedTuple):
    """What a server is asked: its port, ready requests, the status each must get."""

    port: int
    requests: Iterator[bytes]
    expected: int
    connections: int


class BadAnswer(RuntimeError):
    """A server answered with another status, or hung up."""


def put(load: Load, count: int) -> list[float]:
    """Send `count` requests over all connections, one at a time on each; seconds each took."""
    return asyncio.run(_put(load, count))


def request(method: str, path: str, body: bytes = b"", token: str = "") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/json"] if body else []
    lines += [f"Authorization: Bearer {token}"] if token else []
    return "\r\n".join(lines).encode() + HEAD_END + body


def percentile(taken: Sequence[float], share: float) -> float:
    """The `share` (0 to 1) smallest of `taken`."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


async def _put(load: Load, count: int) -> list[float]:
    share = count // load.connections
    connections = [_Connection(load, share) for _ in range(load.connections)]
    try:
        for connection in connections:
            await connection.open()
        for connection in connections:
            connection.send()
        taken = await asyncio.gather(*(connection.finished for connection in connections))
    finally:
        for connection in connections:
            await connection.close()
    return [seconds for each in taken for seconds in each]


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next."""

    def __init__(self, load: Load, share: int) -> None:
        self._load, self._share = load, share
        self._received = b""
        self._sent_at = 0.0
        self._taken: list[float] = []
        self._transport: asyncio.Transport | None = None
        loop = asyncio.get_running_loop()
        self.finished: asyncio.Future[list[float]] = loop.create_future()
        self._lost: asyncio.Future[None] = loop.create_future()

    async def open(self) -> None:
        """Connect."""
        loop = asyncio.get_running_loop()
        made = loop.create_connection(lambda: self, "127.0.0.1", self._load.port)
        self._transport, _ = await made

    async def close(self) -> None:
        """Hang up, if there is a connection."""
        if self._transport is not None:
            self._transport.close()
            await self._lost

    def send(self) -> None:
        """Send the next request."""
        assert self._transport is not None
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._load.requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(HEAD_END)
        if not found or len(body) < _length(head):
            return
        self._received = b""
        self._taken.append(time.perf_counter() - self._sent_at)
        if head.split(b" ", 2)[1] != b"%d" % self._load.expected:
            self._fail(BadAnswer(f"{head.decode()}\n{body.decode()}"))
        elif len(self._taken) == self._share:
            self.finished.set_result(self._taken)
        else:
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost.set_result(None)
        self._fail(BadAnswer(f"the server hung up: {exc}"))

    def _fail(self, error: BadAnswer) -> None:
        if not self.finished.done():
            self.finished.set_exception(error)
            # Only the first failure is raised; the others' are not reported as never read.
            self.finished.exception()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    raise BadAnswer("an answer without a length")
