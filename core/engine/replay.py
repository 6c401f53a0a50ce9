"""Decide again: fold the facts, ask the pinned policies the recorded questions, compare.

What cannot be asked again (another digest is installed, or none) is "not checked", never passed.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from msgspec import Struct

from core.area import Known, PolicyPort, States, evolve
from core.errors import Refused
from core.event import Fact, PolicyRef
from core.log.application import TenantApplication
from core.programme import policy as policies
from core.programme.call import opened_call
from core.programme.certification import (
    CertificateNumbered,
    CertificationApproved,
    certification_facts,
)
from core.programme.cohort import CohortPlanned, CohortStarted
from core.programme.coordinator import CoordinatorRenewed
from core.programme.directory.counted import directory_facts, edition_places
from core.programme.directory.edition import rows_digest
from core.programme.directory.facts import EditionAmended, EditionDrafted, EditionPublished
from core.programme.nomination.assessing import ask_eligibility
from core.programme.nomination.facts import EligibilityAssessed
from core.programme.questions import (
    CalendarFacts,
    CertificationFacts,
    CurriculumFacts,
    NomineeRuling,
)
from core.programme.selection.admitting import Asked, ruled
from core.programme.selection.facts import SelectionComputed, SelectionRuled
from core.programme.selection.run import digest_of
from core.programme.selection.snapshot import selection_facts
from core.programme.world import world_at

PASS, FAIL, NOT_CHECKED = "pass", "fail", "not_checked"
UNPINNED = "another policy than the call pinned"


class Check(NamedTuple):
    """One question asked again: what it was about, how it came out, and the first difference."""

    name: str
    result: str
    detail: str
    position: int


class Again(NamedTuple):
    """A recorded answer: the policy of each question, and what differs (None if nothing) when they
    are asked again."""

    name: str
    asked: dict[str, PolicyRef]
    differs: Callable[[Asked], str | None]


class _History:
    """Everything up to a fact: the facts themselves, and the state of every stream before it."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.states: dict[str, Any] = {}

    def add(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.states[fact.stream] = evolve(self.states.get(fact.stream), fact)

    def until(self, position: int) -> Sequence[Fact]:
        return self.facts[:position]


def replay(
    log: TenantApplication, port: PolicyPort, installed: Callable[[str], str | None], call: str = ""
) -> list[Check]:
    """Ask every recorded question again, or those of one call's selection; one check a question.

    `installed` gives the digest of an installed policy by id, None if there is none.
    """
    facts = list(log.walk())
    rulings = _rulings(facts)
    history, checks = _History(), list[Check]()
    for fact in facts:
        again = _again(fact, history, rulings)
        if again and (not call or again.name.startswith(f"selection {call} ")):
            checks.append(_check(fact, again, port, installed))
        history.add(fact)
    return checks


def _rulings(facts: Sequence[Fact]) -> dict[tuple[str, int], list[NomineeRuling]]:
    found: dict[tuple[str, int], list[NomineeRuling]] = {}
    for fact in facts:
        if isinstance(fact.event, SelectionRuled):
            key = (fact.stream.partition("/")[2], fact.event.run)
            found.setdefault(key, []).append(fact.event.ruling)
    return found


def _check(
    fact: Fact, again: Again, port: PolicyPort, installed: Callable[[str], str | None]
) -> Check:
    gone = [each for each in again.asked.items() if installed(each[1].id) != each[1].digest]
    if gone:
        missing = " ".join(_missing(*each) for each in gone)
        return Check(again.name, NOT_CHECKED, missing, fact.position)
    try:
        difference = again.differs(port.ask)
    except Refused as refusal:
        difference = refusal.faults[0].code
    result = FAIL if difference else PASS
    return Check(again.name, result, difference or "same answer", fact.position)


def _missing(question: str, policy: PolicyRef) -> str:
    return (
        f"質問 {question} は、規則 {policy.id}（指紋 {policy.digest[:12]}）"
        f"がないので再計算できません / question {question}: policy {policy.id} with digest "
        f"{policy.digest[:12]} is not installed here"
    )


def _once(
    name: str, question: str, fact: Fact, facts: Struct, differs: Callable[[Any], str | None]
) -> Again:
    """One question, put to the policy that the envelope names."""
    policy = fact.envelope.policy
    assert policy is not None, f"{fact.event.topic} names no policy"
    return Again(name, {question: policy}, lambda ask: differs(ask(question, policy, facts)))


def _again(
    fact: Fact, history: _History, rulings: dict[tuple[str, int], list[NomineeRuling]]
) -> Again | None:
    match fact.event:
        case CohortPlanned() as planned:
            return _calendar(planned, fact, history.states)
        case CohortStarted() as started:
            return _curriculum(started, fact, history.states)
        case EligibilityAssessed() as assessed:
            return _eligibility(assessed, fact, history.states)
        case SelectionComputed() as computed:
            # There are none if nobody was nominated.
            recorded = rulings.get((computed.call, computed.run), [])
            return _selection(computed, fact, history, recorded)
        case CertificateNumbered() as numbered:
            return _certificate(numbered, fact, history)
        case CoordinatorRenewed() as renewed:
            return _renewal(renewed, fact, history.states)
        case (EditionDrafted() | EditionPublished() | EditionAmended()) as edition:
            return _edition(edition, fact, history)
    return None


def _parameters(fact: Fact, states: States, day: date) -> dict[str, str | int]:
    """Those adopted for the policy that answered: the envelope names it."""
    return policies.parameters_on(states, fact.envelope.policy, day)


def _calendar(planned: CohortPlanned, fact: Fact, states: States) -> Again:
    parameters = _parameters(fact, states, date(planned.fiscal_year, 4, 1))
    facts = CalendarFacts(fiscal_year=planned.fiscal_year, parameters=parameters)

    def differs(ruling: Any) -> str | None:
        return None if planned.plan in ruling.rounds else "another plan"

    return _once(f"calendar {planned.cohort}", "calendar", fact, facts, differs)


def _curriculum(started: CohortStarted, fact: Fact, states: States) -> Again:
    year = states[f"cohort/{started.cohort}"].fiscal_year
    parameters = _parameters(fact, states, date(year, 4, 1))

    def differs(ruling: Any) -> str | None:
        return None if ruling.steps == started.steps else "other steps"

    facts = CurriculumFacts(fiscal_year=year, parameters=parameters)
    return _once(f"curriculum {started.cohort}", "curriculum", fact, facts, differs)


def _eligibility(assessed: EligibilityAssessed, fact: Fact, states: States) -> Again:
    known = Known(now=datetime.fromisoformat(fact.envelope.recorded_at), actor="")
    ask = ask_eligibility(states[fact.stream], states, known)

    def differs(ruling: Any) -> str | None:
        if fact.envelope.policy != ask.policy:
            return UNPINNED
        same = (ruling.eligible, ruling.reasons) == (assessed.eligible, assessed.reasons)
        return None if same else f"nomination {assessed.nomination}"

    return _once(f"eligibility {assessed.nomination}", ask.question, fact, ask.facts, differs)


def _selection(
    computed: SelectionComputed,
    fact: Fact,
    history: _History,
    recorded: Sequence[NomineeRuling],
) -> Again:
    world = world_at(history.until(computed.snapshot), computed.decided_on)
    call, opened = opened_call(history.states, computed.call)
    seed = bytes.fromhex(computed.seed)
    seats = history.states[f"cohort/{opened.cohort}"].places_for(computed.call)
    facts = selection_facts(world, call, opened, computed.decided_on, seed, seats)

    def differs(ask: Asked) -> str | None:
        if fact.envelope.policy != opened.pins.selection.policy:
            return UNPINNED
        ruling = ruled(ask, facts, opened.pins)
        pairs = zip(recorded, ruling.results, strict=False)
        other = next((held for held, again in pairs if held != again), None)
        if other:
            return f"nomination {other.nomination}"
        same = digest_of(ruling.results) == digest_of(recorded) == computed.digest
        return None if same else "another number of nominees"

    asked = {"selection": opened.pins.selection.policy}
    if opened.pins.apart:
        asked = {"eligibility": opened.pins.eligibility.policy, **asked}
    return Again(f"selection {computed.call} run {computed.run}", asked, differs)


def _certificate(numbered: CertificateNumbered, fact: Fact, history: _History) -> Again:
    year = history.states[f"cohort/{numbered.cohort}"].fiscal_year
    parameters = _parameters(fact, history.states, date(year, 4, 1))
    on = next(
        held.event.certified_on
        for held in reversed(history.facts)
        if isinstance(held.event, CertificationApproved) and held.event.cohort == numbered.cohort
    )
    count = sum(
        isinstance(held.event, CertificateNumbered) and held.stream == fact.stream
        for held in history.facts
    )

    def differs(ruling: Any) -> str | None:
        number = ruling.number_pattern.format(year=year, number=count + 1)
        same = (number, ruling.valid_until) == (numbered.number, numbered.valid_until)
        return None if same else f"number {numbered.number}"

    facts = CertificationFacts(fiscal_year=year, certified_on=on, parameters=parameters)
    return _once(f"certification {numbered.number}", "certification", fact, facts, differs)


def _renewal(renewed: CoordinatorRenewed, fact: Fact, states: States) -> Again:
    day = date.fromisoformat(fact.envelope.recorded_at[:10])
    parameters = _parameters(fact, states, day)
    facts = certification_facts(states[fact.stream], day, renewed.sessions, parameters)

    def differs(ruling: Any) -> str | None:
        again = (ruling.valid_until, ruling.renewal.needs)
        return None if again == (renewed.valid_until, renewed.needs) else f"{renewed.number}"

    return _once(f"renewal {renewed.number}", "certification", fact, facts, differs)


def _edition(
    edition: EditionDrafted | EditionPublished | EditionAmended, fact: Fact, history: _History
) -> Again:
    parameters = _parameters(fact, history.states, date(edition.fiscal_year, 4, 1))
    held = history.states.get(fact.stream)
    places = edition_places(
        history.until,
        edition.edition,
        edition.number,
        edition.snapshot,
        edition.on,
        held.reducing if held and isinstance(edition, EditionAmended) else (),
    )
    facts = directory_facts(places, edition.fiscal_year, parameters)
    kind = edition.topic.partition(".")[2]

    def differs(ruling: Any) -> str | None:
        return None if rows_digest(ruling.rows) == edition.rows_sha256 else "other rows"

    name = f"directory {edition.edition}/{edition.number} {kind}"
    return _once(name, "directory", fact, facts, differs)
