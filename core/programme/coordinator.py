"""Area coordinator: a certified person's affiliation and work (clauses 18, 24, 34).

"Certified" and "acting" are two states: leaving the work ends the second only. Lapse is not
revocation.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Struct

from core.area import Known, States, To, area, decides, need
from core.command import Code, Command, Label, command
from core.errors import Faults
from core.event import Event, Fact, Open, event
from core.programme import consent as consents
from core.programme import window as windows
from core.programme.words import PersonId, WindowCode

ACTING, CEASED, RETIRED, LAPSED, REVOKED = "acting", "ceased", "retired", "lapsed", "revoked"

On = Annotated[date, Label("日付", "Date")]


@event(
    "coordinator.certified",
    ja="{person} が外国人支援コーディネーターとして認証された（番号 {number}）",
    en="{person} became a certified coordinator, number {number}",
)
class CoordinatorCertified(Event, frozen=True):
    """認証: the agency's own, not a national qualification."""

    person: Open[str]
    window: Open[str]
    number: Open[str]
    valid_until: Open[date | None]


@event(
    "coordinator.transferred",
    ja="{person} の所属が窓口 {window} に変わった",
    en="{person} moved to window {window}",
)
class CoordinatorTransferred(Event, frozen=True):
    """A new affiliation; consents given at the old one end with it."""

    person: Open[str]
    old_window: Open[str]
    window: Open[str]


@event(
    "coordinator.ceased",
    ja="{person} がコーディネーターとしての活動をやめた",
    en="{person} ceased to act as a coordinator",
)
class CoordinatorCeased(Event, frozen=True):
    """Left the work; the certification stands."""

    person: Open[str]


@event(
    "coordinator.resumed",
    ja="{person} がコーディネーターとしての活動を再開した",
    en="{person} acts as a coordinator again",
)
class CoordinatorResumed(Event, frozen=True):
    """Back at work, at a window."""

    person: Open[str]
    window: Open[str]


@event("coordinator.retired", ja="{person} が引退した", en="{person} retired")
class CoordinatorRetired(Event, frozen=True):
    """Left for good."""

    person: Open[str]


class Coordinator(Struct, frozen=True, kw_only=True):
    """A certified person as rosters and counts see them."""

    person: str
    window: str
    number: str
    status: str
    certified: int
    position: int
    valid_until: date | None


def stream_of(person: str) -> str:
    """The coordinator's stream."""
    return f"coordinator/{person}"


def _known(states: States, person: str) -> Coordinator:
    found: Coordinator = need(
        states,
        stream_of(person),
        "その番号のコーディネーターはいません。",
        "There is no such coordinator.",
    )
    return found


def _with_consent(wanted: "_OfCoordinator") -> Sequence[str]:
    return (stream_of(wanted.person), consents.stream_of(wanted.person))


class _OfCoordinator(Command, frozen=True):
    """A command on one coordinator."""

    person: PersonId
    on: On


@command(
    "register-coordinator",
    ja="認証済みのコーディネーターを登録する",
    en="Register a coordinator certified earlier",
    roles=("officer",),
    clauses=(13, 18),
)
class RegisterCoordinator(_OfCoordinator, frozen=True):
    """One certified before this register began; `on` is the date of certification."""

    window: WindowCode
    number: Annotated[Code, Label("認証番号", "Certificate number")]
    valid_until: Annotated[date | None, Label("有効期限", "Valid until")] = None


@decides(
    RegisterCoordinator,
    streams=lambda wanted: (stream_of(wanted.person), windows.stream_of(wanted.window)),
)
def register(wanted: RegisterCoordinator, states: States, known: Known) -> Sequence[To]:
    """Once for a person."""
    windows.known_window(states, wanted.window)
    if states[stream_of(wanted.person)]:
        return []
    return [certified(wanted.person, wanted.window, wanted.number, wanted.valid_until, wanted.on)]


def certified(person: str, window: str, number: str, valid_until: date | None, on: date) -> To:
    """The event by which a person becomes a coordinator from `on`."""
    fact = CoordinatorCertified(
        person=person, window=window, number=number, valid_until=valid_until
    )
    return To(stream_of(person), fact, on)


@command(
    "transfer-coordinator",
    ja="所属の変更を記録する",
    en="Record a transfer",
    roles=("officer", "person"),
    clauses=(13, 30, 34),
)
class TransferCoordinator(_OfCoordinator, frozen=True):
    """The person now works at another window; both consents end (clause 30)."""

    window: WindowCode


@decides(
    TransferCoordinator,
    streams=lambda wanted: (*_with_consent(wanted), windows.stream_of(wanted.window)),
)
def transfer(wanted: TransferCoordinator, states: States, known: Known) -> Sequence[To]:
    """To another window only."""
    held = _known(states, wanted.person)
    windows.known_window(states, wanted.window)
    if held.window == wanted.window:
        return []
    moved = CoordinatorTransferred(person=held.person, old_window=held.window, window=wanted.window)
    return [To(stream_of(held.person), moved, wanted.on), *consents.ended(states, held.person)]


@command(
    "cease-coordinator",
    ja="活動停止を記録する",
    en="Record that a coordinator ceased",
    roles=("officer", "person"),
    clauses=(13, 34),
)
class CeaseCoordinator(_OfCoordinator, frozen=True):
    """Left the work; certified still."""


@decides(CeaseCoordinator, streams=_with_consent)
def cease(wanted: CeaseCoordinator, states: States, known: Known) -> Sequence[To]:
    """From acting only."""
    return _leave(wanted, states, CoordinatorCeased(person=wanted.person), (ACTING,))


@command(
    "retire-coordinator",
    ja="引退を記録する",
    en="Record that a coordinator retired",
    roles=("officer", "person"),
    clauses=(13, 34),
)
class RetireCoordinator(_OfCoordinator, frozen=True):
    """Left for good."""


@decides(RetireCoordinator, streams=_with_consent)
def retire(wanted: RetireCoordinator, states: States, known: Known) -> Sequence[To]:
    """From acting or ceased."""
    event = CoordinatorRetired(person=wanted.person)
    return _leave(wanted, states, event, (ACTING, CEASED))


@command(
    "resume-coordinator",
    ja="活動再開を記録する",
    en="Record that a coordinator resumed",
    roles=("officer", "person"),
    clauses=(13, 34),
)
class ResumeCoordinator(_OfCoordinator, frozen=True):
    """Back at work at a window."""

    window: WindowCode


@decides(
    ResumeCoordinator,
    streams=lambda wanted: (stream_of(wanted.person), windows.stream_of(wanted.window)),
)
def resume(wanted: ResumeCoordinator, states: States, known: Known) -> Sequence[To]:
    """From ceased only."""
    held = _in_status(states, wanted.person, (CEASED,))
    windows.known_window(states, wanted.window)
    event = CoordinatorResumed(person=held.person, window=wanted.window)
    return [To(stream_of(held.person), event, wanted.on)]


def _leave(
    wanted: _OfCoordinator, states: States, event: Event, allowed: tuple[str, ...]
) -> Sequence[To]:
    held = _in_status(states, wanted.person, allowed)
    return [To(stream_of(held.person), event, wanted.on), *consents.ended(states, held.person)]


def _in_status(states: States, person: str, allowed: tuple[str, ...]) -> Coordinator:
    held = _known(states, person)
    faults = Faults()
    faults.unless(
        held.status in allowed,
        f"coordinator.{held.status}",
        "このコーディネーターは今その手続きができる状態ではありません。",
        "The coordinator is not in a state for this.",
        "person",
    )
    faults.raise_any()
    return held


def evolve(state: Coordinator | None, fact: Fact) -> Coordinator:
    """Fold one fact of the stream."""
    change = msgspec.structs.replace
    match fact.event:
        case CoordinatorCertified() as made:
            return Coordinator(
                person=made.person,
                window=made.window,
                number=made.number,
                status=ACTING,
                certified=fact.position,
                position=fact.position,
                valid_until=made.valid_until,
            )
        case CoordinatorTransferred(window=window) if state:
            return change(state, window=window, position=fact.position)
        case CoordinatorCeased() if state:
            return change(state, status=CEASED, position=fact.position)
        case CoordinatorResumed(window=window) if state:
            return change(state, status=ACTING, window=window, position=fact.position)
        case CoordinatorRetired() if state:
            return change(state, status=RETIRED, position=fact.position)
    raise AssertionError(fact.event.topic)


area("coordinator", evolve)
