"""Work that pauses for the log: one text for threads, which block, and for tasks, which await."""

import asyncio
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from eventsourcing.persistence import PersistenceError

from core.log.port import Append, Store

R = TypeVar("R")
Steps = Generator[Append, range, R]
"""Yields an append; is sent its positions, or thrown the error that the store gave."""


def waited(steps: Steps[R], store: Store) -> R:
    """Take the steps; this thread blocks while the log works."""
    walk = _Walk(steps)
    while walk.pending is not None:
        try:
            positions = store.append(walk.pending)
        except PersistenceError as error:
            walk.fail(error)
        else:
            walk.go_on(positions)
    return walk.result


async def awaited(steps: Steps[R], store: Store) -> R:
    """Take the steps; other tasks of the event loop run while the log works."""
    walk = _Walk(steps)
    while walk.pending is not None:
        try:
            positions = await asyncio.wrap_future(store.submit(walk.pending))
        except PersistenceError as error:
            walk.fail(error)
        else:
            walk.go_on(positions)
    return walk.result


class _Walk(Generic[R]):
    """Where steps stand: the append they wait for, or their result."""

    result: R

    def __init__(self, steps: Steps[R]) -> None:
        self._steps = steps
        self.pending: Append | None = None
        self._take(lambda: next(steps))

    def go_on(self, positions: range) -> None:
        self._take(lambda: self._steps.send(positions))

    def fail(self, error: PersistenceError) -> None:
        self._take(lambda: self._steps.throw(error))

    def _take(self, step: Callable[[], Append]) -> None:
        try:
            self.pending = step()
        except StopIteration as ended:
            self.pending, self.result = None, ended.value
