"""Erasure: proposed and approved by two people; then the person's key is destroyed."""

import hashlib
from collections.abc import Sequence
from typing import Annotated

from core.approval import approve
from core.area import Known, States, To, decides
from core.command import Choice, Command, Label, command
from core.errors import refuse
from core.programme.person.facts import (
    ErasureRequested,
    Person,
    PersonErased,
    known_person,
    stream_of,
)
from core.programme.words import DigestSeen, PersonId

GROUNDS = (
    Choice("request", "本人の請求", "The person asked"),
    Choice("retention", "保存期間の満了", "The retention period ended"),
)


@command(
    "request-erasure",
    ja="個人情報の消去を起案する",
    en="Propose an erasure",
    roles=("officer", "admin"),
    clauses=(30,),
)
class RequestErasure(Command, frozen=True):
    """Propose that everything sealed about a person become unreadable for ever."""

    person: PersonId
    ground: Annotated[str, Label("理由", "Ground", choices=GROUNDS)]


@decides(RequestErasure, streams=lambda wanted: (stream_of(wanted.person),))
def request_erasure(wanted: RequestErasure, states: States, known: Known) -> Sequence[To]:
    """Not twice for one person."""
    person = known_person(states, wanted.person)
    if person.erased:
        raise refuse("person.erased", "すでに消去されています。", "Already erased.")
    digest = hashlib.sha256(f"erase/{person.id}/{wanted.ground}".encode()).hexdigest()
    proposed = ErasureRequested(person=person.id, ground=wanted.ground, digest=digest)
    return [To(stream_of(person.id), proposed)]


@command(
    "approve-erasure",
    ja="個人情報の消去を決裁する",
    en="Approve an erasure",
    roles=("approver",),
    clauses=(30,),
)
class ApproveErasure(Command, frozen=True):
    """A second person decides; the key is destroyed when this is recorded."""

    person: PersonId
    digest_seen: DigestSeen


def _same(wanted: ApproveErasure, states: States) -> Sequence[str]:
    state: Person | None = states[stream_of(wanted.person)]
    return [stream_of(each) for each in state.absorbed] if state else ()


@decides(ApproveErasure, streams=lambda wanted: (stream_of(wanted.person),), more=_same)
def approve_erasure(wanted: ApproveErasure, states: States, known: Known) -> Sequence[To]:
    """決裁 of the waiting proposal; whoever was found to be the same person is erased with it."""
    person = known_person(states, wanted.person)
    if person.erasure is None:
        raise refuse("person.no_erasure", "消去の案がありません。", "No erasure is proposed.")
    approval = approve(person.proposer, person.erasure.digest, wanted.digest_seen, known)
    return [
        To(stream_of(each), PersonErased(person=each, approval=approval))
        for each in (person.id, *person.absorbed)
    ]
