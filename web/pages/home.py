"""A tenant's first page: what is open to the public, and what waits for whoever is signed in."""

from typing import NamedTuple

from starlette.responses import Response

from projections.nomination_inbox import inbox
from projections.person_record import record
from web.pages.approvals import waiting_for
from web.pages.calls import left, seen_calls
from web.pages.directory import edition_shown
from web.pages.inbox import bodies_of, needs_look, settled
from web.pages.views import STEWARDS
from web.render import page
from web.shortfall import in_trouble
from web.visit import Visit


class Task(NamedTuple):
    """Something that waits for the visitor, and where to do it."""

    path: str
    ja: str
    en: str
    waiting: int


def show_home(visit: Visit) -> Response:
    """Open calls, the directory in figures, and what waits for the visitor."""
    assert visit.shown >= 0
    return page(
        visit,
        "public/home.html",
        calls=seen_calls(visit),
        left=left(visit),
        edition=edition_shown(visit),
        waiting=[task for task in tasks(visit) if task.waiting],
    )


def tasks(visit: Visit) -> list[Task]:
    """What the visitor's roles have to do, with how much there is of it."""
    found = []
    if visit.has("officer", "clerk"):
        entries = inbox(visit.tenant.views, visit.tenant.slug, visit.as_of, bodies=bodies_of(visit))
        approved = settled(visit)
        open_still = [each for each in entries if each.nomination.call not in approved]
        returned = sum(each.nomination.status == "returned" for each in open_still)
        found.append(Task("/inbox?status=returned", "差戻し中の推薦", "Returned", returned))
        if visit.has("officer"):
            look = sum(needs_look(each, approved) for each in entries)
            found.append(Task("/inbox?look=evidence", "確認書類の確認", "Evidence", look))
    if visit.has("approver"):
        found.append(Task("/approvals", "決裁", "Approvals", waiting_for(visit)))
    if visit.has(*STEWARDS):
        broken = len(in_trouble(visit.standings))
        found.append(Task("/views", "表示に問題のある画面の表", "Views that need you", broken))
    if visit.has("person") and visit.someone.person:
        found.append(Task("/me", "受講の意思の回答", "Offers to answer", _offers(visit)))
    return found


def _offers(visit: Visit) -> int:
    person = visit.someone.person
    held = record(visit.tenant.views, visit.tenant.slug, person, visit.as_of) if person else None
    return sum(each.offer == "offered" for each in held.results) if held else 0
