"""What happens to an edition: drafted, proofs, approved, published, amended; state and fold
(clauses 31, 33, 34)."""

from datetime import date

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.event import Event, Fact, NoPerson, event
from core.programme.consent import Consent
from core.programme.coordinator import ACTING, Coordinator
from core.programme.questions import DirectoryPlace, DirectoryRow
from core.programme.window import Window
from core.programme.world import World, states_of


@event(
    "directory.drafted",
    ja="所属機関リスト {edition} 版の案を作った（{organisations} 機関、{coordinators} 名）",
    en="Drafted edition {edition}: {organisations} institutions, {coordinators} people",
)
class EditionDrafted(Event, frozen=True):
    """The rows follow from the snapshot and the policy; their digest is what is approved."""

    edition: NoPerson[str]
    number: NoPerson[int]
    fiscal_year: NoPerson[int]
    snapshot: NoPerson[int]
    on: NoPerson[date]
    organisations: NoPerson[int]
    coordinators: NoPerson[int]
    rows_sha256: NoPerson[str]


@event(
    "directory.proofs_sent",
    ja="所属機関リスト {edition} 版の掲載内容の確認を {count} 名分依頼した",
    en="Sent proofs of edition {edition} for {count} people",
)
class ProofsSent(Event, frozen=True):
    """誤り確認: both parties of everyone who would be counted were asked to look."""

    edition: NoPerson[str]
    count: NoPerson[int]


@event(
    "directory.approved",
    ja="所属機関リスト {edition} 版を決裁した",
    en="Approved edition {edition}",
)
class EditionApproved(Event, frozen=True):
    """決裁 of the draft."""

    edition: NoPerson[str]
    number: NoPerson[int]
    approval: NoPerson[Approval]


class _Edition(Event, frozen=True):
    """What a published or amended edition is made of, and the digest of its files."""

    edition: NoPerson[str]
    number: NoPerson[int]
    fiscal_year: NoPerson[int]
    snapshot: NoPerson[int]
    on: NoPerson[date]
    organisations: NoPerson[int]
    coordinators: NoPerson[int]
    rows_sha256: NoPerson[str]
    edition_sha256: NoPerson[str]


@event(
    "directory.published",
    ja="所属機関リスト {edition} 版を公開した（{organisations} 機関、{coordinators} 名）",
    en="Published edition {edition}: {organisations} institutions, {coordinators} people",
)
class EditionPublished(_Edition, frozen=True):
    """The first publication of an edition."""


@event(
    "directory.amended",
    ja="所属機関リスト {edition} 版を訂正した（{organisations} 機関、{coordinators} 名）",
    en="Amended edition {edition}: {organisations} institutions, {coordinators} people",
)
class EditionAmended(_Edition, frozen=True):
    """A later publication of the same edition; causes are not public (small counts reveal
    people)."""


@event(
    "directory.listed",
    ja="所属機関リスト {edition} 版の {place} 行目を記録した",
    en="Recorded row {place} of edition {edition}",
)
class RowListed(Event, frozen=True):
    """One row of what was published, in the same commit; `place` counts from 1."""

    edition: NoPerson[str]
    number: NoPerson[int]
    place: NoPerson[int]
    row: NoPerson[DirectoryRow]


Published = EditionPublished | EditionAmended


class Directory(Struct, frozen=True, kw_only=True):
    """One edition: its draft, approval, and what is public."""

    edition: str
    draft: EditionDrafted | None = None
    proposer: str = ""
    approved: bool = False
    public: Published | None = None


def stream_of(edition: str) -> str:
    """The edition's stream."""
    return f"directory/{edition}"


def known_edition(states: States, edition: str) -> Directory:
    """The edition, or `Refused`."""
    found: Directory = need(
        states,
        stream_of(edition),
        f"{edition} 版の案はありません。",
        f"There is no edition {edition}.",
    )
    return found


def confirmed_people(world: World) -> list[Coordinator]:
    """Acting coordinators for whom both consents and both proofs stand, at their present window."""
    people: list[Coordinator] = states_of(world, "coordinator")
    return [each for each in people if each.status == ACTING and _confirmed(world, each)]


def _confirmed(world: World, each: Coordinator) -> bool:
    consent: Consent | None = world.get(f"consent/{each.person}")
    return consent is not None and consent.window == each.window and consent.confirmed


def places_of(world: World) -> tuple[DirectoryPlace, ...]:
    """Institutions with their counts; people enter as numbers only (clause 31)."""
    counts: dict[tuple[str, str, str, str], int] = {}
    for each in confirmed_people(world):
        window: Window = world[f"window/{each.window}"]
        held = window.attributes
        key = (held.municipality_code, held.institution, held.prefecture, held.municipality)
        counts[key] = counts.get(key, 0) + 1
    return tuple(
        DirectoryPlace(
            institution=institution,
            prefecture=prefecture,
            municipality=municipality,
            municipality_code=code,
            coordinators=count,
        )
        for (code, institution, prefecture, municipality), count in sorted(counts.items())
    )


def evolve(state: Directory | None, fact: Fact) -> Directory:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case EditionDrafted(edition=edition) as draft:
            held = state or Directory(edition=edition)
            return change(held, draft=draft, proposer=fact.envelope.actor, approved=False)
        case ProofsSent() | RowListed() if state:
            return state
        case EditionApproved() if state:
            return change(state, approved=True)
        case (EditionPublished() | EditionAmended()) as public if state:
            return change(state, public=public, draft=None, approved=False)
    raise AssertionError(fact.event.topic)


area("directory", evolve)
