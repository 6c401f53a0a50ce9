"""One tenant's log as an application of facts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.audit.merkle import EMPTY_ROOT, leaf_hash, root_of
from core.errors import Invalid, Refused
from core.log.application import (
    TenantApplication,
    close_location,
    heads,
    open_application,
)
from core.log.port import AlreadyDone, CommandMark, Conflict, new_append
from tests.log.facts import Counted, counted, noted

A, B = "isa", "twin"


@pytest.fixture(params=["memory", "sqlite"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place for a log, on each store."""
    place = f"memory:{tmp_path}" if request.param == "memory" else str(tmp_path / "log.db")
    yield place
    close_location(place)


@pytest.fixture
def log(location: str) -> TenantApplication:
    """The log of `isa`, with two streams; its twin has the same streams, versions and commands."""
    for tenant, count in ((B, 7), (A, 1)):
        app = open_application(tenant, location)
        facts = [
            counted(tenant, "window/1", 1, "c1", count),
            counted(tenant, "window/1", 2, "c1", count),
            noted(tenant, "window/2", 1, "二"),
        ]
        assert app.append(facts, [CommandMark("c1", 2), CommandMark("c2", 1)]) == range(1, 4)
    return app


def test_facts_come_back_typed_and_with_their_positions(log: TenantApplication) -> None:
    found = log.facts(1, 10)
    assert [(fact.position, fact.stream, fact.version) for fact in found] == [
        (1, "window/1", 1),
        (2, "window/1", 2),
        (3, "window/2", 1),
    ]
    assert found[0].event == Counted(count=1)
    assert found[0].envelope.tenant == A


def test_facts_are_cut_by_position_limit_and_topic(log: TenantApplication) -> None:
    assert [fact.position for fact in log.facts(2, 10)] == [2, 3]
    assert [fact.position for fact in log.facts(1, 1)] == [1]
    assert [fact.position for fact in log.facts(1, 10, stop=2)] == [1, 2]
    assert [fact.position for fact in log.facts(1, 10, topics=["log_test.noted"])] == [3]


def test_a_stream_knows_its_positions(log: TenantApplication) -> None:
    log.append([counted(A, "window/1", 3, "c3")], [CommandMark("c3", 1)])
    assert [fact.position for fact in log.stream("window/1")] == [1, 2, 4]
    assert log.stream("window/9") == []


def test_twins_read_only_their_own(log: TenantApplication, location: str) -> None:
    twin = open_application(B, location)
    assert (log.tenant, twin.tenant) == (A, B)
    for app, tenant, count in ((log, A, 1), (twin, B, 7)):
        assert {fact.envelope.tenant for fact in app.facts(1, 10)} == {tenant}
        assert [fact.event for fact in app.stream("window/1")] == [Counted(count=count)] * 2
        assert app.find_command("c2") == (3, 3)
    assert heads(location) == {A: 3, B: 3}


def test_a_fact_of_another_tenant_is_our_own_mistake(log: TenantApplication) -> None:
    with pytest.raises(AssertionError, match="another tenant"):
        log.append([counted(B, "window/1", 3)], [])


def test_repeats_and_conflicts_are_told_apart(log: TenantApplication) -> None:
    fact = counted(A, "window/1", 2, "c9")
    with pytest.raises(Conflict):
        log.append([fact], [CommandMark("c9", 1)])
    with pytest.raises(AlreadyDone):
        log.append([fact], [CommandMark("c2", 1)])
    assert log.head().size == 3


def test_too_long_a_fact_is_refused_in_two_languages(log: TenantApplication) -> None:
    with pytest.raises(Refused) as refused:
        log.append([noted(A, "window/3", 1, "長" * 30_000)], [CommandMark("c4", 1)])
    (fault,) = refused.value.faults
    assert "65,535" in fault.ja
    assert "65,535" in fault.en
    assert log.find_command("c4") is None


def test_marks_must_cover_the_events(log: TenantApplication) -> None:
    with pytest.raises(AssertionError, match="marks miss events"):
        log.append([counted(A, "window/3", 1)], [CommandMark("c4", 2)])


def test_the_head_is_the_root_of_the_entries(log: TenantApplication, location: str) -> None:
    assert log.head().root() == root_of([leaf_hash(raw) for raw in log.entries()])
    assert len(list(log.entries(stop=2))) == 2
    assert open_application("nobody", location).head().root() == EMPTY_ROOT


def test_a_topic_nobody_registered_stops_the_reader_by_name(
    log: TenantApplication,
) -> None:
    stray = new_append(A, [("window/1", 3, "os:system", b"{}")])
    log.records.store.submit(stray).result()
    with pytest.raises(Invalid, match="unknown topic os:system"):
        log.facts(1, 10)


def test_the_environment_of_the_process_has_no_say(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TENANT", "DAICHO_TENANT", "ORIGINATOR_ID_TYPE", "MAPPER_TOPIC"):
        monkeypatch.setenv(name, B)
    assert open_application(A, location).tenant == A


def test_a_thousand_tenants_share_one_store(location: str) -> None:
    apps = [open_application(f"t{number}", location) for number in range(1000)]
    assert len({id(app.records.store) for app in apps}) == 1
    assert apps[0].append([counted("t0", "s", 1)], [CommandMark("c", 1)]) == range(1, 2)
    assert apps[999].head().size == 0
