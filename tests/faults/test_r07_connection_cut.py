"""R7: the connection to PostgreSQL is cut around COMMIT; the client still gets the first result."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

import psycopg
import pytest

from core.log.port import Append, Conflict, NotStored, Outcome, Store
from core.log.postgres import PostgresStore
from core.log.postgres_writer import EVENTS_A_STATEMENT_MAX, PostgresWriter
from tests import postgres
from tests.faults.campaign import SEED, Dice, report, times
from tests.faults.cutting_proxy import Cut, CuttingProxy
from tests.faults.oracle import Told, answer_of, faults
from tests.log.facts import append_of

CUTS = 120
CUTS_OF_TEETH = 24
TENANTS = ("isa", "twin", "third")
STREAM = "window/1"
APPEND, COMMIT = b"\0append_alone\0", b"commit\0"
TOGETHER = b"\0append_together\0"
BIND, COPY_DATA = b"B", b"d"
WAITS = "select 1 from pg_locks where locktype = 'advisory' and not granted"
WHENS = ("before", "after", "inside")

pytestmark = pytest.mark.slow


class Kind(NamedTuple):
    """How a group reaches the server: how many events an append has, whether another process has
    moved the head meanwhile, where the cut falls, and of how many tenants there is an append."""

    events: int
    moved: bool
    cut: Cut
    tenants: int = 1


KINDS = (
    *(Kind(1, False, Cut(when, BIND, APPEND)) for when in WHENS),
    *(Kind(1, False, Cut(when, BIND, TOGETHER), tenants=3) for when in WHENS),
    *(Kind(2, True, Cut(when, text=COMMIT)) for when in WHENS),
    *(Kind(EVENTS_A_STATEMENT_MAX + 50, False, Cut(when, text=COMMIT)) for when in WHENS),
    Kind(EVENTS_A_STATEMENT_MAX + 50, False, Cut("before", BIND, APPEND)),
    Kind(EVENTS_A_STATEMENT_MAX + 50, False, Cut("before", COPY_DATA)),
    *(Kind(EVENTS_A_STATEMENT_MAX + 50, False, Cut("before", COPY_DATA, number=n)) for n in (2, 3)),
)


class Hasty(PostgresWriter):
    """Planted: an error from COMMIT is taken to mean that nothing is stored."""

    def _resolve(self, group: Sequence[Append], _sent: Sequence[Outcome]) -> list[Outcome]:
        return [NotStored("planted") for _ in group]


class Contrary(PostgresWriter):
    """Planted: what is sent again meets its own rows and is told that somebody else was faster."""

    def _resolve(self, group: Sequence[Append], sent: Sequence[Outcome]) -> list[Outcome]:
        again = super()._resolve(group, sent)
        return [
            Conflict(append.events[0].stream, append.events[0].version) if first == place else place
            for append, first, place in zip(group, sent, again, strict=True)
        ]


class Campaign:
    """A store behind a proxy, another on the same database beside it, and what both were told."""

    def __init__(self, proxy: CuttingProxy, store: PostgresStore, beside: Store, seed: int) -> None:
        self._proxy, self._store, self._beside = proxy, store, beside
        self._rng = Dice(seed)
        self._versions: Counter[str] = Counter()
        self._number = 0
        self.told = Told()
        self.answers: Counter[str] = Counter()

    def cut(self, kind: Kind) -> None:
        """One group around which the connection is cut once."""
        tenants = self._rng.sample(TENANTS, kind.tenants)
        if kind.moved:
            # The store must remember a head, and that head be old.
            self._send(self._store, self._next(tenants[0], 1))
            self._send(self._beside, self._next(tenants[0], 1))
        before = self._proxy.cuts
        self._proxy.order(kind.cut._replace(share=self._rng.random()))
        group = [self._next(tenant, kind.events) for tenant in tenants]
        answers = [self._send(self._store, group[0])] if len(group) == 1 else self._commit(group)
        assert self._proxy.cuts == before + 1, f"nothing was cut: {kind}"
        self.answers.update(type(answer).__name__ for answer in answers)

    def _commit(self, group: Sequence[Append]) -> list[Outcome]:
        """Have the group committed as one, which the writer's queue leaves to chance."""
        for append in group:
            self.told.send(append)
        answers = self._store._transactions.commit(group)
        for append, answer in zip(group, answers, strict=True):
            self._hear(append, answer)
        return answers

    def _next(self, tenant: str, count: int) -> Append:
        self._number += 1
        first = self._versions[tenant] + 1
        state = bytes(300 + self._rng.randrange(100))
        return append_of(tenant, STREAM, first, count, f"c{self._number}", state)

    def _send(self, store: Store, append: Append) -> range | BaseException:
        self.told.send(append)
        answer = answer_of(store, append)
        self._hear(append, answer)
        return answer

    def _hear(self, append: Append, answer: range | BaseException) -> None:
        self.told.hear(append, answer)
        # Whatever the client was told, the next version follows what is stored.
        if self._beside.find_command(append.tenant, append.commands[0].command_id):
            self._versions[append.tenant] += len(append.events)


@contextmanager
def campaign(make: Callable[[str], PostgresWriter]) -> Iterator[tuple[Campaign, Store]]:
    """A campaign whose store writes with such a writer, and a store that is never cut."""
    with (
        postgres.database() as url,
        CuttingProxy(url) as proxy,
        closing(PostgresStore(url)) as beside,
        closing(PostgresStore(proxy.through)) as store,
    ):
        store._transactions = make(proxy.through)
        yield Campaign(proxy, store, beside, SEED), beside


def run(make: Callable[[str], PostgresWriter], cuts: int) -> tuple[Counter[str], list[str]]:
    """What clients were answered in so many cuts, and what is wrong afterwards."""
    with campaign(make) as (running, beside):
        for number in range(cuts):
            running.cut(KINDS[number % len(KINDS)])
        found = faults(beside, running.told)
    report(f"R7 {make.__name__}", cuts=cuts, **running.answers)
    return running.answers, found


def test_whoever_is_cut_off_still_gets_the_first_result() -> None:
    answers, found = run(PostgresWriter, times(CUTS))
    assert not found
    assert set(answers) == {"range"}
    assert answers.total() >= times(CUTS)


def test_the_oracle_sees_a_writer_that_does_not_ask() -> None:
    answers, found = run(Hasty, CUTS_OF_TEETH)
    assert answers["NotStored"]
    assert any("is stored" in fault for fault in found)


def test_the_oracle_sees_a_false_conflict() -> None:
    answers, found = run(Contrary, CUTS_OF_TEETH)
    assert answers["Conflict"]
    assert any("is stored" in fault for fault in found)


def test_a_page_that_is_cut_is_read_again() -> None:
    with (
        postgres.database() as url,
        CuttingProxy(url) as proxy,
        closing(PostgresStore(proxy.through)) as store,
    ):
        store.submit(append_of("isa", STREAM, count=500)).result()
        assert len(store.page("isa", 0, 500)) == 500
        for number in range(12):
            proxy.order(Cut(WHENS[number % 3], text=b"daicho.tenant", share=number / 12))
            assert [row.position for row in store.page("isa", 0, 500)] == list(range(1, 501))
            assert proxy.cuts == number + 1


def test_a_server_that_is_still_busy_with_what_was_lost_is_waited_for() -> None:
    with (
        postgres.database() as url,
        CuttingProxy(url) as proxy,
        closing(PostgresStore(proxy.through)) as store,
        psycopg.connect(url, autocommit=True) as hand,
    ):
        store.submit(append_of("isa", STREAM)).result()
        # given a statement that waits for a head which somebody holds, when its client is cut off
        with hand.transaction():
            hand.execute("select from daicho_log.head for update")
            proxy.order(Cut("alone", BIND, APPEND))
            lost = store.submit(append_of("isa", STREAM, 2, command_id="c"))
            # then the writer waits until the session of that statement is over
            while not hand.execute(WAITS).fetchone():
                assert not lost.done()
        # and gives the result of what that session went on to store
        assert lost.result() == range(2, 3)
        assert store.find_command("isa", "c") == (2, 2)
        assert store.head("isa").size == 2
