"""A selection of the past as it was asked: the run that counts, what the policy answered, and the
facts rebuilt from the log at its own snapshot and date."""

from collections.abc import Sequence
from typing import NamedTuple

from core.area import folded
from core.errors import Fault, Refused
from core.event import Fact
from core.programme import call as calls
from core.programme import cohort as cohorts
from core.programme.call import CallOpened, Pins
from core.programme.questions import NomineeRuling, SelectionFacts
from core.programme.questions.course import Round
from core.programme.selection.facts import (
    SelectionApproved,
    SelectionComputed,
    SelectionRuled,
    stream_of,
)
from core.programme.selection.snapshot import selection_facts
from core.programme.world import TOPICS, world_at
from tenants.gate import Tenant


class PastRun(NamedTuple):
    """A run, the policies that its call pinned, its rulings in the order of results, the round as
    it was planned, and the facts."""

    run: SelectionComputed
    pins: Pins
    rulings: tuple[NomineeRuling, ...]
    planned: Round
    facts: SelectionFacts

    @property
    def call(self) -> str:
        """Whose selection it was."""
        return self.run.call


class _Told(NamedTuple):
    run: SelectionComputed
    rulings: tuple[NomineeRuling, ...]


def past_runs(tenant: Tenant, wanted: Sequence[str]) -> list[PastRun]:
    """The run of each call that was approved, else its latest; `Refused` names every call without
    one, and every call that is none."""
    streams = {call: list(tenant.log.stream(stream_of(call))) for call in dict.fromkeys(wanted)}
    found = {call: _told(facts) for call, facts in streams.items()}
    told = [each for each in found.values() if each is not None]
    if faults := [_never(tenant, call) for call, each in found.items() if each is None]:
        raise Refused(*faults)
    # Read once for all: the calls of some years share most of their facts.
    seen = list(tenant.log.walk(max((each.run.snapshot for each in told), default=0), TOPICS))
    return [_rebuilt(tenant, each, seen) for each in told]


def _told(facts: Sequence[Fact]) -> _Told | None:
    approved = {fact.event.run for fact in facts if isinstance(fact.event, SelectionApproved)}
    runs = [fact for fact in facts if isinstance(fact.event, SelectionComputed)]
    if not runs:
        return None
    chosen = next((fact for fact in runs if _run(fact).run in approved), runs[-1])
    run = _run(chosen)
    ruled = [fact.event for fact in facts if isinstance(fact.event, SelectionRuled)]
    return _Told(run, tuple(each.ruling for each in ruled if each.run == run.run))


def _run(fact: Fact) -> SelectionComputed:
    assert isinstance(fact.event, SelectionComputed)
    return fact.event


def _rebuilt(tenant: Tenant, told: _Told, seen: Sequence[Fact]) -> PastRun:
    run = told.run
    world = world_at((each for each in seen if each.position <= run.snapshot), run.decided_on)
    call, opened = _call(tenant, run.call)
    cohort = folded(tenant.log.stream(cohorts.stream_of(opened.cohort)))
    seed = bytes.fromhex(run.seed)
    facts = selection_facts(world, call, opened, run.decided_on, seed, run.seats)
    return PastRun(run, opened.pins, told.rulings, cohort.plan, facts)


def _call(tenant: Tenant, call: str) -> tuple[calls.Call, CallOpened]:
    stream = calls.stream_of(call)
    return calls.opened_call({stream: folded(tenant.log.stream(stream))}, call)


def _never(tenant: Tenant, call: str) -> Fault:
    if next(iter(tenant.log.stream(calls.stream_of(call))), None) is None:
        return Fault(
            "call.unknown",
            f"募集 {call} はありません。",
            f"There is no call {call}.",
            "over",
        )
    return Fault(
        "selection.unknown",
        f"募集 {call} の選定はまだ行われていません。",
        f"Call {call} has no selection yet.",
        "over",
    )
