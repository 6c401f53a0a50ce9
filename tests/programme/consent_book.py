"""What the machine of campaigns remembers of a person, in words of its own."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import hypothesis.strategies as st

from core.programme.selection.snapshot import standings_of
from core.programme.world import TOPICS, world_at
from tests.programme.register import Register

BOTH = ("person", "institution")
PEOPLE = ("a", "b", "c")
WINDOWS = ("W1", "W2")
people = st.sampled_from(PEOPLE)
places = st.sampled_from(WINDOWS)
parties = st.sampled_from(BOTH)
some = st.sets(people, min_size=1)
Last = tuple[str, str, str]
LASTS = ("rename", "correct", "withdraw", "undo")
lasts = st.lists(st.tuples(st.sampled_from(LASTS), people, parties), max_size=2)


class Taken(NamedTuple):
    """A withdrawal: the last day to undo it, and what it took back."""

    until: date
    said: bool | None
    right: bool
    kept: str


@dataclass
class Book:
    """What a person's listing rests on, in the machine's own words. `kept` is the row agreed to for
    the edition that is public, while the next one is asked about."""

    at: str
    acts: bool = True
    erased: bool = False
    gone: bool = False
    asked: str = ""
    said: dict[str, bool] = field(default_factory=dict)
    sent: str = ""
    right: set[str] = field(default_factory=set)
    kept: str = ""
    taken: dict[str, Taken] = field(default_factory=dict)

    def over(self) -> None:
        """The affiliation ended, and all that was for it."""
        self.asked, self.said, self.sent, self.right, self.kept = "", {}, "", set(), ""
        self.taken = {}

    @property
    def confirmed(self) -> bool:
        """Yes and OK by both."""
        return all(self.said.get(p) and p in self.right for p in BOTH)


def public_rows(register: Register) -> Counter[str]:
    """The rows that were published last: institution -> count."""
    public = register.facts("directory.published", "directory.amended")[-1].event
    return Counter(
        {
            each.row.institution: each.row.coordinators
            for each in register.events("directory.listed")
            if (each.edition, each.number) == (public.edition, public.number)
        }
    )


def acting_people(register: Register) -> set[str]:
    """Who counts as certified and acting in a selection made today."""
    world = world_at(register.log.walk(topics=TOPICS), register.now.date())
    return {each.person for each in standings_of(world) if each.acting}
