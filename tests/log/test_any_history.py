"""Any history of appends, repeats and openings: every store agrees with a plain list."""

import tempfile
from concurrent.futures import Future
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.log.memory import MemoryStore
from core.log.port import AlreadyDone, Append, CommandMark, Conflict, Row, Store, new_append
from core.log.sqlite import SqliteStore
from tests.log.store_case import root_from_rows

TENANTS = st.sampled_from(["isa", "twin"])
COMMANDS = st.sampled_from(["c1", "c2", "c3", "c4"])
EVENTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(1, 6), st.just("t"), st.binary(max_size=3)),
    max_size=4,
)


class Model:
    """What the log must be: lists and a dictionary, one tenant at a time."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {"isa": [], "twin": []}
        self.commands: dict[tuple[str, str], tuple[int, int]] = {}

    def append(self, one: Append) -> range | type[BaseException]:
        """The outcome the store must give."""
        rows = self.rows[one.tenant]
        if any((one.tenant, mark.command_id) in self.commands for mark in one.commands):
            return AlreadyDone
        keys = [(event.stream, event.version) for event in one.events]
        if len(set(keys)) < len(keys) or set(keys) & {(row.stream, row.version) for row in rows}:
            return Conflict
        start = len(rows) + 1
        rows += [Row(start + n, *event[:4]) for n, event in enumerate(one.events)]
        for mark in one.commands:
            self.commands[one.tenant, mark.command_id] = (start, start + mark.count - 1)
        return range(start, len(rows) + 1)


class History(RuleBasedStateMachine):
    """Appends at random to a store and to the model."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.store: Store = self.open()

    def open(self) -> Store:
        """The store under test."""
        return MemoryStore()

    @rule(tenant=TENANTS, events=EVENTS, command=st.none() | COMMANDS)
    def append(self, tenant: str, events: list[tuple[str, int, str, bytes]], command: str) -> None:
        """One append, alone."""
        marks = [CommandMark(command, len(events))] if command else []
        one = new_append(tenant, events, marks)
        assert outcome(self.store.submit(one)) == self.model.append(one)

    @rule(tenant=TENANTS, group=st.lists(EVENTS, max_size=4))
    def append_group(self, tenant: str, group: list[list[tuple[str, int, str, bytes]]]) -> None:
        """Several appends, all submitted before the first is answered."""
        appends = [new_append(tenant, events) for events in group]
        futures = [self.store.submit(one) for one in appends]
        assert [outcome(future) for future in futures] == [self.model.append(a) for a in appends]

    @invariant()
    def rows_commands_and_root_agree(self) -> None:
        """Everything that can be read is what the model says."""
        for tenant, rows in self.model.rows.items():
            assert self.store.page(tenant, 0, 1000) == rows
            assert self.store.head(tenant).size == len(rows)
            assert self.store.head(tenant).root() == root_from_rows(self.store, tenant)
            for name in ("c1", "c2", "c3", "c4"):
                found = self.store.find_command(tenant, name)
                assert found == self.model.commands.get((tenant, name))

    def teardown(self) -> None:
        """Release the store."""
        self.store.close()


class SqliteHistory(History):
    """The same on SQLite, which may be closed and opened at any moment."""

    def open(self) -> Store:
        """A fresh file."""
        self.folder = tempfile.TemporaryDirectory()
        return SqliteStore(Path(self.folder.name) / "log.db")

    @rule()
    def open_again(self) -> None:
        """Close the store and open the file anew."""
        self.store.close()
        self.store = SqliteStore(Path(self.folder.name) / "log.db")

    def teardown(self) -> None:
        """Release the store and the folder."""
        super().teardown()
        self.folder.cleanup()


def outcome(future: Future[range]) -> range | type[BaseException]:
    """The positions, or the kind of refusal."""
    error = future.exception()
    return future.result() if error is None else type(error)


TestMemory = History.TestCase
TestMemory.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestSqlite = SqliteHistory.TestCase
TestSqlite.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
