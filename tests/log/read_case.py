"""What every store must answer to whoever reads, those that can only be read included."""

from collections.abc import Callable, Sequence

from core.audit import entry
from core.audit.merkle import leaf_hash, root_of
from core.event import encode
from core.log.port import Row, Store
from tests.log.facts import counted

A, B = "isa", "twin"
Event = tuple[str, int, str, bytes]
Holding = Callable[[Sequence[Event]], Store]


def root_from_rows(store: Store, tenant: str) -> bytes:
    """The Merkle root recomputed from the rows as they are read back."""
    rows = store.page(tenant, 0, 1_000_000)
    return root_of([leaf_hash(entry.encode(*row[1:])) for row in rows])


class ReadCase:
    """Subclasses give a fixture `holding`: makes a store with these events of tenant `isa`, in this
    order, appended by command `c`."""

    def test_a_page_is_cut_by_position_limit_and_topic(self, holding: Holding) -> None:
        store = holding([("s", n, "even" if n % 2 == 0 else "odd", b"") for n in range(1, 11)])

        def positions(after: int, limit: int, upto: int = 99, *topics: str) -> list[int]:
            return [row.position for row in store.page(A, after, limit, upto, topics)]

        assert positions(3, 2) == [4, 5]
        assert positions(3, 9, 6) == [4, 5, 6]
        assert positions(10, 9) == []
        assert positions(2, 2, 99, "even") == [4, 6]
        assert positions(0, 9, 4, "even", "none") == [2, 4]

    def test_a_stream_is_cut_by_version_and_can_be_turned(self, holding: Holding) -> None:
        events = [("s", n, "t", b"") for n in range(1, 6)]
        store = holding([*events[:2], ("other", 1, "t", b""), *events[2:], ("other", 2, "t", b"")])

        def versions(rows: list[Row]) -> list[int]:
            return [row.version for row in rows]

        assert versions(store.stream(A, "s")) == [1, 2, 3, 4, 5]
        assert [row.position for row in store.stream(A, "s")] == [1, 2, 4, 5, 6]
        assert versions(store.stream(A, "s", gt=1, lte=3)) == [2, 3]
        assert versions(store.stream(A, "s", limit=2)) == [1, 2]
        assert versions(store.stream(A, "s", desc=True, limit=2)) == [5, 4]
        assert store.stream(A, "none") == []

    def test_bytes_come_back_as_they_were(self, holding: Holding) -> None:
        state, name = bytes(range(256)), "人/𠮷野家\x01\t'; --"
        store = holding([(name, 1, "数えた", state)])
        (row,) = store.stream(A, name)
        assert row == (1, name, 1, "数えた", state)

    def test_head_and_command_say_what_is_there(self, holding: Holding) -> None:
        facts = [counted(A, f"s/{n % 7}", 1 + n // 7, count=n) for n in range(300)]
        store = holding([(one.stream, one.version, one.event.topic, encode(one)) for one in facts])
        assert store.head(A).size == 300
        assert store.head(A).root() == root_from_rows(store, A)
        assert store.head_with(A, 300) == store.head(A)
        assert store.find_command(A, "c") == (1, 300)
        assert store.find_command(A, "other") is None

    def test_another_tenant_is_not_there(self, holding: Holding) -> None:
        fact = counted(A, "s", 1)
        store = holding([("s", 1, fact.event.topic, encode(fact))])
        assert store.heads() == {A: 1}
        assert (store.page(B, 0, 9), store.stream(B, "s")) == ([], [])
        assert store.head(B).size == 0
        assert store.find_command(B, "c") is None
