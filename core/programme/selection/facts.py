"""What happens in a selection: its events (clauses 10, 13, 14).

The core records rulings, it does not make them. One event tells the run, one more each nominee's
ruling; their order in the log is the order of the results.
"""

from datetime import date

from msgspec import Struct

from core.approval import Approval
from core.event import Event, NoPerson, Open, event
from core.programme.questions import NomineeRuling, Reading


@event(
    "selection.computed",
    ja="募集 {call} の選定を計算した（{run}回目、選定 {selected} 名、補欠 {waitlisted} 名）",
    en="Computed run {run} of call {call}: {selected} selected, {waitlisted} waiting",
)
class SelectionComputed(Event, frozen=True):
    """A run: its inputs (snapshot position, date, seats, parameters, revealed seed) and what
    came out."""

    call: NoPerson[str]
    run: NoPerson[int]
    decided_on: NoPerson[date]
    snapshot: NoPerson[int]
    fiscal_year: NoPerson[int]
    seats: NoPerson[int]
    seed: NoPerson[str]
    parameters: NoPerson[dict[str, str | int]]
    readings: NoPerson[tuple[Reading, ...]]
    selected: NoPerson[int]
    waitlisted: NoPerson[int]
    unranked: NoPerson[int]
    ineligible: NoPerson[int]
    digest: NoPerson[str]


@event(
    "selection.ruled",
    ja="推薦 {nomination} についての判定を記録した",
    en="Recorded the ruling on nomination {nomination}",
)
class SelectionRuled(Event, frozen=True):
    """The one explanation object of a nominee."""

    nomination: Open[str]
    run: NoPerson[int]
    place: Open[int]
    ruling: Open[NomineeRuling]


class Moved(Struct, frozen=True, forbid_unknown_fields=True):
    """A nominee whose rank or outcome an override changed."""

    nomination: str
    rank: int
    outcome: str


@event(
    "selection.overridden",
    ja="推薦 {nomination} を人の判断で {rank} 位とする案にした（理由: {reason}）",
    en="Proposed by decision that nomination {nomination} have rank {rank}: {reason}",
)
class SelectionOverridden(Event, frozen=True):
    """A person departs from a ruling, with a reason; part of what is approved, shown for ever.

    `moved` are all whose rank or outcome changes by it; `digest` covers the run and every override
    up to this one. The ruling itself stays as the policy made it.
    """

    call: NoPerson[str]
    run: NoPerson[int]
    nomination: Open[str]
    rank: Open[int]
    reason: NoPerson[str]
    moved: Open[tuple[Moved, ...]]
    digest: NoPerson[str]


@event(
    "selection.approved",
    ja="募集 {call} の選定（{run}回目）を決裁した",
    en="Approved run {run} of the selection of call {call}",
)
class SelectionApproved(Event, frozen=True):
    """決裁: from now on the order stands."""

    call: NoPerson[str]
    run: NoPerson[int]
    approval: NoPerson[Approval]


@event(
    "selection.offered",
    ja="推薦 {nomination} に受講の意思を確認した（回答期限 {reply_text}）",
    en="Offered a seat to nomination {nomination}, reply by {reply_text}",
)
class SeatOffered(Event, frozen=True):
    """An offer with a date by which to answer."""

    nomination: Open[str]
    reply_by: NoPerson[date]
    reply_text: NoPerson[str]
    cut_off: NoPerson[date]


@event(
    "selection.accepted",
    ja="推薦 {nomination} が受講を承諾した",
    en="Nomination {nomination} accepted the seat",
)
class SeatAccepted(Event, frozen=True):
    """The seat is taken."""

    nomination: Open[str]
    person: Open[str]
    window: Open[str]
    cohort: NoPerson[str]


@event(
    "selection.declined",
    ja="推薦 {nomination} が受講を辞退した",
    en="Nomination {nomination} declined the seat",
)
class SeatDeclined(Event, frozen=True):
    """Costs nothing in a later call; the seat is free."""

    nomination: Open[str]


@event(
    "selection.expired",
    ja="推薦 {nomination} への確認は回答のないまま期限を過ぎた",
    en="The offer to nomination {nomination} expired",
)
class OfferExpired(Event, frozen=True):
    """No answer by the date; the seat is free."""

    nomination: Open[str]


@event(
    "selection.promoted",
    ja="推薦 {nomination} が補欠から繰り上がった（{freed} の席）",
    en="Nomination {nomination} moved up to the seat of {freed}",
)
class WaitlistPromoted(Event, frozen=True):
    """The next in the approved order takes a freed seat."""

    nomination: Open[str]
    freed: Open[str]


@event(
    "selection.passed_over",
    ja="推薦 {nomination} は繰上げの時点で対象でなくなっていたため、次の人に回した",
    en="Nomination {nomination} no longer qualified when its turn came, and was passed over",
)
class PassedOver(Event, frozen=True):
    """Withdrawn, lapsed or not eligible any more when a seat came free."""

    nomination: Open[str]
    why: Open[str]


@event(
    "selection.reminded",
    ja="推薦 {nomination} に回答を促した（{number}回目）",
    en="Reminder {number} to nomination {nomination} to answer",
)
class OfferReminded(Event, frozen=True):
    """One more letter about an offer without an answer."""

    nomination: Open[str]
    number: NoPerson[int]
    reply_by: NoPerson[date]


@event(
    "selection.reminders_set",
    ja="募集 {call} の回答の催促の日を決めた",
    en="Set when offers of call {call} are reminded of",
)
class RemindersSet(Event, frozen=True):
    """How many days before the reply-by date each reminder goes out; none if empty."""

    call: NoPerson[str]
    days_before: NoPerson[tuple[int, ...]]


@event(
    "selection.closed",
    ja="募集 {call} の選定を終えた（承諾 {accepted} 名）",
    en="Closed the selection of call {call}: {accepted} accepted",
)
class SelectionClosed(Event, frozen=True):
    """After the cut-off date seats stay empty."""

    call: NoPerson[str]
    accepted: NoPerson[int]


def stream_of(call: str) -> str:
    """The selection's stream."""
    return f"selection/{call}"


def call_of(nomination: str) -> str:
    """The call whose number of receipt this is (programme.md part 3, lottery)."""
    return nomination.rpartition("-")[0]
