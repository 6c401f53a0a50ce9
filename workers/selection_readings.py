"""A selection under other readings of its rules, before anybody decides; nothing is stored (clauses
10-13).

Each reading puts the same question to the pinned policy with one parameter changed, on the facts of
the run (or, before the first run, on those of today).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from core.event import Fact
from core.programme import call as calls
from core.programme.call import Call, CallOpened
from core.programme.questions import NomineeRuling, Reading, SelectionFacts, SelectionRuling
from core.programme.selection.admitting import ruled
from core.programme.selection.facts import SelectionComputed, SelectionRuled, stream_of
from core.programme.selection.run import RunSelection
from core.programme.selection.snapshot import selection_facts
from core.programme.world import TOPICS, World, world_at
from tenants.gate import Tenant

SELECTED = "selected"
CHANGING = ("window", "nomination", "coordinator", "training", "cohort")
"""Areas whose facts a selection may rest on."""
Rulings = Mapping[str, NomineeRuling]


class Changed(NamedTuple):
    """A nominee whose rank or outcome differs: before and under the other reading."""

    nomination: str
    window: str
    prefecture: str
    outcome: str
    rank: int | None
    other_outcome: str
    other_rank: int | None

    @property
    def seat(self) -> bool:
        """Whether the person would gain or lose a seat."""
        return (self.outcome == SELECTED) != (self.other_outcome == SELECTED)


class Other(NamedTuple):
    """One other reading: the parameter, its other value, and who would change."""

    reading: Reading
    value: str | int
    changed: tuple[Changed, ...]

    @property
    def seats(self) -> tuple[Changed, ...]:
        """Those who would gain or lose a seat."""
        return tuple(each for each in self.changed if each.seat)


class Readings(NamedTuple):
    """The run (None before the first), its date, and every other reading of the pinned policy."""

    run: SelectionComputed | None
    decided_on: date
    others: tuple[Other, ...]


class Since(NamedTuple):
    """What was recorded since a run's snapshot that it might have rested on, and who would
    change if it were run again with it on the same date."""

    facts: tuple[Fact, ...]
    changed: tuple[Changed, ...]


class _Asked(NamedTuple):
    run: SelectionComputed | None
    facts: SelectionFacts
    opened: CallOpened
    rulings: Rulings
    readings: tuple[Reading, ...]


def other_readings(tenant: Tenant, call: str) -> Readings:
    """Every other declared reading against the run's; `Refused` as the run itself would be."""
    asked = _asked(tenant, call)
    others = []
    for reading in asked.readings:
        for value in (reading.default, *reading.others):
            if value != reading.value:
                parameters = {**asked.facts.parameters, reading.name: value}
                facts = msgspec.structs.replace(asked.facts, parameters=parameters)
                found = _by_nomination(_ask(tenant, asked.opened, facts))
                others.append(Other(reading, value, _changes(asked.rulings, found)))
    return Readings(asked.run, asked.facts.decided_on, tuple(others))


def since_run(tenant: Tenant, call: str) -> Since | None:
    """What changed after the latest run of a call; None before the first."""
    asked = _asked(tenant, call)
    if asked.run is None:
        return None
    later = tuple(_later(tenant, asked.run.snapshot, asked.run.decided_on))
    if not later:
        return Since((), ())
    seats = _places(tenant, call)
    now = _facts(tenant, call, asked.run.decided_on, asked.run.seed, None, seats)
    found = _by_nomination(_ask(tenant, asked.opened, now))
    return Since(later, _changes(asked.rulings, found))


def later_count(tenant: Tenant, snapshot: int, decided_on: date) -> int:
    """How many facts that a selection may rest on were recorded after a snapshot."""
    return sum(1 for _ in _later(tenant, snapshot, decided_on))


def _later(tenant: Tenant, snapshot: int, decided_on: date) -> Iterator[Fact]:
    """Whether a date's decision may see a fact is its effective date's; a cohort's seats count
    whenever they changed."""
    topics = tuple(each for each in TOPICS if each.partition(".")[0] in CHANGING)
    for fact in tenant.log.walk(topics=topics, start=snapshot + 1):
        if fact.effective_on <= decided_on or fact.stream.startswith("cohort/"):
            yield fact


def _asked(tenant: Tenant, call: str) -> _Asked:
    run, recorded = _latest(tenant, call)
    if run is None:
        wanted = RunSelection(call=call, decided_on=tenant.today)
        (complete,) = tenant.complete([wanted])
        assert isinstance(complete, RunSelection)
        seats = _places(tenant, call)
        facts = _facts(tenant, call, tenant.today, complete.seed, None, seats)
    else:
        facts = _facts(tenant, call, run.decided_on, run.seed, run.snapshot, run.seats)
    _, opened = _call(tenant, call)
    if run is not None:
        return _Asked(run, facts, opened, recorded, run.readings)
    ruling = _ask(tenant, opened, facts)
    return _Asked(None, facts, opened, _by_nomination(ruling), ruling.readings)


def _facts(
    tenant: Tenant, call: str, day: date, seed: str, position: int | None, seats: int
) -> SelectionFacts:
    seen = tenant.log.head().size if position is None else position
    world: World = world_at(tenant.log.walk(seen, TOPICS), day)
    held, opened = _call(tenant, call)
    return selection_facts(world, held, opened, day, bytes.fromhex(seed), seats)


def _call(tenant: Tenant, call: str) -> tuple[Call, CallOpened]:
    stream = calls.stream_of(call)
    return calls.opened_call({stream: _folded(tenant, stream)}, call)


def _places(tenant: Tenant, call: str) -> int:
    _, opened = _call(tenant, call)
    places: int = _folded(tenant, f"cohort/{opened.cohort}").places_for(call)
    return places


def _folded(tenant: Tenant, stream: str) -> Any:
    return world_at(tenant.log.stream(stream), date.max).get(stream)


def _latest(tenant: Tenant, call: str) -> tuple[SelectionComputed | None, Rulings]:
    run, rulings = None, dict[str, NomineeRuling]()
    for fact in tenant.log.stream(stream_of(call)):
        if isinstance(fact.event, SelectionComputed):
            run, rulings = fact.event, {}
        elif isinstance(fact.event, SelectionRuled):
            rulings[fact.event.nomination] = fact.event.ruling
    return run, rulings


def _ask(tenant: Tenant, opened: CallOpened, facts: SelectionFacts) -> SelectionRuling:
    return ruled(tenant.policies.ask, facts, opened.pins)


def _by_nomination(ruling: SelectionRuling) -> Rulings:
    return {each.nomination: each for each in ruling.results}


def _changes(before: Rulings, after: Rulings) -> tuple[Changed, ...]:
    found = [
        Changed(
            nomination=name,
            window=held.window,
            prefecture=held.prefecture,
            outcome=held.outcome,
            rank=held.rank,
            other_outcome=after[name].outcome,
            other_rank=after[name].rank,
        )
        for name, held in before.items()
        if name in after and (held.outcome, held.rank) != (after[name].outcome, after[name].rank)
    ]
    return tuple(sorted(found, key=lambda each: (not each.seat, each.rank or 1 << 30)))
