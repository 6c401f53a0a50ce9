"""What every store with a writer must do with several appends that share a commit."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from eventsourcing.persistence import OperationalError

from core.log.port import AlreadyDone, Conflict, Store
from tests.log.facts import append_of
from tests.log.read_case import A, B, root_from_rows

Together = Callable[..., list[Future[range]]]


class GroupCase:
    """Subclasses give fixtures `store`, empty, and `together`: submits appends while the store is
    held up, so that all but the first form one group."""

    def test_a_conflict_in_a_group_fails_only_its_own_command(
        self, store: Store, together: Together
    ) -> None:
        store.submit(append_of(A, "s")).result()
        futures = together(
            append_of(A, "alone"),
            append_of(A, "t", command_id="t"),
            append_of(A, "s", command_id="late"),
            append_of(A, "t", command_id="later"),
            append_of(B, "s", command_id="late"),
            append_of(A, "u", command_id="u"),
        )
        assert [futures[n].result() for n in (0, 1, 4, 5)] == [
            range(2, 3),
            range(3, 4),
            range(1, 2),
            range(4, 5),
        ]
        for number in (2, 3):
            with pytest.raises(Conflict):
                futures[number].result()
        assert store.find_command(A, "late") is None
        assert store.head(A).root() == root_from_rows(store, A)

    def test_a_command_sent_twice_in_a_group_is_done_once(
        self, store: Store, together: Together
    ) -> None:
        store.submit(append_of(A, "first")).result()
        futures = together(
            append_of(A, "alone"),
            append_of(A, "s", count=2, command_id="c"),
            append_of(A, "t", count=2, command_id="c"),
            append_of(B, "s", count=2, command_id="c"),
        )
        assert [futures[n].result() for n in (1, 3)] == [range(3, 5), range(1, 3)]
        with pytest.raises(AlreadyDone) as refused:
            futures[2].result()
        assert (refused.value.first, refused.value.last) == (3, 4)
        assert store.stream(A, "t") == []

    def test_close_answers_what_is_queued(self, store: Store, together: Together) -> None:
        store.submit(append_of(A, "first")).result()
        futures = together(*(append_of(A, f"s/{number}") for number in range(20)))
        store.close()
        answers = [future.result(timeout=30) for future in futures]
        assert answers == [range(n, n + 1) for n in range(2, 22)]
        with pytest.raises(OperationalError, match="closed"):
            store.page(A, 0, 1)
