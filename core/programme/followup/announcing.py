"""Announcing a session: whom its rule finds is invited, at once and later (clause 24)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known, Slice, States, To, decides
from core.command import Choice, Label, command
from core.errors import Faults
from core.event import EVENTS, Fact
from core.programme.coordinator import Coordinator
from core.programme.followup.facts import FollowUpAnnounced, FollowUpInvited
from core.programme.followup.state import (
    AUDIENCES,
    CERTIFIED,
    MISSED,
    VIEWERS,
    OfSession,
    Session,
    belongs,
    known_session,
    own_stream,
    stream_of,
)
from core.programme.person import PersonErased
from core.programme.words import FiscalYear
from core.programme.world import gather, states_of, world_at

INVITED_MAX = 500
"""Ids in one event: an entry of the log holds 65,535 bytes."""
FORMS = (
    Choice("online", "オンライン", "Online"),
    Choice("venue", "会場", "At a venue"),
    Choice("both", "会場とオンライン", "Both"),
)
SEEN = Slice(
    (
        *(topic for topic in EVENTS if topic.partition(".")[0] == "coordinator"),
        PersonErased.topic,
    ),
    list,
    gather,
)
Line = Annotated[str, Meta(min_length=1, max_length=200)]


@command(
    "announce-follow-up",
    ja="フォローアップ研修を案内する",
    en="Announce a follow-up session",
    roles=("officer",),
    clauses=(24,),
)
class AnnounceFollowUp(OfSession, frozen=True, kw_only=True):
    """Invites everyone whom the rule finds today; announced again, it moves date or place."""

    fiscal_year: FiscalYear
    ja_title: Annotated[Line, Label("題名", "Title in Japanese")]
    en_title: Annotated[Line, Label("題名（英語）", "Title")]
    form: Annotated[str, Label("開催形式", "Form", choices=FORMS)] = "online"
    place: Annotated[Line, Label("URL・会場", "Address or venue")]
    on: Annotated[date, Label("開催日", "Date")]
    choose_from: Annotated[date, Label("参加希望の受付開始", "Choose from")]
    choose_until: Annotated[
        date,
        Label("参加希望の締切り", "Choose until", "この日の終わりまで", "Until the end of it"),
    ]
    audience: Annotated[str, Label("対象", "Who is invited", choices=AUDIENCES)] = CERTIFIED
    viewers: Annotated[str, Label("録画を視聴できる方", "Recordings", choices=VIEWERS)] = MISSED


@decides(AnnounceFollowUp, streams=own_stream, slice=SEEN)
def announce(wanted: AnnounceFollowUp, states: States, known: Known) -> Sequence[To]:
    """Somebody to invite, dates in their order; the same again changes nothing."""
    state: Session | None = states[stream_of(wanted.session)]
    found = certified(wanted.audience, known.seen, known.today)
    plan = _plan(wanted, len(found), known.position)
    if state and _same(state.plan, plan):
        return []
    _check(wanted, found, known.today)
    stream = stream_of(wanted.session)
    return [To(stream, plan), *_invited(wanted.session, found, state)]


def certified(audience: str, facts: Iterable[Fact], day: date) -> tuple[str, ...]:
    """The ids of those whom the rule takes at `day`, in order."""
    held = list(facts)
    erased = {fact.event.person for fact in held if isinstance(fact.event, PersonErased)}
    world = world_at((fact for fact in held if fact.stream.startswith("coordinator/")), day)
    found: list[Coordinator] = states_of(world, "coordinator")
    return tuple(
        each.person for each in found if belongs(audience, each, erased=each.person in erased)
    )


def _plan(wanted: AnnounceFollowUp, count: int, position: int) -> FollowUpAnnounced:
    return FollowUpAnnounced(
        session=wanted.session,
        fiscal_year=wanted.fiscal_year,
        ja_title=wanted.ja_title,
        en_title=wanted.en_title,
        form=wanted.form,
        place=wanted.place,
        on=wanted.on,
        choose_from=wanted.choose_from,
        choose_until=wanted.choose_until,
        audience=wanted.audience,
        viewers=wanted.viewers,
        count=count,
        position=position,
    )


def _same(held: FollowUpAnnounced, plan: FollowUpAnnounced) -> bool:
    names = [name for name in plan.privacy if name not in ("count", "position")]
    return all(getattr(held, name) == getattr(plan, name) for name in names)


def _invited(session: str, found: Sequence[str], state: Session | None) -> list[To]:
    new = [each for each in found if not state or each not in state.invited]
    return [
        invited(session, tuple(new[n : n + INVITED_MAX])) for n in range(0, len(new), INVITED_MAX)
    ]


def invited(session: str, people: tuple[str, ...]) -> To:
    """The event that invites these people."""
    return To(
        stream_of(session), FollowUpInvited(session=session, count=len(people), people=people)
    )


def _check(wanted: AnnounceFollowUp, found: Sequence[str], today: date) -> None:
    faults = Faults()
    faults.unless(
        found, "followup.nobody", "対象となる方がいません。", "The rule finds nobody to invite."
    )
    faults.unless(
        wanted.choose_from <= wanted.choose_until <= wanted.on,
        "followup.bad_order",
        "受付開始、締切り、開催日の順になるようにしてください。",
        "Choosing begins, then ends, then the session is held: put the dates in that order.",
        "choose_until",
    )
    faults.unless(
        wanted.on >= today,
        "followup.past",
        "開催日が過ぎています。",
        "The date is past.",
        "on",
    )
    faults.raise_any()


@command(
    "invite-later",
    ja="後から認証された方を招く",
    en="Invite those certified later",
    roles=("officer",),
    clauses=(24,),
)
class InviteLater(OfSession, frozen=True):
    """Whoever the rule finds today and was not found before; they may also just choose."""


@decides(InviteLater, streams=own_stream, slice=SEEN)
def invite_later(wanted: InviteLater, states: States, known: Known) -> Sequence[To]:
    """Nobody new: nothing changes."""
    session = known_session(states, wanted.session)
    found = certified(session.plan.audience, known.seen, known.today)
    return _invited(session.id, found, session)
