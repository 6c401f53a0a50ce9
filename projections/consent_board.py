"""View consent_board: who was asked for consent to publication, what both parties said, what is
still open, and which withdrawals the public list does not show yet (clauses 30, 32-34)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from core.programme.consent.facts import BOTH as BOTH
from core.programme.coordinator import Coordinator
from projections.borrowed import Lookup, Who, WindowPlace
from projections.consent_rows import (
    CONSENTS,
    COORDINATORS,
    EDITIONS,
    LATEST,
    PEOPLE,
    PLACES,
    PUBLIC,
    SUCCESSORS,
    TABLES,
    TAKEN,
    ConsentRow,
    EditionRow,
    PublicRow,
    fold,
    is_acting,
)
from projections.reader import Reader
from projections.store import Views
from projections.view import View


class ConsentEntry(NamedTuple):
    """A request with who it is about and the institution that was asked."""

    consent: ConsentRow
    who: Who
    place: WindowPlace

    @property
    def disagree(self) -> bool:
        """One party says yes, the other no."""
        return set(self.consent.answers.values()) == {True, False}

    @property
    def stale(self) -> bool:
        """The proof shows another row than the window's facts make now."""
        shown, here = self.consent.shown, self.place
        return shown is not None and (
            (shown.prefecture, shown.municipality, shown.institution)
            != (here.prefecture, here.municipality, here.institution)
        )

    @property
    def needs_proof(self) -> bool:
        """Both agreed, and the row as it is now was never sent to them."""
        held = self.consent.state
        return held.agreed and (held.shown is None or self.stale)

    @property
    def unproofed(self) -> tuple[str, ...]:
        """The parties whose confirmation of the proof is awaited."""
        held = self.consent.state
        return tuple(p for p in BOTH if p not in held.proofs) if held.agreed else ()


class Progress(NamedTuple):
    """How far the consents of one prefecture are, in people. `answered` and `proofed` by both
    parties."""

    prefecture: str
    asked: int
    answered: int
    agreed: int
    proofed: int


class Withdrawal(NamedTuple):
    """A no that the public list does not show yet."""

    person: str
    position: int
    at: datetime


class Board(NamedTuple):
    """One campaign, all that is open in it, and what is public. `entries` are requests that
    stand for people who act; `unasked` those whom nobody asked in this campaign."""

    edition: EditionRow | None
    entries: list[ConsentEntry]
    unasked: list[Coordinator]
    public: PublicRow | None
    withdrawals: list[Withdrawal]

    @property
    def asked(self) -> list[ConsentEntry]:
        """The requests of this campaign, or by hand if there is none."""
        name = self.edition.edition if self.edition else ""
        return [each for each in self.entries if each.consent.state.edition in ("", name)]

    @property
    def silent(self) -> list[ConsentEntry]:
        """Requests that a party has not answered."""
        return [each for each in self.asked if each.consent.state.silent]

    @property
    def answered_percent(self) -> int:
        """Answers per 100 asked for, of both parties; 100 where nobody was asked."""
        due = len(self.asked) * len(BOTH)
        missing = sum(len(each.consent.state.silent) for each in self.asked)
        return 100 * (due - missing) // due if due else 100

    @property
    def progress(self) -> list[Progress]:
        """By prefecture, in the order of 団体コード."""
        order = {e.place.prefecture: e.place.municipality_code[:2] for e in self.asked}
        return [
            _progress(prefecture, [e for e in self.asked if e.place.prefecture == prefecture])
            for prefecture in sorted(order, key=lambda name: (order[name], name))
        ]


def consents(
    views: Views, tenant: str, as_of: int | None = None, *, standing: bool = True
) -> list[ConsentEntry]:
    """Requests by person: those that stand, or with `standing=False` all."""
    with views.at(VIEW, tenant, as_of) as then:
        return _entries(then, standing=standing)


def board(
    views: Views, tenant: str, as_of: int | None = None, *, edition: str | None = None
) -> Board:
    """The campaign of `edition`, by default the one planned last."""
    with views.at(VIEW, tenant, as_of) as then:
        known = sorted(then.rows(EDITIONS), key=lambda each: each.planned)
        chosen = [each for each in known if edition in (None, each.edition)]
        acting = [each for each in then.rows(COORDINATORS) if is_acting(each)]
        entries, public = _entries(then, standing=True), then.row(PUBLIC, LATEST)
        everything = then.rows(CONSENTS)
    current = chosen[-1] if chosen else None
    windows = {each.person: each.window for each in acting}
    stand = [e for e in entries if windows.get(e.consent.person) == e.consent.window]
    return Board(
        edition=current,
        entries=stand,
        unasked=_unasked(acting, stand, current),
        public=public,
        withdrawals=_withdrawals(everything, public),
    )


def withdrawal_of(
    views: Views, tenant: str, person: str, as_of: int | None = None
) -> Withdrawal | None:
    """The person's withdrawal, while the public list does not show it."""
    with views.at(VIEW, tenant, as_of) as then:
        held, public = then.row(CONSENTS, person), then.row(PUBLIC, LATEST)
    found = _withdrawals([held] if held else [], public)
    return found[0] if found else None


def _entries(then: Reader, *, standing: bool) -> list[ConsentEntry]:
    wanted = [CONSENTS.column("standing").is_(True)] if standing else []
    known = Lookup(then, PEOPLE, PLACES)
    became = {each.window: each.successor for each in then.rows(SUCCESSORS)}
    return [
        ConsentEntry(
            consent=each,
            who=known.who(each.person),
            place=known.place(_current(became, each.window)),
        )
        for each in then.rows(CONSENTS, *wanted)
    ]


def _current(became: Mapping[str, str], window: str) -> str:
    while window in became:
        window = became[window]
    return window


def _unasked(
    acting: Sequence[Coordinator], entries: Sequence[ConsentEntry], edition: EditionRow | None
) -> list[Coordinator]:
    if edition is None:
        return []
    name, renew = edition.edition, edition.plan.renew
    asked = {
        e.consent.person
        for e in entries
        if e.consent.state.edition == name or (e.consent.confirmed and not renew)
    }
    return [each for each in acting if each.person not in asked]


def _withdrawals(rows: Sequence[ConsentRow], public: PublicRow | None) -> list[Withdrawal]:
    if public is None:
        return []
    return sorted(
        (
            Withdrawal(row.person, row.gone.position, row.gone.at)
            for row in rows
            if row.gone
            and row.gone.listed_from <= public.base
            and row.gone.position > public.snapshot
        ),
        key=lambda each: each.position,
    )


def _progress(prefecture: str, entries: Sequence[ConsentEntry]) -> Progress:
    counts: Counter[str] = Counter()
    for each in entries:
        counts["answered"] += not each.consent.state.silent
        counts["agreed"] += each.consent.state.agreed
        counts["proofed"] += each.consent.confirmed and not each.stale
    return Progress(
        prefecture, len(entries), counts["answered"], counts["agreed"], counts["proofed"]
    )


VIEW = View("consent_board", 2, tables=TABLES, events=TAKEN, fold=fold)
