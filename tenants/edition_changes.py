"""What differs between two publications: for the public rows and counts only, for auditors the
facts behind each (clause 34).

A cause is a position and its sentence, which names nobody but by an opaque id.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.event import Fact, sentence
from core.programme.coordinator import Coordinator
from core.programme.directory.counted import edition_people, facts_until, shown_window
from core.programme.directory.facts import (
    Basis,
    EditionAmended,
    EditionPublished,
    EditionReduced,
    Published,
)
from core.programme.questions import DirectoryRow
from core.programme.world import TOPICS, World
from tenants.gate import Tenant

OF_EDITIONS = ("directory.published", "directory.amended", "directory.reduced")


class RowChange(NamedTuple):
    """A row that differs, with its counts before and after; 0 is not listed."""

    row: DirectoryRow
    before: int
    after: int


class Cause(NamedTuple):
    """A fact in words, at its position."""

    position: int
    ja: str
    en: str


class Change(NamedTuple):
    """One person more or less at an institution, and every fact recorded about them between the
    two snapshots."""

    prefecture: str
    institution: str
    joined: bool
    causes: list[Cause]


class _Made(NamedTuple):
    public: Published
    basis: tuple[Basis, ...]


def changed_rows(before: Sequence[DirectoryRow], after: Sequence[DirectoryRow]) -> list[RowChange]:
    """Rows that are new, gone, or of another count, in the order of the later list; no causes,
    as small counts reveal people."""
    earlier = {_key(row): row for row in before}
    later = {_key(row): row for row in after}
    found = [
        RowChange(row, earlier[key].coordinators if key in earlier else 0, row.coordinators)
        for key, row in later.items()
    ]
    found += [
        RowChange(row, row.coordinators, 0) for key, row in earlier.items() if key not in later
    ]
    return [each for each in found if each.before != each.after]


def causes(tenant: Tenant, before: tuple[str, int] | None, after: tuple[str, int]) -> list[Change]:
    """Who is in one publication (edition, number) and not in the other, without saying who; all
    are new where there is none before."""
    facts = list(tenant.log.walk(topics=(*TOPICS, *OF_EDITIONS)))
    made = _made(facts)
    now, there = _counted(facts, made[after])
    start = made[before].public.snapshot if before else 0
    then, here = _counted(facts, made[before]) if before else ({}, {})
    between = [f for f in facts if start < f.position <= made[after].public.snapshot]
    left = [_change(then, here[p], between, joined=False) for p in here if p not in there]
    came = [_change(now, there[p], between, joined=True) for p in there if p not in here]
    return sorted(left + came)


def _made(facts: Sequence[Fact]) -> dict[tuple[str, int], _Made]:
    found, basis = dict[tuple[str, int], _Made](), tuple[Basis, ...]()
    for fact in facts:
        match fact.event:
            case EditionReduced(basis=held):
                basis = held
            case (EditionPublished() | EditionAmended()) as public:
                found[public.edition, public.number] = _Made(public, basis)
                basis = ()
    return found


def _counted(facts: Sequence[Fact], made: _Made) -> tuple[World, dict[str, Coordinator]]:
    public = made.public
    world, people = edition_people(
        facts_until([fact for fact in facts if fact.event.topic in TOPICS]),
        public.edition,
        public.number,
        public.snapshot,
        public.on,
        made.basis,
    )
    return world, {_listed(world, each): each for each in people}


def _listed(world: World, each: Coordinator) -> str:
    """A person at a place: whoever moved is one less here and one more there."""
    held = shown_window(world, each)
    return f"{each.person}/{held.municipality_code}/{held.institution}"


def _change(world: World, each: Coordinator, between: Sequence[Fact], *, joined: bool) -> Change:
    held = shown_window(world, each)
    streams = {
        f"coordinator/{each.person}",
        f"consent/{each.person}",
        f"window/{each.window}",
    }
    about = [
        Cause(fact.position, sentence(fact), sentence(fact, "en"))
        for fact in between
        if fact.stream in streams
    ]
    return Change(held.prefecture, held.institution, joined, about)


def _key(row: DirectoryRow) -> tuple[str, str, str, str]:
    return row.block, row.prefecture, row.municipality, row.institution
