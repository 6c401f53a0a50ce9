"""View certificates: every certification, every paper given out for it, and what ended it (clause
18).

A paper keeps the name it was issued with, sealed, and the words in use then: so it can be made
again from here. Nothing is removed: a superseded paper, a lapsed and a revoked certification stay.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from core import area
from core.event import EVENTS, Fact
from core.programme.certification import CertificateIssued, CertificateWorded
from core.programme.coordinator import (
    LAPSED,
    REVOKED,
    CertificateReissued,
    CertificateRevoked,
    Coordinator,
    CoordinatorCertified,
    CoordinatorLapsed,
)
from core.programme.person import NameChanged, NameChangeRequested
from projections.borrowed import PEOPLE_EVENTS, Who, keep
from projections.certificate_rows import (
    SUPERSEDED,
    Certificate,
    Checked,
    Ended,
    Number,
    Paper,
    Renaming,
    shown_number,
)
from projections.reader import Reader
from projections.sealed import cell
from projections.store import Views
from projections.view import Rows, Table, View

HELD = Table("held", Coordinator, indexes=("person",))
NUMBERS = Table("number", Number, indexes=("number",))
PAPERS = Table("paper", Paper, indexes=("person",))
ENDED = Table("ended", Ended)
RENAMINGS = Table("renaming", Renaming)
WORDING = Table("wording", CertificateWorded)
PEOPLE = Table("person", Who)
NOW = "now"


def fold(rows: Rows, fact: Fact) -> None:
    """The newest certification of a person under their id; earlier ones under number and id."""
    keep(rows, fact, PEOPLE)
    match fact.event:
        case CertificateWorded():
            rows.put(WORDING, NOW, fact.event)
        case CertificateIssued(person=person, number=number, cohort=cohort):
            held = rows.need(HELD, person)
            first = _paper(rows, fact, held, 1, held.valid_until)
            _put(rows, msgspec.structs.replace(first, number=number, shown=number, cohort=cohort))
        case NameChangeRequested(person=person):
            rows.put(RENAMINGS, person, _renaming(person, fact))
        case NameChanged(person=person):
            rows.remove(RENAMINGS, person)
        case _ if fact.stream.startswith("coordinator/"):
            _hold(rows, fact)


def _hold(rows: Rows, fact: Fact) -> None:
    person = fact.stream.partition("/")[2]
    before = rows.get(HELD, person)
    if isinstance(fact.event, CoordinatorCertified):
        if before is not None:
            rows.put(HELD, f"{person}/{before.number}", before)
        row = Number(fact.event.number, person)
        rows.put(NUMBERS, f"{fact.event.number}/{person}", row)
    held: Coordinator = area.evolve(before, fact)
    rows.put(HELD, person, held)
    match fact.event:
        case CertificateReissued(issue=issue, reason=reason, valid_until=until):
            last = rows.get(PAPERS, f"{person}/{held.number}/{issue - 1:04}")
            paper = _paper(rows, fact, held, issue, until)
            cohort = last.cohort if last else ""
            _put(rows, msgspec.structs.replace(paper, reason=reason, cohort=cohort))
        case CoordinatorLapsed(number=number):
            ended = Ended(number=number, on=fact.effective_on)
            rows.put(ENDED, f"{number}/{person}", ended)
        case CertificateRevoked(number=number) as told:
            ended = Ended(
                number=number,
                on=fact.effective_on,
                ja=told.ground_ja,
                en=told.ground_en,
                published=told.published,
            )
            rows.put(ENDED, f"{number}/{person}", ended)


def _paper(rows: Rows, fact: Fact, held: Coordinator, issue: int, until: date | None) -> Paper:
    """The paper that the fact gives out, with the name and the words as they are now."""
    who = rows.get(PEOPLE, held.person)
    return Paper(
        person=held.person,
        number=held.number,
        issue=issue,
        shown=shown_number(held.number, issue),
        position=fact.position,
        issued_on=fact.effective_on,
        certified_on=held.certified_on,
        valid_until=until,
        full_name=who.full_name if who else None,
        roman=who.roman if who else None,
        wording=rows.get(WORDING, NOW),
    )


def _put(rows: Rows, paper: Paper) -> None:
    rows.put(PAPERS, f"{paper.person}/{paper.number}/{paper.issue:04}", paper)


def _renaming(person: str, fact: Fact) -> Renaming:
    return Renaming(
        person=person,
        asked_on=fact.effective_on,
        full_name=cell(fact, "full_name"),
        kana=cell(fact, "kana"),
        roman=cell(fact, "roman"),
    )


def check(
    views: Views, tenant: str, asked: str, today: date, as_of: int | None = None
) -> list[Checked]:
    """What anyone may know of a number, with or without its issue; empty if it was never given."""
    base, _, last = asked.rpartition("-")
    issue = int(last) if last.isascii() and last.isdigit() and len(last) <= 4 else 0
    with views.at(VIEW, tenant, as_of) as then:
        whole = list(_with_number(then, asked))
        if whole:
            return [_checked(each, 1, today) for each in whole]
        found = list(_with_number(then, base)) if base and issue > 1 else []
    known = [each for each in found if issue <= each.held.issue]
    return [_checked(each, issue, today) for each in known]


def certificates(views: Views, tenant: str, as_of: int | None = None) -> list[Certificate]:
    """Everybody's newest certification, by number."""
    with views.at(VIEW, tenant, as_of) as then:
        people = {row.person: row for row in then.rows(PEOPLE)}
        papers: dict[str, list[Paper]] = {}
        for paper in then.rows(PAPERS):
            papers.setdefault(f"{paper.number}/{paper.person}", []).append(paper)
        ended = {version.key: version.row for version in then.versions(ENDED)}
        newest = [each.row for each in then.versions(HELD) if "/" not in each.key]
    found = []
    for held in newest:
        key = f"{held.number}/{held.person}"
        who = people.get(held.person) or Who(person=held.person)
        found.append(Certificate(held, tuple(papers.get(key, ())), ended.get(key), who))
    return sorted(found, key=lambda each: (each.held.number, each.held.person))


def certificate(
    views: Views, tenant: str, person: str, as_of: int | None = None
) -> Certificate | None:
    """A person's newest certification, None if there is none."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.row(HELD, person)
        return _whole(then, held) if held else None


def renamings(views: Views, tenant: str, as_of: int | None = None) -> list[Renaming]:
    """Changes of name that await an officer, the oldest first."""
    with views.at(VIEW, tenant, as_of) as then:
        found = then.rows(RENAMINGS)
    return sorted(found, key=lambda each: (each.asked_on, each.person))


def _with_number(then: Reader, number: str) -> Iterable[Certificate]:
    for row in then.rows(NUMBERS, NUMBERS.column("number") == number):
        held = then.row(HELD, row.person)
        if held is not None and held.number != number:
            held = then.row(HELD, f"{row.person}/{number}")
        if held is not None:
            yield _whole(then, held)


def _whole(then: Reader, held: Coordinator) -> Certificate:
    papers = then.rows(PAPERS, PAPERS.column("person") == held.person)
    return Certificate(
        held,
        tuple(each for each in papers if each.number == held.number),
        then.row(ENDED, f"{held.number}/{held.person}"),
        then.row(PEOPLE, held.person) or Who(person=held.person),
    )


def _checked(found: Certificate, issue: int, today: date) -> Checked:
    held = found.held
    beneath = found.state(today)
    old = issue < held.issue and beneath != REVOKED
    paper = next((each for each in found.papers if each.issue == issue), None)
    return Checked(
        shown=shown_number(held.number, issue),
        state=SUPERSEDED if old else beneath,
        certification=beneath,
        newest=shown_number(held.number, held.issue),
        certified_on=held.certified_on,
        valid_until=paper.valid_until if paper and not old else held.valid_until,
        ended=found.ended if beneath in (LAPSED, REVOKED) else None,
        position=paper.position if paper else None,
    )


VIEW = View(
    "certificates",
    1,
    tables=(HELD, NUMBERS, PAPERS, ENDED, RENAMINGS, WORDING, PEOPLE),
    events=(
        *PEOPLE_EVENTS,
        NameChangeRequested,
        CertificateWorded,
        CertificateIssued,
        *(cls for topic, cls in EVENTS.items() if topic.startswith("coordinator.")),
    ),
    fold=fold,
)
