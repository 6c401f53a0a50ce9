"""Mail out (design page, part 9): an .eml file (RFC 5322, UTF-8 headers as RFC 2047) in a folder.

The file is named by the job that sends it and appears whole or not at all: a repeat adds nothing.
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


class Letter(NamedTuple):
    """A mail to one address: plain text, with the names and addresses as they are shown."""

    sender: str
    to: str
    subject: str
    body: str
    written_at: datetime


def write_letter(folder: Path, mail_id: str, letter: Letter) -> bool:
    """Put the letter into the folder, durably; False if one of that id is there already.

    `Invalid` if the id is no file name or an address or subject holds a line break.
    """
    if not MAIL_ID.fullmatch(mail_id):
        raise Invalid("bad mail id")
    raw = _message(mail_id, letter).as_bytes(policy=SMTP)
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
    return message


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
