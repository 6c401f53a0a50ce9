"""The library's own recorder cases, unchanged, on every store (design part 4)."""

import tempfile
from pathlib import Path
from unittest import TestCase
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as library

from core.log import memory, postgres, sqlite
from core.log.recorder import LogFactory, StreamRecorder, TenantRecorder
from tests.postgres import database


class Recorders(TestCase):
    """Makes recorders the way an application does."""

    id_type = "uuid"

    def settings(self) -> dict[str, str]:
        """The settings that name a fresh store."""
        raise AssertionError("each store has its own")

    def factory(self) -> LogFactory:
        """A factory for tenant `isa`; its twin's log on the same store is not empty."""
        settings = {**self.settings(), "ORIGINATOR_ID_TYPE": self.id_type}
        twin = LogFactory.construct({**settings, "TENANT": "twin"}).application_recorder()
        twin.insert_events([StoredEvent(uuid4(), 0, "topic1", b"state1")])
        return LogFactory.construct({**settings, "TENANT": "isa"})

    def new_originator_id(self) -> UUID | str:
        """A stream of the type that the settings name."""
        return f"stream/{uuid4()}" if self.id_type == "text" else uuid4()


class Memory(Recorders):
    """On the memory store."""

    def settings(self) -> dict[str, str]:
        """A store of a name nobody else uses."""
        name = uuid4().hex
        self.addCleanup(memory.close_store, name)
        return {"PERSISTENCE_MODULE": "core.log.memory", "MEMORY_NAME": name}


class Sqlite(Recorders):
    """On the SQLite store."""

    def settings(self) -> dict[str, str]:
        """A file in a fresh folder."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "log.db"
        self.addCleanup(sqlite.close_store, path)
        return {"PERSISTENCE_MODULE": "core.log.sqlite", "SQLITE_DBNAME": str(path)}


class Postgres(Recorders):
    """On the PostgreSQL store."""

    def settings(self) -> dict[str, str]:
        """A database of its own."""
        url = self.enterContext(database())
        self.addCleanup(postgres.close_store, url)
        return {"PERSISTENCE_MODULE": "core.log.postgres", "DATABASE_URL": url}


class StreamCase(Recorders):
    """Gives the library's aggregate case its recorder."""

    def create_recorder(self) -> StreamRecorder:
        """The factory's aggregate recorder."""
        recorder = self.factory().aggregate_recorder()
        assert isinstance(recorder, StreamRecorder)
        return recorder


class TenantCase(Recorders):
    """Gives the library's application cases their recorder."""

    def create_recorder(self) -> TenantRecorder:
        """The factory's application recorder."""
        return self.factory().application_recorder()


class TestStreamsInMemory(StreamCase, Memory, library.AggregateRecorderTestCase):
    """Aggregate case, memory."""


class TestStreamsInSqlite(StreamCase, Sqlite, library.AggregateRecorderTestCase):
    """Aggregate case, SQLite."""


class TestStreamsInPostgres(StreamCase, Postgres, library.AggregateRecorderTestCase):
    """Aggregate case, PostgreSQL."""


class TestTextStreamsInMemory(TestStreamsInMemory):
    """Aggregate case, memory, streams named by text."""

    id_type = "text"


class TestTextStreamsInSqlite(TestStreamsInSqlite):
    """Aggregate case, SQLite, streams named by text."""

    id_type = "text"


class TestTextStreamsInPostgres(TestStreamsInPostgres):
    """Aggregate case, PostgreSQL, streams named by text."""

    id_type = "text"


class TestLogInMemory(TenantCase, Memory, library.ApplicationRecorderTestCase[TenantRecorder]):
    """Application case, memory, with its optional test of subscriptions."""

    def test_insert_subscribe(self) -> None:
        """The library's optional case."""
        self.optional_test_insert_subscribe()


class TestLogInSqlite(TenantCase, Sqlite, library.ApplicationRecorderTestCase[TenantRecorder]):
    """Application case, SQLite."""

    id_type = "text"


class TestLogInPostgres(TenantCase, Postgres, library.ApplicationRecorderTestCase[TenantRecorder]):
    """Application case, PostgreSQL."""


class TestTextLogInPostgres(TestLogInPostgres):
    """Application case, PostgreSQL, streams named by text."""

    id_type = "text"


class TestOrderInMemory(TenantCase, Memory, library.NonInterleavingNotificationIDsBaseCase):
    """Non-interleaving case, memory."""


class TestOrderInSqlite(TenantCase, Sqlite, library.NonInterleavingNotificationIDsBaseCase):
    """Non-interleaving case, SQLite."""


class TestOrderInPostgres(TenantCase, Postgres, library.NonInterleavingNotificationIDsBaseCase):
    """Non-interleaving case, PostgreSQL."""
