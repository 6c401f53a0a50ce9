"""Facts to stored events and back, by registered topic only (library-notes.md part A, 5.3)."""

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Notification, StoredEvent

from core import event
from core.event import Fact


class FactMapper(Mapper[str]):
    """Uses our own codec; never imports a module because a stored topic names it."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The row of a fact, its personal values sealed already."""
        assert isinstance(domain_event, Fact), "only facts are appended"
        return StoredEvent(
            originator_id=domain_event.stream,
            originator_version=domain_event.version,
            topic=domain_event.event.topic,
            state=event.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Fact:
        """The fact of a row, with its position if it has one; `Invalid` for an unknown topic."""
        return event.decode(
            str(stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
            stored_event.id if isinstance(stored_event, Notification) else 0,
        )
