"""A coordinator's work: registered, moved, ceased, resumed, retired (clauses 13, 30, 34)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import Faults
from core.event import Event
from core.programme import consent as consents
from core.programme import person as people
from core.programme import window as windows
from core.programme.coordinator.facts import (
    CoordinatorCeased,
    CoordinatorResumed,
    CoordinatorRetired,
    CoordinatorTransferred,
)
from core.programme.coordinator.state import (
    ACTING,
    CEASED,
    LAPSED,
    RETIRED,
    Coordinator,
    certified,
    known_coordinator,
    stream_of,
)
from core.programme.words import PersonId, WindowCode

On = Annotated[date, Label("日付", "Date")]


def _with_consent(wanted: "_OfCoordinator") -> Sequence[str]:
    return (stream_of(wanted.person), consents.stream_of(wanted.person))


class _OfCoordinator(Command, frozen=True):
    """A command on one coordinator."""

    person: PersonId
    on: On


@command(
    "register-coordinator",
    ja="認証済みの人を登録する",
    en="Register somebody certified earlier",
    roles=("officer",),
    clauses=(13, 18),
)
class RegisterCoordinator(_OfCoordinator, frozen=True):
    """One certified before this register began; `on` is the date of certification."""

    window: WindowCode
    number: Annotated[Code, Label("認証番号", "Certificate number")]
    valid_until: Annotated[date | None, Label("有効期限", "Valid until")] = None


def _live(wanted: RegisterCoordinator, states: States) -> str:
    held: people.Person | None = states[people.stream_of(wanted.person)]
    return held.live or "" if held else ""


def _training(wanted: RegisterCoordinator, states: States) -> Sequence[str]:
    live = _live(wanted, states)
    return (f"training/{live}",) if live else ()


@decides(
    RegisterCoordinator,
    streams=lambda wanted: (
        stream_of(wanted.person),
        windows.stream_of(wanted.window),
        people.stream_of(wanted.person),
    ),
    more=_training,
)
def register(wanted: RegisterCoordinator, states: States, known: Known) -> Sequence[To]:
    """Once for a person. Of a trainee who was carried in, the training is over with it."""
    windows.known_window(states, wanted.window)
    if states[stream_of(wanted.person)]:
        return []
    made = certified(wanted.person, wanted.window, wanted.number, wanted.valid_until, wanted.on)
    trained = any(states[stream] for stream in _training(wanted, states))
    over = people.released(states, wanted.person, _live(wanted, states)) if trained else []
    return [made, *over]


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
    held = _in_status(states, wanted.person, (ACTING, CEASED, RETIRED, LAPSED))
    windows.known_window(states, wanted.window)
    if held.window == wanted.window:
        return []
    moved = CoordinatorTransferred(person=held.person, old_window=held.window, window=wanted.window)
    return [To(stream_of(held.person), moved, wanted.on), *consents.ended(states, held.person)]


@command(
    "cease-coordinator",
    ja="活動停止を記録する",
    en="Record that somebody ceased to act",
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
    en="Record that somebody retired",
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
    en="Record that somebody acts again",
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
    held = known_coordinator(states, person)
    faults = Faults()
    faults.unless(
        held.status in allowed,
        f"coordinator.{held.status}",
        "この人は今その手続きができる状態ではありません。",
        "The person is not in a state for this.",
        "person",
    )
    faults.raise_any()
    return held
