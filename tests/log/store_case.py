"""What every store must do: one abstract suite, run on each (style page, rule 11)."""

import threading
from collections.abc import Iterator, Sequence

import pytest

from core.errors import Refused
from core.log.port import AlreadyDone, CommandMark, Conflict, NotStored, Store, new_append
from tests.log.facts import append_of
from tests.log.read_case import A, B, Event, Holding, ReadCase, root_from_rows


class StoreCase(ReadCase):
    """Subclasses give a fixture `store`: an empty store, closed by the fixture."""

    @pytest.fixture
    def holding(self, store: Store) -> Holding:
        """The store with such events in it."""

        def hold(events: Sequence[Event]) -> Store:
            store.append(new_append(A, events, [CommandMark("c", len(events))]))
            return store

        return hold

    def test_positions_are_dense_and_in_order_of_commit(self, store: Store) -> None:
        first = store.submit(append_of(A, "window/1", count=3)).result()
        second = store.submit(append_of(A, "window/2", count=2)).result()
        assert (first, second) == (range(1, 4), range(4, 6))
        assert [row.position for row in store.page(A, 0, 10)] == [1, 2, 3, 4, 5]

    def test_an_empty_log_can_be_read(self, store: Store) -> None:
        assert store.page(A, 0, 10) == []
        assert store.stream(A, "window/1") == []
        assert store.head(A).size == 0
        assert store.heads() == {}
        assert store.find_command(A, "c") is None

    def test_twin_tenants_with_equal_ids_see_only_their_own(self, store: Store) -> None:
        for tenant, state in ((A, b"a"), (B, b"b")):
            events = [("window/1", 1, "counted", state), ("window/1", 2, "counted", state)]
            place = store.submit(new_append(tenant, events, [CommandMark("c", 2)])).result()
            assert place == range(1, 3)
        for tenant, state in ((A, b"a"), (B, b"b")):
            rows = store.page(tenant, 0, 10)
            assert [(row.position, row.state) for row in rows] == [(1, state), (2, state)]
            assert store.stream(tenant, "window/1") == rows
            assert store.find_command(tenant, "c") == (1, 2)
        assert store.heads() == {A: 2, B: 2}
        assert store.head(A).edge != store.head(B).edge

    def test_a_tenant_does_not_learn_of_its_twins_streams_and_commands(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", command_id="c")).result()
        assert store.find_command(B, "c") is None
        assert store.submit(append_of(B, "window/1", command_id="c")).result() == range(1, 2)

    def test_a_version_is_written_once(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", count=2)).result()
        with pytest.raises(Conflict) as refused:
            store.submit(append_of(A, "window/1", first=2, count=2)).result()
        assert (refused.value.stream, refused.value.version) == ("window/1", 2)
        assert store.head(A).size == 2

    def test_any_one_of_several_versions_can_conflict(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", first=3)).result()
        with pytest.raises(Conflict) as refused:
            store.submit(append_of(A, "window/1", first=1, count=4)).result()
        assert refused.value.version == 3
        assert store.submit(append_of(A, "window/1", first=1, count=2)).result() == range(2, 4)

    def test_a_refused_append_leaves_nothing_of_itself(self, store: Store) -> None:
        store.submit(append_of(A, "window/1")).result()
        events = [("window/2", 1, "counted", b""), ("window/1", 1, "counted", b"")]
        with pytest.raises(Conflict):
            store.submit(new_append(A, events, [CommandMark("c", 2)])).result()
        assert store.stream(A, "window/2") == []
        assert store.find_command(A, "c") is None
        assert store.head(A).root() == root_from_rows(store, A)

    def test_an_append_may_not_write_a_version_twice_itself(self, store: Store) -> None:
        events = [("window/1", 1, "counted", b""), ("window/1", 1, "counted", b"")]
        with pytest.raises(Conflict):
            store.submit(new_append(A, events)).result()
        assert store.page(A, 0, 10) == []

    def test_a_stream_that_was_only_read_must_not_have_moved_on(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", count=2)).result()
        event = ("call/1", 1, "counted", b"x")
        stale = new_append(A, [event], guards=[("window/1", 1)])
        with pytest.raises(Conflict) as refused:
            store.submit(stale).result()
        assert (refused.value.stream, refused.value.version) == ("window/1", 2)
        fresh = new_append(A, [event], guards=[("window/1", 2), ("window/2", 0)])
        assert store.submit(fresh).result() == range(3, 4)

    def test_a_guard_sees_what_the_same_group_writes(self, store: Store) -> None:
        first = store.submit(append_of(A, "window/1"))
        second = store.submit(
            new_append(A, [("call/1", 1, "counted", b"x")], guards=[("window/1", 0)])
        )
        assert first.result() == range(1, 2)
        with pytest.raises(Conflict):
            second.result()

    def test_the_same_command_twice_is_one_set_of_events(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", count=2, command_id="first")).result()
        store.submit(append_of(A, "window/2", count=3, command_id="again")).result()
        with pytest.raises(AlreadyDone) as refused:
            store.submit(append_of(A, "window/2", first=4, count=3, command_id="again")).result()
        found = refused.value
        assert (found.command_id, found.first, found.last) == ("again", 3, 5)
        assert store.head(A).size == 5

    def test_commands_of_one_append_each_know_their_own_events(self, store: Store) -> None:
        store.submit(append_of(A, "window/0")).result()
        events = [("window/1", version, "counted", b"") for version in range(1, 6)]
        marks = [CommandMark("two", 2), CommandMark("none", 0), CommandMark("three", 3)]
        assert store.submit(new_append(A, events, marks)).result() == range(2, 7)
        found = [store.find_command(A, name) for name in ("two", "none", "three")]
        assert found == [(2, 3), (4, 3), (4, 6)]

    def test_one_known_command_refuses_the_whole_append(self, store: Store) -> None:
        store.submit(append_of(A, "window/1", command_id="old")).result()
        events = [("window/2", 1, "counted", b""), ("window/2", 2, "counted", b"")]
        both = new_append(A, events, [CommandMark("new", 1), CommandMark("old", 1)])
        with pytest.raises(AlreadyDone):
            store.submit(both).result()
        assert store.find_command(A, "new") is None
        assert store.head(A).size == 1

    def test_a_command_without_events_is_remembered(self, store: Store) -> None:
        empty = new_append(A, [], [CommandMark("c", 0)])
        assert list(store.submit(empty).result()) == []
        with pytest.raises(AlreadyDone):
            store.submit(empty).result()
        assert store.head(A).size == 0

    def test_names_hold_no_nul_in_any_store(self, store: Store) -> None:
        whole = [CommandMark("c", 1)]
        event = ("s", 1, "t", b"\0")
        for tenant, events, marks, guards in (
            ("is\0a", [event], whole, []),
            (A, [("s\0", 1, "t", b"")], whole, []),
            (A, [("s", 1, "t\0", b"")], whole, []),
            (A, [event], [CommandMark("\0", 1)], []),
            (A, [event], whole, [("g\0", 1)]),
        ):
            with pytest.raises(AssertionError, match="NUL"):
                new_append(tenant, events, marks, guards)
        assert store.submit(new_append(A, [event], whole, [("g", 0)])).result() == range(1, 2)

    def test_the_largest_entry_fits_and_the_next_is_refused(self, store: Store) -> None:
        room = 65_535 - 14 - len("s") - len("t")
        store.submit(new_append(A, [("s", 1, "t", bytes(room))])).result()
        with pytest.raises(Refused, match="entry_too_large"):
            new_append(A, [("s", 2, "t", bytes(room + 1))])
        assert len(store.stream(A, "s")[0].state) == room

    def test_a_tailing_reader_sees_no_gap_and_no_disorder(self, store: Store) -> None:
        writers, each = 16, 12
        seen: list[int] = []

        def write(number: int) -> None:
            for version in range(1, each + 1):
                store.submit(append_of(A, f"s/{number}", first=version)).result()

        threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
        for thread in threads:
            thread.start()
        while len(seen) < writers * each:
            seen += [row.position for row in store.page(A, len(seen), 7)]
            if not any(thread.is_alive() for thread in threads) and len(seen) >= store.head(A).size:
                break
        for thread in threads:
            thread.join()
        assert seen == list(range(1, writers * each + 1))
        assert store.head(A).root() == root_from_rows(store, A)

    def test_a_closed_store_refuses_work(self, store: Store) -> None:
        store.submit(append_of(A, "s")).result()
        store.close()
        with pytest.raises(NotStored, match="closed"):
            store.submit(append_of(A, "s", first=2))


Stores = Iterator[Store]


__all__ = ["A", "B", "StoreCase", "Stores", "root_from_rows"]
