"""Certificates given out to everyone of a cohort who has a number."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.programme import cohort as cohorts
from core.programme import coordinator as coordinators
from core.programme.certification.facts import (
    WORDING,
    CertificateIssued,
    CertificateNumbered,
    Certification,
    stream_of,
)
from core.programme.certification.proposing import OfCohort, held_by, streams_of


@command(
    "issue-certificates",
    ja="認証証を交付する",
    en="Issue the certificates",
    roles=("officer",),
    clauses=(18,),
)
class IssueCertificates(OfCohort, frozen=True):
    """For everyone of the cohort who has a number that stands and no certificate yet. `address` is
    filled in by the tenant's gate when it is empty."""

    address: Annotated[
        Text,
        Label(
            "確認ページの所在",
            "Where the check page is",
            "空欄なら台帳が補う",
            "Filled in if empty",
        ),
    ] = ""


def _people(wanted: IssueCertificates, states: States) -> Sequence[str]:
    year = stream_of(cohorts.known_cohort(states, wanted.cohort).fiscal_year)
    held: Certification | None = states.get(year)
    due = _due(wanted, held) if held else []
    return (year, *(coordinators.stream_of(each.person) for each in due))


def _due(wanted: IssueCertificates, held: Certification) -> list[CertificateNumbered]:
    numbered = [each for each in held.numbered.values() if each.cohort == wanted.cohort]
    return [each for each in numbered if each.number not in held.issued]


@decides(IssueCertificates, streams=streams_of, more=_people)
def issue(wanted: IssueCertificates, states: States, known: Known) -> Sequence[To]:
    """Again: only those that are new. Nobody whose certification was revoked meanwhile."""
    stream, held = held_by(wanted, states)
    issued = [
        To(stream, CertificateIssued(cohort=each.cohort, person=each.person, number=each.number))
        for each in _due(wanted, held)
        if not _revoked(states[coordinators.stream_of(each.person)], each.number)
    ]
    return [*_at_address(states, wanted.address), *issued] if issued else []


def _revoked(held: coordinators.Coordinator | None, number: str) -> bool:
    # Certified anew after a revocation, somebody has another number.
    return held is not None and (held.status == coordinators.REVOKED or held.number != number)


def _at_address(states: States, address: str) -> list[To]:
    held: Certification | None = states[WORDING]
    if held is None or held.worded is None or address in ("", held.worded.address):
        return []
    return [To(WORDING, msgspec.structs.replace(held.worded, address=address))]
