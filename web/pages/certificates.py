"""Certificates: the officers' board, a holder's own paper, and the page where anyone checks a
number (clause 18). No name is ever on the last.
"""

import io
import re
import unicodedata
import zipfile
from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from core.programme.questions import RenewalRuling
from projections.certificate_rows import Certificate, Checked, Paper
from projections.certificates import certificate, certificates, check, renamings
from tenants.renewals import Renewals
from web.pages.audit import receipt_of
from web.render import page
from web.visit import NotHere, Visit, is_position
from workers.documents.certificates import certificate_pdf, file_name

PDF, ZIP = "application/pdf", "application/zip"
NUMBER_MAX = 70
ROOT = re.compile(r"[0-9a-f]{64}")
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The zip format's earliest date, always: a build time would make two equal files differ."""
STATES = {
    "valid": ("有効", "valid"),
    "overdue": ("有効期限を過ぎている", "past its end"),
    "superseded": ("再発行により無効", "superseded"),
    "lapsed": ("失効", "lapsed"),
    "revoked": ("取消し", "revoked"),
}


class Line(NamedTuple):
    """A certification on the board, and what a renewal asks for while one may renew."""

    certificate: Certificate
    state: str
    renewal: RenewalRuling | None


def show_certificates(visit: Visit) -> Response:
    """Every certification with its papers; whose renewal is due, with each need and whether it is
    met; changes of name that wait; revocations on their way."""
    assert visit.shown >= 0
    tenant, today = visit.tenant, _day(visit)
    found, renewals = certificates(tenant.views, tenant.slug, visit.as_of), Renewals(tenant, today)
    lines = [Line(each, each.state(today), _open(renewals, each, today)) for each in found]
    return page(
        visit,
        "officer/certificates.html",
        lines=lines,
        due=[line for line in lines if line.renewal],
        revocations=[each for each in found if each.held.revocation],
        renamings=renamings(tenant.views, tenant.slug, visit.as_of),
        cohorts=sorted({each.paper.cohort for each in found if each.paper and each.paper.cohort}),
        states=STATES,
    )


def show_papers(visit: Visit) -> Response:
    """The newest papers of a cohort (`?cohort=`) or of everybody, packed; those that cannot be
    made any more, or were given out elsewhere, are left out."""
    assert visit.shown >= 0
    cohort, tenant = visit.query("cohort"), visit.tenant
    papers = [each.paper for each in certificates(tenant.views, tenant.slug)]
    wanted = [paper for paper in papers if paper and paper.wording and cohort in ("", paper.cohort)]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for paper in wanted:
            if tenant.keys.get(paper.person):
                info = zipfile.ZipInfo(file_name(paper), EARLIEST)
                archive.writestr(info, certificate_pdf(tenant, paper))
    return _file(made.getvalue(), f"certificates-{cohort or 'all'}.zip", ZIP)


def show_paper(visit: Visit) -> Response:
    """A person's newest paper."""
    return _paper_file(visit, visit.part("person"))


def show_own_paper(visit: Visit) -> Response:
    """The visitor's own newest paper."""
    return _paper_file(visit, _own(visit))


def show_paper_receipt(visit: Visit) -> Response:
    """The receipt of the event that gave the newest paper out, to be verified without us."""
    return receipt_of(visit, _paper(visit, visit.part("person")).position)


def show_own_receipt(visit: Visit) -> Response:
    """The receipt of the visitor's own newest paper."""
    return receipt_of(visit, _paper(visit, _own(visit)).position)


def show_check(visit: Visit) -> Response:
    """What stands of the number asked for, and whether the root printed on the paper (`?at=`,
    `?root=`) is the one this register had."""
    asked = "".join(unicodedata.normalize("NFKC", visit.query("number")).split())
    found: list[Checked] = []
    as_of, day = visit.as_of, _day(visit)
    if asked and len(asked) <= NUMBER_MAX:
        assert visit.shown >= 0
        tenant = visit.tenant
        found = check(tenant.views, tenant.slug, asked, day, as_of)
    return page(
        visit,
        "public/certificate.html",
        asked=asked,
        found=found,
        states=STATES,
        printed=_printed(visit, found),
    )


def _day(visit: Visit) -> date:
    """The day on which states are told: today, or that of `?as_of=`."""
    return visit.tenant.day_of(visit.query("as_of") or None)


def _printed(visit: Visit, found: list[Checked]) -> bool | None:
    """Whether position and root on the paper are this register's; None where none were given."""
    at, root = visit.query("at"), visit.query("root")
    if not found or not (at or root):
        return None
    known = is_position(at) and int(at) in [each.position for each in found]
    return known and bool(ROOT.fullmatch(root)) and _root_at(visit, int(at)) == root


def _root_at(visit: Visit, position: int) -> str:
    return visit.tenant.tiles.tree().root_at(position).hex()


def _open(renewals: Renewals, found: Certificate, today: date) -> RenewalRuling | None:
    ruling = renewals.of(found.held)
    return ruling if ruling and ruling.opens_on and ruling.opens_on <= today else None


def _own(visit: Visit) -> str:
    person = visit.someone.person
    if person is None:
        raise NotHere
    return person


def _paper(visit: Visit, person: str) -> Paper:
    assert visit.shown >= 0
    found = certificate(visit.tenant.views, visit.tenant.slug, person)
    if found is None or found.paper is None:
        raise NotHere
    return found.paper


def _paper_file(visit: Visit, person: str) -> Response:
    paper = _paper(visit, person)
    return _file(certificate_pdf(visit.tenant, paper), file_name(paper), PDF)


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
