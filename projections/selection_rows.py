"""The rows of view selection_board, and a call's selection made of them (clauses 10, 13, 14)."""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.programme.questions import NomineeRuling, Reading
from core.programme.selection.state import REMINDER_DAYS

TAKEN = ("offered", "accepted")


class Override(Struct, frozen=True):
    """A departure from the ruling by a person's decision: the rank given, why, by whom, where
    recorded."""

    rank: int
    reason: str
    by: str
    position: int


class RunRow(Struct, frozen=True, kw_only=True):
    """The latest run of a call; from its approval on it stands. `computed` is its position,
    `to_approve` the digest of results and overrides, `proposers` whoever overrode."""

    call: str
    run: int
    decided_on: date
    snapshot: int
    fiscal_year: int
    seats: int
    seed: str
    parameters: dict[str, str | int]
    readings: tuple[Reading, ...]
    selected: int
    waitlisted: int
    unranked: int
    ineligible: int
    digest: str
    proposer: str
    computed: int
    to_approve: str
    proposers: tuple[str, ...] = ()
    reminder_days: tuple[int, ...] = REMINDER_DAYS
    approved_by: str | None = None
    approved_on: date | None = None
    cut_off: date | None = None
    accepted: int | None = None

    @property
    def approved(self) -> bool:
        """Whether the order stands."""
        return self.approved_by is not None

    @property
    def closed(self) -> bool:
        """Whether empty seats stay empty."""
        return self.accepted is not None


class NomineeRow(Struct, frozen=True, kw_only=True):
    """A nominee in the latest run that ruled on them; `place` in the order of results counts as
    the event does.

    `rank` and `outcome` are those that stand, with `overrides`; the `ruling` keeps what the policy
    said. `offer` is None, offered, accepted, declined, expired or passed; `promoted_for` the
    nomination whose seat came free.
    """

    call: str
    nomination: str
    run: int
    place: int
    outcome: str
    tier: int | None
    rank: int | None
    window: str
    prefecture: str
    ruling: NomineeRuling
    ruled: int
    overrides: tuple[Override, ...] = ()
    reminded: int = 0
    reminded_on: date | None = None
    offer: str | None = None
    reply_by: date | None = None
    promoted_for: str | None = None


class SeatEntry(Struct, frozen=True, kw_only=True):
    """What happened to a seat, in order: offered, reminded, accepted, declined, expired,
    passed (over) or promoted."""

    call: str
    position: int
    nomination: str
    what: str
    on: date
    reply_by: date | None = None
    freed: str | None = None


class Board(NamedTuple):
    """A call's selection: the run, its nominees in the order of results, the ledger of seats."""

    run: RunRow
    nominees: list[NomineeRow]
    ledger: list[SeatEntry]

    @property
    def taken(self) -> int:
        """Seats offered or accepted: never more than there are."""
        return sum(nominee.offer in TAKEN for nominee in self.nominees)
