"""Area local_government: the bodies a call goes to, and their office contacts (clause 7)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Struct

from core.area import Known, States, To, area, decides
from core.command import Code, Command, Label, Text, command
from core.event import Event, Fact, NoPerson, event


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


class LocalGovernment(Struct, frozen=True):
    """The latest registration."""

    latest: LocalGovernmentRegistered


@command(
    "register-body",
    ja="団体の連絡先を登録する",
    en="Register a body",
    roles=("officer",),
    clauses=(7,),
)
class RegisterBody(Command, frozen=True):
    """One row of the bodies form (programme.md part 4)."""

    code: Annotated[Code, Label("団体コード", "Local-government code")]
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
    fresh = LocalGovernmentRegistered(
        code=wanted.code,
        name=wanted.title,
        department=wanted.department,
        office_mail=wanted.office_mail,
        fallback=wanted.fallback,
    )
    state = states[stream_of(wanted.code)]
    return [] if state and state.latest == fresh else [To(stream_of(wanted.code), fresh)]


def evolve(state: LocalGovernment | None, fact: Fact) -> LocalGovernment:
    """Fold one fact of the stream."""
    assert isinstance(fact.event, LocalGovernmentRegistered)
    return LocalGovernment(fact.event)


area("local_government", evolve)
