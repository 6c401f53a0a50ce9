"""A person's part in a session: joining or not, a talk, being there (clauses 24, 26, 27)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Choice, Label, Text, command
from core.errors import Faults, refuse
from core.privacy import clear
from core.programme.followup.announcing import invited
from core.programme.followup.facts import (
    AttendanceRecorded,
    FollowUpAnnounced,
    ParticipationChosen,
    TalkRegistered,
)
from core.programme.followup.state import (
    ABSENT,
    ATTENDED,
    OfPerson,
    check_belongs,
    invited_part,
    joined_part,
    known_session,
    part_of,
    part_stream,
    person_streams,
)

ATTENDANCES = (
    Choice(ATTENDED, "参加した", "Attended"),
    Choice(ABSENT, "参加しなかった", "Was absent"),
)


@command(
    "choose-participation",
    ja="フォローアップ研修の参加・不参加を答える",
    en="Choose whether to join a follow-up session",
    roles=("officer", "person"),
    clauses=(24,),
)
class ChooseParticipation(OfPerson, frozen=True, kw_only=True):
    """By the person; an officer may enter what came by mail."""

    joins: Annotated[bool, Label("参加する", "Joins")]


@decides(ChooseParticipation, streams=person_streams)
def choose(wanted: ChooseParticipation, states: States, known: Known) -> Sequence[To]:
    """In the days of choosing; whoever was certified after the announcement is invited by it."""
    session = known_session(states, wanted.session)
    check_belongs(session, states, wanted.person)
    _check_days(session.plan, known.today)
    if part_of(states, wanted).joins == wanted.joins:
        return []
    later = wanted.person not in session.invited
    chosen = ParticipationChosen(session=session.id, person=wanted.person, joins=wanted.joins)
    return [
        *([invited(session.id, (wanted.person,))] if later else []),
        To(part_stream(session.id, wanted.person), chosen),
    ]


def _check_days(plan: FollowUpAnnounced, today: date) -> None:
    faults = Faults()
    faults.unless(
        plan.choose_from <= today,
        "followup.not_yet",
        "参加希望の受付はまだ始まっていません。",
        "Choosing has not begun.",
    )
    faults.unless(
        today <= plan.choose_until,
        "followup.deadline_passed",
        "参加希望の締切りが過ぎています。",
        "The last day to choose is past.",
    )
    faults.raise_any()


@command(
    "register-talk",
    ja="意見交換会の発表を登録する",
    en="Register a talk",
    roles=("officer", "person"),
    clauses=(26,),
)
class RegisterTalk(OfPerson, frozen=True):
    """One talk a person; a later one replaces it."""

    theme: Annotated[
        Text,
        Label(
            "発表の内容",
            "What it is about",
            "相談者が分かることは書かない",
            "Nothing that tells who a client is",
            personal=True,
        ),
    ]


@decides(RegisterTalk, streams=person_streams)
def register_talk(wanted: RegisterTalk, states: States, known: Known) -> Sequence[To]:
    """By those who join, up to the day."""
    session, _ = joined_part(states, wanted)
    if known.today > session.plan.on:
        raise refuse("followup.over", "研修は終わりました。", "The session is over.", "session")
    talk = TalkRegistered(
        session=session.id, person=wanted.person, theme=clear(wanted.person, wanted.theme)
    )
    return [To(part_stream(session.id, wanted.person), talk)]


@command(
    "record-follow-up-attendance",
    ja="フォローアップ研修の出欠を記録する",
    en="Record attendance of a follow-up session",
    roles=("officer", "assessor"),
    clauses=(27,),
)
class RecordFollowUpAttendance(OfPerson, frozen=True, kw_only=True):
    """Being there; viewing a recording later is another fact."""

    kind: Annotated[str, Label("出欠", "Attendance", choices=ATTENDANCES)] = ATTENDED


@decides(RecordFollowUpAttendance, streams=person_streams)
def record_attendance(
    wanted: RecordFollowUpAttendance, states: States, known: Known
) -> Sequence[To]:
    """From the day on, of those who were invited, also of whoever came without having said so."""
    session, part = invited_part(states, wanted)
    if known.today < session.plan.on:
        raise refuse(
            "followup.not_held", "研修はまだ開かれていません。", "It was not held yet.", "session"
        )
    told = AttendanceRecorded(session=session.id, person=wanted.person, kind=wanted.kind)
    return [] if part.kind == wanted.kind else [To(part_stream(session.id, wanted.person), told)]
