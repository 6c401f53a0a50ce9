"""Persistence module `core.log.memory`: the log in memory, one a name and process."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription, Subscription

from core.log import recorder
from core.log.batch import Batch
from core.log.port import POSITION_MAX, Append, Head, NotStored, Row, Store

_stores: dict[str, "MemoryStore"] = {}
_stores_lock = threading.Lock()


class MemoryStore(Store):
    """All tenants' rows under one lock; the same rules as on disk, nothing durable."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._closed = False
        self._rows: dict[str, list[Row]] = {}
        self._streams: dict[tuple[str, str], dict[int, Row]] = {}
        self._commands: dict[tuple[str, str], tuple[int, int]] = {}
        self._heads: dict[str, Head] = {}
        self.listeners: set[threading.Event] = set()

    def submit(self, append: Append) -> Future[range]:
        """Append at once; the future is done when it is returned."""
        self.check_process()
        future: Future[range] = Future()
        with self._lock:
            if self._closed:
                raise NotStored("log is closed")
            batch = Batch(self)
            outcome = batch.place(append)
            self._keep(batch)
        if isinstance(outcome, range):
            future.set_result(outcome)
        else:
            future.set_exception(outcome)
        for listener in tuple(self.listeners):
            listener.set()
        return future

    def page(
        self,
        tenant: str,
        after: int,
        limit: int,
        upto: int = POSITION_MAX,
        topics: Sequence[str] = (),
    ) -> list[Row]:
        """See `Store.page`."""
        self.check_process()
        with self._lock:
            rows = self._rows.get(tenant, [])
            window = rows[max(after, 0) : min(upto, len(rows))]
        return [row for row in window if not topics or row.topic in topics][:limit]

    def stream(
        self,
        tenant: str,
        stream: str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        """See `Store.stream`."""
        self.check_process()
        with self._lock:
            rows = dict(self._streams.get((tenant, stream), {}))
        low = -1 if gt is None else gt
        high = POSITION_MAX if lte is None else lte
        versions = sorted((v for v in rows if low < v <= high), reverse=desc)
        return [rows[version] for version in versions[:limit]]

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """See `Store.find_command`."""
        self.check_process()
        return self._commands.get((tenant, command_id))

    def head(self, tenant: str) -> Head:
        """See `Store.head`."""
        self.check_process()
        return self._heads.get(tenant, Head())

    def heads(self) -> dict[str, int]:
        """See `Store.heads`."""
        self.check_process()
        with self._lock:
            return {tenant: head.size for tenant, head in self._heads.items() if head.size}

    def versions(self, tenant: str, stream: str, low: int, high: int) -> list[int]:
        """See `Inside.versions`; called under the lock."""
        return [v for v in self._streams.get((tenant, stream), ()) if low <= v <= high]

    def close(self) -> None:
        """Refuse appends from now on."""
        self._closed = True

    def _keep(self, batch: Batch) -> None:
        for tenant, position, stream, version, topic, state in batch.events:
            row = Row(position, stream, version, topic, state)
            self._rows.setdefault(tenant, []).append(row)
            self._streams.setdefault((tenant, row.stream), {})[row.version] = row
        for tenant, command_id, first, last in batch.commands:
            self._commands[tenant, command_id] = (first, last)
        for tenant, size, edge in batch.heads:
            self._heads[tenant] = Head(size, edge)


class MemoryRecorder(recorder.TenantRecorder):
    """A tenant's recorder that can also be subscribed to, as the library's own can."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Notifications after `gt`, then new ones as they are appended."""
        return MemorySubscription(self, gt, topics)


class MemorySubscription(ListenNotifySubscription[MemoryRecorder]):
    """Wakes whenever the store was appended to."""

    def __init__(self, source: MemoryRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(source, gt, topics)
        self._listeners().add(self._has_been_notified)

    def stop(self) -> None:
        """End the iteration and stop listening."""
        super().stop()
        self._listeners().discard(self._has_been_notified)

    def _listeners(self) -> set[threading.Event]:
        store = self._recorder.store
        assert isinstance(store, MemoryStore)
        return store.listeners


class Factory(recorder.LogFactory):
    """Setting MEMORY_NAME names the store; all recorders of one name see one log."""

    recorder_class = MemoryRecorder

    def store(self) -> MemoryStore:
        """The store of that name."""
        return open_store(self.env.get("MEMORY_NAME") or "")


def open_store(name: str) -> MemoryStore:
    """The store of that name, made if there is none in this process."""
    with _stores_lock:
        store = _stores.setdefault(name, MemoryStore())
    store.check_process()
    return store


def close_store(name: str) -> None:
    """Forget the store of that name and everything in it."""
    with _stores_lock:
        store = _stores.pop(name, None)
    if store is not None:
        store.close()
