"""View directory: the editions of the public list, their drafts and rows (clauses 31, 33,
34). No name can enter."""

from datetime import date
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact, PolicyRef
from core.programme.directory.facts import (
    EditionAmended,
    EditionApproved,
    EditionDrafted,
    EditionPublished,
    EditionReduced,
    ProofsSent,
    RowListed,
)
from core.programme.questions import DirectoryRow
from projections.store import Views
from projections.view import Rows, Table, View


class DraftRow(Struct, frozen=True, kw_only=True):
    """The latest draft of an edition until it is published; `proofs_sent` counts people who
    were asked."""

    edition: str
    number: int
    fiscal_year: int
    snapshot: int
    on: date
    organisations: int
    coordinators: int
    rows_sha256: str
    proposer: str
    drafted: int
    proofs_sent: int | None = None
    approved_by: str | None = None


class PublicationRow(Struct, frozen=True, kw_only=True):
    """One publication: number 0 is the first, later ones amend it; `published` is its position."""

    edition: str
    number: int
    fiscal_year: int
    snapshot: int
    on: date
    organisations: int
    coordinators: int
    rows_sha256: str
    edition_sha256: str
    title: str
    published: int
    published_on: date
    policy: PolicyRef | None


class ListedRow(Struct, frozen=True, kw_only=True):
    """One row of a publication; `place` counts from 1."""

    edition: str
    number: int
    place: int
    row: DirectoryRow


class ReducedRow(Struct, frozen=True, kw_only=True):
    """An amendment that only takes away from what was public."""

    edition: str
    number: int


class Publication(NamedTuple):
    """A publication with its rows in the order of publication."""

    edition: PublicationRow
    rows: list[DirectoryRow]


DRAFTS = Table("draft", DraftRow)
REDUCED = Table("reduced", ReducedRow)
PUBLICATIONS = Table("publication", PublicationRow, indexes=("edition",))
LISTED = Table("listed", ListedRow, indexes=("edition",), columns=("number",))


def fold(rows: Rows, fact: Fact) -> None:
    """A publication ends the draft it came from; what was once published stays. An amendment that
    only takes away came from no draft."""
    change = msgspec.structs.replace
    match fact.event:
        case EditionDrafted() as draft:
            fields = _fields(draft)
            actor, position = fact.envelope.actor, fact.position
            rows.put(DRAFTS, draft.edition, DraftRow(**fields, proposer=actor, drafted=position))
        case ProofsSent(edition=edition, count=count):
            held = rows.get(DRAFTS, edition)
            if held:
                rows.put(DRAFTS, edition, change(held, proofs_sent=count))
        case EditionApproved(edition=edition, approval=approval):
            held = rows.need(DRAFTS, edition)
            rows.put(DRAFTS, edition, change(held, approved_by=approval.by))
        case EditionReduced(edition=edition, number=number):
            row = ReducedRow(edition=edition, number=number)
            rows.put(REDUCED, _key(edition, number), row)
        case EditionPublished(edition=edition) | EditionAmended(edition=edition):
            if not rows.get(REDUCED, _key(edition, fact.event.number)):
                rows.remove(DRAFTS, edition)
            _publish(rows, fact)
        case RowListed(edition=edition, number=number, place=place, row=row):
            listed = ListedRow(edition=edition, number=number, place=place, row=row)
            rows.put(LISTED, f"{_key(edition, number)}/{place:06}", listed)
        case _:
            raise AssertionError(fact.event.topic)


def drafts(views: Views, tenant: str, as_of: int | None = None) -> list[DraftRow]:
    """Drafts that are not published, by edition."""
    with views.at(VIEW, tenant, as_of) as then:
        return then.rows(DRAFTS)


def publications(views: Views, tenant: str, as_of: int | None = None) -> list[PublicationRow]:
    """Every publication, in the order they were made."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(PUBLICATIONS)
    return sorted(found, key=lambda each: each.published)


def publication(
    views: Views,
    tenant: str,
    as_of: int | None = None,
    *,
    edition: str | None = None,
    number: int | None = None,
) -> Publication | None:
    """The latest publication (of one edition, or one number of it if given) with its rows,
    None if none is."""
    with views.at(VIEW, tenant, as_of) as then:
        made = [
            each
            for each in then.rows(PUBLICATIONS)
            if edition in (None, each.edition) and number in (None, each.number)
        ]
        if not made:
            return None
        latest = max(made, key=lambda each: each.published)
        listed = then.rows(
            LISTED,
            LISTED.column("edition") == latest.edition,
            LISTED.column("number") == latest.number,
        )
    return Publication(latest, [each.row for each in listed])


def _publish(rows: Rows, fact: Fact) -> None:
    made = fact.event
    assert isinstance(made, EditionPublished | EditionAmended)
    row = PublicationRow(
        **_fields(made),
        published=fact.position,
        published_on=fact.effective_on,
        policy=fact.envelope.policy,
    )
    rows.put(PUBLICATIONS, _key(made.edition, made.number), row)


def _fields(made: EditionDrafted | EditionPublished | EditionAmended) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__struct_fields__}


def _key(edition: str, number: int) -> str:
    return f"{edition}/{number:04}"


VIEW = View(
    "directory",
    3,
    tables=(DRAFTS, REDUCED, PUBLICATIONS, LISTED),
    events=(
        EditionDrafted,
        ProofsSent,
        EditionApproved,
        EditionReduced,
        EditionPublished,
        EditionAmended,
        RowListed,
    ),
    fold=fold,
)
