"""A person's own record: nomination, result once approved, offer, training, certification, consent,
follow-up sessions (part 10).

Nothing of a selection is shown before its approval; nobody else's record can be reached from here.
"""

from functools import partial
from typing import Any, NamedTuple

from starlette.responses import Response

from core.programme.consent.facts import undo_until
from core.programme.questions import NomineeRuling
from projections.certificates import certificate
from projections.consent_board import ConsentEntry, consents, withdrawal_of
from projections.followup_board import of_person
from projections.person_record import PersonRecord, Ruled, record
from projections.selection_board import nominee
from projections.trainee_progress import Account, account
from projections.window_register import WindowRow, window
from tenants.defaults import defaults_of
from web.pages.consents import gone_by, gone_by_now
from web.pages.followup import SIGNS
from web.pages.training import words_of as training_words_of
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
        training_words=training_words_of(visit),
        consent=_consent(visit, found),
        leaving=_leaving(visit, person),
        gone_by_now=gone_by_now(visit),
        undo_until=partial(undo_until, ruling=defaults_of(tenant)),
        window=_window(visit, found),
        places=_places(visit, found),
        followups=of_person(tenant.views, tenant.slug, person, tenant.today, visit.as_of),
        signs=SIGNS,
        has_paper=_has_paper(visit, person),
        today=tenant.today,
    )


def _has_paper(visit: Visit, person: str) -> bool:
    found = certificate(visit.tenant.views, visit.tenant.slug, person, visit.as_of)
    return found is not None and found.paper is not None and found.paper.wording is not None


def _places(visit: Visit, found: PersonRecord) -> dict[str, WindowRow | None]:
    codes = {each.window for each in found.nominations}
    views, slug = visit.tenant.views, visit.tenant.slug
    return {code: window(views, slug, code, visit.as_of) for code in codes}


def _result(visit: Visit, ruled: Ruled) -> Result:
    row = nominee(visit.tenant.views, visit.tenant.slug, ruled.nomination, visit.as_of)
    return Result(ruled, row.ruling if row and row.run == ruled.run else None)


def _training(visit: Visit, found: PersonRecord) -> list[Account]:
    views, slug = visit.tenant.views, visit.tenant.slug
    own = [account(views, slug, each.nomination, visit.as_of) for each in found.trainees]
    return [each for each in own if each]


def _consent(visit: Visit, found: PersonRecord) -> ConsentEntry | None:
    held: list[Any] = consents(visit.tenant.views, visit.tenant.slug, visit.as_of)
    return next((each for each in held if each.consent.person == found.own.person), None)


def _leaving(visit: Visit, person: str) -> str | None:
    """When the listing that the person took back must be gone; None if none is public."""
    held = withdrawal_of(visit.tenant.views, visit.tenant.slug, person, visit.as_of)
    return gone_by(held, defaults_of(visit.tenant)) if held else None


def _window(visit: Visit, found: PersonRecord) -> WindowRow | None:
    if found.coordinator is None:
        return None
    code = found.coordinator.window
    return window(visit.tenant.views, visit.tenant.slug, code, visit.as_of)
