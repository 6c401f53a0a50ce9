"""Rows of the view consent_board and how facts change them (clauses 30, 32-34)."""

from datetime import date, datetime

import msgspec
from msgspec import Struct

from core.area import evolve
from core.event import EVENTS, Event, Fact
from core.programme.consent.events import (
    AuthorityRecorded,
    ConsentAsked,
    ConsentRequested,
    ConsentRestored,
    ProofCorrected,
    ProofSent,
    Shown,
)
from core.programme.consent.facts import Consent
from core.programme.coordinator import ACTING, Coordinator
from core.programme.directory.facts import (
    ConsentsAsked,
    ConsentsReminded,
    EditionAmended,
    EditionPlanned,
    EditionPublished,
    EditionReduced,
    Plan,
    Published,
)
from core.programme.person import PersonErased
from core.programme.window import WindowSucceeded
from projections.borrowed import PEOPLE_EVENTS, PLACE_EVENTS, Who, WindowPlace, keep
from projections.sealed import SealedCell, cell
from projections.view import Rows, Table


class Gone(Struct, frozen=True, kw_only=True):
    """A no to what may have been listed since the position `listed_from`: where and when it was
    said."""

    listed_from: int
    position: int
    at: datetime


class ConsentRow(Struct, frozen=True, kw_only=True):
    """The latest request about a person, and what both parties said to it; `asked` is its
    position.

    `standing` is false once the affiliation it was for has ended. `listed_from` is the position
    from which an edition may count the person, 0 while none may. `corrections`: party -> what it
    says is wrong.
    """

    person: str
    window: str
    text: str
    text_digest: str
    asked: int
    state: Consent
    standing: bool = True
    authority: SealedCell | None = None
    corrections: dict[str, SealedCell | None] = {}
    listed_from: int = 0
    gone: Gone | None = None

    @property
    def answers(self) -> dict[str, bool]:
        """Party -> yes or no; silence is absent."""
        return self.state.answers

    @property
    def proofs(self) -> frozenset[str]:
        """The parties that have confirmed the proof sent last."""
        return self.state.proofs

    @property
    def shown(self) -> Shown | None:
        """The row that the latest proof shows."""
        return self.state.shown

    @property
    def confirmed(self) -> bool:
        """Both parties agreed, and both have checked what will be shown."""
        return self.standing and self.state.confirmed


class EditionRow(Struct, frozen=True, kw_only=True):
    """A year's campaign: its dates, whether everybody was asked, and how often the silent were
    reminded."""

    edition: str
    plan: Plan
    planned: int
    asked: int | None = None
    reminders: int = 0


class PublicRow(Struct, frozen=True, kw_only=True):
    """What is public now. `base` is the snapshot of the approved list, `snapshot` that of the
    latest amendment of it."""

    edition: str
    number: int
    base: int
    snapshot: int
    on: date
    reducing: bool = False


class Successor(Struct, frozen=True):
    """The window that another one has become."""

    window: str
    successor: str


CONSENTS = Table("consent", ConsentRow, columns=("standing",))
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)
COORDINATORS = Table("coordinator", Coordinator, columns=("status",))
SUCCESSORS = Table("successor", Successor)
EDITIONS = Table("edition", EditionRow)
PUBLIC = Table("public", PublicRow)
TABLES = (CONSENTS, PEOPLE, PLACES, COORDINATORS, SUCCESSORS, EDITIONS, PUBLIC)
LATEST = "latest"
"""The one key of `PUBLIC`."""

OF_EDITIONS: tuple[type[Event], ...] = (
    EditionPlanned,
    ConsentsAsked,
    ConsentsReminded,
    EditionReduced,
    EditionPublished,
    EditionAmended,
)
OF_AREAS: tuple[type[Event], ...] = tuple(
    kind for topic, kind in EVENTS.items() if topic.partition(".")[0] in ("consent", "coordinator")
)
TAKEN: tuple[type[Event], ...] = (
    *PEOPLE_EVENTS,
    PersonErased,
    *PLACE_EVENTS,
    WindowSucceeded,
    *OF_EDITIONS,
    *OF_AREAS,
)


def fold(rows: Rows, fact: Fact) -> None:
    """The areas fold their own streams; beside a consent stands since when it may be listed."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    area, _, key = fact.stream.partition("/")
    match area:
        case "window":
            _succeeded(rows, fact)
        case "person":
            _erased(rows, key, fact)
        case "consent":
            rows.put(CONSENTS, key, _consent(rows, key, fact))
        case "coordinator":
            held = evolve(rows.get(COORDINATORS, key), fact)
            rows.put(COORDINATORS, key, held)
        case _:
            _edition(rows, key, fact)


def _succeeded(rows: Rows, fact: Fact) -> None:
    done = fact.event
    assert isinstance(done, WindowSucceeded)
    rows.put(SUCCESSORS, done.code, Successor(done.code, done.successor))


def _erased(rows: Rows, person: str, fact: Fact) -> None:
    """Whoever is erased acts nowhere, and leaves the public list as after a withdrawal."""
    rows.remove(COORDINATORS, person)
    held = rows.get(CONSENTS, person)
    if held:
        row = msgspec.structs.replace(held, standing=False, listed_from=0)
        gone = _gone(held, fact) if held.listed_from else held.gone
        rows.put(CONSENTS, person, msgspec.structs.replace(row, gone=gone))


def _gone(held: ConsentRow, fact: Fact) -> Gone:
    at = datetime.fromisoformat(fact.envelope.recorded_at)
    return Gone(listed_from=held.listed_from, position=fact.position, at=at)


def _consent(rows: Rows, person: str, fact: Fact) -> ConsentRow:
    held = rows.get(CONSENTS, person)
    state: Consent = evolve(held.state if held else None, fact)
    match fact.event:
        case (ConsentRequested() | ConsentAsked()) as asked:
            return ConsentRow(
                person=person,
                window=asked.window,
                text=asked.text,
                text_digest=asked.text_digest,
                asked=fact.position,
                state=state,
                listed_from=held.listed_from if held and state.earlier else 0,
                gone=held.gone if held else None,
            )
    held = rows.need(CONSENTS, person)
    change = msgspec.structs.replace
    row = change(held, state=state, standing=state.window is not None)
    match fact.event:
        case AuthorityRecorded():
            row = change(row, authority=cell(fact, "authority"))
        case ProofSent():
            row = change(row, corrections={})
        case ProofCorrected(party=party):
            row = change(row, corrections={**row.corrections, party: cell(fact, "text")})
    return _listed(rows, row, fact)


def _listed(rows: Rows, row: ConsentRow, fact: Fact) -> ConsentRow:
    """The row with since when an edition may count the person, and what took that away."""
    change = msgspec.structs.replace
    state = row.state
    if not row.standing:
        return change(row, listed_from=0)
    if not (state.agreed or state.earlier):
        if not row.listed_from:
            return row
        return change(row, listed_from=0, gone=_gone(row, fact))
    if isinstance(fact.event, ConsentRestored) and row.gone:
        return _back(rows, row, row.gone, fact)
    if state.confirmed and not row.listed_from:
        return change(row, listed_from=fact.position)
    return row


def _back(rows: Rows, row: ConsentRow, gone: Gone, fact: Fact) -> ConsentRow:
    """After a withdrawal was undone: as before, if nothing was amended meanwhile."""
    public = rows.get(PUBLIC, LATEST)
    still = public is None or gone.position > public.snapshot
    since = gone.listed_from if still else fact.position if row.state.confirmed else 0
    return msgspec.structs.replace(row, listed_from=since, gone=None)


def _edition(rows: Rows, edition: str, fact: Fact) -> None:
    change = msgspec.structs.replace
    match fact.event:
        case EditionPlanned(plan=plan):
            held = rows.get(EDITIONS, edition)
            row = EditionRow(edition=edition, plan=plan, planned=fact.position)
            rows.put(EDITIONS, edition, change(held, plan=plan) if held else row)
        case ConsentsAsked():
            held = rows.need(EDITIONS, edition)
            rows.put(EDITIONS, edition, change(held, asked=held.asked or fact.position))
        case ConsentsReminded(number=number):
            held = rows.need(EDITIONS, edition)
            rows.put(EDITIONS, edition, change(held, reminders=number))
        case EditionReduced():
            rows.put(PUBLIC, LATEST, change(rows.need(PUBLIC, LATEST), reducing=True))
        case (EditionPublished() | EditionAmended()) as made:
            rows.put(PUBLIC, LATEST, _public(rows.get(PUBLIC, LATEST), made))
        case _:
            raise AssertionError(fact.event.topic)


def _public(before: PublicRow | None, made: Published) -> PublicRow:
    reduced = before is not None and before.reducing
    return PublicRow(
        edition=made.edition,
        number=made.number,
        base=before.base if before and reduced else made.snapshot,
        snapshot=made.snapshot,
        on=made.on,
    )


def is_acting(row: Coordinator) -> bool:
    """Whether the coordinator acts now."""
    return row.status == ACTING
