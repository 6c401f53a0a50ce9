"""Rows of the view followup_board (clauses 24-27)."""

from datetime import date

from msgspec import Struct

from core.programme.coordinator import Coordinator
from core.programme.followup.facts import FollowUpAnnounced, Item
from core.programme.followup.state import ATTENDED, belongs
from projections.sealed import SealedCell


class Recording(Struct, frozen=True, kw_only=True):
    """What is published of an item; `outdated` once its material changed after it."""

    item: str
    version: int
    file: str
    place: str
    until: date
    published_on: date
    outdated: bool = False


class SessionRow(Struct, frozen=True, kw_only=True):
    """A session with its programme (`version` counts its changes), recordings and groups."""

    session: str
    plan: FollowUpAnnounced
    announced: int
    version: int = 0
    items: tuple[Item, ...] = ()
    recordings: tuple[Recording, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    seed: str = ""

    @property
    def ja(self) -> str:
        """Its title."""
        return self.plan.ja_title

    @property
    def en(self) -> str:
        """Its title."""
        return self.plan.en_title

    @property
    def group_numbers(self) -> dict[str, int]:
        """Person -> number of the group, from 1, of those who are in one."""
        return {person: n for n, group in enumerate(self.groups, 1) for person in group}


class Viewing(Struct, frozen=True):
    """A recording that somebody viewed, and when first."""

    item: str
    version: int
    on: date


class Participant(Struct, frozen=True, kw_only=True):
    """One who is invited. `joins` None: no answer; `kind` is attended, absent or, where nothing is
    recorded, empty; viewings are apart from it."""

    session: str
    person: str
    invited_on: date
    joins: bool | None = None
    kind: str = ""
    theme: SealedCell | None = None
    viewed: tuple[Viewing, ...] = ()

    @property
    def attended(self) -> bool:
        """Whether the person was there."""
        return self.kind == ATTENDED


class Question(Struct, frozen=True, kw_only=True):
    """A question, sealed, with its warnings, and the answer for all."""

    session: str
    person: str
    number: int
    text: SealedCell | None
    asked: int
    signs: tuple[str, ...] = ()
    answer: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """How a person stands as a coordinator; None: not one yet."""

    person: str
    held: Coordinator | None = None
    erased: bool = False

    def may(self, session: SessionRow) -> bool:
        """Whether the session is still for this person."""
        return belongs(session.plan.audience, self.held, erased=self.erased)
