"""Letters to trainees: a report to send again, the venue with its calendar file, what is due, a
deferral (clauses 15-17)."""

from collections.abc import Iterable

from core.event import Fact
from core.programme.course.facts import VenueDecided
from core.programme.course.planning import CERTAINTIES
from core.programme.training import TraineeDeferred
from core.programme.training.facts import TraineeReminded
from core.programme.training.practice_facts import PracticeFailed, PracticeReportReturned
from core.programme.training.state import COURSE1
from core.programme.words import iso
from projections.trainee_progress import progress
from tenants.gate import Tenant
from tenants.naming import words_of
from workers.letters.recipients import nominee_of
from workers.letters.registry import Appointment, Notice, To, letters_of


@letters_of(PracticeReportReturned, PracticeFailed)
def _again(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, PracticeReportReturned | PracticeFailed)
    if told.resubmit_by is not None:
        values = {"nomination": told.nomination, "resubmit_by": told.resubmit_by}
        who = nominee_of(tenant, told.nomination)
        yield Notice(To("person", who), "practice-report-returned", values)


@letters_of(VenueDecided)
def _venue(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    """To everybody who goes to course 2 of the cohort as things stand."""
    venue = fact.event
    assert isinstance(venue, VenueDecided)
    place = f"{venue.prefecture} {venue.address}"
    certainty = next(each.ja for each in CERTAINTIES if each.code == venue.certainty)
    values = {
        "cohort": venue.cohort,
        "days": "、".join(iso(day) for day in venue.days),
        "place": place,
        "route": venue.route or "—",
        "certainty": certainty,
    }
    title = f"{words_of(tenant).onsite.ja}（{certainty}）"
    on = Appointment(venue.days[0], title, ends=venue.days[-1], place=place)
    tenant.catch_up()
    for each in progress(tenant.views, tenant.slug, cohort=venue.cohort):
        if each.trainee.held.is_training:
            yield Notice(To("person", each.trainee.person), "venue-decided", values, on)


@letters_of(TraineeReminded)
def _due(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, TraineeReminded)
    kind = "course1-reminder" if told.what == COURSE1 else "practice-reminder"
    values = {"nomination": told.nomination, "due": told.due}
    yield Notice(To("person", nominee_of(tenant, told.nomination)), kind, values)


@letters_of(TraineeDeferred)
def _deferred(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, TraineeDeferred)
    assert tenant.slug
    values = {"nomination": told.nomination, "to_cohort": told.to_cohort}
    yield Notice(To("person", told.person), "deferral-confirmed", values)
