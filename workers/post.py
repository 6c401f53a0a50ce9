"""The post: where a letter goes, the folder `outbox/` or a mail server (RFC 5321, stdlib smtplib).

`DAICHO_SMTP=host:port` names the server; `DAICHO_SMTP_USER` and `DAICHO_SMTP_PASSWORD_FILE` sign in
there; `DAICHO_SMTP_TLS` is `auto` (STARTTLS where offered, the default), `required` or `never`. No
address, name or answer of a server goes into a log line: codes only.
"""

import os
import re
import smtplib
import ssl
import threading
from collections.abc import Callable, Mapping
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from core.errors import refuse
from workers.mail import Letter, message_bytes, write_letter

SERVER, USER, PASSWORD_FILE, TLS = (
    "DAICHO_SMTP",
    "DAICHO_SMTP_USER",
    "DAICHO_SMTP_PASSWORD_FILE",
    "DAICHO_SMTP_TLS",
)
PORT, TIMEOUT_SECONDS = 25, 20.0
ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
ADDRESS = re.compile(r"[!-;=?-~]+@[A-Za-z0-9.-]+")
"""One address: with a comma or a space inside it would be two."""
BAD_ADDRESS = "5.1.3"


class Outcome(NamedTuple):
    """How a hand-over ended, with the server's code (RFC 3463 if it gave one)."""

    state: Literal["sent", "refused", "unknown"]
    code: str = ""


class NotNow(Exception):
    """Nothing was taken, and a later attempt may succeed; `code` as in `Outcome`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Post(Protocol):
    """Takes a letter to where it goes."""

    def send(
        self, folder: Path, mail_id: str, letter: Letter, begin: Callable[[], None]
    ) -> Outcome:
        """Hand a letter over. `begin` is called once nothing but the text is left to send: before
        that, an interruption has sent nothing. `NotNow` if the server cannot take it at present."""

    def close(self) -> None:
        """Let go of the connection."""


class FolderPost:
    """Letters as files in the recipient's folder: a program of the operator's takes them away."""

    def send(
        self, folder: Path, mail_id: str, letter: Letter, begin: Callable[[], None]
    ) -> Outcome:
        """Write the file, unless it is there."""
        if one_address(letter.to) is None:
            return Outcome("refused", BAD_ADDRESS)
        begin()
        write_letter(folder, mail_id, letter)
        return Outcome("sent", "file")

    def close(self) -> None:
        """Nothing is held."""


class Server(NamedTuple):
    """A mail server and how to sign in there."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "auto"


class SmtpPost:
    """One connection for many letters; opened again when it is gone. For one thread at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None
        self._lock = threading.Lock()

    def send(
        self, folder: Path, mail_id: str, letter: Letter, begin: Callable[[], None]
    ) -> Outcome:
        """Hand the letter to the server; nothing is kept in the folder."""
        del folder
        to = one_address(letter.to)
        if to is None:
            return Outcome("refused", BAD_ADDRESS)
        raw = message_bytes(mail_id, letter)
        with self._lock:
            refusal = self._address(parseaddr(letter.sender)[1], to)
            if refusal:
                return refusal
            try:
                begin()
            except BaseException:
                # The server waits for a text that does not come: it has to begin anew.
                self.close()
                raise
            return self._text(raw)

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.quit()
            except (smtplib.SMTPException, OSError):
                client.close()

    def _address(self, sender: str, to: str) -> Outcome | None:
        """Sender and recipient; a connection that went away in the meantime is opened once more."""
        kept = self._client is not None
        try:
            client = self._connected()
            for code, answer in (client.mail(sender), client.rcpt(to)):
                if code >= 400:
                    client.rset()
                    return _refusal(code, answer)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            if kept:
                return self._address(sender, to)
            raise NotNow(type(error).__name__) from None
        return None

    def _text(self, raw: bytes) -> Outcome:
        assert self._client is not None
        try:
            code, answer = self._client.data(raw)
        except smtplib.SMTPDataError as error:
            # The server did not want to hear the text at all.
            return _refusal(error.smtp_code, _bytes(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Outcome("unknown", type(error).__name__)
        return _refusal(code, answer) if code >= 400 else Outcome("sent", _code(code, answer))

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            server = self._server
            client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
            self._client = client
            client.ehlo()
            offered = client.has_extn("starttls")
            if server.tls == "required" or (server.tls == "auto" and offered):
                client.starttls(context=ssl.create_default_context())
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
        return self._client


def post_of(environment: Mapping[str, str] = os.environ) -> Post:
    """The post that the environment names, kept for the next letter; `Refused` if it cannot be
    read."""
    address = environment.get(SERVER, "")
    if not address:
        return FolderPost()
    server = _server(address, environment)
    if server not in _posts:
        close_posts()
        _posts[server] = SmtpPost(server)
    return _posts[server]


def one_address(to: str) -> str | None:
    """The address of a `To`, None unless it is exactly one."""
    found = [address for _, address in getaddresses([to])]
    return found[0] if len(found) == 1 and ADDRESS.fullmatch(found[0]) else None


def close_posts() -> None:
    """Close every connection that is kept."""
    while _posts:
        _posts.popitem()[1].close()


_posts: dict[Server, SmtpPost] = {}


def _server(address: str, environment: Mapping[str, str]) -> Server:
    host, _, port = address.rpartition(":") if ":" in address else (address, "", str(PORT))
    tls, secret = environment.get(TLS, "auto"), environment.get(PASSWORD_FILE, "")
    if not host or not port.isdigit() or tls not in ("auto", "required", "never"):
        raise refuse(
            "post.settings",
            f"{SERVER} は host:port、{TLS} は auto・required・never のどれかにしてください。",
            f"Set {SERVER} to host:port and {TLS} to auto, required or never.",
        )
    password = Path(secret).read_text("utf-8").strip() if secret else ""
    return Server(host, int(port), environment.get(USER, ""), password, tls)


def _refusal(code: int, answer: bytes) -> Outcome:
    if code < 500:
        raise NotNow(_code(code, answer))
    return Outcome("refused", _code(code, answer))


def _code(code: int, answer: bytes) -> str:
    found = ENHANCED.match(answer)
    return found[1].decode() if found else str(code)


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
