"""Reports of failed delivery (RFC 3464) that arrive as mail, after a server had taken a notice.

They come from anywhere and are believed only so far: a report counts if it names the Message-ID of
a notice that this register sent, which only the notice's recipient and the servers between know. It
can say that the notice did not arrive, and nothing else.
"""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from core.command import Actor
from core.errors import refuse
from core.programme.delivery.commands import RecordBounce
from core.programme.delivery.facts import CallSent, DeliveryLeftUnknown
from tenants.gate import Tenant

FILE_BYTES_MAX = 1_000_000
FILES_MAX = 20_000
PARTS_MAX = 50
STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
MESSAGE_ID = re.compile(r"<(call-[0-9a-f]{40})@daicho\.invalid>")
BAD_MAIL = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
"""What the standard library's parser raises for bytes that nobody meant as a mail."""


class Failure(NamedTuple):
    """What a report says: the mail's id and the status code (RFC 3463)."""

    mail: str
    code: str


class Reports(NamedTuple):
    """How many reports recorded a bounce, changed nothing, or were not about notices of ours."""

    bounced: int
    unchanged: int
    foreign: int


def take_reports(tenant: Tenant, path: Path, actor: Actor) -> Reports:
    """Record what the reports in a folder (its files) or a file say; the same again changes
    nothing."""
    counts = {"bounced": 0, "unchanged": 0, "foreign": 0}
    for raw in _files(path):
        counts[_take(tenant, raw, actor)] += 1
    return Reports(**counts)


def read_report(raw: bytes) -> Failure | None:
    """The failure that a mail reports; None if it is no report, or of something else."""
    if len(raw) > FILE_BYTES_MAX:
        return None
    try:
        parts = list(islice(BytesParser(policy=compat32).parsebytes(raw).walk(), PARTS_MAX))
        code = next(filter(None, map(_status, parts)), "")
        mail = next(filter(None, map(_original, parts)), "")
    except BAD_MAIL:
        return None
    return Failure(mail, code) if code and mail else None


def _take(tenant: Tenant, raw: bytes, actor: Actor) -> str:
    failure = read_report(raw)
    found = tenant.log.find_command(f"delivery/{failure.mail}") if failure else None
    if failure is None or found is None:
        return "foreign"
    (fact,) = tenant.log.facts(found[0], 1)
    told = fact.event
    if not isinstance(told, CallSent | DeliveryLeftUnknown):
        return "unchanged"
    wanted = RecordBounce(
        command_id=f"bounce/{failure.mail}",
        call=told.call,
        body=told.body,
        code=failure.code,
        notice=told.notice,
    )
    receipt = tenant.handle(wanted, actor)
    return "unchanged" if receipt.unchanged or receipt.repeated else "bounced"


def _status(part: Message) -> str:
    """The status of a failed recipient."""
    if part.get_content_type() != "message/delivery-status":
        return ""
    for block in _blocks(part):
        action, status = (str(block.get(name, "")).strip() for name in ("Action", "Status"))
        if action.casefold() == "failed" and STATUS.fullmatch(status):
            return status
    return ""


def _original(part: Message) -> str:
    """The id of the mail that came back, whole or its headers only."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        headers = "".join(str(mail.get("Message-ID", "")) for mail in _blocks(part)[:1])
    elif kind == "text/rfc822-headers":
        headers = str(part.get_payload())
    else:
        return ""
    found = MESSAGE_ID.search(headers)
    return found[1] if found else ""


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else []
    return [block for block in blocks if isinstance(block, Message)]


def _files(path: Path) -> Iterator[bytes]:
    try:
        found = (
            sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
        )
        for each in found[:FILES_MAX]:
            with each.open("rb") as file:
                yield file.read(FILE_BYTES_MAX + 1)
    except OSError:
        raise refuse(
            "bounces.unreadable",
            "ファイルかフォルダーを開けません。",
            "The file or folder cannot be opened.",
        ) from None
