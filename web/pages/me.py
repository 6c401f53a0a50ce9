"""A person's own record: nomination, result once approved, offer, training, certification, consent,
follow-up sessions (part 10).

Nothing of a selection is shown before its approval; nobody else's record can be reached from here.
"""

from typing import Any, NamedTuple

from starlette.responses import Response

from core.programme.questions import NomineeRuling
from projections.consent_board import ConsentEntry, consents
from projections.followup_board import of_person
from projections.person_record import PersonRecord, Ruled, record
from projections.selection_board import nominee
from projections.trainee_progress import Progress, progress
from projections.window_register import WindowRow, window
from web.pages.followup import SIGNS
from web.render import page
from web.visit import NotHere, Visit


class Result(NamedTuple):
    """What an approved selection came to, with the one explanation object."""

    ruled: Ruled
    ruling: NomineeRuling | None


def show_me(visit: Visit) -> Response:
    """Everything on record about the visitor, now or as of `?as_of=`."""
    assert visit.shown >= 0
    tenant, person = visit.tenant, visit.someone.person
    found = record(tenant.views, tenant.slug, person, visit.as_of) if person else None
    if found is None or person is None:
        raise NotHere
    return page(
        visit,
        "person/me.html",
        record=found,
        results=[_result(visit, ruled) for ruled in found.results],
        training=_training(visit, found),
        consent=_consent(visit, found),
        window=_window(visit, found),
        followups=of_person(tenant.views, tenant.slug, person, tenant.today, visit.as_of),
        signs=SIGNS,
        today=tenant.today,
    )


def _result(visit: Visit, ruled: Ruled) -> Result:
    row = nominee(visit.tenant.views, visit.tenant.slug, ruled.nomination, visit.as_of)
    return Result(ruled, row.ruling if row and row.run == ruled.run else None)


def _training(visit: Visit, found: PersonRecord) -> list[Progress]:
    own = {trainee.nomination: trainee.cohort for trainee in found.trainees}
    return [
        each
        for cohort in sorted(set(own.values()))
        for each in progress(visit.tenant.views, visit.tenant.slug, visit.as_of, cohort=cohort)
        if each.trainee.nomination in own
    ]


def _consent(visit: Visit, found: PersonRecord) -> ConsentEntry | None:
    held: list[Any] = consents(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return next((each for each in held if each.consent.person == found.own.person), None)


def _window(visit: Visit, found: PersonRecord) -> WindowRow | None:
    if found.coordinator is None:
        return None
    code = found.coordinator.window
    return window(visit.tenant.views, visit.tenant.slug, code, visit.as_of)
