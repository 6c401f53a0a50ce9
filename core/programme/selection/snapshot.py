"""The snapshot of a selection: the facts a policy is asked about, from the world at the decision
date (clause 13)."""

from collections.abc import Sequence
from datetime import date

import msgspec

from core.clock import fiscal_year
from core.errors import Faults
from core.programme.call import Call, CallOpened
from core.programme.cohort import Cohort
from core.programme.coordinator import Coordinator
from core.programme.nomination import Nomination, nominee_facts
from core.programme.nomination.assessing import starts_on
from core.programme.person import kept
from core.programme.questions import NomineeFacts, SelectionFacts, Standing
from core.programme.training import Trainee
from core.programme.window import Window, current_code, facts_of
from core.programme.world import World, states_of


def selection_facts(
    world: World, call: Call, opened: CallOpened, decided_on: date, seed: bytes, seats: int
) -> SelectionFacts:
    """Everything the question `selection` carries for `call` at `decided_on`.

    `seats` are those the cohort has for this call at the snapshot (`Cohort.places_for`). Withdrawn
    nominations take no part; lapsed ones do, as no longer working at the window. `Refused` where a
    window of theirs, or of somebody certified or in training, was not on record yet at that day.
    """
    begins = starts_on(world, opened.cohort)
    nominees = [
        _now_at(world, nominee_facts(held, world.get(f"person/{held.person}"), begins))
        for held in nominations_of(world, call.id)
    ]
    standings = standings_of(world)
    used = {each.window for each in nominees} | {each.window for each in standings}
    windows = _on_record(world, sorted(used), decided_on)
    caseload_year = fiscal_year(decided_on) - 1
    return SelectionFacts(
        call=call.id,
        fiscal_year=opened.fiscal_year,
        decided_on=decided_on,
        seats=seats,
        seed=seed,
        windows=tuple(facts_of(each, opened.fiscal_year, caseload_year) for each in windows),
        nominees=tuple(nominees),
        standings=standings,
        parameters=opened.pins.selection.parameters,
    )


def _on_record(world: World, codes: Sequence[str], day: date) -> list[Window]:
    faults, found = Faults(), {code: world.get(f"window/{code}") for code in codes}
    for code, window in found.items():
        faults.unless(
            window,
            "selection.window_not_yet",
            f"窓口 {code} は決定日 {day} にはまだ登録がありません。"
            "登録の日以後を決定日にしてください。",
            f"Window {code} was not on record yet on {day}. Please decide on the day of its "
            "registration or later.",
            "decided_on",
        )
    faults.raise_any()
    return [window for window in found.values() if window]


def _now_at(world: World, nominee: NomineeFacts) -> NomineeFacts:
    """A merged or renamed window's nominees, like its people, are those of its successor."""
    return msgspec.structs.replace(nominee, window=current_code(world, nominee.window))


def nominations_of(world: World, call: str) -> list[Nomination]:
    """The nominations of a call that take part, by number of receipt."""
    found: list[Nomination] = states_of(world, "nomination")
    return [each for each in found if each.call == call and each.takes_part]


def standings_of(world: World) -> tuple[Standing, ...]:
    """Everyone certified, and every trainee who is not yet."""
    certified: list[Coordinator] = states_of(world, "coordinator")
    trainees: list[Trainee] = states_of(world, "training")
    people = {kept(world, each.person) for each in certified}
    return (
        *(_of_coordinator(each, world) for each in certified),
        *(_of_trainee(each, world) for each in trainees if kept(world, each.person) not in people),
    )


def _of_coordinator(held: Coordinator, world: World) -> Standing:
    return Standing(
        person=kept(world, held.person),
        window=current_code(world, held.window),
        state="certified",
        acting=held.status == "acting",
        position=held.position,
    )


def _of_trainee(held: Trainee, world: World) -> Standing:
    # A seat may be accepted before the first day from which its cohort is on record.
    cohort: Cohort | None = world.get(f"cohort/{held.cohort}")
    return Standing(
        person=kept(world, held.person),
        window=current_code(world, held.window),
        state="trainee",
        expected=held.expected,
        accepted_on=held.accepted_on,
        started_on=cohort.started_on if cohort else None,
        position=held.enrolled,
    )
