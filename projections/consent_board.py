"""View consent_board: who was asked for consent to publication, and what both parties said
(clauses 30, 32, 33)."""

from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.event import Fact
from core.programme.consent import (
    ConsentEnded,
    ConsentGiven,
    ConsentRefused,
    ConsentRequested,
    ConsentWithdrawn,
    ProofConfirmed,
)
from core.programme.words import PARTIES
from projections.borrowed import PEOPLE_EVENTS, PLACE_EVENTS, Lookup, Who, WindowPlace, keep
from projections.store import Views
from projections.view import Rows, Table, View

BOTH = tuple(party.code for party in PARTIES)


class ConsentRow(Struct, frozen=True, kw_only=True):
    """The latest request about a person. `answers`: party -> yes or no, silence is absent;
    `asked` its position.

    `standing` is false once the affiliation it was for has ended.
    """

    person: str
    window: str
    text: str
    text_digest: str
    asked: int
    answers: dict[str, bool] = {}
    proofs: tuple[str, ...] = ()
    standing: bool = True

    @property
    def confirmed(self) -> bool:
        """Both parties agreed, and both have checked what will be shown."""
        return self.standing and all(
            self.answers.get(party) and party in self.proofs for party in BOTH
        )


class ConsentEntry(NamedTuple):
    """A request with who it is about and the institution that was asked."""

    consent: ConsentRow
    who: Who
    place: WindowPlace


CONSENTS = Table("consent", ConsentRow, columns=("standing",))
PEOPLE = Table("person", Who)
PLACES = Table("window", WindowPlace)


def fold(rows: Rows, fact: Fact) -> None:
    """A new request starts over; a no takes that party's proof back with it."""
    if keep(rows, fact, PEOPLE, PLACES):
        return
    match fact.event:
        case ConsentRequested(person=person) as asked:
            row = ConsentRow(
                person=person,
                window=asked.window,
                text=asked.text,
                text_digest=asked.text_digest,
                asked=fact.position,
            )
            rows.put(CONSENTS, person, row)
        case _:
            person = fact.stream.partition("/")[2]
            rows.put(CONSENTS, person, _answered(rows.need(CONSENTS, person), fact))


def consents(
    views: Views, tenant: str, as_of: int | None = None, *, standing: bool = True
) -> list[ConsentEntry]:
    """Requests by person: those that stand, or with `standing=False` all."""
    wanted = [CONSENTS.column("standing").is_(True)] if standing else []
    with views.at(VIEW, tenant, as_of) as then:
        held = then.rows(CONSENTS, *wanted)
        known = Lookup(then, PEOPLE, PLACES)
    return [
        ConsentEntry(
            consent=each,
            who=known.who(each.person),
            place=known.place(each.window),
        )
        for each in held
    ]


def _answered(held: ConsentRow, fact: Fact) -> ConsentRow:
    change = msgspec.structs.replace
    match fact.event:
        case ConsentGiven(party=party):
            return change(held, answers={**held.answers, party: True})
        case ConsentRefused(party=party) | ConsentWithdrawn(party=party):
            proofs = tuple(each for each in held.proofs if each != party)
            return change(held, answers={**held.answers, party: False}, proofs=proofs)
        case ProofConfirmed(party=party):
            return change(held, proofs=tuple(sorted({*held.proofs, party})))
        case ConsentEnded():
            return change(held, answers={}, proofs=(), standing=False)
    raise AssertionError(fact.event.topic)


VIEW = View(
    "consent_board",
    1,
    tables=(CONSENTS, PEOPLE, PLACES),
    events=(
        *PEOPLE_EVENTS,
        *PLACE_EVENTS,
        ConsentRequested,
        ConsentGiven,
        ConsentRefused,
        ConsentWithdrawn,
        ProofConfirmed,
        ConsentEnded,
    ),
    fold=fold,
)
