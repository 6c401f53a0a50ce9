"""What is recorded of a call's notices: outcomes, late bounces, telephone calls (clause 7)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.delivery.facts import (
    BOUNCED,
    NO_ADDRESS,
    SENT,
    UNKNOWN,
    CallBounced,
    CallSent,
    DeliveryLeftUnknown,
    PhoneNeeded,
    PhoneNoticeRecorded,
    known_delivery,
    stream_of,
    wants,
)
from core.programme.words import CallId

OUTCOMES = (
    Choice(SENT, "受け付けられた", "accepted by the server"),
    Choice(BOUNCED, "届かなかった", "bounced"),
    Choice(UNKNOWN, "届いたか不明", "unknown"),
    Choice(NO_ADDRESS, "宛先なし", "no address"),
)
CODE_MAX = 60
TOLD_KEY = "delivery/{}"
"""Key id of what is noted of the people spoken to in a body's office."""

NoticeName = Annotated[Code, Label("通知", "Notice", "例: v1、e1", "For example v1 or e1")]
BodyCode = Annotated[Code, Label("団体コード", "Local-government code")]


@command(
    "record-delivery",
    ja="募集の送付結果を記録する",
    en="Record what became of a notice",
    roles=("system",),
    clauses=(7,),
)
class RecordDelivery(Command, frozen=True, kw_only=True):
    """The job that sends says it of each body."""

    call: CallId
    body: BodyCode
    notice: NoticeName
    text_version: Annotated[Annotated[int, Meta(ge=1)], Label("文案の版", "Version of the text")]
    outcome: Annotated[str, Label("結果", "Outcome", choices=OUTCOMES)]
    address: Annotated[Text, Label("メールアドレス", "Office mail address")] = ""
    code: Annotated[Text, Label("サーバーの応答", "Code of the server")] = ""


@decides(RecordDelivery, streams=lambda wanted: (stream_of(wanted.call, wanted.body),))
def record(wanted: RecordDelivery, states: States, known: Known) -> Sequence[To]:
    """Once for a notice and address."""
    stream = stream_of(wanted.call, wanted.body)
    if not wants(states[stream], wanted.notice, wanted.address):
        return []
    told: dict[str, Any] = {
        "call": wanted.call,
        "body": wanted.body,
        "notice": wanted.notice,
        "text_version": wanted.text_version,
    }
    match wanted.outcome:
        case "sent":
            return [To(stream, CallSent(**told, address=wanted.address))]
        case "bounced":
            code = wanted.code[:CODE_MAX]
            return [To(stream, CallBounced(**told, address=wanted.address, code=code))]
        case "unknown":
            return [To(stream, DeliveryLeftUnknown(**told, address=wanted.address))]
    return [To(stream, PhoneNeeded(**told))]


@command(
    "record-bounce",
    ja="募集が届かなかったことを記録する",
    en="Record that a notice bounced",
    roles=("officer", "system"),
    clauses=(7,),
)
class RecordBounce(Command, frozen=True):
    """A report of failure that came after the server had taken the mail."""

    call: CallId
    body: BodyCode
    code: Annotated[
        Annotated[str, Meta(min_length=1, max_length=CODE_MAX)],
        Label("サーバーの応答", "Code of the server", "例: 5.1.1", "For example 5.1.1"),
    ]
    notice: Annotated[
        Annotated[str, Meta(max_length=60)],
        Label("通知", "Notice", "空欄は最後の通知", "Empty for the latest"),
    ] = ""


@decides(RecordBounce, streams=lambda wanted: (stream_of(wanted.call, wanted.body),))
def bounce(wanted: RecordBounce, states: States, known: Known) -> Sequence[To]:
    """Of the latest notice only: what is said of an older one changes nothing any more."""
    held = known_delivery(states, wanted.call, wanted.body)
    late = wanted.notice not in ("", held.notice)
    if late or held.phoned or held.outcome not in (SENT, UNKNOWN):
        return []
    bounced = CallBounced(
        call=wanted.call,
        body=wanted.body,
        notice=held.notice,
        text_version=held.text_version,
        address=held.address,
        code=wanted.code,
    )
    return [To(stream_of(wanted.call, wanted.body), bounced)]


@command(
    "record-phone-notice",
    ja="電話で伝えたことを記録する",
    en="Record that a body was told by telephone",
    roles=("officer",),
    clauses=(7,),
)
class RecordPhoneNotice(Command, frozen=True):
    """Ends the task: who in the office was told, and on which day."""

    call: CallId
    body: BodyCode
    spoke_to: Annotated[Text, Label("伝えた相手", "Whom you spoke to", personal=True)]
    on: Annotated[date, Label("伝えた日", "Date of the call")]


@decides(RecordPhoneNotice, streams=lambda wanted: (stream_of(wanted.call, wanted.body),))
def phone(wanted: RecordPhoneNotice, states: States, known: Known) -> Sequence[To]:
    """Where there is a task, on a day that came."""
    held = known_delivery(states, wanted.call, wanted.body)
    faults = Faults()
    faults.unless(
        held.is_task,
        "delivery.no_task",
        "この団体に電話で伝える必要のある通知はありません。",
        "There is no notice to tell this body of by telephone.",
        "body",
    )
    faults.unless(
        wanted.on <= known.today,
        "delivery.ahead",
        "伝えた日がこれから先の日です。",
        "The date of the call is still to come.",
        "on",
    )
    faults.raise_any()
    phoned = PhoneNoticeRecorded(
        call=wanted.call,
        body=wanted.body,
        notice=held.notice,
        spoke_to=clear(TOLD_KEY.format(wanted.body), wanted.spoke_to),
    )
    return [To(stream_of(wanted.call, wanted.body), phoned, wanted.on)]
