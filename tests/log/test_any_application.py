"""Any `eventsourcing` application on our stores, by settings alone: docs/log.md shows them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError

from core.log.application import close_location

STORES = ["memory", "sqlite", "postgres"]


class Kettle(Aggregate):
    """An aggregate as the library's own pages write them."""

    @event("Bought")
    def __init__(self, colour: str) -> None:
        self.colour = colour
        self.boiled: list[int] = []

    @event("Boiled")
    def boil(self, cups: int) -> None:
        """Boil some cups."""
        self.boiled.append(cups)


class Kitchen(Application[UUID]):
    """An application as the library's own pages write them: UUIDs, JSON, no snapshots."""

    def buy(self, colour: str) -> UUID:
        """A new kettle."""
        kettle = Kettle(colour)
        self.save(kettle)
        return kettle.id

    def boil(self, kettle_id: UUID, *cups: int) -> None:
        """Boil several times, in one commit."""
        kettle = self.kettle(kettle_id)
        for each in cups:
            kettle.boil(each)
        self.save(kettle)

    def kettle(self, kettle_id: UUID) -> Kettle:
        """The kettle as its events say."""
        kettle: Kettle = self.repository.get(kettle_id)
        return kettle


@pytest.fixture(params=STORES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings for one tenant on each store."""
    location = {"memory": f"memory:{tmp_path}", "sqlite": str(tmp_path / "log.db")}.get(
        request.param
    ) or request.getfixturevalue("database")
    own = {
        "memory": {"MEMORY_NAME": str(tmp_path)},
        "sqlite": {"SQLITE_DBNAME": location},
        "postgres": {"DATABASE_URL": location},
    }[request.param]
    yield {"PERSISTENCE_MODULE": f"core.log.{request.param}", "TENANT": "isa", **own}
    close_location(location)


def test_an_aggregate_is_saved_and_found_again(settings: dict[str, str]) -> None:
    # given a kettle that was bought and used
    kitchen = Kitchen(settings)
    red = kitchen.buy("red")
    kitchen.boil(red, 2, 3)
    # when another application opens the same log
    again = Kitchen(settings)
    # then it finds the kettle, now and as it was
    assert again.kettle(red).boiled == [2, 3]
    then: Kettle = again.repository.get(red, version=2)
    assert then.boiled == [2]
    with pytest.raises(AggregateNotFoundError):
        again.kettle(UUID(int=1))


def test_a_write_on_a_stale_aggregate_is_refused(settings: dict[str, str]) -> None:
    kitchen = Kitchen(settings)
    red = kitchen.buy("red")
    stale = kitchen.kettle(red)
    kitchen.boil(red, 1)
    stale.boil(9)
    with pytest.raises(IntegrityError):
        kitchen.save(stale)
    assert kitchen.kettle(red).boiled == [1]


def test_several_aggregates_are_saved_in_one_commit_or_not_at_all(
    settings: dict[str, str],
) -> None:
    kitchen = Kitchen(settings)
    red = kitchen.buy("red")
    stale, blue = kitchen.kettle(red), Kettle("blue")
    kitchen.boil(red, 1)
    stale.boil(9)
    with pytest.raises(IntegrityError):
        kitchen.save(blue, stale)
    assert blue.id not in kitchen.repository


def test_sections_of_the_notification_log_hold_every_event_once(settings: dict[str, str]) -> None:
    # given eleven events, and a twin tenant with its own
    kitchen = Kitchen(settings)
    twin = Kitchen({**settings, "TENANT": "twin"})
    twin.buy("green")
    red = kitchen.buy("red")
    for cups in range(10):
        kitchen.boil(red, cups)
    # then sections link from the first to the last, and none holds the twin's
    found, section_id = [], "1,4"
    while section_id:
        section = kitchen.notification_log[section_id]
        found += section.items
        section_id = section.next_id
    assert [each.id for each in found] == list(range(1, 12))
    assert {each.originator_id for each in found} == {red}
    assert [each.originator_version for each in found] == list(range(1, 12))
    assert kitchen.recorder.max_notification_id() == 11
    assert kitchen.events.mapper.to_domain_event(found[3]).cups == 2


def test_a_log_without_a_tenant_is_not_opened(settings: dict[str, str]) -> None:
    del settings["TENANT"]
    with pytest.raises(AssertionError, match="setting TENANT is missing"):
        Kitchen(settings)
