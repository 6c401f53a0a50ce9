"""The scrub names what is damaged and where; a whole log has nothing to name."""

from collections.abc import Callable, Sequence

import pytest

from core.audit.entry import encode
from core.audit.merkle import leaf_hash, root_of
from core.event import encode as state_of
from core.log.memory import MemoryStore
from core.log.port import POSITION_MAX, CommandMark, Head, Row, new_append
from core.log.scrub import Damage, scrub
from tenants.gate import Tenant
from tests.log.facts import counted
from tests.log.store_case import A, B
from tests.tenants.conftest import pair, place

__all__ = ["pair", "place"]
EVENTS, TILE = 300, 256
Alter = Callable[[Row], Row | None]


class Altered(MemoryStore):
    """A log in memory that reads otherwise than it was written."""

    alter: Alter = staticmethod(lambda row: row)
    shown_head: Head | None = None

    def page(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Row]:
        """The rows as altered; one altered to None is not there."""
        rows = [self.alter(row) for row in super().page(tenant, after, limit, upto, topics)]
        return [row for row in rows if row is not None]

    def head(self, tenant: str) -> Head:
        """The head, or another."""
        return self.shown_head or super().head(tenant)


@pytest.fixture
def store() -> Altered:
    """A log of two tenants, commands of three events each."""
    store = Altered()
    for tenant in (A, B):
        for number in range(EVENTS // 3):
            facts = [counted(tenant, "s", 3 * number + n, f"c{number}") for n in (1, 2, 3)]
            events = [
                (fact.stream, fact.version, fact.event.topic, state_of(fact)) for fact in facts
            ]
            store.submit(new_append(tenant, events, [CommandMark(f"c{number}", 3)])).result()
    return store


def sealed(store: Altered) -> list[bytes]:
    """Roots of the full tiles, kept while all was well."""
    rows = store.page(A, 0, TILE)
    return [root_of([leaf_hash(encode(*row[1:])) for row in rows])]


def at(position: int, change: Callable[[Row], Row | None]) -> Alter:
    """Alters one row."""
    return lambda row: change(row) if row.position == position else row


def recounted(row: Row) -> Row:
    """As good a fact as the one appended, but another."""
    return row._replace(state=row.state.replace(b'"count":1', b'"count":7'))


def test_a_whole_log_has_no_damage(store: Altered, pair: tuple[Tenant, Tenant]) -> None:
    assert scrub(store, A, sealed(store)) == scrub(store, B) == scrub(store, "nobody") == []
    for tenant in pair:
        assert tenant.log.head().size
        assert scrub(tenant.log.records.store, tenant.slug) == []


def test_a_changed_event_is_found_in_its_tile(store: Altered) -> None:
    kept = sealed(store)
    store.alter = at(100, recounted)
    found = [damage for damage in scrub(store, A, kept) if damage.what == "event"]
    assert found == [Damage(A, "event", 1, TILE)]


def test_without_tiles_the_head_tells_in_which_part_an_event_changed(store: Altered) -> None:
    # 300 events are subtrees of 256, 32, 8 and 4
    store.alter = at(270, recounted)
    found = [damage for damage in scrub(store, A) if damage.what != "stream"]
    assert found == [Damage(A, "event or head", 257, 288)]


def test_an_event_that_is_no_fact_is_named_by_its_position(store: Altered) -> None:
    store.alter = at(7, lambda row: row._replace(state=b"{"))
    assert Damage(A, "event", 7, 7) in scrub(store, A)
    store.alter = at(7, lambda row: row._replace(topic="log_test.unheard"))
    assert Damage(A, "event", 7, 7) in scrub(store, A)


@pytest.mark.parametrize("position", [1, 150, EVENTS])
def test_a_missing_event_is_named_by_its_position(store: Altered, position: int) -> None:
    store.alter = at(position, lambda _: None)
    assert Damage(A, "event", position, position) in scrub(store, A)


def test_events_out_of_order_are_named_where_the_order_breaks(store: Altered) -> None:
    swap = {5: 6, 6: 5}
    store.alter = lambda row: row._replace(position=swap.get(row.position, row.position))
    named = [damage[2:] for damage in scrub(store, A) if damage.what == "event"]
    assert named == [(5, 5), (5, 5)]


def test_a_head_that_is_not_the_events_is_named(store: Altered) -> None:
    right = store.head(A)
    kept = sealed(store)
    store.shown_head = right._replace(edge=bytes(32) + right.edge[32:])
    assert scrub(store, A, kept) == [Damage(A, "head", 0, 0)]
    store.shown_head = right._replace(edge=right.edge[:-1])
    assert scrub(store, A) == [Damage(A, "head", 0, 0)]
    store.shown_head = Head()
    assert scrub(store, A) == [Damage(A, "head", 0, 0)]


def test_a_command_row_that_does_not_lead_to_its_events_is_named(store: Altered) -> None:
    store._commands[A, "c4"] = (13, 14)
    assert scrub(store, A) == [Damage(A, "command", 13, 15)]


def test_a_stream_that_reads_otherwise_than_the_log_is_named(store: Altered) -> None:
    del store._streams[A, "s"][9]
    assert scrub(store, A) == [Damage(A, "stream", 1, 1)]
