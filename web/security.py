"""Headers, host check and size limit around every answer (design page, part 10)."""

import logging
import os
import re
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"
PRIVATE = "no-store"
HOSTS_VARIABLE = "DAICHO_HOSTS"
HOST = re.compile(r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?")
FAILED = "Something went wrong here. / こちらの不具合で表示できませんでした。"
log = logging.getLogger("daicho.web")
BODY_BYTES_MAX = 1_000_000
UPLOAD_BYTES_MAX = 21_000_000
UPLOAD_PATHS = ("/import", "/document")


class Guard:
    """Refuses odd hosts and large bodies, and puts our headers on whatever is answered."""

    def __init__(self, app: App, hosts: frozenset[str] | None = None) -> None:
        self._app = app
        self._hosts = _hosts_from_environment() if hosts is None else hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400 or 413 in plain text."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = UPLOAD_BYTES_MAX if scope["path"].endswith(UPLOAD_PATHS) else BODY_BYTES_MAX
        sender = _with_headers(send, secure=scope["scheme"] == "https")
        if not self._known(headers.getlist("host")):
            await _plain(sender, 400, "bad host")
        elif not _fits(headers.get("content-length"), limit):
            await _plain(sender, 413, "too large")
        else:
            await _caught(self._app, scope, _limited(receive, limit), sender)

    def _known(self, hosts: list[str]) -> bool:
        if len(hosts) != 1 or not HOST.fullmatch(hosts[0].lower()):
            return False
        name = hosts[0].lower().rpartition(":")[0] or hosts[0].lower()
        return not self._hosts or hosts[0].lower() in self._hosts or name in self._hosts


def _hosts_from_environment() -> frozenset[str]:
    """The names this copy answers to; none named: any well-formed one."""
    return frozenset(os.environ.get(HOSTS_VARIABLE, "").lower().split())


def _fits(length: str | None, limit: int) -> bool:
    return length is None or (length.isascii() and length.isdigit() and int(length) <= limit)


def _limited(receive: Receive, limit: int) -> Receive:
    """A body without a stated length is counted as it comes."""
    count = 0

    async def counted() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > limit:
            raise HTTPException(413)
        return message

    return counted


async def _caught(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """A mistake of ours: its kind and place go to the process log, never its text or its
    request."""
    started = False

    async def sender(message: Message) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        await app(scope, receive, sender)
    except Exception as error:  # noqa: BLE001  the last place: whatever it was, it is told and answered
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s\n%s", type(error).__name__, frames)
        if not started:
            await _plain(send, 500, FAILED)


def _with_headers(send: Send, *, secure: bool) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", PRIVATE)
            if secure:
                headers.setdefault("Strict-Transport-Security", HSTS)
        await send(message)

    return sender


async def _plain(send: Send, status: int, text: str) -> None:
    raw = text.encode()
    length = str(len(raw)).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
