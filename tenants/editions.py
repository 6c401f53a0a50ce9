"""Editions as anybody can have them: the files of what was public at a position, rebuilt from
the log."""

from pathlib import Path

from core.event import Fact
from core.programme.directory.edition import Edition, edition_files
from core.programme.directory.facts import EditionAmended, EditionPublished, RowListed
from tenants.gate import Tenant

TOPICS = ("directory.published", "directory.amended", "directory.listed")
NONE_YET = Edition(name="未発行", number=0, position=0, policy=None, rows=())


def editions(tenant: Tenant, as_of: int | None = None) -> list[Edition]:
    """Everything ever published by position `as_of`, oldest first; no view is read."""
    found: list[Edition] = []
    for fact in tenant.log.walk(as_of, TOPICS):
        _take(found, fact)
    return found


def edition_at(tenant: Tenant, as_of: int | None = None) -> Edition:
    """What the public saw at position `as_of` (None: now); `NONE_YET` before the first edition."""
    found = editions(tenant, as_of)
    return found[-1] if found else NONE_YET


def write_edition(edition: Edition, folder: Path) -> list[Path]:
    """Write the four files of an edition; the same edition gives the same bytes on any machine."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, raw in edition_files(edition).items():
        path = folder / name
        path.write_bytes(raw)
        written.append(path)
    return written


def _take(found: list[Edition], fact: Fact) -> None:
    match fact.event:
        case (EditionPublished() | EditionAmended()) as public:
            found.append(
                Edition(
                    name=public.edition,
                    number=public.number,
                    position=public.snapshot,
                    policy=fact.envelope.policy,
                    rows=(),
                    title=public.title,
                )
            )
        case RowListed(row=row):
            last = found.pop()
            found.append(
                Edition(
                    name=last.name,
                    number=last.number,
                    position=last.position,
                    policy=last.policy,
                    rows=(*last.rows, row),
                    title=last.title,
                )
            )
