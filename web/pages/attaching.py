"""Attaching a document that proves experience (clause 4): the file is hashed here and not kept, so
whoever holds it can show later that it is the same."""

import hashlib
from collections.abc import Mapping

import msgspec
from starlette.responses import RedirectResponse, Response

from core.errors import Fault, Refused
from core.programme.nomination.proving import AttachExperienceEvidence
from projections.nomination_inbox import InboxEntry, nomination
from web.forms import NONCE_FIELD, controls, nonce, read_form
from web.pages.commands import own_id
from web.pages.inbox import bodies_of
from web.render import page
from web.visit import NotHere, Visit

MEASURED = ("nomination", "file", "bytes")
"""Fields that the page fills in itself."""
NO_FILE = Fault(
    "nomination.no_file", "ファイルを選んでください。", "Please choose a file.", "upload"
)


def show_attach(visit: Visit) -> Response:
    """The form for one document of a nomination."""
    return _form(visit, _entry(visit), {})


def do_attach(visit: Visit) -> Response:
    """Hash the file, attach the document, and go back to the inbox."""
    entry, entered = _entry(visit), dict(visit.entered())
    number = entry.nomination.nomination
    try:
        wanted = read_form(visit.tenant, AttachExperienceEvidence, _measured(visit, entered))
        digest = hashlib.sha256(msgspec.json.encode(wanted, order="sorted")).hexdigest()
        own = own_id(visit, f"{entered.get(NONCE_FIELD) or nonce()}/{digest}")
        named = msgspec.structs.replace(wanted, command_id=own)
        receipt = visit.tenant.handle(named, visit.someone)
    except Refused as refused:
        return _form(visit, entry, entered, refused)
    at = receipt.last or receipt.size
    back = visit.path(f"/inbox?call={entry.nomination.call}&at={at}&done=yes#n-{number}")
    return RedirectResponse(back, 303)


def _entry(visit: Visit) -> InboxEntry:
    assert visit.shown >= 0
    found = nomination(visit.tenant.views, visit.tenant.slug, visit.part("nomination"))
    bodies = bodies_of(visit)
    if found is None or (bodies is not None and found.place.municipality_code not in bodies):
        raise NotHere
    return found


def _measured(visit: Visit, entered: Mapping[str, str]) -> dict[str, str]:
    sent = visit.upload("upload")
    if sent is None:
        raise Refused(NO_FILE)
    known = {"nomination": visit.part("nomination"), "bytes": str(sent.size)}
    return {**entered, **known, "file": hashlib.sha256(sent.file.read()).hexdigest()}


def _form(
    visit: Visit, entry: InboxEntry, values: Mapping[str, str], refused: Refused | None = None
) -> Response:
    faults = refused.faults if refused else ()
    drawn = controls(AttachExperienceEvidence, values, faults)
    return page(
        visit,
        "officer/attach.html",
        422 if refused else 200,
        command=AttachExperienceEvidence,
        entry=entry,
        controls=[each for each in drawn if each.name not in MEASURED],
        faults=faults,
    )
