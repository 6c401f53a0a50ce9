"""Proving experience: typed documents by their hash, verified or rejected one by one (clause 4).

Several employers add up, leave is taken off: the policy counts, on what is verified here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from core.area import Ask, Known, States, To, decides
from core.command import Label, Text, command
from core.errors import Faults
from core.privacy import clear
from core.programme.nomination import documents
from core.programme.nomination.assessing import ask_eligibility, assessed
from core.programme.nomination.documents import (
    Document,
    ExperienceEvidenceAttached,
    ExperienceRejected,
    ExperienceVerified,
)
from core.programme.nomination.facts import Nomination, known_nomination, stream_of
from core.programme.nomination.standing import OfNomination, more, standing, streams
from core.programme.words import Digest

DOCUMENTS_MAX = 50
Hours = Annotated[
    Annotated[float, Meta(ge=0, le=168)], Label("週従事時間", "Hours a week", "休業ならその時間")
]
Number = Annotated[Annotated[int, Meta(ge=1)], Label("書類の番号", "Number of the document")]


@command(
    "attach-experience-evidence",
    ja="実務経験の確認書類を付ける",
    en="Attach evidence of experience",
    roles=("clerk", "officer"),
    clauses=(4,),
)
class AttachExperienceEvidence(OfNomination, frozen=True, kw_only=True):
    """One document: what it says of a period, and its file's SHA-256, so that nobody can put
    another in its place."""

    kind: Annotated[str, Label("書類の種類", "Kind of document", choices=documents.KINDS)]
    begins_on: Annotated[date, Label("期間の初日", "First day")]
    ends_on: Annotated[
        date | None, Label("期間の末日", "Last day", "今も続いていれば空欄", "Empty if it goes on")
    ] = None
    weekly_hours: Hours = 0.0
    employer: Annotated[Text, Label("勤務先", "Employer", personal=True)] = ""
    file: Annotated[
        Digest, Label("ファイルのハッシュ値", "Hash of the file", "SHA-256、16進64桁", "SHA-256")
    ]
    bytes: Annotated[Annotated[int, Meta(ge=1)], Label("ファイルの大きさ", "Bytes of the file")]
    reason: Annotated[
        Text,
        Label(
            "この書類による理由",
            "Why this document",
            "勤務先がなくなったなど、通常の書類がないとき",
            "Where the usual one cannot be had: the employer is gone, say",
            personal=True,
        ),
    ] = ""


@decides(AttachExperienceEvidence, streams=streams)
def attach(wanted: AttachExperienceEvidence, states: States, known: Known) -> Sequence[To]:
    """The same file for the same period once; it counts when an officer has verified it."""
    held = standing(states, wanted.nomination, "submitted", "returned", "late")
    if any(_same(each, wanted) for each in held.documents):
        return []
    _check(wanted, held)
    attached = ExperienceEvidenceAttached(
        nomination=held.id,
        number=len(held.documents) + 1,
        kind=wanted.kind,
        begins_on=wanted.begins_on,
        ends_on=wanted.ends_on,
        weekly_hours=wanted.weekly_hours,
        file=wanted.file,
        bytes=wanted.bytes,
        employer=clear(held.person, wanted.employer),
        reason=clear(held.person, wanted.reason),
    )
    return [To(stream_of(held.id), attached)]


def _same(held: Document, wanted: AttachExperienceEvidence) -> bool:
    said = (held.file, held.kind, held.begins_on, held.ends_on, held.weekly_hours)
    return held.status != "rejected" and said == (
        wanted.file,
        wanted.kind,
        wanted.begins_on,
        wanted.ends_on,
        wanted.weekly_hours,
    )


def _check(wanted: AttachExperienceEvidence, held: Nomination) -> None:
    faults = Faults()
    faults.unless(
        wanted.ends_on is None or wanted.begins_on <= wanted.ends_on,
        "nomination.bad_period",
        "期間の末日が初日より前です。",
        "The last day is before the first.",
        "ends_on",
    )
    faults.unless(
        wanted.weekly_hours > 0 or wanted.kind == "qualification",
        "nomination.no_hours",
        "週従事時間を書いてください。",
        "Please give the hours a week.",
        "weekly_hours",
    )
    faults.unless(
        wanted.kind != "other" or wanted.reason.strip(),
        "nomination.no_reason",
        "その他の書類によるときは、理由を書いてください。",
        "Please say why it is another document.",
        "reason",
    )
    faults.unless(
        len(held.documents) < DOCUMENTS_MAX,
        "nomination.too_many_documents",
        f"書類は{DOCUMENTS_MAX}点までです。",
        f"At most {DOCUMENTS_MAX} documents are taken.",
    )
    faults.raise_any()


class _OfDocument(OfNomination, frozen=True):
    """A command on one document."""

    number: Number


@command(
    "verify-experience",
    ja="書類で実務経験を確認する",
    en="Verify experience by a document",
    roles=("officer",),
    clauses=(4,),
)
class VerifyExperience(_OfDocument, frozen=True):
    """The officer read it, and it proves what was said of it."""


@command(
    "reject-evidence",
    ja="書類を認めない",
    en="Reject a document",
    roles=("officer",),
    clauses=(4,),
)
class RejectEvidence(_OfDocument, frozen=True):
    """It proves nothing, and why; another may be attached."""

    reason: Annotated[Text, Label("認めない理由", "Why it is rejected", personal=True)]


def _document(wanted: _OfDocument, states: States) -> Document:
    held = standing(states, wanted.nomination, "submitted", "returned", "late")
    found = next((each for each in held.documents if each.number == wanted.number), None)
    faults = Faults()
    faults.unless(
        found,
        "nomination.no_document",
        f"書類 {wanted.number} はありません。",
        f"There is no document {wanted.number}.",
        "number",
    )
    faults.raise_any()
    assert found is not None
    return found


def _ask(wanted: _OfDocument, states: States, known: Known) -> Ask:
    found = _document(wanted, states)
    status = "verified" if isinstance(wanted, VerifyExperience) else "rejected"
    held = known_nomination(states, wanted.nomination)
    marked = msgspec.structs.replace(found, status=status)
    rows = tuple(marked if each.number == found.number else each for each in held.documents)
    return ask_eligibility(msgspec.structs.replace(held, documents=rows), states, known)


@decides(VerifyExperience, streams=streams, more=more, ask=_ask)
def verify(wanted: VerifyExperience, states: States, known: Known) -> Sequence[To]:
    """Eligibility is assessed again with it, and the sum is shown step by step."""
    if _document(wanted, states).verified:
        return []
    verified = ExperienceVerified(nomination=wanted.nomination, number=wanted.number)
    return _found(wanted, verified, known)


@decides(RejectEvidence, streams=streams, more=more, ask=_ask)
def reject(wanted: RejectEvidence, states: States, known: Known) -> Sequence[To]:
    """One that was verified by mistake can be rejected still."""
    if _document(wanted, states).status == "rejected":
        return []
    person = known_nomination(states, wanted.nomination).person
    rejected = ExperienceRejected(
        nomination=wanted.nomination, number=wanted.number, reason=clear(person, wanted.reason)
    )
    return _found(wanted, rejected, known)


def _found(
    wanted: _OfDocument, event: ExperienceVerified | ExperienceRejected, known: Known
) -> Sequence[To]:
    stream = stream_of(wanted.nomination)
    return [To(stream, event), To(stream, assessed(wanted.nomination, known.ruling))]
