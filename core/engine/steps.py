"""Work that pauses for the log: one text for threads, which block, and for tasks, which await."""

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Generic, TypeVar

from eventsourcing.persistence import PersistenceError

R = TypeVar("R")
Steps = Generator[Future[range], range, R]
"""Yields the future of an append; is sent its positions, or thrown the error the future holds."""


def waited(steps: Steps[R]) -> R:
    """Take the steps; this thread blocks while the log works."""
    walk = _Walk(steps)
    while walk.pending is not None:
        try:
            positions = walk.pending.result()
        except PersistenceError as error:
            walk.fail(error)
        else:
            walk.go_on(positions)
    return walk.result


async def awaited(steps: Steps[R]) -> R:
    """Take the steps; other tasks of the event loop run while the log works."""
    walk = _Walk(steps)
    while walk.pending is not None:
        try:
            positions = await asyncio.wrap_future(walk.pending)
        except PersistenceError as error:
            walk.fail(error)
        else:
            walk.go_on(positions)
    return walk.result


class _Walk(Generic[R]):
    """Where steps stand: the future they wait for, or their result."""

    result: R

    def __init__(self, steps: Steps[R]) -> None:
        self._steps = steps
        self.pending: Future[range] | None = None
        self._take(lambda: next(steps))

    def go_on(self, positions: range) -> None:
        self._take(lambda: self._steps.send(positions))

    def fail(self, error: PersistenceError) -> None:
        self._take(lambda: self._steps.throw(error))

    def _take(self, step: Callable[[], Future[range]]) -> None:
        try:
            self.pending = step()
        except StopIteration as ended:
            self.pending, self.result = None, ended.value
