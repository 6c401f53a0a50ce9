"""Stores by location, for tests that do the same on each."""

from pathlib import Path

from core.log.port import Store
from core.log.postgres import PostgresStore
from core.log.sqlite import SqliteStore


def store_at(location: str) -> Store:
    """A store of its own, not shared within the process: a `postgresql://` URL or a file's path."""
    if location.startswith("postgresql://"):
        return PostgresStore(location)
    return SqliteStore(Path(location))
