"""What becomes of an edited text: its author's view, the decision of a second person, withdrawal
(clause 36).

Whether and how a case is published is the agency's decision; the author sees the final text.
"""

from collections.abc import Sequence
from typing import Annotated

from core.approval import approve
from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.errors import Faults, refuse
from core.privacy import clear
from core.programme.activity_case.case import (
    AGREED,
    OBJECTED,
    Case,
    OfCase,
    OfText,
    Version,
    known_case,
    living_case,
    own_stream,
    shown_version,
    stream_of,
    version_of,
    workable_case,
)
from core.programme.activity_case.facts import (
    AuthorAgreed,
    AuthorObjected,
    CaseApproved,
    CaseRejected,
    CaseWithdrawn,
)
from core.programme.words import PersonId

REJECTED = (
    "activity_case.rejected",
    "この版は掲載しないことに決まっています。新しい版を作ってください。",
    "This version was rejected. Please make a new one.",
)
AUTHOR_OBJECTS = (
    "activity_case.author_objects",
    "提供した本人が、この掲載文に異議を伝えています。直した版を作るか、本人の同意を得てください。",
    "The author objects to this text. Please make a new version, or obtain the author's agreement.",
)


class _ByAuthor(OfText, frozen=True):
    """What the author says of the latest version; an officer may enter what came by mail."""

    person: PersonId


def _authored(states: States, wanted: "_ByAuthor | WithdrawCase") -> Case:
    """The case of this very person; somebody else's and none are refused with the same words."""
    case = known_case(states, wanted.case)
    if case.person != wanted.person:
        raise refuse(
            "activity_case.unknown", "その番号の活動事例はありません。", "There is no such case."
        )
    return case


@command(
    "agree-to-case",
    ja="掲載文に同意する",
    en="Agree to a case's text",
    roles=("officer", "person"),
    clauses=(36,),
)
class AgreeToCase(_ByAuthor, frozen=True):
    """The author has seen the text and has nothing against it."""


@decides(AgreeToCase, streams=own_stream)
def agree(wanted: AgreeToCase, states: States, known: Known) -> Sequence[To]:
    """To the text as shown; it also ends an objection."""
    case, version = _shown_to_author(wanted, states)
    if version.author == AGREED:
        return []
    agreed = AuthorAgreed(
        case=case.id, person=case.person, number=version.number, digest_seen=version.digest
    )
    return [To(stream_of(case.id), agreed)]


@command(
    "object-to-case",
    ja="掲載文に異議を伝える",
    en="Object to a case's text",
    roles=("officer", "person"),
    clauses=(36,),
)
class ObjectToCase(_ByAuthor, frozen=True):
    """The author does not want it so: it is not published before a new version or a yes."""

    reason: Annotated[Text, Label("直してほしいこと", "What should change", personal=True)]


@decides(ObjectToCase, streams=own_stream)
def object_(wanted: ObjectToCase, states: States, known: Known) -> Sequence[To]:
    """To the text as shown, before or after its approval."""
    case, version = _shown_to_author(wanted, states)
    objected = AuthorObjected(
        case=case.id,
        person=case.person,
        number=version.number,
        digest_seen=version.digest,
        reason=clear(case.person, wanted.reason),
    )
    return [To(stream_of(case.id), objected)]


def _shown_to_author(wanted: _ByAuthor, states: States) -> tuple[Case, Version]:
    _authored(states, wanted)
    case = living_case(states, wanted.case)
    return case, shown_version(case, wanted)


@command(
    "withdraw-case",
    ja="活動事例の提供を取り下げる",
    en="Withdraw an activity case",
    roles=("officer", "person"),
    clauses=(36,),
)
class WithdrawCase(OfCase, frozen=True):
    """By the author, at any time: no reason is asked, nobody's permission is needed."""

    person: PersonId


@decides(WithdrawCase, streams=own_stream)
def withdraw(wanted: WithdrawCase, states: States, known: Known) -> Sequence[To]:
    """For good; what is over already stays so."""
    case = _authored(states, wanted)
    if case.over:
        return []
    return [To(stream_of(case.id), CaseWithdrawn(case=case.id, person=case.person))]


@command(
    "approve-case",
    ja="活動事例の掲載を決裁する",
    en="Approve an activity case",
    roles=("approver",),
    clauses=(36,),
)
class ApproveCase(OfText, frozen=True):
    """Somebody other than the editor decides that this text may be published."""


@decides(ApproveCase, streams=own_stream)
def approve_case(wanted: ApproveCase, states: States, known: Known) -> Sequence[To]:
    """Every check answered with yes, the author not against it."""
    case = workable_case(states, wanted.case)
    version = version_of(case)
    if version.approved:
        return []
    approval = approve(version.editor, version.digest, wanted.digest_seen, known)
    faults = Faults()
    for item in version.unanswered:
        faults.unless(
            None,
            "activity_case.unchecked",
            f"確認項目「{item.ja}」に「はい」の答えがありません。",
            f"This check has no yes: {item.en}.",
        )
    faults.unless(not version.rejected, *REJECTED)
    faults.unless(version.author != OBJECTED, *AUTHOR_OBJECTS)
    faults.raise_any()
    approved = CaseApproved(case=case.id, number=version.number, approval=approval)
    return [To(stream_of(case.id), approved)]


@command(
    "reject-case",
    ja="活動事例を掲載しないと決める",
    en="Reject an activity case",
    roles=("officer", "approver"),
    clauses=(36,),
)
class RejectCase(OfText, frozen=True):
    """This version is not to be published; a new one may follow."""

    reason: Annotated[Text, Label("理由", "Reason", personal=True)]


@decides(RejectCase, streams=own_stream)
def reject(wanted: RejectCase, states: States, known: Known) -> Sequence[To]:
    """Before it is published; what is public is retired."""
    case = living_case(states, wanted.case)
    version = shown_version(case, wanted)
    faults = Faults()
    faults.unless(
        case.public is None or case.public.number != version.number,
        "activity_case.public",
        "掲載中の版です。掲載を終えるには「掲載を終える」を使ってください。",
        "This version is public. Retire the case instead.",
    )
    faults.raise_any()
    if version.rejected:
        return []
    rejected = CaseRejected(
        case=case.id,
        person=case.person,
        number=version.number,
        reason=clear(case.person, wanted.reason),
    )
    return [To(stream_of(case.id), rejected)]
