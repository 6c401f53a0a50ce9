"""What holds in every played year, whatever its seed and whoever edited its files."""

from datetime import date, datetime
from typing import Any

from core.audit.merkle import leaf_hash, root_of
from core.log.application import close_location, open_application
from tests.demo.played import Played, recount

SEATS = 60


def check_year(year: Played) -> None:
    """Every invariant."""
    check_seats(year)
    check_one_live_nomination(year)
    check_figures(year)
    check_order_of_time(year)


def check_seats(year: Played) -> None:
    """At no position are more than 60 seats offered or taken, and no more than 60 are certified."""
    held: dict[str, set[str]] = {}
    for fact in year.facts:
        if not fact.stream.startswith("selection/"):
            continue
        seats = held.setdefault(fact.stream, set())
        event: Any = fact.event
        match event.topic:
            case "selection.offered":
                seats.add(event.nomination)
            case "selection.declined" | "selection.expired":
                seats.remove(event.nomination)
        assert len(seats) <= SEATS, f"seat {len(seats)} at position {fact.position}"
    assert set(held) == {"selection/2025-1", "selection/2025-2"}
    assert all(0 < call["certified"] <= SEATS for call in year.document["calls"])
    assert all(call["nominations"] > SEATS for call in year.document["calls"])


def check_one_live_nomination(year: Played) -> None:
    """Calls overlap, and yet nobody has two live nominations."""
    live: set[str] = set()
    for fact in year.of("person.nominated", "person.released"):
        person = fact.stream
        if fact.event.topic == "person.nominated":
            assert person not in live, f"two live nominations at position {fact.position}"
            live.add(person)
        else:
            live.remove(person)


def check_figures(year: Played) -> None:
    """The document says what the facts say, and its root is that of the stored bytes."""
    log = open_application("isa", year.place.log)
    root = root_of([leaf_hash(entry) for entry in log.entries()]).hex()
    close_location(year.place.log)
    assert year.document == {**recount(year), "root": root}


def check_order_of_time(year: Played) -> None:
    """Nothing is recorded before what stands before it, nor before the day it happened."""
    instants = [datetime.fromisoformat(fact.envelope.recorded_at) for fact in year.facts]
    back = [n for n in range(1, len(instants)) if instants[n] < instants[n - 1]]
    assert not back, f"recorded time goes back at position {back[0] + 1}"
    early = [
        f for f in year.facts if f.effective_on > date.fromisoformat(f.envelope.recorded_at[:10])
    ]
    assert not early, f"position {early[0].position} was recorded before the day it happened"
