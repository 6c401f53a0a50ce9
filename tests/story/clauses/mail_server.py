"""A mail server that tests talk to over a real socket (aiosmtpd): takes mail, refuses some."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Mailbox:
    """What the server was given. `refused` maps addresses to the answer they get; `taken` is
    called with an address once its letter is kept, before the server says so."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Message]] = []
        self.refused: dict[str, str] = {}
        self.connections = 0
        self.address = ""
        self.taken: Callable[[str], None] = lambda _address: None

    def to(self, address: str) -> list[Message]:
        """The letters that an address got."""
        return [letter for to, letter in self.letters if to == address]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count connections."""
        del server, envelope
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the addresses that do not exist here."""
        del server, session, options
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        """Keep the letter."""
        del server, session
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content)
        self.letters += [(address, letter) for address in envelope.rcpt_tos]
        for address in envelope.rcpt_tos:
            self.taken(address)
        return "250 2.0.0 taken"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server on a free port of this machine, in a thread of its own."""
    box, loop = Mailbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(box, hostname="mail.example.jp"), "127.0.0.1", 0)
    )
    box.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
            loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()
