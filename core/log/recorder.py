"""The log as the `eventsourcing` library sees it: recorders of one tenant, their factory."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    TrackingRecorder,
)

from core.log.port import POSITION_MAX, Head, Row, Store, new_append

IdType = Callable[[str], UUID | str]
ID_TYPES: dict[str, IdType] = {"text": str, "uuid": UUID}
"""ORIGINATOR_ID_TYPE -> how a stream's name is given back, whatever the name looks like."""


class TenantRecorder(ApplicationRecorder):
    """Reads and appends one tenant's log. Notification ids are its dense positions 1, 2, 3, …"""

    def __init__(self, store: Store, tenant: str, id_type: IdType) -> None:
        self.store, self.tenant, self._id = store, tenant, id_type

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append all or nothing; the positions. `commands=` are `CommandMark`s, `guards=` as in
        `Append`.

        Raises `AlreadyDone`, `Conflict`, `NotStored`, `OutcomeUnknown`; `Refused` for an entry that
        is too large.
        """
        assert kwargs.get("tracking") is None, "the log keeps no tracking records"
        rows = [
            (str(event.originator_id), event.originator_version, event.topic, event.state)
            for event in stored_events
        ]
        append = new_append(self.tenant, rows, kwargs.get("commands", ()), kwargs.get("guards", ()))
        if not append.events and not append.commands:
            return []
        return list(self.store.submit(append).result())

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one stream by version, without positions."""
        rows = self.store.stream(
            self.tenant, str(originator_id), gt=gt, lte=lte, desc=desc, limit=limit
        )
        return [
            StoredEvent(self._id(row.stream), row.version, row.topic, row.state) for row in rows
        ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Up to `limit` events from `start` (or just after it) to `stop`, by position."""
        after = (start or 0) - (1 if start and inclusive_of_start else 0)
        upto = POSITION_MAX if stop is None else stop
        rows = self.store.page(self.tenant, after, limit, upto, topics)
        return [self._notification(row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position, None while the log is empty."""
        return self.head().size or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Not offered: readers poll heads, so that every store is read in the same way."""
        raise NotImplementedError("poll the head instead")

    def find_command(self, command_id: str) -> tuple[int, int] | None:
        """First and last position of a recorded command's events (last < first if it had none)."""
        return self.store.find_command(self.tenant, command_id)

    def head(self) -> Head:
        """Size and Merkle edge of the tenant's log."""
        return self.store.head(self.tenant)

    def _notification(self, row: Row) -> Notification:
        return Notification(
            self._id(row.stream), row.version, row.topic, row.state, id=row.position
        )


class StreamRecorder(AggregateRecorder):
    """The library's narrower recorder: the same log, without positions."""

    def __init__(self, inner: TenantRecorder) -> None:
        self._inner = inner

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Append; returns None, as the library expects of this kind of recorder."""
        self._inner.insert_events(stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one stream by version."""
        return self._inner.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """Base of each `Factory`. Settings: TENANT, ORIGINATOR_ID_TYPE (text, uuid), the store's own.

    A persistence module must hold one factory class only, so modules import this one by its module.
    """

    recorder_class: type[TenantRecorder] = TenantRecorder

    @abstractmethod
    def store(self) -> Store:
        """The store the settings name, opened if need be and shared within the process."""

    def application_recorder(self) -> TenantRecorder:
        """A recorder bound to the tenant of the settings."""
        tenant = self.env.get("TENANT")
        assert tenant, "setting TENANT is missing"
        id_type = ID_TYPES[self.env.get("ORIGINATOR_ID_TYPE", "uuid")]
        return self.recorder_class(self.store(), tenant, id_type)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """A recorder of streams; the log keeps events only, so no other purpose is served."""
        if purpose != "events":
            raise NotImplementedError("the log keeps events only")
        return StreamRecorder(self.application_recorder())

    def tracking_recorder(
        self, tracking_recorder_class: type[TrackingRecorder] | None = None
    ) -> TrackingRecorder:
        """Not offered: views keep their own cursors."""
        raise NotImplementedError("views keep their own cursors")

    def process_recorder(self) -> ProcessRecorder:
        """Not offered: reactions send commands."""
        raise NotImplementedError("reactions send commands")
