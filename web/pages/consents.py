"""The consent campaign: the officers' board, and an institution's page of its own people (clauses
30, 33, 34)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from starlette.responses import RedirectResponse, Response

from core.command import Command
from core.errors import Refused
from core.programme.consent.commands import AnswerConsent
from core.programme.consent.facts import undo_until
from core.programme.directory.reduce import amend_by
from core.programme.questions import DefaultsRuling
from core.programme.words import PARTIES
from projections.consent_board import Board, ConsentEntry, Withdrawal, board
from tenants.defaults import defaults_of
from web.forms import NONCE_FIELD, nonce
from web.pages.commands import own_id
from web.render import page
from web.visit import Visit

PARTY_WORDS = {party.code: party for party in PARTIES}


class Awaited(NamedTuple):
    """A withdrawal that the public list does not show yet, and by when it must."""

    withdrawal: Withdrawal
    by: str
    late: bool


def show_consents(visit: Visit) -> Response:
    """Replies, the silent, tasks, proofs that are out, and withdrawals with their deadline."""
    held = _board(visit)
    asked = held.asked
    return page(
        visit,
        "officer/consents.html",
        held=held,
        corrections=[each for each in asked if each.consent.corrections],
        disagreeing=[each for each in asked if each.disagree],
        unsent=[each for each in asked if each.needs_proof],
        unproofed=[each for each in asked if each.unproofed and not each.needs_proof],
        unsigned=[each for each in asked if _is_unsigned(each)],
        awaited=_awaited(visit, held.withdrawals),
        parties=PARTY_WORDS,
    )


def show_institution(visit: Visit) -> Response:
    """The people of the visitor's institutions: what would be shown, and what to answer."""
    return _own_page(visit)


def do_answer_all(visit: Visit) -> Response:
    """One answer for everybody of the institution who awaits one; all or none is recorded."""
    entered = visit.entered()
    agrees, office = entered.get("agrees") == "true", entered.get("authority", "")
    once = entered.get(NONCE_FIELD) or nonce()
    commands: list[Command] = [
        AnswerConsent(
            command_id=own_id(visit, f"{once}/{each.consent.person}/{agrees}"),
            person=each.consent.person,
            party="institution",
            agrees=agrees,
            authority=office,
        )
        for each in _own(visit)
        if "institution" in each.consent.state.silent
    ]
    try:
        receipts = visit.tenant.handle_all(commands, visit.someone) if commands else []
    except Refused as refused:
        return _own_page(visit, refused)
    at = max((each.last or each.size for each in receipts), default=visit.shown)
    done = "yes" if receipts else "unchanged"
    return RedirectResponse(f"{visit.path('/institution')}?at={at}&done={done}", 303)


def gone_by(each: Withdrawal, ruling: DefaultsRuling) -> str:
    """When the withdrawn row must be gone, as pages show it."""
    return amend_by(each.at, ruling).isoformat()


def gone_by_now(visit: Visit) -> datetime:
    """When the row of somebody who withdraws now must be gone."""
    return amend_by(visit.tenant.now(), defaults_of(visit.tenant))


def _board(visit: Visit) -> Board:
    assert visit.shown >= 0
    wanted = visit.query("edition") or None
    return board(visit.tenant.views, visit.tenant.slug, visit.as_of, edition=wanted)


def _own(visit: Visit) -> list[ConsentEntry]:
    own = visit.someone.institutions
    return [each for each in _board(visit).entries if each.place.institution in own]


def _own_page(visit: Visit, refused: Refused | None = None) -> Response:
    entries = _own(visit)
    faults = {(fault.code, fault.field): fault for fault in refused.faults} if refused else {}
    return page(
        visit,
        "person/institution.html",
        422 if refused else 200,
        entries=entries,
        silent=sum("institution" in each.consent.state.silent for each in entries),
        faults=list(faults.values()),
        undo_until=partial(undo_until, ruling=defaults_of(visit.tenant)),
        gone_by_now=gone_by_now(visit),
        today=visit.tenant.today,
    )


def _is_unsigned(each: ConsentEntry) -> bool:
    said = "institution" in each.consent.answers
    return said and each.consent.authority is None


def _awaited(visit: Visit, withdrawals: Sequence[Withdrawal]) -> list[Awaited]:
    now, ruling = visit.tenant.now(), defaults_of(visit.tenant)
    return [
        Awaited(each, gone_by(each, ruling), now > amend_by(each.at, ruling))
        for each in withdrawals
    ]
