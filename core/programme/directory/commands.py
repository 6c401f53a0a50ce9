"""What is done with an edition: draft, approve, publish or amend (clauses 31, 33, 34)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.approval import approve
from core.area import Ask, Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import refuse
from core.programme import policy
from core.programme.directory.counted import directory_facts, edition_places, facts_until
from core.programme.directory.edition import Edition, edition_sha256, rows_digest
from core.programme.directory.facts import (
    Directory,
    EditionAmended,
    EditionApproved,
    EditionDrafted,
    EditionPublished,
    RowListed,
    known_edition,
    stream_of,
)
from core.programme.questions import DirectoryPlace, DirectoryRow, DirectoryRuling
from core.programme.words import DigestSeen, FiscalYear
from core.programme.world import SEEN

EditionName = Annotated[Code, Label("版", "Edition", "例: 2026", "For example 2026")]


class OfEdition(Command, frozen=True):
    """A command on one edition."""

    edition: EditionName


def streams_of(wanted: OfEdition) -> Sequence[str]:
    """The edition's stream, and the policies for its parameters."""
    return (stream_of(wanted.edition), policy.STREAM)


def ask_rows(places: tuple[DirectoryPlace, ...], fiscal_year: int, states: States) -> Ask:
    """The question `directory` about these places, to the policy of that year."""
    day = date(fiscal_year, 4, 1)
    parameters = policy.parameters_on(states, None, day)
    return Ask("directory", directory_facts(places, fiscal_year, parameters), day)


@command(
    "draft-edition",
    ja="所属機関リストの案を作る",
    en="Draft an edition",
    roles=("officer",),
    clauses=(31, 34),
)
class DraftEdition(OfEdition, frozen=True):
    """The list as the consents make it now. On a published edition it drafts an amendment."""

    fiscal_year: FiscalYear


def _number(states: States, edition: str) -> int:
    held: Directory | None = states[stream_of(edition)]
    return held.public.number + 1 if held and held.public else 0


def _ask_draft(wanted: DraftEdition, states: States, known: Known) -> Ask:
    return ask_rows(_places_now(wanted, states, known), wanted.fiscal_year, states)


def _places_now(wanted: OfEdition, states: States, known: Known) -> tuple[DirectoryPlace, ...]:
    return edition_places(
        facts_until(known.seen),
        wanted.edition,
        _number(states, wanted.edition),
        known.position,
        known.today,
        (),
    )


@decides(DraftEdition, streams=streams_of, slice=SEEN, ask=_ask_draft)
def draft(wanted: DraftEdition, states: States, known: Known) -> Sequence[To]:
    """A new draft needs a new approval; an equal one changes nothing."""
    held: Directory | None = states[stream_of(wanted.edition)]
    ruling: DirectoryRuling = known.ruling
    digest = rows_digest(ruling.rows)
    waiting = held.draft if held else None
    public = held.public if held else None
    if digest in (waiting and waiting.rows_sha256, public and public.rows_sha256):
        return []
    drafted = EditionDrafted(
        edition=wanted.edition,
        number=_number(states, wanted.edition),
        fiscal_year=wanted.fiscal_year,
        snapshot=known.position,
        on=known.today,
        organisations=len(ruling.rows),
        coordinators=sum(row.coordinators for row in ruling.rows),
        rows_sha256=digest,
    )
    return [To(stream_of(wanted.edition), drafted)]


@command(
    "approve-edition",
    ja="所属機関リストを決裁する",
    en="Approve an edition",
    roles=("approver",),
    clauses=(31, 34),
)
class ApproveEdition(OfEdition, frozen=True):
    """A second person approves exactly the rows that were shown."""

    digest_seen: DigestSeen


@decides(ApproveEdition, streams=streams_of)
def approve_draft(wanted: ApproveEdition, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting draft."""
    held = known_edition(states, wanted.edition)
    if held.draft is None:
        raise refuse(
            "directory.no_draft", "決裁待ちの案がありません。", "No draft awaits approval."
        )
    approval = approve(held.proposer, held.draft.rows_sha256, wanted.digest_seen, known)
    approved = EditionApproved(edition=held.edition, number=held.draft.number, approval=approval)
    return [To(stream_of(held.edition), approved)]


@command(
    "publish-edition",
    ja="所属機関リストを公開する",
    en="Publish an edition",
    roles=("officer",),
    clauses=(31, 33, 34),
)
class PublishEdition(OfEdition, frozen=True):
    """Recomputed at the instant of publication: whoever left since the approval is not in it."""


def _approved(wanted: PublishEdition, states: States) -> EditionDrafted:
    held = known_edition(states, wanted.edition)
    if held.draft is None or not held.approved:
        raise refuse("directory.not_approved", "決裁が済んでいません。", "It is not approved.")
    return held.draft


def _ask_publish(wanted: PublishEdition, states: States, known: Known) -> Ask:
    fiscal_year = _approved(wanted, states).fiscal_year
    return ask_rows(_places_now(wanted, states, known), fiscal_year, states)


@decides(PublishEdition, streams=streams_of, slice=SEEN, ask=_ask_publish)
def publish(wanted: PublishEdition, states: States, known: Known) -> Sequence[To]:
    """As approved, or smaller; anything new needs a new approval."""
    approved, ruling = _approved(wanted, states), known.ruling
    assert isinstance(ruling, DirectoryRuling)
    until = facts_until(known.seen)
    before = edition_places(
        until, approved.edition, approved.number, approved.snapshot, approved.on, ()
    )
    if not _within(ruling.rows, before):
        raise refuse(
            "directory.changed",
            "決裁の後に掲載内容が増えています。案を作り直して決裁を受けてください。",
            "The list grew since its approval. Draft it again and have it approved.",
        )
    number = _number(states, wanted.edition)
    return published(wanted.edition, number, approved.fiscal_year, known)


def _within(rows: Sequence[DirectoryRow], places: Sequence[DirectoryPlace]) -> bool:
    allowed = {
        (each.prefecture, each.municipality, each.institution): each.coordinators for each in places
    }
    return all(
        row.coordinators <= allowed.get((row.prefecture, row.municipality, row.institution), 0)
        for row in rows
    )


def published(edition: str, number: int, fiscal_year: int, known: Known) -> Sequence[To]:
    """The events that make the ruling's rows public: the edition, then each row."""
    ruling: DirectoryRuling = known.ruling
    made = Edition(
        name=edition,
        number=number,
        position=known.position,
        policy=known.policy,
        rows=ruling.rows,
        title=ruling.title,
    )
    kind = EditionAmended if number else EditionPublished
    public = kind(
        edition=edition,
        number=number,
        fiscal_year=fiscal_year,
        snapshot=known.position,
        on=known.today,
        organisations=made.organisations,
        coordinators=made.coordinators,
        rows_sha256=rows_digest(made.rows),
        edition_sha256=edition_sha256(made),
        title=made.title,
    )
    listed = [
        RowListed(edition=edition, number=number, place=place, row=row)
        for place, row in enumerate(made.rows, 1)
    ]
    return [To(stream_of(edition), each) for each in (public, *listed)]
