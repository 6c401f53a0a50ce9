"""Letters on follow-up sessions: invitation, change, recording, answer (clauses 24, 26, 27)."""

from collections.abc import Iterable

from core.event import Fact
from core.programme.followup.facts import (
    FollowUpAnnounced,
    FollowUpInvited,
    QuestionAnswered,
    RecordingPublished,
)
from core.programme.followup.state import stream_of
from core.programme.followup.taking_part import ChooseParticipation
from projections.followup_board import board, of_person
from tenants.gate import Tenant
from workers.letters.registry import Appointment, Notice, To, Value, letters_of


@letters_of(FollowUpInvited)
def _invited(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, FollowUpInvited)
    if fact.envelope.command == ChooseParticipation.name:
        # Who is invited by their own answer has nothing to be asked.
        return
    plan = plan_of(tenant, told.session)
    values = {**_values(plan, "on", "choose_from", "choose_until"), "place": plan.place}
    for person in told.people:
        yield Notice(To("person", person), "follow-up-invited", values, _appointment(plan))


@letters_of(FollowUpAnnounced)
def _changed(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    plan = fact.event
    assert isinstance(plan, FollowUpAnnounced)
    values = {**_values(plan, "on", "choose_until"), "place": plan.place}
    # Whoever is invited in the same commit gets an invitation.
    for earlier in tenant.log.stream(fact.stream):
        if isinstance(earlier.event, FollowUpInvited) and earlier.version < fact.version:
            for person in earlier.event.people:
                yield Notice(To("person", person), "follow-up-changed", values, _appointment(plan))


@letters_of(RecordingPublished)
def _recorded(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    made = fact.event
    assert isinstance(made, RecordingPublished)
    tenant.catch_up()
    held = board(tenant.views, tenant.slug, made.session)
    if held is None:
        return
    titles = {item.code: item.ja for item in held.session.items}
    values = _values(held.session.plan)
    values |= {"item": titles.get(made.item, made.item), "until": made.until}
    for guest in held.guests:
        if _may_view(tenant, guest.part.person, made):
            yield Notice(To("person", guest.part.person), "follow-up-recording", values)


@letters_of(QuestionAnswered)
def _answered(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, QuestionAnswered)
    values = {**_values(plan_of(tenant, told.session)), "answer": told.answer}
    yield Notice(To("person", told.person), "follow-up-answered", values)


def plan_of(tenant: Tenant, session: str) -> FollowUpAnnounced:
    """What was announced last of a session."""
    facts = tenant.log.stream(stream_of(session))
    return [fact.event for fact in facts if isinstance(fact.event, FollowUpAnnounced)][-1]


def _values(plan: FollowUpAnnounced, *names: str) -> dict[str, Value]:
    return {"title": plan.ja_title, **{name: getattr(plan, name) for name in names}}


def _appointment(plan: FollowUpAnnounced) -> Appointment:
    return Appointment(plan.on, plan.ja_title, place=plan.place)


def _may_view(tenant: Tenant, person: str, made: RecordingPublished) -> bool:
    found = of_person(tenant.views, tenant.slug, person, tenant.today)
    shown = [each.recordings for each in found if each.session.session == made.session]
    return any(made.item == recording.item for each in shown for recording in each)
