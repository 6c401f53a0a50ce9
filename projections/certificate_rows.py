"""Rows of the view certificates, and what a reader is told of them (clause 18)."""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.programme.certification import CertificateWorded
from core.programme.coordinator import LAPSED, REVOKED, Coordinator
from projections.borrowed import Who
from projections.sealed import SealedCell

VALID, OVERDUE, SUPERSEDED = "valid", "overdue", "superseded"


class Number(Struct, frozen=True):
    """Whose number it is now: a person's earlier ones point to the same person."""

    number: str
    person: str


class Paper(Struct, frozen=True, kw_only=True):
    """One paper: `shown` is its number with the issue, `position` the event that gave it out."""

    person: str
    number: str
    issue: int
    shown: str
    position: int
    issued_on: date
    certified_on: date
    valid_until: date | None
    cohort: str = ""
    reason: str = ""
    full_name: SealedCell | None = None
    roman: SealedCell | None = None
    wording: CertificateWorded | None = None


class Ended(Struct, frozen=True, kw_only=True):
    """A lapse or a revocation: from when, and for a revocation the ground and whether date and
    ground are public."""

    number: str
    on: date
    ja: str = ""
    en: str = ""
    published: bool = False


class Renaming(Struct, frozen=True, kw_only=True):
    """A change of name that awaits an officer."""

    person: str
    asked_on: date
    full_name: SealedCell | None
    kana: SealedCell | None
    roman: SealedCell | None


class Certificate(NamedTuple):
    """One certification with its papers, the newest last, and what ended it."""

    held: Coordinator
    papers: tuple[Paper, ...]
    ended: Ended | None
    who: Who

    @property
    def paper(self) -> Paper | None:
        """The paper that stands."""
        return self.papers[-1] if self.papers else None

    def state(self, today: date) -> str:
        """valid, overdue (its end is past, no lapse recorded), lapsed or revoked."""
        if self.held.status in (LAPSED, REVOKED):
            return self.held.status
        until = self.held.valid_until
        return OVERDUE if until is not None and until < today else VALID


class Checked(NamedTuple):
    """What anyone is told about a number: `state` of the paper, `certification` beneath it (the
    same, but for a superseded paper), and what else may be said. Never who it is."""

    shown: str
    state: str
    certification: str
    newest: str
    certified_on: date
    valid_until: date | None
    ended: Ended | None
    position: int | None


def shown_number(number: str, issue: int) -> str:
    """The number as a paper shows it: the first without, each later one with its issue."""
    return number if issue == 1 else f"{number}-{issue}"
