"""View followup_board: follow-up sessions, who was invited, chose, came, viewed and asked (clauses
24-27).

Attending and viewing are counted apart. Whoever is certified no longer, or was erased, sees nothing
of a session any more.
"""

from datetime import date
from typing import NamedTuple

import msgspec

from core import area
from core.event import EVENTS, Event, Fact
from core.programme.followup.facts import (
    AttendanceRecorded,
    FollowUpAnnounced,
    FollowUpInvited,
    GroupsDrawn,
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
from core.programme.followup.recordings import may_view
from core.programme.followup.state import with_item
from core.programme.person import PersonErased
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.followup_rows import (
    Participant,
    Question,
    Recording,
    SessionRow,
    Standing,
    Viewing,
)
from projections.sealed import cell
from projections.store import Views
from projections.view import Rows, Table, View


class Counts(NamedTuple):
    """Numbers of persons; who joins, declined or has not answered add up to `invited`."""

    invited: int
    joining: int
    declined: int
    silent: int
    attended: int
    viewed: int


class Guest(NamedTuple):
    """One who is invited, with name and address, and the number of the group (None: in none)."""

    part: Participant
    who: Who
    group: int | None


class Board(NamedTuple):
    """A session as an officer sees it."""

    session: SessionRow
    counts: Counts
    guests: tuple[Guest, ...]
    questions: tuple[Question, ...]


class Mine(NamedTuple):
    """A session as one invited person sees it: `recordings` that may be viewed now, the own
    `questions`, and what others asked and was answered."""

    session: SessionRow
    part: Participant | None
    recordings: tuple[Recording, ...]
    questions: tuple[Question, ...]
    answered: tuple[Question, ...]


SESSIONS = Table("session", SessionRow)
PARTS = Table("part", Participant, indexes=("session", "person"))
QUESTIONS = Table("question", Question, indexes=("session",))
STANDINGS = Table("standing", Standing)
PEOPLE = Table("person", Who)


def fold(rows: Rows, fact: Fact) -> None:
    """Sessions by their own stream, persons by theirs; how people stand is kept beside."""
    kept = keep(rows, fact, PEOPLE)
    owner = fact.stream.partition("/")[0]
    if isinstance(fact.event, PersonErased) or owner == "coordinator":
        _stand(rows, fact)
    elif owner == "followup" and fact.stream.count("/") > 1:
        _did(rows, fact)
    elif not kept:
        _held(rows, fact)


def sessions(views: Views, tenant: str, as_of: int | None = None) -> list[Board]:
    """Every session with its counts, the latest first; without guests and questions."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(SESSIONS)
        parts = then.rows(PARTS)
    found = [
        Board(row, _counts([part for part in parts if part.session == row.session]), (), ())
        for row in held
    ]
    return sorted(found, key=lambda each: (each.session.plan.on, each.session.session))[::-1]


def board(views: Views, tenant: str, session: str, as_of: int | None = None) -> Board | None:
    """One session, with everybody invited; None if there is none of that id."""
    with views.at(VIEW, tenant, as_of) as then:
        row = then.row(SESSIONS, session)
        if row is None:
            return None
        parts = then.rows(PARTS, PARTS.column("session") == session)
        asked = then.rows(QUESTIONS, QUESTIONS.column("session") == session)
        people = {part.person: then.row(PEOPLE, part.person) for part in parts}
    group_of = row.group_numbers
    guests = tuple(
        Guest(part, people[part.person] or Who(person=part.person), group_of.get(part.person))
        for part in parts
    )
    return Board(row, _counts(parts), guests, tuple(sorted(asked, key=lambda each: each.asked)))


def of_person(
    views: Views, tenant: str, person: str, on: date, as_of: int | None = None
) -> list[Mine]:
    """The sessions that are for a person as things stand, the latest first, and what may be done
    and viewed there on a day. Nothing at all for whoever is certified no longer, or was erased."""
    # How a person stands is asked as of now: looking back gives no access that has ended.
    with views.at(VIEW, tenant) as now:
        standing = now.row(STANDINGS, person) or Standing(person=person)
    with views.at(VIEW, tenant, as_of) as then:
        held = [row for row in then.rows(SESSIONS) if standing.may(row)]
        parts = {part.session: part for part in then.rows(PARTS, PARTS.column("person") == person)}
        asked = {
            row.session: then.rows(QUESTIONS, QUESTIONS.column("session") == row.session)
            for row in held
        }
    found = [
        _mine(row, parts.get(row.session), asked[row.session], person, on)
        for row in held
        if row.session in parts or on <= row.plan.choose_until
    ]
    return sorted(found, key=lambda each: (each.session.plan.on, each.session.session))[::-1]


def _mine(
    row: SessionRow, part: Participant | None, asked: list[Question], person: str, on: date
) -> Mine:
    asked.sort(key=lambda each: each.asked)
    is_in = part is not None and (part.joins is True or part.attended)
    viewable = part is not None and may_view(row.plan.viewers, part.kind)
    return Mine(
        session=row,
        part=part,
        recordings=tuple(each for each in row.recordings if viewable and on <= each.until),
        questions=tuple(each for each in asked if each.person == person),
        answered=tuple(each for each in asked if is_in and each.answer and each.person != person),
    )


def _counts(parts: list[Participant]) -> Counts:
    answers = [part.joins for part in parts]
    return Counts(
        invited=len(parts),
        joining=answers.count(True),
        declined=answers.count(False),
        silent=answers.count(None),
        attended=sum(part.attended for part in parts),
        viewed=sum(bool(part.viewed) for part in parts),
    )


def _stand(rows: Rows, fact: Fact) -> None:
    person = fact.stream.partition("/")[2]
    held = rows.get(STANDINGS, person) or Standing(person=person)
    change = msgspec.structs.replace
    if isinstance(fact.event, PersonErased):
        rows.put(STANDINGS, person, change(held, erased=True))
    else:
        rows.put(STANDINGS, person, change(held, held=area.evolve(held.held, fact)))


def _held(rows: Rows, fact: Fact) -> None:
    session = fact.stream.partition("/")[2]
    match fact.event:
        case FollowUpAnnounced() as plan:
            before = rows.get(SESSIONS, session)
            new = SessionRow(session=session, plan=plan, announced=fact.position)
            rows.put(
                SESSIONS, session, msgspec.structs.replace(before, plan=plan) if before else new
            )
        case FollowUpInvited(people=people):
            for person in people:
                part = Participant(session=session, person=person, invited_on=fact.effective_on)
                rows.put(PARTS, f"{session}/{person}", part)
        case _:
            rows.put(SESSIONS, session, _changed(rows.need(SESSIONS, session), fact))


def _changed(row: SessionRow, fact: Fact) -> SessionRow:
    change = msgspec.structs.replace
    match fact.event:
        case ProgrammeSet(number=version) as told:
            items = with_item({item.code: item for item in row.items}, told)
            return change(row, items=tuple(items.values()), version=version)
        case GroupsDrawn(groups=groups, seed=seed):
            return change(row, groups=groups, seed=seed)
        case RecordingPublished() as made:
            others = [each for each in row.recordings if each.item != made.item]
            return change(row, recordings=(*others, _recording(made, fact)))
        case RecordingOutdated(item=item):
            marked = [
                change(each, outdated=each.outdated or each.item == item) for each in row.recordings
            ]
            return change(row, recordings=tuple(marked))
    raise AssertionError(fact.event.topic)


def _recording(made: RecordingPublished, fact: Fact) -> Recording:
    return Recording(
        item=made.item,
        version=made.number,
        file=made.file,
        place=made.place,
        until=made.until,
        published_on=fact.effective_on,
    )


def _did(rows: Rows, fact: Fact) -> None:
    session, _, person = fact.stream.partition("/")[2].partition("/")
    key = f"{session}/{person}"
    match fact.event:
        case QuestionAsked() as asked:
            row = Question(
                session=session,
                person=person,
                number=asked.number,
                text=cell(fact, "text"),
                asked=fact.position,
            )
            rows.put(QUESTIONS, f"{key}/{asked.number:04d}", row)
        case QuestionFlagged(number=number, signs=signs):
            held = rows.need(QUESTIONS, f"{key}/{number:04d}")
            flagged = msgspec.structs.replace(held, signs=signs)
            rows.put(QUESTIONS, f"{key}/{number:04d}", flagged)
        case QuestionAnswered(number=number, answer=answer):
            held = rows.need(QUESTIONS, f"{key}/{number:04d}")
            answered = msgspec.structs.replace(held, answer=answer)
            rows.put(QUESTIONS, f"{key}/{number:04d}", answered)
        case _:
            rows.put(PARTS, key, _taken(rows.need(PARTS, key), fact))


def _taken(part: Participant, fact: Fact) -> Participant:
    change = msgspec.structs.replace
    match fact.event:
        case ParticipationChosen(joins=joins):
            return change(part, joins=joins)
        case AttendanceRecorded(kind=kind):
            return change(part, kind=kind)
        case TalkRegistered():
            return change(part, theme=cell(fact, "theme"))
        case RecordingViewed(item=item, number=version):
            seen = {(each.item, each.version) for each in part.viewed}
            new = () if (item, version) in seen else (Viewing(item, version, fact.effective_on),)
            return change(part, viewed=(*part.viewed, *new))
    raise AssertionError(fact.event.topic)


def _own(topic: str) -> bool:
    return topic.partition(".")[0] in ("followup", "coordinator")


EVENTS_READ: tuple[type[Event], ...] = (
    *PEOPLE_EVENTS,
    PersonErased,
    *(cls for topic, cls in EVENTS.items() if _own(topic)),
)
VIEW = View(
    "followup_board",
    2,
    tables=(SESSIONS, PARTS, QUESTIONS, STANDINGS, PEOPLE),
    events=EVENTS_READ,
    fold=fold,
)
