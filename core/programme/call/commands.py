"""What is done with a call: open, extend, close (clauses 2, 6, 7)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from core.area import Ask, Known, States, To, decides
from core.clock import JAPAN
from core.command import Command, Label, Text, command
from core.errors import Faults, refuse
from core.privacy import clear
from core.programme import cohort as cohorts
from core.programme import policy
from core.programme.call.facts import (
    ASKED,
    TENANT_KEY,
    CallClosed,
    CallOpened,
    DeadlineExtended,
    Pin,
    Pins,
    known_call,
    opened_call,
    stream_of,
)
from core.programme.call.sending import told_again
from core.programme.questions import LabelFacts
from core.programme.words import CallId, CohortId


@command("open-call", ja="募集を始める", en="Open a call", roles=("officer",), clauses=(2, 6, 7))
class OpenCall(Command, frozen=True):
    """Opens nominations for a planned cohort, under the policies in force for its fiscal year."""

    call: CallId
    cohort: CohortId
    deadline: Annotated[datetime, Label("締切", "Deadline", "日本時間", "Japan time")]


def _ask_policy(wanted: OpenCall, states: States, known: Known) -> Ask:
    """Has somebody words for the tiers? The ruling itself is not stored."""
    cohort = cohorts.known_cohort(states, wanted.cohort)
    return Ask("labels", LabelFacts(fiscal_year=cohort.fiscal_year), _first_day(cohort))


def _pinned(wanted: OpenCall, states: States) -> list[tuple[str, date]]:
    """Each question is looked up by itself: a small policy may answer only one (clause 2)."""
    day = _first_day(cohorts.known_cohort(states, wanted.cohort))
    return [(question, day) for question in ASKED]


def _first_day(cohort: cohorts.Cohort) -> date:
    return date(cohort.fiscal_year, 4, 1)


@decides(
    OpenCall,
    streams=lambda wanted: (
        stream_of(wanted.call),
        cohorts.stream_of(wanted.cohort),
        policy.STREAM,
    ),
    pins=_pinned,
    ask=_ask_policy,
)
def open_(wanted: OpenCall, states: States, known: Known) -> Sequence[To]:
    """The cohort's fiscal year decides the policies, not the day of opening (clause 2)."""
    call, cohort = known_call(states, wanted.call), cohorts.known_cohort(states, wanted.cohort)
    deadline = in_japan(wanted.deadline)
    faults = Faults()
    faults.unless(
        call.status == "approved",
        "call.not_approved",
        "募集文の決裁が済んでいないか、募集がもう始まっています。",
        "The text is not approved, or the call was opened before.",
    )
    faults.unless(
        deadline > known.now,
        "call.deadline_past",
        "締切が過去の日時です。",
        "The deadline is in the past.",
        "deadline",
    )
    faults.raise_any()
    day = _first_day(cohort)
    pins = {
        question: Pin(ref, policy.parameters_on(states, ref, day))
        for question, ref in known.pins.items()
    }
    opened = CallOpened(
        call=call.id,
        cohort=cohort.id,
        fiscal_year=cohort.fiscal_year,
        seats=cohort.places_for(call.id),
        deadline=deadline,
        deadline_text=minute(deadline),
        pins=Pins(**pins),
        lottery_commitment=hashlib.sha256(known.fresh).hexdigest(),
        lottery_seed=clear(TENANT_KEY, known.fresh.hex()),
    )
    return [To(stream_of(call.id), opened)]


@command("extend-call", ja="締切を延ばす", en="Extend a call", roles=("officer",), clauses=(7,))
class ExtendCall(Command, frozen=True):
    """A later deadline, as a fact of its own; what was submitted stays as it is."""

    call: CallId
    deadline: Annotated[datetime, Label("新しい締切", "New deadline", "日本時間", "Japan time")]
    reason: Annotated[Text, Label("理由", "Reason")]


@decides(ExtendCall, streams=lambda wanted: (stream_of(wanted.call),))
def extend(wanted: ExtendCall, states: States, known: Known) -> Sequence[To]:
    """Only an open call, only to a later time; whoever was sent the call is told."""
    call, _ = opened_call(states, wanted.call)
    deadline, old = in_japan(wanted.deadline), call.deadline
    assert old is not None
    if deadline == old:
        return []
    faults = Faults()
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    faults.unless(
        deadline > old,
        "call.deadline_earlier",
        "締切は今より後の日時にしか変えられません。",
        "A deadline can only move to a later time.",
        "deadline",
    )
    faults.raise_any()
    extended = DeadlineExtended(
        call=call.id,
        old=old,
        deadline=deadline,
        deadline_text=minute(deadline),
        reason=wanted.reason,
    )
    return [To(stream_of(call.id), extended), *told_again(call, "extension")]


@command("close-call", ja="募集を締め切る", en="Close a call", roles=("officer",), clauses=(7,))
class CloseCall(Command, frozen=True):
    """No further nominations are received, and the selection may run."""

    call: CallId


@decides(CloseCall, streams=lambda wanted: (stream_of(wanted.call),))
def close(wanted: CloseCall, states: States, known: Known) -> Sequence[To]:
    """After the deadline only: whoever was told a time can rely on it."""
    call, _ = opened_call(states, wanted.call)
    if call.status == "closed":
        return []
    assert call.deadline is not None
    if known.now < call.deadline:
        raise refuse(
            "call.before_deadline",
            "締切の前に募集を締め切ることはできません。",
            "A call cannot close before its deadline.",
        )
    return [To(stream_of(call.id), CallClosed(call=call.id))]


def in_japan(moment: datetime) -> datetime:
    """The same instant in Japan's zone; a time without a zone is Japan's."""
    return moment.replace(tzinfo=JAPAN) if moment.tzinfo is None else moment.astimezone(JAPAN)


def minute(moment: datetime) -> str:
    """A deadline as it stands in sentences."""
    return moment.strftime("%Y-%m-%d %H:%M")
