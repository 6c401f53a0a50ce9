"""Groups for the exchange that mix regions, drawn so that anyone can draw them again (clause 26).

Participants stand in a row by prefecture, within one by the SHA-256 of seed and id, and are dealt
to the groups one by one. So groups differ in size by one at most, and so do the shares of each
prefecture in them; neighbouring prefectures are spread in the same way, since their codes are
neighbours.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from core.area import Known, Slice, States, To, decides
from core.command import Label, command
from core.errors import Faults
from core.event import EVENTS, Fact
from core.programme.coordinator import Coordinator
from core.programme.defaults import EMPTY_HELP, ask_for, filled
from core.programme.followup.facts import GroupsDrawn, ParticipationChosen
from core.programme.followup.state import OfSession, belongs, known_session, own_stream, stream_of
from core.programme.person import PersonErased
from core.programme.window import Window
from core.programme.world import gather, world_at

GROUPED_MAX = 900
"""Ids in one event: an entry of the log holds 65,535 bytes."""
SEEN = Slice(
    (
        *(topic for topic in EVENTS if topic.partition(".")[0] in ("window", "coordinator")),
        PersonErased.topic,
        ParticipationChosen.topic,
    ),
    list,
    gather,
)
Groups = tuple[tuple[str, ...], ...]


@command(
    "draw-follow-up-groups",
    ja="意見交換会の班を分ける",
    en="Draw the groups of a follow-up session",
    roles=("officer",),
    clauses=(26,),
)
class DrawFollowUpGroups(OfSession, frozen=True):
    """Of all who join today; drawn again, with a new seed, it replaces the groups."""

    size: Annotated[
        Annotated[int, Meta(ge=2, le=50)] | None,
        Label(
            "一つの班の人数",
            "Size",
            "およその人数。" + EMPTY_HELP[0],
            "About. " + EMPTY_HELP[1],
        ),
    ] = None


@decides(DrawFollowUpGroups, streams=own_stream, slice=SEEN, ask=ask_for("size"))
def draw_groups(wanted: DrawFollowUpGroups, states: States, known: Known) -> Sequence[To]:
    """Somebody joins, and not more than one entry of the log can hold."""
    session = known_session(states, wanted.session)
    joining = places(session.id, session.plan.audience, known.seen, known.today)
    faults = Faults()
    faults.unless(
        joining, "followup.nobody_joins", "参加する方がいません。", "Nobody joins.", "session"
    )
    faults.unless(
        len(joining) <= GROUPED_MAX,
        "followup.too_many",
        f"一度に分けられるのは {GROUPED_MAX} 名までです。研修を分けてください。",
        f"At most {GROUPED_MAX} at once: please hold two sessions.",
        "session",
    )
    faults.raise_any()
    seed = known.fresh.hex()
    size = filled(wanted, known, {"size": "group_size"}).size
    assert size is not None, "filled in"
    drawn = GroupsDrawn(
        session=session.id,
        size=size,
        seed=seed,
        count=len(joining),
        position=known.position,
        groups=draw(joining, seed, size),
    )
    return [To(stream_of(session.id), drawn)]


def draw(prefectures: Mapping[str, str], seed: str, size: int) -> Groups:
    """The groups of these people (id -> code of the prefecture): a function of its arguments,
    whatever order they come in."""
    row = sorted(prefectures, key=lambda person: (prefectures[person], _ticket(seed, person)))
    count = -(-len(row) // size)
    return tuple(tuple(row[number::count]) for number in range(count))


def _ticket(seed: str, person: str) -> str:
    return hashlib.sha256(f"{seed}/{person}".encode()).hexdigest()


def places(session: str, audience: str, facts: Iterable[Fact], day: date) -> dict[str, str]:
    """Who joins the session at `day` and may, with the code of the prefecture they work in."""
    held = list(facts)
    joins: dict[str, bool] = {}
    erased: set[str] = set()
    for fact in held:
        match fact.event:
            case ParticipationChosen(session=of, person=person, joins=chosen) if of == session:
                joins[person] = chosen
            case PersonErased(person=person):
                erased.add(person)
    others = ("window/", "coordinator/")
    world = world_at((fact for fact in held if fact.stream.startswith(others)), day)
    found: dict[str, str] = {}
    for person in sorted(each for each, chosen in joins.items() if chosen):
        one: Coordinator | None = world.get(f"coordinator/{person}")
        if one and belongs(audience, one, erased=person in erased):
            place: Window | None = world.get(f"window/{one.window}")
            found[person] = place.attributes.municipality_code[:2] if place else ""
    return found
