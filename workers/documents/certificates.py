"""A certificate as a paper: the name it was issued with, number, validity, and how to check it.

Made from the log alone, so made again it has the same bytes: for as long as the person's key is
there. No digest of it is recorded: it would let anybody who has the log try names against it.
"""

import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

import segno

from core.audit.merkle import leaf_hash
from core.errors import refuse
from core.japan import wareki
from core.log.tiles import Tree
from core.privacy import Erased
from projections.certificate_rows import Paper
from tenants.gate import Tenant
from workers.documents.paper import paper as make_paper

CHECK_JA = "この認証証が今も有効かどうかは、次のページで番号により確認できます。"
CHECK_EN = "Whether this certificate is valid can be checked by its number at this address."
RECORD_JA = "交付の記録（第{position}番）の指紋と、それまでの全記録の根。受領証と照合できます。"


def certificate_pdf(tenant: Tenant, held: Paper) -> bytes:
    """The paper as PDF. `Refused` for one whose name was erased, or that another system gave
    out."""
    return make_paper("certificate", _data(tenant, held, tenant.tiles.tree()))


def check_link(held: Paper, root: str) -> str:
    """Where anyone checks this paper: number, position of its event and the root up to there;
    empty where the register had no public address."""
    address = held.wording.address if held.wording else ""
    asked = urlencode({"number": held.shown, "at": held.position, "root": root})
    return f"{address}?{asked}" if address else ""


def qr_of(link: str) -> str:
    """The link as a QR code, an SVG; empty for none."""
    if not link:
        return ""
    made = io.BytesIO()
    segno.make(link, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False)
    return made.getvalue().decode()


def file_name(held: Paper) -> str:
    """What the file of a paper is called."""
    return f"certificate-{held.shown}.pdf"


def _data(tenant: Tenant, held: Paper, tree: Tree) -> dict[str, Any]:
    if held.wording is None:
        raise refuse(
            "certificate.unworded",
            "この認証証の文面が記録されていません。再発行してください。",
            "What this certificate says is not on record. Please reissue it.",
        )
    words, wording = held.wording, held.wording.wording
    root = tree.root_at(held.position).hex()
    link = check_link(held, root)
    return {
        "title_ja": words.title_ja,
        "title_en": words.title_en,
        "body_ja": wording.body_ja,
        "body_en": wording.body_en,
        "note_ja": words.note_ja,
        "note_en": words.note_en,
        "shown": held.shown,
        "name": _opened(tenant, held),
        "roman": str(tenant.unseal(held.roman)),
        "issuer": tenant.name,
        "issued_on": _day(held.issued_on),
        "facts": _facts(held),
        "check_ja": CHECK_JA if link else "",
        "check_en": CHECK_EN if link else "",
        "record_ja": RECORD_JA.format(position=held.position),
        "leaf": leaf_hash(next(tenant.log.entries(held.position, held.position))).hex(),
        "root": root,
        "address": link.partition("?")[0],
        "qr": qr_of(link),
    }


def _opened(tenant: Tenant, held: Paper) -> str:
    name = tenant.unseal(held.full_name)
    if isinstance(name, Erased) or not name:
        raise refuse(
            "certificate.erased",
            "氏名が消去されているため、この認証証は作れません。番号の確認はこれからもできます。",
            "The name was erased, so this paper cannot be made. Its number can still be checked.",
        )
    return name


def _facts(held: Paper) -> list[dict[str, str]]:
    until = _day(held.valid_until) if held.valid_until else "期限なし / without end"
    rows = [
        ("認証番号", "Number", held.shown),
        ("認証日", "Certified on", _day(held.certified_on)),
        ("有効期限", "Valid until", until),
    ]
    return [{"ja": ja, "en": en, "value": value} for ja, en, value in rows]


def _day(day: date) -> str:
    return f"{wareki(day)}（{day.isoformat()}）"
