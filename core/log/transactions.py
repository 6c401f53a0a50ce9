"""What a store's writer does with a group: commit it, and find out what became of it if that fails.

The same on every database; how to commit, and how to learn what is stored, is each store's own.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from eventsourcing.persistence import PersistenceError

from core.log.port import AlreadyDone, Append, Head, NotStored, Outcome, OutcomeUnknown

_listeners: set[threading.Event] = set()


@contextmanager
def listening(listener: threading.Event) -> Iterator[None]:
    """While it lasts, the listener is set after each group that this process commits, to whichever
    log: a commit costs the same with it."""
    _listeners.add(listener)
    try:
        yield
    finally:
        _listeners.discard(listener)


class Failed(Exception):
    """An attempt failed. `sent` has its outcomes if COMMIT was sent: its rows may be stored.

    `again` is false where a second attempt cannot do better.
    """

    def __init__(self, sent: list[Outcome] | None, *, again: bool = True) -> None:
        super().__init__("transaction failed" if sent is None else "commit failed")
        self.sent, self.again = sent, again


class Transactions(ABC):
    """Commits groups, one after the other, from whichever thread commits.

    `latest` are the heads of its last commits, for the next ones and for who reads its own.
    `unsettled` holds after an answer was lost, until it is known what is stored for good. Once
    `closing` is set, a lost server is not waited for.
    """

    def __init__(self) -> None:
        self.latest: dict[str, Head] = {}
        self.unsettled = False
        self.closing = threading.Event()

    def commit(self, group: Sequence[Append]) -> list[Outcome]:
        """Store what can be stored, and say what became of each append."""
        try:
            return self._attempt_twice(group)
        except Failed as failed:
            if failed.sent is not None:
                return self._resolve(group, failed.sent)
            return [_because(self._not_now(), failed) for _ in group]
        finally:
            for listener in tuple(_listeners):
                if not listener.is_set():
                    listener.set()

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def _attempt(self, group: Sequence[Append]) -> list[Outcome]:
        """Store the group in one transaction. Raises `Failed`."""

    @abstractmethod
    def _attempt_settled(self, group: Sequence[Append]) -> list[Outcome]:
        """As `_attempt`, once it is settled what was stored before. Raises `Failed`."""

    def _attempt_twice(self, group: Sequence[Append]) -> list[Outcome]:
        try:
            return self._attempt(group)
        except Failed as failed:
            if failed.sent is not None or not failed.again:
                raise
        # Nothing was stored: what never reached COMMIT is gone with its transaction.
        return self._attempt(group)

    def _not_now(self) -> PersistenceError:
        # Until a lost answer is settled, it may have stored the very append that is sent again.
        if self.unsettled:
            return OutcomeUnknown("the log has not recovered yet")
        return NotStored("the log could not be written")

    def _resolve(self, group: Sequence[Append], sent: Sequence[Outcome]) -> list[Outcome]:
        # What has a command id is sent again: found, or stored anew.
        known = [number for number, append in enumerate(group) if append.commands]
        unknown = OutcomeUnknown("the log lost the answer and the append has no command id")
        outcomes: list[Outcome] = [unknown] * len(group)
        try:
            again = self._attempt_settled([group[number] for number in known])
        except Failed as failed:
            return [_because(OutcomeUnknown("the log lost the answer"), failed) for _ in group]
        for number, outcome in zip(known, again, strict=True):
            outcomes[number] = _settled(group[number], sent[number], outcome)
        return outcomes


def _because(error: PersistenceError, failed: Failed) -> PersistenceError:
    error.__cause__ = failed
    return error


def _settled(append: Append, sent: Outcome, again: Outcome) -> Outcome:
    """The outcome of an append sent twice: found where the first put it, it was stored."""
    if isinstance(again, AlreadyDone) and isinstance(sent, range):
        place = append.commands[0].command_id, sent.start
        return sent if (again.command_id, again.first) == place else again
    return again
