"""Who is counted where: people of a snapshot become numbers of institutions (clauses 30, 31, 33).

Pure; nothing here leaves with a person in it but for `confirmed_people` and `left_of`, which
decisions use.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from core.area import Known
from core.event import Fact
from core.programme.consent.events import Shown
from core.programme.consent.facts import Consent
from core.programme.coordinator import ACTING, Coordinator
from core.programme.directory.facts import Basis
from core.programme.person import Person, kept
from core.programme.questions import DirectoryFacts, DirectoryPlace, DirectoryRuling
from core.programme.window import Window, WindowAttributes, current_code
from core.programme.world import World, states_of, world_at

Until = Callable[[int], Iterable[Fact]]
"""The facts up to a position, that one included."""


def acting_people(world: World) -> list[Coordinator]:
    """Everybody who acts as a coordinator, without those whose data were erased."""
    people: list[Coordinator] = states_of(world, "coordinator")
    return [each for each in people if _acts(world, each)]


def _acts(world: World, each: Coordinator) -> bool:
    person: Person | None = world.get(f"person/{each.person}")
    return each.status == ACTING and not (person and person.erased)


def shown_window(world: World, each: Coordinator) -> WindowAttributes:
    """The facts of the window where the person is counted: a merged one's are its successor's."""
    window: Window = world[f"window/{current_code(world, each.window)}"]
    return window.attributes


def confirmed_people(world: World, edition: str, *, amends: bool) -> list[Coordinator]:
    """Acting coordinators for whom both consents and both proofs stand, at their present window.

    `amends`: the edition is public already, so consents given for it still count while the next
    one is asked about.
    """
    return [each for each in acting_people(world) if _listed(world, each, edition, amends=amends)]


def consent_of(world: World, person: str) -> Consent | None:
    """The person's consent, None if nobody was ever asked."""
    found: Consent | None = world.get(f"consent/{person}")
    return found


def _listed(world: World, each: Coordinator, edition: str, *, amends: bool) -> bool:
    consent = consent_of(world, each.person)
    return consent is not None and consent.lists(
        each.window, shown_window(world, each), edition, amends=amends
    )


def left_of(
    until: Until, edition: str, basis: Sequence[Basis], now: Basis
) -> tuple[World, list[Coordinator]]:
    """The first publication's world, and who of its people has stood in every later one.

    `basis` are the publications so far, the approved one first, `now` the present snapshot.
    """
    first = basis[0]
    world = world_at(until(first.snapshot), first.on)
    people = confirmed_people(world, edition, amends=first.number > 0)
    for later in (*basis[1:], now):
        then = world_at(until(later.snapshot), later.on)
        people = [each for each in people if _stands(then, each)]
    return world, people


def _stands(world: World, listed: Coordinator) -> bool:
    consent = consent_of(world, listed.person)
    now: Coordinator = world[f"coordinator/{listed.person}"]
    still = _acts(world, now) and now.window == listed.window
    return still and consent is not None and consent.stands(listed.window)


def places_of(world: World, people: Iterable[Coordinator]) -> tuple[DirectoryPlace, ...]:
    """Institutions with their counts; people enter as numbers only (clause 31)."""
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for each in people:
        held = shown_window(world, each)
        key = (held.municipality_code, held.institution, held.prefecture, held.municipality)
        found.setdefault(key, set()).add(kept(world, each.person))
    return tuple(
        DirectoryPlace(
            institution=institution,
            prefecture=prefecture,
            municipality=municipality,
            municipality_code=code,
            coordinators=len(who),
        )
        for (code, institution, prefecture, municipality), who in sorted(found.items())
    )


def world_now(known: Known) -> World:
    """Every stream today, as a decision sees it."""
    return world_at(known.seen, known.today)


Place = tuple[str, str, str]
"""Prefecture, municipality, institution: what a row is known by."""


def place_of(world: World, each: Coordinator) -> Place:
    """Where the person would be counted."""
    held = shown_window(world, each)
    return held.prefecture, held.municipality, held.institution


def shown_rows(ruling: DirectoryRuling) -> Mapping[Place, tuple[Shown, int]]:
    """Place -> its row without the count, and the count."""
    return {
        (row.prefecture, row.municipality, row.institution): (
            Shown(
                block=row.block,
                prefecture=row.prefecture,
                municipality=row.municipality,
                institution=row.institution,
            ),
            row.coordinators,
        )
        for row in ruling.rows
    }


def directory_facts(
    places: tuple[DirectoryPlace, ...], fiscal_year: int, parameters: dict[str, str | int]
) -> DirectoryFacts:
    """What the question `directory` carries: places and counts, and nothing about anybody."""
    return DirectoryFacts(fiscal_year=fiscal_year, places=places, parameters=parameters)


def facts_until(seen: Sequence[Fact]) -> Until:
    """Facts up to a position, out of those in order."""

    def until(position: int) -> Iterable[Fact]:
        return (fact for fact in seen if fact.position <= position)

    return until


def edition_people(
    until: Until, edition: str, number: int, snapshot: int, on: date, basis: Sequence[Basis]
) -> tuple[World, list[Coordinator]]:
    """Whom a draft or publication counts, from the log alone: as of its snapshot, or what was
    left of its `basis` then; with the world their windows are shown from."""
    if basis:
        return left_of(until, edition, basis, Basis(number, snapshot, on))
    world = world_at(until(snapshot), on)
    return world, confirmed_people(world, edition, amends=number > 0)


def edition_places(
    until: Until, edition: str, number: int, snapshot: int, on: date, basis: Sequence[Basis]
) -> tuple[DirectoryPlace, ...]:
    """The same as places with counts."""
    return places_of(*edition_people(until, edition, number, snapshot, on, basis))
