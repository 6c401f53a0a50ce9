"""Fields that nobody filled in take what the policy proposes; the event keeps what was taken.

Where no policy says anything the field must be given: the core proposes nothing of its own.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import msgspec

from core.area import Ask, Known, States
from core.clock import fiscal_year
from core.command import Command, fields_of
from core.errors import Fault, Refused
from core.programme.questions import DefaultsFacts, DefaultsRuling

EMPTY_HELP = ("空欄は、施行中の規則の値", "Empty: as the policy in force proposes")
"""Help of a field that may be left empty."""
C = TypeVar("C", bound=Command)
Asks = Callable[[Command, States, Known], Ask | None]


def question_on(day: date) -> Ask:
    """The question as it is put on a day; no policy need answer it."""
    facts = DefaultsFacts(fiscal_year=fiscal_year(day))
    return Ask("defaults", facts, day, needed=False)


def ask_always(_wanted: Command, _states: States, known: Known) -> Ask:
    """The `ask` of a command that needs the ruling whatever its fields hold."""
    return question_on(known.today)


def ask_for(*names: str) -> Asks:
    """The `ask` of a command that needs the ruling only where one of these fields is empty."""

    def ask(wanted: Command, _states: States, known: Known) -> Ask | None:
        empty = any(getattr(wanted, name) is None for name in names)
        return question_on(known.today) if empty else None

    return ask


def proposed(known: Known) -> DefaultsRuling:
    """The ruling, one that says nothing where no policy answered."""
    assert known.ruling is None or isinstance(known.ruling, DefaultsRuling)
    return known.ruling or DefaultsRuling()


def filled(wanted: C, known: Known, names: Mapping[str, str]) -> C:
    """The command with its empty fields (field -> name in the ruling) filled in; `Refused` naming
    every field for which nothing is proposed."""
    ruling = proposed(known)
    empty = [field for field in names if getattr(wanted, field) is None]
    values = {field: getattr(ruling, names[field]) for field in empty}
    missing = [field for field in empty if values[field] is None]
    if missing:
        raise nothing_proposed(wanted, *missing)
    return msgspec.structs.replace(wanted, **values)


def nothing_proposed(wanted: Command, *names: str) -> Refused:
    """Each of these fields must be given: no policy in force proposes a value."""
    labels = {field.name: field.label for field in fields_of(type(wanted))}
    return Refused(*(_fault(name, labels[name].ja, labels[name].en) for name in names))


def _fault(name: str, ja: str, en: str) -> Fault:
    return Fault(
        "defaults.missing",
        f"「{ja}」を入力してください。施行中の規則には既定の値がありません。",
        f"Please give {en}: no policy in force proposes a value.",
        name,
    )
