"""Mail out (design page, part 9): an .eml file (RFC 5322, UTF-8 headers as RFC 2047) in a folder.

The file is named by the job that sends it and appears whole or not at all: a repeat adds nothing.
The same letter gives the same bytes.
"""

import os
import re
import tempfile
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from core.errors import Invalid

MAIL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
SENDER_VARIABLE = "DAICHO_SENDER"
"""From whom letters come, such as `外国人支援コーディネーター事務局 <daicho@example.go.jp>`."""
SENDER = "daicho@daicho.invalid"


class Letter(NamedTuple):
    """A mail to one address: plain text, with the names and addresses as they are shown; `calendar`
    is a file (RFC 5545) that goes with it."""

    sender: str
    to: str
    subject: str
    body: str
    written_at: datetime
    calendar: bytes = b""


def sender() -> str:
    """From whom letters come: DAICHO_SENDER, or an address that reaches nobody."""
    return os.environ.get(SENDER_VARIABLE) or SENDER


def write_letter(folder: Path, mail_id: str, letter: Letter) -> bool:
    """Put the letter into the folder, durably; False if one of that id is there already.

    `Invalid` if the id is no file name or an address or subject holds a line break.
    """
    raw = message_bytes(mail_id, letter)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part") as part:
        part.write(raw)
        part.flush()
        os.fsync(part.fileno())
        try:
            os.link(part.name, folder / f"{mail_id}.eml")
        except FileExistsError:
            return False
    _sync(folder)
    return True


def message_bytes(mail_id: str, letter: Letter) -> bytes:
    """The letter as it goes out; `Invalid` as `write_letter`."""
    if not MAIL_ID.fullmatch(mail_id):
        raise Invalid("bad mail id")
    return _message(mail_id, letter).as_bytes(policy=SMTP)


def _message(mail_id: str, letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = letter.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except ValueError:
        raise Invalid("bad mail header") from None
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{mail_id}@daicho.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="base64")
    if letter.calendar:
        message.add_attachment(
            letter.calendar.decode(),
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            filename="appointment.ics",
            params={"method": "PUBLISH"},
        )
        # Fixed, as everything else in the bytes: a part in base64 never holds it.
        message.set_boundary(f"=_{mail_id}_=")
    return message


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
