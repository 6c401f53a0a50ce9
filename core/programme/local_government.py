"""Area local_government: the bodies a call goes to, and their office contacts (clauses 5, 7).

A body that was merged into another keeps its history; its windows, and what its clerks could do,
follow to the successor.
"""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Struct

from core.area import Known, States, To, area, decides, need
from core.command import Code, Command, Label, Text, command
from core.errors import Faults
from core.event import Event, Fact, NoPerson, event
from core.japan import is_government_code

ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
"""What a mail address must look like at least; whether anybody reads it, only sending tells."""

BodyCode = Annotated[Code, Label("団体コード", "Local-government code")]


@event(
    "local_government.registered",
    ja="団体 {name}（{code}）の連絡先を登録した",
    en="Registered the contact of body {name} ({code})",
)
class LocalGovernmentRegistered(Event, frozen=True):
    """A body and the office (never a person) that receives calls."""

    code: NoPerson[str]
    name: NoPerson[str]
    department: NoPerson[str]
    office_mail: NoPerson[str]
    fallback: NoPerson[str]


@event(
    "local_government.succeeded",
    ja="団体 {code} は {successor} に引き継がれた（{reason}）",
    en="Body {code} was succeeded by {successor}: {reason}",
)
class LocalGovernmentSucceeded(Event, frozen=True):
    """Merged into, or renamed to, another body."""

    code: NoPerson[str]
    successor: NoPerson[str]
    reason: NoPerson[str]


class LocalGovernment(Struct, frozen=True):
    """The latest registration, and the body that took this one over, if any."""

    latest: LocalGovernmentRegistered
    successor: str | None = None


@command(
    "register-body",
    ja="団体の連絡先を登録する",
    en="Register a body",
    roles=("officer",),
    clauses=(7,),
)
class RegisterBody(Command, frozen=True):
    """One row of the bodies form (programme.md part 4)."""

    code: BodyCode
    title: Annotated[Text, Label("名称", "Name")]
    department: Annotated[Text, Label("担当課", "Office")] = ""
    office_mail: Annotated[Text, Label("メールアドレス", "Office mail address")] = ""
    fallback: Annotated[Text, Label("代替連絡", "Other way to reach it")] = ""


def stream_of(code: str) -> str:
    """The body's stream."""
    return f"local_government/{code}"


@decides(RegisterBody, streams=lambda wanted: (stream_of(wanted.code),))
def register(wanted: RegisterBody, states: States, known: Known) -> Sequence[To]:
    """Nothing happens when nothing changed."""
    state: LocalGovernment | None = states[stream_of(wanted.code)]
    _check(wanted, state)
    fresh = LocalGovernmentRegistered(
        code=wanted.code,
        name=wanted.title,
        department=wanted.department,
        office_mail=wanted.office_mail,
        fallback=wanted.fallback,
    )
    return [] if state and state.latest == fresh else [To(stream_of(wanted.code), fresh)]


def _check(wanted: RegisterBody, state: LocalGovernment | None) -> None:
    faults = Faults()
    faults.unless(
        is_government_code(wanted.code),
        "local_government.bad_code",
        "団体コード（検査数字を含む6桁）として正しくありません。",
        "This is not a six-digit local-government code with its check digit.",
        "code",
    )
    faults.unless(
        not wanted.office_mail or ADDRESS.fullmatch(wanted.office_mail),
        "local_government.bad_address",
        "メールアドレスとして正しくありません。一つだけ書いてください。",
        "This is not a mail address. Please give exactly one.",
        "office_mail",
    )
    successor = state.successor if state else None
    faults.unless(
        successor is None,
        "local_government.succeeded",
        f"この団体は {successor} に引き継がれています。そちらを登録してください。",
        f"This body was succeeded by {successor}. Please register that one.",
        "code",
    )
    faults.raise_any()


@command(
    "succeed-body",
    ja="団体の合併・改称を記録する",
    en="Record that a body was merged or renamed",
    roles=("officer",),
    clauses=(5, 7),
)
class SucceedBody(Command, frozen=True):
    """The successor's clerks act for the old body's windows from now on."""

    code: BodyCode
    successor: Annotated[Code, Label("引き継ぐ団体の団体コード", "Code of the successor")]
    reason: Annotated[Text, Label("理由", "Reason")]


@decides(SucceedBody, streams=lambda wanted: (stream_of(wanted.code), stream_of(wanted.successor)))
def succeed(wanted: SucceedBody, states: States, known: Known) -> Sequence[To]:
    """Both are registered, and the successor still exists: so no circle can come about."""
    old, new = (known_body(states, code) for code in (wanted.code, wanted.successor))
    if old.successor == wanted.successor:
        return []
    faults = Faults()
    faults.unless(
        old.successor is None,
        "local_government.succeeded",
        f"この団体は、すでに {old.successor} に引き継がれています。",
        f"This body was succeeded by {old.successor} before.",
        "code",
    )
    faults.unless(
        wanted.code != wanted.successor and new.successor is None,
        "local_government.bad_successor",
        "引き継ぐ団体には、今ある別の団体を指定してください。",
        "The successor must be another body that still exists.",
        "successor",
    )
    faults.raise_any()
    done = LocalGovernmentSucceeded(
        code=wanted.code, successor=wanted.successor, reason=wanted.reason
    )
    return [To(stream_of(wanted.code), done)]


def known_body(states: States, code: str) -> LocalGovernment:
    """The registered body, or `Refused`."""
    found: LocalGovernment = need(
        states,
        stream_of(code),
        f"団体コード {code} の団体は登録されていません。",
        f"Body {code} is not registered.",
    )
    return found


def evolve(state: LocalGovernment | None, fact: Fact) -> LocalGovernment:
    """Fold one fact of the stream."""
    match fact.event:
        case LocalGovernmentRegistered() as latest:
            return LocalGovernment(latest, state.successor if state else None)
        case LocalGovernmentSucceeded(successor=successor) if state:
            return msgspec.structs.replace(state, successor=successor)
    raise AssertionError(fact.event.topic)


area("local_government", evolve)
