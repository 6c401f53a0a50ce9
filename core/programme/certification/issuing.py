"""Certificates given out to everyone of a cohort who has a number."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.programme.certification.facts import (
    WORDING,
    CertificateIssued,
    Certification,
)
from core.programme.certification.proposing import OfCohort, held_by, more_of, streams_of


@command(
    "issue-certificates",
    ja="認証証を交付する",
    en="Issue the certificates",
    roles=("officer",),
    clauses=(18,),
)
class IssueCertificates(OfCohort, frozen=True):
    """For everyone of the cohort who has a number and no certificate yet. `address` is filled in by
    the tenant's gate when it is empty."""

    address: Annotated[
        Text,
        Label(
            "確認ページの所在",
            "Where the check page is",
            "空欄なら台帳が補う",
            "Filled in if empty",
        ),
    ] = ""


@decides(IssueCertificates, streams=streams_of, more=more_of)
def issue(wanted: IssueCertificates, states: States, known: Known) -> Sequence[To]:
    """Again: only those that are new."""
    stream, held = held_by(wanted, states)
    due = [each for each in held.numbered.values() if each.cohort == wanted.cohort]
    issued = [
        To(stream, CertificateIssued(cohort=each.cohort, person=each.person, number=each.number))
        for each in due
        if each.number not in held.issued
    ]
    return [*_at_address(states, wanted.address), *issued] if issued else []


def _at_address(states: States, address: str) -> list[To]:
    held: Certification | None = states[WORDING]
    if held is None or held.worded is None or address in ("", held.worded.address):
        return []
    return [To(WORDING, msgspec.structs.replace(held.worded, address=address))]
