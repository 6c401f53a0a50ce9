"""The state of a session and of each person in it, and how facts change them.

A session is `followup/S`; what one person does in it is `followup/S/P`.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from core.area import States, area, need
from core.command import Choice, Code, Command, Label
from core.errors import refuse
from core.event import Fact
from core.programme import coordinator as coordinators
from core.programme import person as people
from core.programme.coordinator import ACTING, CEASED, RETIRED, Coordinator
from core.programme.followup.facts import (
    AttendanceRecorded,
    FollowUpAnnounced,
    FollowUpInvited,
    GroupsDrawn,
    Item,
    ParticipationChosen,
    ProgrammeSet,
    QuestionAnswered,
    QuestionAsked,
    QuestionFlagged,
    RecordingOutdated,
    RecordingPublished,
    RecordingViewed,
    TalkRegistered,
)
from core.programme.words import PersonId

ATTENDED, ABSENT = "attended", "absent"
CERTIFIED, WORKING, EVERYBODY = "certified", "acting", "with_retired"
AUDIENCES = (
    Choice(CERTIFIED, "認証された方（離職中を含む）", "The certified, also between jobs"),
    Choice(WORKING, "活動中の方だけ", "Those at work only"),
    Choice(EVERYBODY, "認証された方と引退した方", "The certified and the retired"),
)
STATUSES = {
    CERTIFIED: (ACTING, CEASED),
    WORKING: (ACTING,),
    EVERYBODY: (ACTING, CEASED, RETIRED),
}
"""Rule -> the states of a coordinator that it takes. No rule takes a lapsed or revoked one."""
MISSED, ALL = "missed", "all"
VIEWERS = (
    Choice(MISSED, "参加できなかった方", "Those who missed it"),
    Choice(ALL, "招いたすべての方", "Everybody invited"),
)
SessionId = Annotated[Code, Label("研修番号", "Session", "例: R7-1", "For example R7-1")]


class Session(Struct, frozen=True, kw_only=True):
    """A session as decisions need it."""

    id: str
    plan: FollowUpAnnounced
    invited: frozenset[str] = frozenset()
    items: dict[str, Item] = {}
    version: int = 0
    recordings: dict[str, RecordingPublished] = {}
    outdated: frozenset[str] = frozenset()


class Part(Struct, frozen=True, kw_only=True):
    """What one person did in a session."""

    joins: bool | None = None
    kind: str = ""
    questions: int = 0
    answers: dict[int, str] = {}


class OfSession(Command, frozen=True):
    """A command on one session."""

    session: SessionId


class OfPerson(OfSession, frozen=True):
    """A command on one person's part in a session."""

    person: PersonId


def stream_of(session: str) -> str:
    """The session's stream."""
    return f"followup/{session}"


def part_stream(session: str, person: str) -> str:
    """The stream of one person's part in the session."""
    return f"followup/{session}/{person}"


def own_stream(wanted: OfSession) -> Sequence[str]:
    """For commands on the session alone."""
    return (stream_of(wanted.session),)


def person_streams(wanted: OfPerson) -> Sequence[str]:
    """For commands on a person's part: also whether the person is still certified, or erased."""
    return (
        stream_of(wanted.session),
        part_stream(wanted.session, wanted.person),
        coordinators.stream_of(wanted.person),
        people.stream_of(wanted.person),
    )


def known_session(states: States, session: str) -> Session:
    """The session, or `Refused`."""
    found: Session = need(
        states,
        stream_of(session),
        f"フォローアップ研修 {session} はありません。",
        f"There is no follow-up session {session}.",
    )
    return found


def part_of(states: States, wanted: OfPerson) -> Part:
    """What the person did so far; nothing is a part too."""
    found: Part | None = states[part_stream(wanted.session, wanted.person)]
    return found or Part()


def belongs(audience: str, held: Coordinator | None, *, erased: bool) -> bool:
    """Whether the rule takes this person as things stand."""
    return held is not None and not erased and held.status in STATUSES[audience]


def check_belongs(session: Session, states: States, person: str) -> None:
    """`Refused` for whoever is not, or is no longer, among those whom the session is for."""
    own: Any = states[people.stream_of(person)]
    held: Coordinator | None = states[coordinators.stream_of(person)]
    # Not certified, certified no longer and not there are told alike: nobody learns of others.
    if not belongs(session.plan.audience, held, erased=own is not None and own.erased):
        raise refuse(
            "followup.not_for_you",
            "この研修の対象ではありません。",
            "This session is not for you.",
            "person",
        )


def invited_part(states: States, wanted: OfPerson) -> tuple[Session, Part]:
    """The session and the part in it of a person who is invited and still certified, or
    `Refused`."""
    session = known_session(states, wanted.session)
    check_belongs(session, states, wanted.person)
    if wanted.person not in session.invited:
        raise refuse(
            "followup.not_invited",
            "この研修に招かれていません。先に参加・不参加を答えてください。",
            "Not invited to this session. Please choose whether to join first.",
            "person",
        )
    return session, part_of(states, wanted)


def joined_part(states: States, wanted: OfPerson) -> tuple[Session, Part]:
    """As `invited_part`, of a person who joins or was there."""
    session, part = invited_part(states, wanted)
    if not part.joins and part.kind != ATTENDED:
        raise refuse(
            "followup.not_joining",
            "参加すると答えた方だけが行えます。",
            "Only for those who chose to join.",
            "person",
        )
    return session, part


def evolve(state: Session | Part | None, fact: Fact) -> Session | Part:
    """Fold one fact of the stream."""
    if isinstance(state, Part) or fact.stream.count("/") > 1:
        assert not isinstance(state, Session)
        return _did(state or Part(), fact)
    change = msgspec.structs.replace
    match fact.event:
        case FollowUpAnnounced() as plan:
            return change(state, plan=plan) if state else Session(id=plan.session, plan=plan)
        case FollowUpInvited(people=invited) if state:
            return change(state, invited=state.invited | set(invited))
        case ProgrammeSet(number=version) as told if state:
            return change(state, items=with_item(state.items, told), version=version)
        case RecordingPublished(item=item) as made if state:
            recordings = {**state.recordings, item: made}
            return change(state, recordings=recordings, outdated=state.outdated - {item})
        case RecordingOutdated(item=item) if state:
            return change(state, outdated=state.outdated | {item})
        case GroupsDrawn() if state:
            return state
    raise AssertionError(fact.event.topic)


def _did(part: Part, fact: Fact) -> Part:
    change = msgspec.structs.replace
    match fact.event:
        case ParticipationChosen(joins=joins):
            return change(part, joins=joins)
        case AttendanceRecorded(kind=kind):
            return change(part, kind=kind)
        case QuestionAsked(number=number):
            return change(part, questions=number)
        case QuestionAnswered(number=number, answer=answer):
            return change(part, answers={**part.answers, number: answer})
        case TalkRegistered() | QuestionFlagged() | RecordingViewed():
            return part
    raise AssertionError(fact.event.topic)


def with_item(held: dict[str, Item], told: ProgrammeSet) -> dict[str, Item]:
    """The items after one was set: in its place, at the end, or gone."""
    if told.given:
        return {**held, told.item.code: told.item}
    return {code: item for code, item in held.items() if code != told.item.code}


area("followup", evolve)
