"""The public list of institutions: search, tiles by prefecture, the edition's exact files (clause
31).

What is shown is what was published, as of any position; nothing here looks at a person.
"""

from collections import Counter
from collections.abc import Sequence

from starlette.responses import JSONResponse, Response

from core.japan import match_key
from core.programme.directory.edition import Edition, edition_files
from core.programme.questions import DirectoryRow
from projections.directory import publication
from tenants.editions import NONE_YET
from web.japan_tiles import TILES
from web.render import page
from web.visit import NotHere, Visit

KINDS = {
    "directory.html": "text/html; charset=utf-8",
    "directory.csv": "text/csv; charset=utf-8",
    "directory.json": "application/json",
    "edition.json": "application/json",
}


def show_directory(visit: Visit) -> Response:
    """The edition in force at the time asked for, narrowed by `?q=` and `?prefecture=`."""
    edition = edition_shown(visit)
    wanted = visit.query("prefecture")
    chosen = next((tile.name for tile in TILES if tile.code == wanted), "")
    return page(
        visit,
        "public/directory.html",
        edition=edition,
        rows=narrowed(edition.rows, chosen, visit.query("q")),
        counts=people_by_prefecture(edition),
        tiles=TILES,
        prefecture=wanted if chosen else "",
        chosen=chosen,
        q=visit.query("q"),
        as_of=visit.query("as_of"),
        files=KINDS,
    )


def show_directory_file(visit: Visit) -> Response:
    """A file of the edition, byte for byte as its digest in the log says."""
    name = visit.part("file")
    edition = edition_shown(visit)
    if name not in KINDS or not edition.position:
        raise NotHere
    headers = {"Content-Disposition": f'attachment; filename="{edition.name}-{name}"'}
    return Response(edition_files(edition)[name], media_type=KINDS[name], headers=headers)


def show_directory_api(visit: Visit) -> Response:
    """The same rows for programs."""
    edition = edition_shown(visit)
    return JSONResponse(
        {
            "edition": edition.name if edition.position else None,
            "number": edition.number,
            "position": edition.position,
            "organisations": edition.organisations,
            "coordinators": edition.coordinators,
            "rows": [
                {
                    "block": row.block,
                    "prefecture": row.prefecture,
                    "municipality": row.municipality,
                    "institution": row.institution,
                    "coordinators": row.coordinators,
                }
                for row in edition.rows
            ],
        }
    )


def edition_shown(visit: Visit) -> Edition:
    """What the public saw at the time asked for; `NONE_YET` before the first edition."""
    assert visit.shown >= 0
    found = publication(visit.tenant.views, visit.tenant.slug, visit.as_of)
    if found is None:
        return NONE_YET
    return Edition(
        name=found.edition.edition,
        number=found.edition.number,
        position=found.edition.snapshot,
        policy=found.edition.policy,
        rows=tuple(found.rows),
        title=found.edition.title,
    )


def narrowed(rows: Sequence[DirectoryRow], prefecture: str, search: str) -> list[DirectoryRow]:
    """The rows of a prefecture (empty: of all) in which every word searched for occurs."""
    words = [match_key(word) for word in search.split()]
    return [
        row
        for row in rows
        if (not prefecture or row.prefecture == prefecture)
        and all(word in _text(row) for word in words)
    ]


def people_by_prefecture(edition: Edition) -> Counter[str]:
    """How many people the edition counts in each prefecture."""
    counts: Counter[str] = Counter()
    for row in edition.rows:
        counts[row.prefecture] += row.coordinators
    return counts


def _text(row: DirectoryRow) -> str:
    return match_key("".join((row.institution, row.prefecture, row.municipality, row.block)))
