"""A TCP proxy before PostgreSQL that cuts a connection at a chosen message, once for each order."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple, Self
from urllib.parse import urlencode

from psycopg.conninfo import conninfo_to_dict

CHUNK = 65_536
READY_FOR_QUERY = b"Z"
SYNC = b"S"


class Cut(NamedTuple):
    """Cut at the client's `number`-th message of this type (any if empty) with this text in it.

    `when`: `before` it reaches the server, `after` the server has answered it but nothing of the
    answer has arrived, `inside` the answer, after `share` (0..1) of its bytes, or `alone`: only the
    client is cut off, at once, while the server goes on with its work.
    """

    when: str
    type: bytes = b""
    text: bytes = b""
    number: int = 1
    share: float = 0.5


class CuttingProxy:
    """Passes everything on to the server of `url`; `url` through it is `through`."""

    def __init__(self, url: str) -> None:
        self._asked = conninfo_to_dict(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._order: Cut | None = None
        self._seen = 0
        self._links: list[_Link] = []
        self.cuts = 0
        port = self._listener.getsockname()[1]
        asked = {key: value for key, value in self._asked.items() if key not in ("host", "port")}
        plain = {"sslmode": "disable", "gssencmode": "disable"}
        name = f"{asked.pop('user')}@127.0.0.1:{port}/{asked.pop('dbname')}"
        self.through = f"postgresql://{name}?{urlencode({**asked, **plain})}"
        self._thread = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone does not wake who waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for link in self._links:
            link.close()

    def order(self, cut: Cut | None) -> None:
        """Cut once, at the next message that fits."""
        with self._lock:
            self._order, self._seen = cut, 0

    def due(self, message: bytes) -> Cut | None:
        """The order, if this message of a client is the one; it is then used up."""
        with self._lock:
            cut = self._order
            if cut is None or not message.startswith(cut.type) or cut.text not in message:
                return None
            self._seen += 1
            if self._seen < cut.number:
                return None
            self._order = None
            self.cuts += 1
            return cut

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._links.append(_Link(self, client, self._server()))

    def _server(self) -> socket.socket:
        host, port = str(self._asked.get("host", "127.0.0.1")), self._asked.get("port", 5432)
        if not host.startswith("/"):
            server = socket.create_connection((host, int(port or 5432)))
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return server
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server


class _Link:
    """One connection through the proxy: a thread for each direction."""

    def __init__(self, proxy: CuttingProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._cut: Cut | None = None
        self._threads = [
            threading.Thread(target=run, name="proxy-link", daemon=True)
            for run in (self._ask, self._answer)
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End both directions, from outside."""
        self._hang_up()
        for thread in self._threads:
            thread.join()
        self._client.close()
        self._server.close()

    def _ask(self) -> None:
        for message in _messages(self._client, typed=False):
            cut = self._proxy.due(message)
            if cut is not None and cut.when == "before":
                break
            self._cut = self._cut or cut
            if not _send(self._server, message):
                break
            if self._cut and self._cut.when == "alone" and message.startswith(SYNC):
                _shut(self._client)
                return
        self._hang_up()

    def _answer(self) -> None:
        held = b""
        for message in _messages(self._server, typed=True):
            if self._cut is None:
                if not _send(self._client, message):
                    break
                continue
            held += message
            if message.startswith(READY_FOR_QUERY):
                if self._cut.when == "inside":
                    _send(self._client, held[: max(1, int(len(held) * self._cut.share))])
                break
        self._hang_up()

    def _hang_up(self) -> None:
        for end in (self._client, self._server):
            _shut(end)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _send(end: socket.socket, message: bytes) -> bool:
    try:
        end.sendall(message)
    except OSError:
        return False
    return True


def _messages(end: socket.socket, *, typed: bool) -> Iterator[bytes]:
    """Whole messages of the protocol: a type and a length, but for a client's very first."""
    waiting = b""
    while True:
        start = 1 if typed else 0
        if len(waiting) >= start + 4:
            size = start + int.from_bytes(waiting[start : start + 4], "big")
            if len(waiting) >= size:
                yield waiting[:size]
                waiting, typed = waiting[size:], True
                continue
        try:
            chunk = end.recv(CHUNK)
        except OSError:
            return
        if not chunk:
            return
        waiting += chunk
