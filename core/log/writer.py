"""Group commit: one thread takes what waits into one transaction, then answers everybody."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from core.log.port import Append, NotStored, Outcome

QUEUE_MAX = 1_000
QUEUE_SECONDS_MAX = 10.0
GROUP_APPENDS_MAX = 500
GROUP_EVENTS_MAX = 20_000

Waiting = tuple[Append, Future[range]]


class Writer:
    """The one writer of a store in this process. `commit` answers a group, in order, or raises."""

    def __init__(self, commit: Callable[[Sequence[Append]], Sequence[Outcome]]) -> None:
        self._commit = commit
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._held_up = 0
        self._busy = threading.Lock()
        self._crowd = 1
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def submit(self, append: Append) -> Future[range]:
        """Queue the append; a full queue holds its callers up. `NotStored` if it stays full, or if
        the log is closed."""
        future: Future[range] = Future()
        with self._lock:
            if self._full() and not self._waited():
                raise NotStored("log is too busy")
            if self._closed:
                raise NotStored("log is closed")
            self._queue.put((append, future))
        return future

    def append(self, append: Append) -> range:
        """As `submit`, and wait. Whoever comes alone commits in the calling thread: handing over
        to the writer's and back costs as much as a commit. Where several came together last time,
        their next appends go through the queue, to share one."""
        if self._crowd == 1 and self._queue.empty() and self._busy.acquire(blocking=False):
            try:
                return _given(self._commit_alone(append))
            finally:
                self._busy.release()
        return self.submit(append).result()

    def _commit_alone(self, append: Append) -> Outcome:
        if self._closed:
            raise NotStored("log is closed")
        return self._commit([append])[0]

    def close(self) -> None:
        """Answer everything queued, then end the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
            self._room.notify_all()
        self._thread.join()
        self._busy.acquire()  # whoever commits alone has ended
        self._busy.release()

    def _waited(self) -> bool:
        self._held_up += 1
        try:
            return self._room.wait_for(self._open, QUEUE_SECONDS_MAX)
        finally:
            self._held_up -= 1

    def _full(self) -> bool:
        return self._queue.qsize() >= QUEUE_MAX

    def _open(self) -> bool:
        return self._closed or not self._full()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            with self._busy:
                group, ending = self._gather(first)
                self._make_room()
                self._answer(group)
                self._crowd = len(group)
            if ending:
                return

    def _make_room(self) -> None:
        if self._held_up:
            with self._lock:
                self._room.notify_all()

    def _gather(self, first: Waiting) -> tuple[list[Waiting], bool]:
        group, events = [first], len(first[0].events)
        while len(group) < GROUP_APPENDS_MAX and events < GROUP_EVENTS_MAX:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
            events += len(waiting[0].events)
        return group, False

    def _answer(self, group: list[Waiting]) -> None:
        with _Answering([future for _, future in group]):
            outcomes = self._commit([append for append, _ in group])
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if isinstance(outcome, range):
                    future.set_result(outcome)
                else:
                    future.set_exception(outcome)


def _given(outcome: Outcome) -> range:
    if isinstance(outcome, range):
        return outcome
    raise outcome


class _Answering:
    """Whatever goes wrong inside, nobody is left waiting, and the thread goes on."""

    def __init__(self, futures: list[Future[range]]) -> None:
        self._futures = futures

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> bool:
        if error is None:
            return False
        for future in self._futures:
            if not future.done():
                future.set_exception(error)
        return True
