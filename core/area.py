"""What an area declares: how its streams fold, and for each command what to load, ask and decide.

`decide` is pure: command, states and everything else it may know come in; events for streams come
out. It reads no view. A command that must see across streams names one slice, folded from named
topics up to P.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from msgspec import Struct

from core.command import Command
from core.errors import Fault, Refused, refuse
from core.event import Event, Fact, PolicyRef

States = Mapping[str, Any]
"""Stream name -> the state of its area, None for a stream without events."""


class To(NamedTuple):
    """An event for a stream; `effective_on` is the date it holds from, where that is not today."""

    stream: str
    event: Event
    effective_on: date | None = None


class Known(Struct, frozen=True, kw_only=True):
    """All else a decision may know: the instant, who acts, 32 fresh bytes, the slice at P, the
    policy's ruling, `first` the rulings on what was asked before, and the policies to pin."""

    now: datetime
    actor: str
    fresh: bytes = b""
    position: int = 0
    seen: Any = None
    ruling: Any = None
    policy: PolicyRef | None = None
    first: tuple[Any, ...] = ()
    pins: Mapping[str, PolicyRef] = {}

    @property
    def today(self) -> date:
        """The civil date in Japan."""
        return self.now.date()


class Slice(NamedTuple):
    """A pure fold over named topics, from the first event up to the position the engine fixes."""

    topics: tuple[str, ...]
    initial: Callable[[], Any]
    fold: Callable[[Any, Fact], Any]


class Ask(NamedTuple):
    """A question to put to a policy: the pinned one, or else the one in force for `fiscal_year`
    on `day`. Unless an answer is `needed`, none in force means that the ruling is None."""

    question: str
    facts: Struct
    day: date
    policy: PolicyRef | None = None
    needed: bool = True


class InForce(Struct, frozen=True, forbid_unknown_fields=True):
    """A policy a tenant adopted: which, from when, and the parameters that differ from its
    defaults."""

    policy: PolicyRef
    from_date: date
    parameters: dict[str, str | int] = {}

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, as far as the adoption itself says."""
        return self.from_date <= day


class PolicyPort(Protocol):
    """Whoever answers questions: the plugin host, or a recording of it."""

    def ask(self, question: str, policy: PolicyRef, facts: Struct) -> Struct:
        """The ruling; `Refused` if the policy fails, changed, or answers with something else."""

    def resolve(self, question: str, day: date, adopted: Sequence[InForce]) -> PolicyRef:
        """The newest policy in force on `day` that answers the question; `Refused` if none does."""


class NoneInForce(Refused):
    """No policy that a tenant adopted answers the question on that day."""


class Unanswered(Refused):
    """A policy gave no answer that counts: it raised, hung, died, reached out, answered junk.

    `kind` is one of `core.programme.policy.FAILURES`; what the policy said is nowhere in it.
    """

    def __init__(self, policy: PolicyRef, question: str, kind: str, fault: Fault) -> None:
        super().__init__(fault)
        self.policy, self.question, self.kind = policy, question, kind


class Area(NamedTuple):
    """An area: the first part of its streams' names, and how an event changes its state.

    `in_place`: a state is changed as it is folded, so no two folds may share one.
    """

    name: str
    evolve: Callable[[Any, Fact], Any]
    in_place: bool = False


class Decider(NamedTuple):
    """How a command is decided. `scope` names what a scoped role must hold (`body/…`,
    `person/…`)."""

    decide: Callable[[Any, States, Known], Sequence[To]]
    streams: Callable[[Any], Sequence[str]]
    slice: Slice | None
    ask: Callable[[Any, States, Known], Ask | None] | None
    more: Callable[[Any, States], Sequence[str]] | None
    reaches: Callable[[Any, Known], Sequence[str]] | None = None
    first: Callable[[Any, States, Known], Sequence[Ask]] | None = None
    pins: Callable[[Any, States], Sequence[tuple[str, date]]] | None = None

    @property
    def is_brief(self) -> bool:
        """Whether it reads only streams that the command names: microseconds, at any length of
        history."""
        asks = (self.ask, self.first, self.pins)
        return self.slice is None and self.more is None and not any(asks)


AREAS: dict[str, Area] = {}
DECIDERS: dict[type[Command], Decider] = {}
C = TypeVar("C", bound=Command)
Decide = Callable[[C, States, Known], Sequence[To]]


def area(name: str, evolve: Callable[[Any, Fact], Any], *, in_place: bool = False) -> Area:
    """Register an area; its streams are `name/…`."""
    assert name not in AREAS, f"area {name} registered twice"
    AREAS[name] = Area(name, evolve, in_place)
    return AREAS[name]


def area_of(stream: str) -> Area:
    """The area that owns a stream."""
    found = AREAS.get(stream.partition("/")[0])
    assert found is not None, f"no area owns {stream}"
    return found


def decides(
    kind: type[C],
    *,
    streams: Callable[[C], Sequence[str]],
    slice: Slice | None = None,
    ask: Callable[[C, States, Known], Ask | None] | None = None,
    more: Callable[[C, States], Sequence[str]] | None = None,
    reaches: Callable[[C, Known], Sequence[str]] | None = None,
    first: Callable[[C, States, Known], Sequence[Ask]] | None = None,
    pins: Callable[[C, States], Sequence[tuple[str, date]]] | None = None,
) -> Callable[[Decide[C]], Decide[C]]:
    """Register the decide function of a command.

    `streams` are loaded and guarded by expected version; `more` names further ones that follow from
    those states (a nomination's window, say), and is asked again until it names nothing new;
    `slice` is folded up to P; `reaches` names streams that follow from the slice (everybody who
    acts, say); `ask` may put one question to a policy, whose name stands on the facts; it and
    `decide` see the rulings on those put `first`. `pins` names questions, each with a day: which
    policy answers each is in `Known.pins`, and none of them is asked.
    """

    def register(function: Decide[C]) -> Decide[C]:
        assert kind not in DECIDERS, f"{kind.name} decided twice"
        DECIDERS[kind] = Decider(function, streams, slice, ask, more, reaches, first, pins)
        return function

    return register


def evolve(state: Any, fact: Fact) -> Any:
    """Fold a fact into its stream's state by the area that owns the stream."""
    return area_of(fact.stream).evolve(state, fact)


def folded(facts: Iterable[Fact]) -> Any:
    """The state after all facts of a stream, None if there are none."""
    state = None
    for fact in facts:
        state = evolve(state, fact)
    return state


def need(states: States, stream: str, ja: str, en: str) -> Any:
    """The state of `stream`; `Refused` with code `<area>.unknown` if nothing was ever recorded
    there."""
    state = states.get(stream)
    if state is None:
        raise refuse(stream.partition("/")[0] + ".unknown", ja, en)
    return state
