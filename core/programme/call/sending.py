"""Sending a call to the local governments (clauses 7, 8): ordered here, done by a job, told body by
body in the area `delivery`.

A notice is one version of the text (`v1`, `v2`, …) or one extension (`e1`, `e2`, …). A body gets
each notice once: to order a sending again reaches only those who have not had it.
"""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, command
from core.errors import Faults
from core.programme.call.facts import (
    Call,
    CallSendingEnded,
    CallSendingOrdered,
    known_call,
    opened_call,
    stream_of,
)
from core.programme.words import CallId

ENDINGS = (
    Choice("complete", "すべて送った", "all were sent"),
    Choice("closed", "募集の締切りで止めた", "stopped: the call was closed"),
    Choice("late", "締切の経過で止めた", "stopped: the deadline had passed"),
    Choice("superseded", "新しい通知に代えた", "stopped: a later notice takes its place"),
)


@command(
    "send-call",
    ja="募集を送付する",
    en="Send a call",
    roles=("officer",),
    clauses=(7,),
)
class SendCall(Command, frozen=True):
    """To every registered body that has not had it: again reaches only new ones."""

    call: CallId


@decides(SendCall, streams=lambda wanted: (stream_of(wanted.call),))
def send(wanted: SendCall, states: States, known: Known) -> Sequence[To]:
    """Only an open call, whose text was therefore approved, and only before its deadline."""
    call, _ = opened_call(states, wanted.call)
    assert call.deadline is not None
    faults = Faults()
    faults.unless(
        call.status == "open", "call.closed", "募集は締め切られています。", "The call is closed."
    )
    faults.unless(
        known.now <= call.deadline, "call.late", "締切を過ぎています。", "The deadline has passed."
    )
    faults.raise_any()
    return [_ordered(call, "opening", f"v{call.text_version}", call.text_version)]


def told_again(call: Call, occasion: str) -> list[To]:
    """The order to tell everybody who was sent the call of an amendment that is being approved,
    or of one more extension; none if the call was never sent."""
    if not call.sendings:
        return []
    version = call.pending.text_version if occasion == "amendment" and call.pending else None
    notice = f"v{version}" if version else f"e{call.extensions + 1}"
    return [_ordered(call, occasion, notice, version or call.text_version)]


def _ordered(call: Call, occasion: str, notice: str, text_version: int) -> To:
    ordered = CallSendingOrdered(
        call=call.id,
        sending=call.sendings + 1,
        occasion=occasion,
        notice=notice,
        text_version=text_version,
    )
    return To(stream_of(call.id), ordered)


@command(
    "end-call-sending",
    ja="募集の送付を終える",
    en="End a sending of a call",
    roles=("system",),
    clauses=(7,),
)
class EndCallSending(Command, frozen=True):
    """The job that sends says that it is through."""

    call: CallId
    sending: Annotated[int, Label("何回目の送付か", "Number of the sending")]
    ending: Annotated[str, Label("終わり方", "How it ended", choices=ENDINGS)]


@decides(EndCallSending, streams=lambda wanted: (stream_of(wanted.call),))
def end(wanted: EndCallSending, states: States, known: Known) -> Sequence[To]:
    """Once for each sending that was ordered."""
    call = known_call(states, wanted.call)
    if wanted.sending in call.ended or not 1 <= wanted.sending <= call.sendings:
        return []
    ended = CallSendingEnded(call=call.id, sending=wanted.sending, ending=wanted.ending)
    return [To(stream_of(call.id), ended)]
