"""What is done with an edition: draft, send proofs, approve, publish or amend (clauses 31, 33,
34)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.approval import approve
from core.area import Ask, Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import refuse
from core.programme import policy
from core.programme.directory.edition import Edition, edition_sha256, rows_digest
from core.programme.directory.facts import (
    Directory,
    EditionAmended,
    EditionApproved,
    EditionDrafted,
    EditionPublished,
    ProofsSent,
    RowListed,
    known_edition,
    places_of,
    stream_of,
)
from core.programme.questions import DirectoryFacts, DirectoryPlace, DirectoryRow, DirectoryRuling
from core.programme.words import DigestSeen, FiscalYear
from core.programme.world import SEEN, World, states_of, world_at

EditionName = Annotated[Code, Label("版", "Edition", "例: 2026", "For example 2026")]


class _OfEdition(Command, frozen=True):
    """A command on one edition."""

    edition: EditionName


def _streams(wanted: _OfEdition) -> Sequence[str]:
    return (stream_of(wanted.edition), policy.STREAM)


def directory_facts(
    world: World, fiscal_year: int, parameters: dict[str, str | int]
) -> DirectoryFacts:
    """What the question `directory` carries: places and counts, and nothing about anybody."""
    return DirectoryFacts(fiscal_year=fiscal_year, places=places_of(world), parameters=parameters)


@command(
    "draft-edition",
    ja="所属機関リストの案を作る",
    en="Draft an edition",
    roles=("officer",),
    clauses=(31, 34),
)
class DraftEdition(_OfEdition, frozen=True):
    """The list as the consents make it now. On a published edition it drafts an amendment."""

    fiscal_year: FiscalYear


def _ask_draft(wanted: DraftEdition, states: States, known: Known) -> Ask:
    world = world_at(known.seen, known.today)
    day = date(wanted.fiscal_year, 4, 1)
    facts = directory_facts(world, wanted.fiscal_year, policy.parameters_on(states, None, day))
    return Ask("directory", facts, day)


@decides(DraftEdition, streams=_streams, slice=SEEN, ask=_ask_draft)
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
        number=public.number + 1 if public else 0,
        fiscal_year=wanted.fiscal_year,
        snapshot=known.position,
        on=known.today,
        organisations=len(ruling.rows),
        coordinators=sum(row.coordinators for row in ruling.rows),
        rows_sha256=digest,
    )
    return [To(stream_of(wanted.edition), drafted)]


@command(
    "send-proofs",
    ja="掲載内容の確認を依頼する",
    en="Send proofs",
    roles=("officer",),
    clauses=(33,),
)
class SendProofs(_OfEdition, frozen=True):
    """To both parties of everyone who agreed: is what would be shown right?"""


@decides(SendProofs, streams=_streams, slice=SEEN)
def send_proofs(wanted: SendProofs, states: States, known: Known) -> Sequence[To]:
    """Counts those who agreed on both sides."""
    known_edition(states, wanted.edition)
    world = world_at(known.seen, known.today)
    agreed = [
        each
        for each in states_of(world, "consent")
        if each.window is not None and sum(each.answers.values()) > 1
    ]
    sent = ProofsSent(edition=wanted.edition, count=len(agreed))
    return [To(stream_of(wanted.edition), sent)]


@command(
    "approve-edition",
    ja="所属機関リストを決裁する",
    en="Approve an edition",
    roles=("approver",),
    clauses=(31, 34),
)
class ApproveEdition(_OfEdition, frozen=True):
    """A second person approves exactly the rows that were shown."""

    digest_seen: DigestSeen


@decides(ApproveEdition, streams=_streams)
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
class PublishEdition(_OfEdition, frozen=True):
    """Recomputed at the instant of publication: whoever left since the approval is not in it."""


def _approved(wanted: PublishEdition, states: States) -> EditionDrafted:
    held = known_edition(states, wanted.edition)
    if held.draft is None or not held.approved:
        raise refuse("directory.not_approved", "決裁が済んでいません。", "It is not approved.")
    return held.draft


def _ask_publish(wanted: PublishEdition, states: States, known: Known) -> Ask:
    fiscal_year = _approved(wanted, states).fiscal_year
    return _ask_draft(DraftEdition(edition=wanted.edition, fiscal_year=fiscal_year), states, known)


@decides(PublishEdition, streams=_streams, slice=SEEN, ask=_ask_publish)
def publish(wanted: PublishEdition, states: States, known: Known) -> Sequence[To]:
    """As approved, or smaller; anything new needs a new approval."""
    approved, ruling = _approved(wanted, states), known.ruling
    assert isinstance(ruling, DirectoryRuling)
    before = world_at((f for f in known.seen if f.position <= approved.snapshot), approved.on)
    if not _within(ruling.rows, places_of(before)):
        raise refuse(
            "directory.changed",
            "決裁の後に掲載内容が増えています。案を作り直して決裁を受けてください。",
            "The list grew since its approval. Draft it again and have it approved.",
        )
    edition = Edition(
        name=wanted.edition,
        number=approved.number,
        position=known.position,
        policy=known.policy,
        rows=ruling.rows,
    )
    kind = EditionAmended if approved.number else EditionPublished
    published = _published(kind, edition, approved, known.today)
    listed = [
        RowListed(edition=edition.name, number=edition.number, place=place, row=row)
        for place, row in enumerate(edition.rows, 1)
    ]
    return [To(stream_of(wanted.edition), each) for each in (published, *listed)]


def _within(rows: Sequence[DirectoryRow], places: Sequence[DirectoryPlace]) -> bool:
    allowed = {
        (each.prefecture, each.municipality, each.institution): each.coordinators for each in places
    }
    return all(
        row.coordinators <= allowed.get((row.prefecture, row.municipality, row.institution), 0)
        for row in rows
    )


def _published(
    kind: type[EditionPublished] | type[EditionAmended],
    edition: Edition,
    approved: EditionDrafted,
    on: date,
) -> EditionPublished | EditionAmended:
    return kind(
        edition=edition.name,
        number=edition.number,
        fiscal_year=approved.fiscal_year,
        snapshot=edition.position,
        on=on,
        organisations=edition.organisations,
        coordinators=edition.coordinators,
        rows_sha256=rows_digest(edition.rows),
        edition_sha256=edition_sha256(edition),
    )
