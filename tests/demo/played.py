"""A played demo as the tests look at it: its facts, and figures counted again from them alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from core.event import Fact
from core.log.application import TenantApplication, close_location, open_application
from core.programme.questions import NomineeRuling
from tenants.place import Place
from workers.story.play import play

PAGE = 1000


class Played(NamedTuple):
    """One played year: where it lies, what `play` said of it, the lines it told, and every fact."""

    place: Place
    document: dict[str, Any]
    told: tuple[str, ...]
    facts: tuple[Fact, ...]

    def of(self, *topics: str) -> list[Fact]:
        """The facts of these topics, in order."""
        return [fact for fact in self.facts if fact.event.topic in topics]

    def events(self, *topics: str) -> list[Any]:
        """The events of these topics, in order."""
        return [fact.event for fact in self.of(*topics)]

    def rulings(self, call: str) -> list[NomineeRuling]:
        """The rulings of a call's approved run, in their order."""
        run = next(e.run for e in self.events("selection.approved") if e.call == call)
        ruled = [f for f in self.of("selection.ruled") if f.stream == f"selection/{call}"]
        events: list[Any] = [fact.event for fact in ruled]
        return [event.ruling for event in events if event.run == run]


def play_into(folder: Path, seed: int | None = None, sample: Path | None = None) -> Played:
    """Play (or go on with) the demo in `folder`."""
    place, told = Place(folder), list[str]()
    document = play(place, seed, sample, told.append)
    log = open_application("isa", place.log)
    facts = tuple(all_facts(log))
    close_location(place.log)
    return Played(place, document, tuple(told), facts)


def all_facts(log: TenantApplication) -> Iterator[Fact]:
    """Every fact of a log."""
    start = 1
    while page := log.facts(start, PAGE):
        yield from page
        start = page[-1].position + 1


def recount(year: Played) -> dict[str, Any]:
    """The document of `play` without its root, from facts alone and without its code."""
    return {
        "tenant": "isa",
        "events": len(year.facts),
        "windows": len({fact.stream for fact in year.of("window.facts_recorded")}),
        "calls": [_recount_call(year, call) for call in ("2025-1", "2025-2")],
        "directory": _recount_directory(year),
    }


def _recount_call(year: Played, call: str) -> dict[str, Any]:
    outcomes = Counter(ruling.outcome for ruling in year.rulings(call))
    return {
        "id": call,
        "nominations": sum(e.call == call for e in year.events("nomination.submitted")),
        "eligible": sum(outcomes.values()) - outcomes["ineligible"],
        "selected": outcomes["selected"],
        "waitlisted": outcomes["waitlisted"],
        "certified": sum(e.cohort == call for e in year.events("certification.numbered")),
    }


def _recount_directory(year: Played) -> dict[str, Any]:
    last = year.of("directory.published", "directory.amended")[-1]
    institution = {e.code: e.attributes.institution for e in year.events("window.facts_recorded")}
    body = {e.code: e.attributes.municipality_code for e in year.events("window.facts_recorded")}
    listed = listed_at(year, last.position)
    return {
        "edition": "2026",
        "organisations": len({(body[w], institution[w]) for w in listed.values()}),
        "coordinators": len(listed),
    }


def listed_at(year: Played, position: int) -> dict[str, str]:
    """Person -> window, for everybody at work whose listing both parties agreed to and checked."""
    window, said = dict[str, str](), dict[str, set[str]]()
    for fact in year.facts[:position]:
        event: Any = fact.event
        person = getattr(event, "person", "")
        match event.topic.split("."):
            case ["coordinator", "certified" | "transferred" | "resumed"]:
                window[person] = event.window
            case ["coordinator", "ceased" | "retired"]:
                window.pop(person, None)
            case ["consent", "requested" | "ended"]:
                said[person] = set()
            case ["consent", "given" | "proofed" as kind]:
                said[person].add(f"{kind} {event.party}")
            case ["consent", "refused" | "withdrawn"]:
                said[person] -= {f"given {event.party}", f"proofed {event.party}"}
    return {person: where for person, where in window.items() if len(said.get(person, ())) == 4}
