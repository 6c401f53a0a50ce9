"""A mail server of the tests, and three letters that wait for one."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.clock import system_clock
from tenants.gate import Tenant
from tenants.outbox import Outbox
from tests.workers import story
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace
from workers.letters import order_letters
from workers.post import close_posts

Answer = Callable[[str], str | None]


class Mailbox:
    """A mail server's handler: keeps what it took, and answers as the test tells it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.sessions: list[Session] = []
        self.at_recipient: Answer = lambda _: None
        self.at_text: Answer = lambda _: None
        self.hangs_up = False

    async def handle_RCPT(self, *told: Any) -> str:
        _, _, envelope, to, _ = told
        answer = self.at_recipient(to)
        if answer is None:
            envelope.rcpt_tos.append(to)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (to,) = envelope.rcpt_tos
        answer = self.at_text(to)
        if answer is None:
            assert isinstance(envelope.content, bytes)
            self.taken.append((to, envelope.content))
            self.sessions.append(session)
        if self.hangs_up:
            assert server.transport is not None
            server.transport.abort()
        return answer or "250 2.0.0 taken"

    def letters(self) -> list[EmailMessage]:
        """What it took, read."""
        return [message_from_bytes(raw, policy=default) for _, raw in self.taken]


@contextmanager
def serving(mailbox: Mailbox, port: int, **settings: Any) -> Iterator[None]:
    """A mail server on the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    try:
        yield
    finally:
        close_posts()
        controller.stop()


def free_port() -> int:
    """A port on this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        found: int = probe.getsockname()[1]
    return found


@contextmanager
def three_offers(folder: Path, clock: HandClock) -> Iterator[tuple[Tenant, Workplace]]:
    """A register in which three seats were offered, and the letters of it ordered."""
    with story.founded(folder, clock) as tenants:
        tenant = tenants["isa"]
        story.offered(tenant, clock)
        desk = Workplace(Outbox(folder / "jobs.db", clock), lambda _: tenant)
        assert order_letters(tenant, desk.outbox) == 3
        yield tenant, desk


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's certificate for this machine, in `server.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = system_clock()
    address = x509.IPAddress(ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "server.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "key.pem")
    return context
