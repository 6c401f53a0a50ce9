"""Renewal, the reminders before it, and lapse where it does not come (clause 18).

When one may renew, what is asked for and how long the grace is are the policy's answers.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec

from core.area import Ask, Known, Slice, States, To, decides
from core.clock import fiscal_year
from core.command import Command, Label, Text, command
from core.errors import Fault, Faults, Refused, refuse
from core.event import Fact
from core.privacy import clear
from core.programme import policy
from core.programme.certification.facts import WORDING
from core.programme.certification.proposing import worded
from core.programme.certification.reissuing import RENEWAL, new_paper
from core.programme.coordinator import (
    ACTING,
    CEASED,
    CERTIFIED,
    LAPSED,
    Coordinator,
    CoordinatorLapsed,
    CoordinatorRenewed,
    RenewalReminded,
    known_coordinator,
    stream_of,
)
from core.programme.questions import (
    CertificationFacts,
    CertificationRuling,
    HeldCertificate,
    RenewalRuling,
)
from core.programme.words import PersonId, iso

REMINDERS_MAX = 2
ATTENDED = "attended"


def certification_facts(
    held: Coordinator, on: date, sessions: int, parameters: dict[str, str | int]
) -> CertificationFacts:
    """What the question `certification` is asked of a certification held on a day."""
    return CertificationFacts(
        fiscal_year=fiscal_year(on),
        certified_on=held.certified_on,
        parameters=parameters,
        held=HeldCertificate(
            asked_on=on,
            valid_until=held.valid_until,
            acting=ACTING in (held.status, held.before),
            sessions=sessions,
        ),
    )


class _OfTerm(Command, frozen=True):
    """A command on the validity of one certification."""

    person: PersonId


def _streams(wanted: _OfTerm) -> Sequence[str]:
    return (stream_of(wanted.person), policy.STREAM, WORDING)


def _ask(wanted: _OfTerm, states: States, known: Known) -> Ask:
    held = known_coordinator(states, wanted.person)
    parameters = policy.parameters_on(states, None, known.today)
    sessions = known.seen.attended(held) if known.seen else 0
    facts = certification_facts(held, known.today, sessions, parameters)
    return Ask("certification", facts, known.today)


class _Sessions:
    """Follow-up sessions held, and who was there: recorded again, it mends."""

    def __init__(self) -> None:
        self.held_on: dict[str, date] = {}
        self.there: dict[tuple[str, str], bool] = {}

    def attended(self, held: Coordinator) -> int:
        """How many the person attended in the present term."""
        return sum(
            there and self.held_on[session] >= held.term_from
            for (person, session), there in self.there.items()
            if person == held.person
        )


def _keep(seen: _Sessions, fact: Fact) -> _Sessions:
    told: Any = fact.event
    if fact.event.topic == ANNOUNCED:
        seen.held_on[told.session] = told.on
    else:
        seen.there[told.person, told.session] = told.kind == ATTENDED
    return seen


ANNOUNCED, RECORDED = "followup.announced", "followup.attendance_recorded"
SESSIONS = Slice((ANNOUNCED, RECORDED), _Sessions, _keep)


@command(
    "renew-certificate",
    ja="認証を更新する",
    en="Renew a certification",
    roles=("officer",),
    clauses=(18,),
)
class RenewCertificate(_OfTerm, frozen=True):
    """A new term and a new paper; a refusal lists everything that is not met."""

    waiver: Annotated[
        Text,
        Label(
            "要件を満たさないまま更新する理由",
            "Why to renew with something unmet",
            "満たしていれば空欄",
            "Empty where all is met",
            personal=True,
        ),
    ] = ""


@decides(RenewCertificate, streams=_streams, ask=_ask, slice=SESSIONS)
def renew(wanted: RenewCertificate, states: States, known: Known) -> Sequence[To]:
    """In the window before the end, in grace, or after a lapse."""
    held = known_coordinator(states, wanted.person)
    ruling: CertificationRuling = known.ruling
    assert ruling.renewal is not None
    _may_renew(held, ruling.renewal, wanted.waiver, known.today)
    renewed = CoordinatorRenewed(
        person=held.person,
        number=held.number,
        valid_until=ruling.valid_until,
        sessions=known.seen.attended(held),
        needs=ruling.renewal.needs,
        restored=held.before if held.status == LAPSED else None,
        waived=clear(held.person, wanted.waiver) if wanted.waiver else None,
    )
    term = msgspec.structs.replace(held, valid_until=ruling.valid_until)
    stream, paper = stream_of(held.person), new_paper(term, RENEWAL)
    return [*worded(states, ruling), To(stream, renewed), To(stream, paper)]


def _may_renew(held: Coordinator, ruling: RenewalRuling, waiver: str, today: date) -> None:
    faults = Faults()
    state = held.before if held.status == LAPSED else held.status
    faults.unless(
        state in (ACTING, CEASED),
        f"coordinator.{state}",
        "引退した方や認証を取り消された方の認証は更新できません。",
        "The certification of somebody retired or revoked cannot be renewed.",
        "person",
    )
    faults.unless(
        held.valid_until,
        "coordinator.without_end",
        "この認証には期限がなく、更新は要りません。",
        "This certification has no end and needs no renewal.",
        "person",
    )
    opens = ruling.opens_on
    faults.unless(
        opens is None or opens <= today,
        "coordinator.renewal_not_yet",
        f"更新の手続は {iso(opens or today)} から受け付けます。",
        f"A renewal is taken from {iso(opens or today)} on.",
        "person",
    )
    faults.raise_any()
    unmet = [need for need in ruling.needs if not need.met]
    if unmet and not waiver:
        raise Refused(*(_unmet(need.code, need.ja, need.en) for need in unmet))


def _unmet(code: str, ja: str, en: str) -> Fault:
    return Fault(
        f"coordinator.need_{code}",
        f"更新の要件を満たしていません: {ja}",
        f"Not met: {en}",
        "waiver",
    )


@command(
    "lapse-certificate",
    ja="認証の失効を記録する",
    en="Record that a certification lapsed",
    roles=("officer", "system"),
    clauses=(18,),
)
class LapseCertificate(_OfTerm, frozen=True):
    """The end of validity, and of any grace, went by."""


@decides(LapseCertificate, streams=_streams, ask=_ask)
def lapse(wanted: LapseCertificate, states: States, known: Known) -> Sequence[To]:
    """From the day after; recorded later it still holds from that day."""
    held = known_coordinator(states, wanted.person)
    ruling: CertificationRuling = known.ruling
    if held.status not in CERTIFIED or held.valid_until is None:
        return []
    assert ruling.renewal is not None
    last = ruling.renewal.lapses_after
    if last is None or known.today <= last:
        raise refuse(
            "coordinator.still_valid",
            f"この認証は {iso(last or held.valid_until)} まで失効しません。",
            f"The certification does not lapse before {iso(last or held.valid_until)} is over.",
            "person",
        )
    lapsed = CoordinatorLapsed(person=held.person, number=held.number, valid_until=held.valid_until)
    return [To(stream_of(held.person), lapsed, date.fromordinal(last.toordinal() + 1))]


@command(
    "remind-renewal",
    ja="認証の更新を案内する",
    en="Remind of a renewal",
    roles=("officer", "system"),
    clauses=(18,),
)
class RemindRenewal(_OfTerm, frozen=True):
    """A letter that the end of validity comes near; two at most for one end."""

    reminder: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=REMINDERS_MAX)], Label("何回目", "Which time")
    ]


@decides(RemindRenewal, streams=lambda wanted: (stream_of(wanted.person),))
def remind(wanted: RemindRenewal, states: States, known: Known) -> Sequence[To]:
    """Whoever may renew; the same time again, or an earlier one, changes nothing."""
    held = known_coordinator(states, wanted.person)
    if held.status not in (ACTING, CEASED) or held.valid_until is None:
        return []
    if held.reminders >= wanted.reminder:
        return []
    told = RenewalReminded(
        person=held.person,
        number=held.number,
        reminder=wanted.reminder,
        valid_until=held.valid_until,
    )
    return [To(stream_of(held.person), told)]
