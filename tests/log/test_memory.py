"""The memory store."""

import pytest

from core.log.memory import MemoryStore, close_store, open_store
from tests.log.facts import append_of
from tests.log.store_case import StoreCase, Stores


class TestMemoryStore(StoreCase):
    """The suite in memory."""

    @pytest.fixture
    def store(self) -> Stores:
        """A store of no name."""
        store = MemoryStore()
        yield store
        store.close()


def test_one_name_is_one_store_until_it_is_closed() -> None:
    store = open_store("one name")
    store.submit(append_of("isa", "s")).result()
    assert open_store("one name").head("isa").size == 1
    assert open_store("other name").head("isa").size == 0
    for name in ("one name", "other name"):
        close_store(name)
    assert open_store("one name").head("isa").size == 0
    close_store("one name")
