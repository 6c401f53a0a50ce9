"""誤り確認: both parties of everyone who agreed are sent the row that will be published (clause
33)."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from core.area import Ask, Known, States, To, decides
from core.command import Label, command
from core.programme import consent as consents
from core.programme.consent.events import ProofSent, Shown
from core.programme.coordinator import Coordinator
from core.programme.directory.campaign import everybody
from core.programme.directory.commands import OfEdition, ask_rows, streams_of
from core.programme.directory.counted import (
    acting_people,
    consent_of,
    place_of,
    places_of,
    shown_rows,
    world_now,
)
from core.programme.directory.facts import ProofsSent, known_edition, stream_of
from core.programme.words import PersonId
from core.programme.world import SEEN, World


@command(
    "send-proofs",
    ja="掲載内容の確認を依頼する",
    en="Send proofs",
    roles=("officer", "system"),
    clauses=(33,),
)
class SendProofs(OfEdition, frozen=True):
    """To both parties of everyone who agreed and has not been sent this row: is it right? With a
    person, to them again."""

    person: Annotated[
        PersonId | None, Label("登録者番号", "Person id", "空欄は全員", "Empty: everybody")
    ] = None


def _agreed(wanted: SendProofs, world: World) -> Iterable[Coordinator]:
    return [
        each
        for each in acting_people(world)
        if (held := consent_of(world, each.person)) and held.agreed and held.window == each.window
        if wanted.person in (None, each.person)
    ]


def _ask_proofs(wanted: SendProofs, states: States, known: Known) -> Ask:
    year = known_edition(states, wanted.edition).fiscal_year
    assert year is not None, "an edition without a plan or a draft"
    world = world_now(known)
    return ask_rows(places_of(world, _agreed(wanted, world)), year, states)


@decides(SendProofs, streams=streams_of, slice=SEEN, reaches=everybody, ask=_ask_proofs)
def send_proofs(wanted: SendProofs, states: States, known: Known) -> Sequence[To]:
    """A row that changed since it was confirmed is sent anew, and the confirmation falls. A
    correction stays a task until the row is another one, or is sent to that person again."""
    world, rows = world_now(known), shown_rows(known.ruling)
    proofs = []
    for each in _agreed(wanted, world):
        row = rows.get(place_of(world, each))
        held = consent_of(world, each.person)
        if row and held and (wanted.person or held.shown != row[0]):
            proofs.append(_proof(each.person, wanted.edition, row[0]))
    if not proofs:
        return []
    sent = ProofsSent(edition=wanted.edition, count=len(proofs))
    people = [To(consents.stream_of(each.person), each) for each in proofs]
    return [To(stream_of(wanted.edition), sent), *people]


def _proof(person: str, edition: str, shown: Shown) -> ProofSent:
    return ProofSent(person=person, edition=edition, shown=shown, digest=shown.digest)
