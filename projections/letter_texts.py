"""View letter_texts: the text in force of each kind of letter, and the days of reminders (clauses
7, 14, 20, 24, 30)."""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from core.event import Fact
from core.programme.letter.facts import TemplateReset, TemplateSet
from core.programme.letter.kinds import KINDS, Kind
from core.programme.reminder import DEFAULTS, ReminderDaysSet, ReminderGiven
from projections.store import Views
from projections.view import Rows, Table, View


class TextRow(Struct, frozen=True):
    """An organisation's own text of a kind, set at `position`."""

    kind: str
    subject: str
    body: str
    position: int


class DaysRow(Struct, frozen=True):
    """An organisation's own days of a kind of reminder, set at `position`."""

    kind: str
    days: tuple[int, ...]
    position: int


class GivenRow(Struct, frozen=True):
    """The latest reminder of a thing."""

    kind: str
    about: str
    day: date
    number: int
    on: date
    position: int


class TextInForce(NamedTuple):
    """A kind of letter with its text; `own` None where the default holds."""

    name: str
    kind: Kind
    subject: str
    body: str
    own: TextRow | None


class DaysInForce(NamedTuple):
    """A kind of reminder with its days, counted from the day concerned."""

    kind: str
    days: tuple[int, ...]
    own: DaysRow | None


TEXTS = Table("text", TextRow)
DAYS = Table("days", DaysRow)
GIVEN = Table("given", GivenRow)


def fold(rows: Rows, fact: Fact) -> None:
    """Texts and days as they were set last; of each thing the latest reminder."""
    match fact.event:
        case TemplateSet(kind=kind, subject=subject, body=body):
            rows.put(TEXTS, kind, TextRow(kind, subject, body, fact.position))
        case TemplateReset(kind=kind):
            rows.remove(TEXTS, kind)
        case ReminderDaysSet(kind=kind, days=days):
            rows.put(DAYS, kind, DaysRow(kind, days, fact.position))
        case ReminderGiven(kind=kind, about=about, day=day, number=number):
            row = GivenRow(kind, about, day, number, fact.effective_on, fact.position)
            rows.put(GIVEN, f"{kind}/{about}", row)
        case _:
            raise AssertionError(fact.event.topic)


def texts(views: Views, tenant: str, as_of: int | None = None) -> list[TextInForce]:
    """Every kind of letter, by name, with the text in force."""
    with views.at(VIEW, tenant, as_of) as then:
        own = {row.kind: row for row in then.rows(TEXTS)}
    return [_text(name, kind, own.get(name)) for name, kind in sorted(KINDS.items())]


def days(views: Views, tenant: str, as_of: int | None = None) -> list[DaysInForce]:
    """Every kind of reminder with its days in force."""
    with views.at(VIEW, tenant, as_of) as then:
        own = {row.kind: row for row in then.rows(DAYS)}
    return [
        DaysInForce(kind, own[kind].days if kind in own else default, own.get(kind))
        for kind, default in DEFAULTS.items()
    ]


def given(views: Views, tenant: str, as_of: int | None = None) -> list[GivenRow]:
    """The latest reminder of each thing, the newest first."""
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(GIVEN)
    return sorted(held, key=lambda row: -row.position)


def _text(name: str, kind: Kind, own: TextRow | None) -> TextInForce:
    held = own or kind
    return TextInForce(name, kind, held.subject, held.body, own)


VIEW = View(
    "letter_texts",
    1,
    tables=(TEXTS, DAYS, GIVEN),
    events=(TemplateSet, TemplateReset, ReminderDaysSet, ReminderGiven),
    fold=fold,
)
