"""Everything of the partner's that anybody can read: pages by role and language, forms, workbooks,
papers, letters, files of the list, the bundle."""

import io
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from html import unescape
from typing import Any, NamedTuple

from openpyxl import load_workbook
from pypdf import PdfReader

from core.command import COMMANDS
from core.event import Fact
from core.programme.directory.edition import edition_files
from tenants.editions import editions
from tests.partner.register import SLUG, Partner
from tests.partner.year import BODIES, CALL, certified_one, own_of
from web.door import EVERYBODY, Door
from web.doors import PAGES
from workers.documents.forms import FORMS

ACCOUNTS = {
    "": "public",
    "officer": "officer",
    "approver": "approver",
    "auditor": "auditor",
    "admin": "admin",
    "operator": "operator",
    "teacher": "assessor",
    "clerk": "clerk",
    "manager": "institution",
}
"""Account -> role, of the office and beside it; "" is a visitor."""
NO_READING = ("/sign-in/{token}", "/jobs/{job}", "/jobs/{job}/file", "/views/{view}/difference")
"""Doors that need something of a moment."""
LONG = {"/audit/{position}": ("auditor",)}
"""Doors with many pages that look the same to everybody who may open them."""


class Text(NamedTuple):
    """A text that somebody reads: where it is, by whom, and what it says."""

    where: str
    by: str
    text: str


def everything(office: Partner) -> Iterator[Text]:
    """Each text once for each reader."""
    yield from pages(office)
    yield from forms(office)
    yield from papers(office)
    yield from letters(office)
    yield from files(office)


def readers(office: Partner) -> dict[str, str]:
    """The accounts, with somebody certified and somebody still in training."""
    own, last = own_of(office, certified_one(office)), office.events("training.enrolled")[-1]
    return {**ACCOUNTS, own: "person", last.nomination: "person"}


def doors_of(account: str, role: str) -> list[Door]:
    """The doors to read through for this reader."""
    return [
        door
        for door in PAGES
        if door.method == "GET"
        and door.path not in NO_READING
        and (role in door.roles or door.roles == EVERYBODY)
        and account in LONG.get(door.path, (account,))
    ]


def addresses(office: Partner, door: Door, role: str) -> list[str]:
    """Every address behind a door that leads somewhere in this year."""
    person = certified_one(office)
    last = office.events("training.enrolled")[-1].nomination
    values: dict[str, list[str]] = {
        "call": [CALL, "2026-2"],
        "cohort": [CALL, "2026-2"],
        "person": [person],
        "nomination": [own_of(office, person), last],
        "window": [f"{BODIES[1]}-01"],
        "edition": ["2026", "2027"],
        "case": [each.case for each in office.events("activity_case.submitted")],
        "survey": ["S1"],
        "session": ["F1"],
        "position": [str(each.position) for each in firsts(office)],
        "file": ["none"],
        "name": [name for name, each in COMMANDS.items() if role in each.roles],
    }
    return filled([door.path], values)


def firsts(office: Partner) -> list[Fact]:
    """The first fact of each topic."""
    found: dict[str, Fact] = {}
    for fact in office.tenant.log.walk():
        found.setdefault(fact.event.topic, fact)
    return list(found.values())


def filled(paths: list[str], values: dict[str, list[str]]) -> list[str]:
    """The paths with each {name} replaced by each of its values."""
    for name, found in values.items():
        mark = "{" + name + "}"
        paths = [p.replace(mark, v) for p in paths for v in (found if mark in p else [""])]
    return paths


def pages(office: Partner) -> Iterator[Text]:
    """Every page in both languages, for everybody who may open it."""
    seen: set[str] = set()
    for by, role in readers(office).items():
        for door in doors_of(by, role):
            for address in addresses(office, door, role):
                if address in seen:
                    continue
                if address.startswith("/commands/"):
                    seen.add(address)
                for language in ("ja", "en"):
                    text = read(office, by, f"{address}?lang={language}")
                    if text:
                        yield Text(f"{door.path} {language}", by, text)
    told = office.client("").get("/none")
    yield Text("not here", "", shown(told.text))


def read(office: Partner, by: str, address: str) -> str:
    """What a page says, empty where it is none or is not for this reader."""
    answer = office.client(by).get(f"/{SLUG}{address}")
    assert answer.status_code < 500, (address, by)
    kind = answer.headers.get("content-type", "")
    if answer.status_code != 200 or not kind.startswith(("text/html", "application/json")):
        return ""
    return shown(answer.text) if kind.startswith("text/html") else answer.text


def shown(page: str) -> str:
    """The words of a page: its text, title, and the attributes that are read out."""
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder|data-name)="([^"]*)"', page)
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.S)
    return unescape(" ".join([re.sub(r"\s+", " ", text), *spoken]))


def forms(office: Partner) -> Iterator[Text]:
    """The workbook of every form and command that has one."""
    client = office.client("officer")
    for name in (*FORMS, *COMMANDS):
        answer = client.get(f"/{SLUG}/templates/{name}.xlsx")
        if answer.status_code == 200:
            yield Text(f"template {name}", "officer", "\n".join(cells(answer.content)))


def cells(source: bytes) -> Iterator[str]:
    """All text of a workbook: sheets, cells, notes, lists to choose from."""
    book = load_workbook(io.BytesIO(source))
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                yield from (str(each) for each in (cell.value, _note(cell)) if each)
        for rule in sheet.data_validations.dataValidation:
            yield from (str(each) for each in (rule.formula1, rule.prompt, rule.error) if each)


def _note(cell: Any) -> str:
    return str(cell.comment.text) if cell.comment else ""


def papers(office: Partner) -> Iterator[Text]:
    """The certificate and the draft of the selection, as PDF has them."""
    person = certified_one(office)
    for path in (f"/certificates/{person}/paper", f"/calls/{CALL}/draft/draft.pdf"):
        answer = office.client("approver").get(f"/{SLUG}{path}")
        assert answer.content.startswith(b"%PDF"), path
        read = PdfReader(io.BytesIO(answer.content))
        said = "".join(page.extract_text() for page in read.pages)
        yield Text(path.replace(person, "{person}"), "approver", f"{read.metadata}{said}")


def letters(office: Partner) -> Iterator[Text]:
    """Every letter that went out, with its calendar file."""
    for path in sorted(office.tenant.place.mail.glob(f"{SLUG}/*/*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
        said = [str(mail["Subject"]), str(mail["From"]), *(part.get_content() for part in parts)]
        yield Text("letter", str(mail["To"]), "\n".join(said))


def files(office: Partner) -> Iterator[Text]:
    """The public list's files, of each edition."""
    for edition in editions(office.tenant):
        for name, raw in edition_files(edition).items():
            yield Text(f"file {name}", "", raw.decode("utf-8-sig"))
