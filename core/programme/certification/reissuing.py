"""A new paper for a certificate: another name, a lost or spoilt one, a mistake (clause 18)."""

from collections.abc import Sequence
from typing import Annotated

from core.area import Ask, Known, States, To, decides
from core.clock import fiscal_year
from core.command import Choice, Command, Label, command
from core.errors import refuse
from core.programme import policy
from core.programme.certification.facts import WORDING, Certification
from core.programme.certification.proposing import worded
from core.programme.coordinator import (
    CERTIFIED,
    CertificateReissued,
    Coordinator,
    known_coordinator,
    stream_of,
)
from core.programme.questions import CertificationFacts
from core.programme.words import PersonId

NAME_CHANGE, LOST, SPOILT, MISTAKE, RENEWAL = "name_change", "lost", "spoilt", "mistake", "renewal"
REASONS = (
    Choice(NAME_CHANGE, "氏名の変更", "Change of name"),
    Choice(LOST, "紛失", "Lost"),
    Choice(SPOILT, "汚損・破損", "Spoilt"),
    Choice(MISTAKE, "記載の誤り", "A mistake on it"),
)


def new_paper(held: Coordinator, reason: str) -> CertificateReissued:
    """The next paper of the number, with what is valid now."""
    return CertificateReissued(
        person=held.person,
        number=held.number,
        issue=held.issue + 1,
        reason=reason,
        valid_until=held.valid_until,
    )


@command(
    "reissue-certificate",
    ja="認証証を再発行する",
    en="Reissue a certificate",
    roles=("officer",),
    clauses=(18,),
)
class ReissueCertificate(Command, frozen=True):
    """The number stays and the paper gets the next issue; every earlier one is superseded."""

    person: PersonId
    reason: Annotated[str, Label("理由", "Reason", choices=REASONS)]


def _streams(wanted: ReissueCertificate) -> Sequence[str]:
    return (stream_of(wanted.person), f"person/{wanted.person}", WORDING, policy.STREAM)


def _ask(wanted: ReissueCertificate, states: States, known: Known) -> Ask | None:
    """Only where this register never said what is printed: somebody certified before it began."""
    wording: Certification | None = states[WORDING]
    if wording and wording.worded:
        return None
    held = known_coordinator(states, wanted.person)
    facts = CertificationFacts(
        fiscal_year=fiscal_year(known.today),
        certified_on=held.certified_on,
        parameters=policy.parameters_on(states, None, known.today),
    )
    return Ask("certification", facts, known.today)


@decides(ReissueCertificate, streams=_streams, ask=_ask)
def reissue(wanted: ReissueCertificate, states: States, known: Known) -> Sequence[To]:
    """While the certification stands; for a change of name, once the change is confirmed."""
    held = known_coordinator(states, wanted.person)
    if held.status not in CERTIFIED:
        raise refuse(
            f"coordinator.{held.status}",
            "認証が有効でないため、認証証は再発行できません。",
            "The certification does not stand, so no paper is issued for it.",
            "person",
        )
    person = states[f"person/{wanted.person}"]
    if wanted.reason == NAME_CHANGE and not (person and person.renamed):
        raise refuse(
            "coordinator.name_unconfirmed",
            "氏名の変更がまだ確認されていません。先に「氏名の変更を確認する」を行ってください。",
            "No change of name is confirmed yet. Confirm it first.",
            "reason",
        )
    wording = worded(states, known.ruling) if known.ruling else []
    return [*wording, To(stream_of(held.person), new_paper(held, wanted.reason))]
