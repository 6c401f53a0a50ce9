"""Letters of reminders: who gets one depends on what it is about (clauses 7, 9, 24, 37)."""

from collections.abc import Callable, Iterable

from core.event import Fact
from core.programme import reminder
from core.programme.reminder import ReminderGiven
from projections.followup_board import board
from projections.nomination_inbox import inbox
from projections.outreach_board import cards
from tenants.gate import Tenant
from workers.letters.followup import plan_of
from workers.letters.registry import Notice, To, letters_of

OFFICERS = To("role", "officer")
BODIES = ("local_government.registered",)


def _follow_up(tenant: Tenant, given: ReminderGiven) -> Iterable[Notice]:
    plan = plan_of(tenant, given.about)
    values = {"title": plan.ja_title, "on": plan.on, "choose_until": plan.choose_until}
    held = board(tenant.views, tenant.slug, given.about)
    for guest in held.guests if held else ():
        if guest.part.joins is None:
            yield Notice(To("person", guest.part.person), "follow-up-reminded", values)


def _call(tenant: Tenant, given: ReminderGiven) -> Iterable[Notice]:
    sent = inbox(tenant.views, tenant.slug, call=given.about)
    known = {fact.stream.partition("/")[2] for fact in tenant.log.walk(topics=BODIES)}
    missing = known - {each.place.municipality_code for each in sent}
    values = {
        "call": given.about,
        "day": given.day,
        "nominations": len(sent),
        "bodies_without": len(missing),
    }
    yield Notice(OFFICERS, "call-deadline-near", values)


def _closing(_tenant: Tenant, given: ReminderGiven) -> Iterable[Notice]:
    yield Notice(OFFICERS, "call-to-close", {"call": given.about, "day": given.day})


def _outreach(tenant: Tenant, given: ReminderGiven) -> Iterable[Notice]:
    found = cards(tenant.views, tenant.slug, given.about, tenant.today)
    waits = [
        each
        for each in found
        if each.listed and not each.target.contacts and not each.target.closing
    ]
    yield Notice(OFFICERS, "outreach-waiting", {"targets": given.about, "count": len(waits)})


def _review(_tenant: Tenant, given: ReminderGiven) -> Iterable[Notice]:
    values = {"case": given.about.partition(".")[0], "day": given.day}
    yield Notice(OFFICERS, "case-review-due", values)


OF_KIND: dict[str, Callable[[Tenant, ReminderGiven], Iterable[Notice]]] = {
    reminder.FOLLOW_UP: _follow_up,
    reminder.CALL: _call,
    reminder.CLOSING: _closing,
    reminder.OUTREACH: _outreach,
    reminder.REVIEW: _review,
}


@letters_of(ReminderGiven)
def _given(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    given = fact.event
    assert isinstance(given, ReminderGiven)
    tenant.catch_up()
    yield from OF_KIND[given.kind](tenant, given)
