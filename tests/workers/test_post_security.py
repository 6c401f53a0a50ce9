"""The way to a mail server: encrypted where it is required, signed in with a password of a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from tests.workers.post_office import Mailbox, certificate, free_port, serving, three_offers
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace, do_all
from workers.letters.writing import LATER_SECONDS


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ordered(tmp_path: Path, clock: HandClock) -> Iterator[Workplace]:
    """The letters of three offers are ordered."""
    with three_offers(tmp_path, clock) as (_, desk):
        yield desk


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A free port on this machine, which letters go to."""
    found = free_port()
    monkeypatch.setenv("DAICHO_SMTP", f"127.0.0.1:{found}")
    return found


def test_letters_go_through_tls_to_a_server_that_is_known_and_to_no_other(
    ordered: Workplace,
    mailbox: Mailbox,
    port: int,
    clock: HandClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAICHO_SMTP_TLS", "required")
    context = certificate(tmp_path)
    with serving(mailbox, port, tls_context=context, require_starttls=True):
        # given that nobody vouches for the server, nothing is handed over
        do_all(ordered)
        assert mailbox.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        clock.forward(LATER_SECONDS + 1)
        do_all(ordered)
    assert len(mailbox.taken) == 3
    assert all(session.ssl for session in mailbox.sessions)


def test_the_password_is_read_from_its_file_and_a_wrong_one_loses_no_letter(
    ordered: Workplace,
    mailbox: Mailbox,
    port: int,
    clock: HandClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def known(_server: Any, _session: Any, _envelope: Any, _how: str, told: Any) -> AuthResult:
        # "Handled" would mean that the answer to the client was given here.
        right = (told.login, told.password) == (b"daicho", b"right")
        return AuthResult(success=right, handled=right)

    secret = tmp_path / "password"
    monkeypatch.setenv("DAICHO_SMTP_USER", "daicho")
    monkeypatch.setenv("DAICHO_SMTP_PASSWORD_FILE", str(secret))
    settings = {"authenticator": known, "auth_require_tls": False}
    with serving(mailbox, port, **settings):
        secret.write_text("wrong\n")
        do_all(ordered)
        assert mailbox.taken == []
        secret.write_text("right\n")
        clock.forward(LATER_SECONDS + 1)
        do_all(ordered)
    assert len(mailbox.taken) == 3
