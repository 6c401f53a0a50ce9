"""What happens to an edition: planned, asked for, drafted, proofs, approved, published, amended;
state and fold (clauses 30, 31, 33, 34)."""

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from core.approval import Approval
from core.area import States, area, need
from core.errors import refuse
from core.event import UPCASTERS, Event, Fact, NoPerson, event
from core.programme.questions import DirectoryRow


class Plan(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The dates of one year's campaign. `ask_by` and `proofs_by` are the last days of answers
    and proofs; with `renew` everybody is asked anew, else only who has no standing consent."""

    fiscal_year: int
    ask_by: date
    proofs_by: date
    publish_on: date
    reminders: tuple[date, ...]
    renew: bool


class Basis(Struct, frozen=True, forbid_unknown_fields=True):
    """A publication that a reduced one rests on: its number, snapshot and date."""

    number: int
    snapshot: int
    on: date


@event(
    "directory.planned",
    ja="所属機関リスト {edition} 版の同意・確認・公開の日程を定めた",
    en="Planned the consents, proofs and publication of edition {edition}",
)
class EditionPlanned(Event, frozen=True):
    """年１回更新: the year's dates are data."""

    edition: NoPerson[str]
    plan: NoPerson[Plan]


@event(
    "directory.consents_asked",
    ja="所属機関リスト {edition} 版への掲載の同意を {count} 名と所属機関に求めた",
    en="Asked {count} people and their institutions for consent to edition {edition}",
)
class ConsentsAsked(Event, frozen=True):
    """Everybody who acted at the snapshot and was not asked before; each is asked in the same
    commit."""

    edition: NoPerson[str]
    snapshot: NoPerson[int]
    count: NoPerson[int]


@event(
    "directory.reminded",
    ja="所属機関リスト {edition} 版の同意について {count} 名分の回答を促した（{number} 回目）",
    en="Reminder {number} about edition {edition}, for {count} people",
)
class ConsentsReminded(Event, frozen=True):
    """Those who were silent; each is reminded in the same commit."""

    edition: NoPerson[str]
    number: NoPerson[int]
    count: NoPerson[int]


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
    """What a published or amended edition is made of, and the digest of its files; `title` is
    empty where the policy gave none."""

    edition: NoPerson[str]
    number: NoPerson[int]
    fiscal_year: NoPerson[int]
    snapshot: NoPerson[int]
    on: NoPerson[date]
    organisations: NoPerson[int]
    coordinators: NoPerson[int]
    rows_sha256: NoPerson[str]
    edition_sha256: NoPerson[str]
    title: NoPerson[str]


@event(
    "directory.reduced",
    ja="所属機関リスト {edition} 版の掲載を減らす訂正をした（第 {number} 回）",
    en="Amendment {number} of edition {edition} only takes rows and counts away",
)
class EditionReduced(Event, frozen=True):
    """Said with the amendment in the same commit: `basis` are the publications it is what is
    left of, the approved one first. It needed no new approval, as nothing new is shown."""

    edition: NoPerson[str]
    number: NoPerson[int]
    basis: NoPerson[tuple[Basis, ...]]


@event(
    "directory.published",
    ja="所属機関リスト {edition} 版を公開した（{organisations} 機関、{coordinators} 名）",
    en="Published edition {edition}: {organisations} institutions, {coordinators} people",
    version=2,
)
class EditionPublished(_Edition, frozen=True):
    """The first publication of an edition."""


@event(
    "directory.amended",
    ja="所属機関リスト {edition} 版を訂正した（{organisations} 機関、{coordinators} 名）",
    en="Amended edition {edition}: {organisations} institutions, {coordinators} people",
    version=2,
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


def _titled(payload: dict[str, Any]) -> dict[str, Any]:
    """Before policies named the list it had one title, which is in the digests of its files."""
    return {**payload, "title": "外国人支援コーディネーター所属機関リスト"}


UPCASTERS[EditionPublished.topic, 1] = _titled
UPCASTERS[EditionAmended.topic, 1] = _titled
Published = EditionPublished | EditionAmended


class Directory(Struct, frozen=True, kw_only=True):
    """One edition: its plan, draft, approval, and what is public.

    `asked` says that the campaign is open, `reminders` how often the silent were reminded.
    `basis` are the publications that the public one is what is left of, `reducing` those of an
    amendment in the same commit.
    """

    edition: str
    plan: Plan | None = None
    asked: bool = False
    reminders: int = 0
    draft: EditionDrafted | None = None
    proposer: str = ""
    approved: bool = False
    public: Published | None = None
    basis: tuple[Basis, ...] = ()
    reducing: tuple[Basis, ...] = ()

    @property
    def fiscal_year(self) -> int | None:
        """The year whose policy makes the rows, None before a plan or a draft."""
        made = self.draft or self.public or self.plan
        return made.fiscal_year if made else None

    @property
    def rests_on(self) -> tuple[Basis, ...]:
        """The publications that what is public rests on, with itself."""
        assert self.public, "nothing is public"
        return (*self.basis, Basis(self.public.number, self.public.snapshot, self.public.on))


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


def known_plan(states: States, edition: str) -> tuple[Directory, Plan]:
    """The edition and its plan, or `Refused`."""
    held: Directory | None = states[stream_of(edition)]
    if held is None or held.plan is None:
        raise refuse(
            "directory.not_planned",
            f"{edition} 版の日程がまだありません。先に日程を定めてください。",
            f"Edition {edition} has no dates yet. Please plan it first.",
            "edition",
        )
    return held, held.plan


def evolve(state: Directory | None, fact: Fact) -> Directory:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case EditionPlanned(edition=edition, plan=plan):
            return change(state or Directory(edition=edition), plan=plan)
        case EditionDrafted(edition=edition) as draft:
            held = state or Directory(edition=edition)
            return change(held, draft=draft, proposer=fact.envelope.actor, approved=False)
        case _ if state:
            return _changed(state, fact)
    raise AssertionError(fact.event.topic)


def _changed(state: Directory, fact: Fact) -> Directory:
    change = msgspec.structs.replace
    match fact.event:
        case ProofsSent() | RowListed():
            return state
        case ConsentsAsked():
            return change(state, asked=True)
        case ConsentsReminded(number=number):
            return change(state, reminders=number)
        case EditionApproved():
            return change(state, approved=True)
        case EditionReduced(basis=basis):
            return change(state, reducing=basis)
        case EditionAmended() as public if state.reducing:
            # A draft that waits keeps waiting: what it may show was proposed by a person.
            return change(state, public=public, basis=state.reducing, reducing=())
        case (EditionPublished() | EditionAmended()) as public:
            return change(state, public=public, basis=(), draft=None, approved=False)
    raise AssertionError(fact.event.topic)


area("directory", evolve)
