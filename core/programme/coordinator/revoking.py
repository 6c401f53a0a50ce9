"""Revocation: proposed after a hearing, decided by a second person, told, in effect (clause 18).

Grounds, bar and publication are the policy's. Nothing is deleted: the number stays and is revoked.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from dateutil.relativedelta import relativedelta

from core.approval import approve
from core.area import Ask, Known, States, To, decides
from core.clock import fiscal_year
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.privacy import clear
from core.programme import consent as consents
from core.programme import policy
from core.programme.coordinator.revocation import (
    CertificateRevoked,
    Revocation,
    RevocationDecided,
    RevocationNoticed,
    RevocationProposed,
)
from core.programme.coordinator.state import REVOKED, Coordinator, known_coordinator, stream_of
from core.programme.questions import CertificationFacts, CertificationRuling
from core.programme.words import DigestSeen, PersonId

MEANS = (
    Choice("post", "郵送", "Post"),
    Choice("hand", "手渡し", "By hand"),
    Choice("mail", "電子メール", "E-mail"),
)


class _OfRevocation(Command, frozen=True):
    """A command on the revocation of one certification."""

    person: PersonId


def _streams(wanted: _OfRevocation) -> Sequence[str]:
    return (stream_of(wanted.person), consents.stream_of(wanted.person))


@command(
    "propose-revocation",
    ja="認証の取消しを起案する",
    en="Propose a revocation",
    roles=("officer",),
    clauses=(18,),
)
class ProposeRevocation(_OfRevocation, frozen=True):
    """The ground is a code of the policy; a refusal lists them."""

    ground: Annotated[
        Code, Label("取消しの理由", "Ground", "制度の版の符号", "A code of the policy")
    ]
    heard_on: Annotated[date, Label("意見を聴いた日", "Day of the hearing")]
    effective_on: Annotated[date, Label("取消しの日", "In effect from")]
    circumstances: Annotated[Text, Label("経緯", "Circumstances", personal=True)] = ""


def _ask(wanted: ProposeRevocation, states: States, known: Known) -> Ask:
    held = known_coordinator(states, wanted.person)
    facts = CertificationFacts(
        fiscal_year=fiscal_year(known.today),
        certified_on=held.certified_on,
        parameters=policy.parameters_on(states, None, known.today),
    )
    return Ask("certification", facts, known.today)


@decides(ProposeRevocation, streams=lambda wanted: (*_streams(wanted), policy.STREAM), ask=_ask)
def propose(wanted: ProposeRevocation, states: States, known: Known) -> Sequence[To]:
    """A new proposal replaces one that is not decided yet."""
    held = known_coordinator(states, wanted.person)
    ruling: CertificationRuling = known.ruling
    rules = ruling.revocation
    ground = next((each for each in rules.grounds if each.code == wanted.ground), None)
    _may_propose(wanted, held, known.today)
    if ground is None:
        codes = "、".join(f"{each.code}（{each.ja}）" for each in rules.grounds)
        plain = ", ".join(f"{each.code} ({each.en})" for each in rules.grounds)
        raise refuse(
            "coordinator.no_such_ground",
            f"取消しの理由は次のどれかです: {codes}。",
            f"The ground is one of: {plain}.",
            "ground",
        )
    draft = RevocationProposed(
        person=held.person,
        ground=ground.code,
        ground_ja=ground.ja,
        ground_en=ground.en,
        heard_on=wanted.heard_on,
        effective_on=wanted.effective_on,
        bar_months=rules.bar_months,
        published=rules.published,
        circumstances=None,
        digest="",
    )
    # Never of what is sealed; the instant tells this draft, and all in it, from a later one.
    digest = hashlib.sha256(msgspec.json.encode((draft, known.now))).hexdigest()
    told = wanted.circumstances
    sealed = clear(held.person, told) if told else None
    whole = msgspec.structs.replace(draft, circumstances=sealed, digest=digest)
    return [To(stream_of(held.person), whole)]


def _may_propose(wanted: ProposeRevocation, held: Coordinator, today: date) -> None:
    faults = Faults()
    faults.unless(
        held.status != REVOKED and not (held.revocation and held.revocation.decided),
        "coordinator.revoked",
        "この認証の取消しは、すでに決裁されています。",
        "The revocation of this certification is decided already.",
        "person",
    )
    faults.unless(
        wanted.heard_on <= today,
        "coordinator.not_heard",
        "意見を聴いた後でなければ、取消しは起案できません。",
        "A revocation is proposed after the hearing only.",
        "heard_on",
    )
    faults.unless(
        wanted.heard_on <= wanted.effective_on,
        "coordinator.bad_order",
        "取消しの日は、意見を聴いた日以後にしてください。",
        "The date of effect cannot be before the hearing.",
        "effective_on",
    )
    faults.raise_any()


@command(
    "approve-revocation",
    ja="認証の取消しを決裁する",
    en="Approve a revocation",
    roles=("approver",),
    clauses=(18,),
)
class ApproveRevocation(_OfRevocation, frozen=True):
    """A second person decides; the person is told next."""

    digest_seen: DigestSeen


@decides(ApproveRevocation, streams=_streams)
def decide_revocation(wanted: ApproveRevocation, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting proposal."""
    held = known_coordinator(states, wanted.person)
    if held.revocation is None or held.revocation.decided:
        raise refuse("coordinator.no_draft", "取消しの案がありません。", "Nothing is proposed.")
    draft = held.revocation
    approval = approve(draft.proposer, draft.proposed.digest, wanted.digest_seen, known)
    decided = RevocationDecided(person=held.person, approval=approval)
    return [To(stream_of(held.person), decided)]


@command(
    "record-revocation-notice",
    ja="取消しの通知を記録する",
    en="Record the notice of a revocation",
    roles=("officer",),
    clauses=(18,),
)
class RecordRevocationNotice(_OfRevocation, frozen=True):
    """The day on which the notice reached the person."""

    noticed_on: Annotated[date, Label("通知が届いた日", "Day the notice arrived")]
    means: Annotated[str, Label("方法", "Means", choices=MEANS)]


@decides(RecordRevocationNotice, streams=_streams)
def record_notice(wanted: RecordRevocationNotice, states: States, known: Known) -> Sequence[To]:
    """After the decision. Where the date of effect is reached already, it takes effect with it."""
    held = known_coordinator(states, wanted.person)
    draft = _decided(held)
    faults = Faults()
    faults.unless(
        draft.noticed_on is None,
        "coordinator.noticed",
        "通知はすでに記録されています。",
        "The notice is recorded already.",
        "person",
    )
    faults.unless(
        wanted.noticed_on <= known.today,
        "coordinator.not_yet",
        "これから先の日は記録できません。",
        "A day to come cannot be recorded.",
        "noticed_on",
    )
    faults.raise_any()
    noticed = RevocationNoticed(person=held.person, means=wanted.means)
    told = msgspec.structs.replace(draft, noticed_on=wanted.noticed_on)
    in_effect = _in_effect(held, told, states) if _effect_on(told) <= known.today else []
    return [To(stream_of(held.person), noticed, wanted.noticed_on), *in_effect]


@command(
    "carry-out-revocation",
    ja="認証を取り消す",
    en="Put a revocation into effect",
    roles=("officer", "system"),
    clauses=(18,),
)
class CarryOutRevocation(_OfRevocation, frozen=True):
    """On the date decided, and not before the person was told."""


@decides(CarryOutRevocation, streams=_streams)
def carry_out(wanted: CarryOutRevocation, states: States, known: Known) -> Sequence[To]:
    """Done later, it still holds from its date; done again, it changes nothing."""
    held = known_coordinator(states, wanted.person)
    if held.status == REVOKED:
        return []
    draft = _decided(held)
    faults = Faults()
    faults.unless(
        draft.noticed_on,
        "coordinator.not_noticed",
        "本人への通知が記録されるまで、取消しの効力は生じません。",
        "A revocation takes no effect before its notice is recorded.",
        "person",
    )
    faults.unless(
        draft.proposed.effective_on <= known.today,
        "coordinator.not_yet",
        "取消しの日はまだ来ていません。",
        "The date of effect has not come.",
        "person",
    )
    faults.raise_any()
    return _in_effect(held, draft, states)


def _decided(held: Coordinator) -> Revocation:
    if held.revocation is None or not held.revocation.decided:
        raise refuse(
            "coordinator.not_decided",
            "取消しは決裁されていません。",
            "No revocation is decided.",
            "person",
        )
    return held.revocation


def _effect_on(draft: Revocation) -> date:
    assert draft.noticed_on is not None
    return max(draft.proposed.effective_on, draft.noticed_on)


def _in_effect(held: Coordinator, draft: Revocation, states: States) -> list[To]:
    """Both consents end with the certification; what was read and built before stays."""
    on, proposed = _effect_on(draft), draft.proposed
    revoked = CertificateRevoked(
        person=held.person,
        number=held.number,
        ground=proposed.ground,
        ground_ja=proposed.ground_ja,
        ground_en=proposed.ground_en,
        barred_until=on + relativedelta(months=proposed.bar_months),
        published=proposed.published,
    )
    return [To(stream_of(held.person), revoked, on), *consents.ended(states, held.person)]
