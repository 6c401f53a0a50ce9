"""What changed from one publication of the public list to the next: rows and counts for everybody,
the facts behind them for auditors (clause 34)."""

from itertools import pairwise

from starlette.responses import Response

from core.programme.questions import DirectoryRow
from projections.directory import PublicationRow, publication, publications
from tenants.edition_changes import Change, RowChange, causes, changed_rows
from web.render import page
from web.visit import Visit

AUDITORS = ("auditor", "officer", "approver", "admin")


def show_editions(visit: Visit) -> Response:
    """Every publication, and the difference that the one chosen (`?edition=&number=`) made."""
    assert visit.shown >= 0
    made = publications(visit.tenant.views, visit.tenant.slug, visit.as_of)
    name, number = visit.query("edition"), visit.query("number")
    wanted = [each for each in made if (each.edition, str(each.number)) == (name, number)]
    chosen = wanted[0] if wanted else made[-1] if made else None
    before = next((a for a, b in pairwise(made) if b == chosen), None)
    return page(
        visit,
        "public/editions.html",
        made=made[::-1],
        chosen=chosen,
        before=before,
        rows=_rows(visit, before, chosen) if chosen else [],
        causes=_causes(visit, before, chosen) if chosen and visit.has(*AUDITORS) else None,
    )


def _rows(visit: Visit, before: PublicationRow | None, after: PublicationRow) -> list[RowChange]:
    earlier = _listed(visit, before) if before else []
    return changed_rows(earlier, _listed(visit, after))


def _listed(visit: Visit, made: PublicationRow) -> list[DirectoryRow]:
    found = publication(
        visit.tenant.views,
        visit.tenant.slug,
        visit.as_of,
        edition=made.edition,
        number=made.number,
    )
    return found.rows if found else []


def _causes(visit: Visit, before: PublicationRow | None, after: PublicationRow) -> list[Change]:
    earlier = (before.edition, before.number) if before else None
    return causes(visit.tenant, earlier, (after.edition, after.number))
