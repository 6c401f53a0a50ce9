"""Which facts call for which letters, to whom: a file an area here registers them.

    @letters_of(SeatOffered)
    def _(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
        yield Notice(To("person", who), "seat-offered", {"reply_by": day})

A notice names recipients by id only; names and addresses are opened when its mail is written.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeVar

from core.event import Event, Fact
from core.programme.letter.kinds import KINDS
from tenants.gate import Tenant

Value = str | int | date
"""What a text may be given; a date is written as 2025-04-01."""


class To(NamedTuple):
    """To whom: `id` is a person id, a 団体コード (its office mail), an institution's name (the
    accounts that answer for it) or a role (every account that has it)."""

    kind: Literal["person", "body", "institution", "role"]
    id: str


class Appointment(NamedTuple):
    """What a calendar file says: all day for a date, or from `begins` to `ends`, in Japan's
    time."""

    begins: date | datetime
    title: str
    ends: date | datetime | None = None
    place: str = ""


class Notice(NamedTuple):
    """One letter to one or several recipients: its kind and the `Value`s of the kind's fields."""

    to: To
    kind: str
    values: Mapping[str, Any]
    appointment: Appointment | None = None


Notices = Callable[[Tenant, Fact], Iterable[Notice]]
LETTERS: dict[str, Notices] = {}
"""Topic -> the notices that a fact calls for. What is not here gets no letter."""
F = TypeVar("F", bound=Notices)


def letters_of(*events: type[Event]) -> Callable[[F], F]:
    """Register the notices that facts of these events call for; each event is registered once."""

    def register(function: F) -> F:
        for event in events:
            assert event.topic not in LETTERS, f"letters of {event.topic} registered twice"
            LETTERS[event.topic] = function
        return function

    return register


def notices_of(tenant: Tenant, fact: Fact) -> list[Notice]:
    """What a fact calls for; asserts that each kind exists and gets exactly its fields."""
    found = list(LETTERS[fact.event.topic](tenant, fact))
    for notice in found:
        assert notice.kind in KINDS, f"no letter of kind {notice.kind}"
        fields = set(KINDS[notice.kind].fields)
        assert set(notice.values) == fields, f"{notice.kind} needs {fields}"
        assert all(isinstance(each, Value) for each in notice.values.values()), notice.kind
    return found
