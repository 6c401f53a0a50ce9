"""The list of what is due (design page, part 9): jobs of all tenants in a file of their own.

The row comes first and Redis only hears a hint, so nothing is lost with it. A worker claims a row
by compare and set and gets the fence, a number that grows with each claim; a report under an
older fence is refused, so a worker taken for dead cannot overwrite its successor. Arguments and
results hold ids, counts and sentences, never a personal value: no key seals this file.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import apsw
import msgspec
from msgspec import Struct

from core.clock import Clock
from core.log import sqlite_file

LEASE_SECONDS = 9.0
ARGUMENTS_BYTES_MAX = 4_096
RESULT_BYTES_MAX = 65_536
RECENT_MAX = 50
Claimed = tuple[str, str, str, str, int]
State = Literal["due", "running", "done", "failed"]

SCHEMA = """
create table if not exists job(
  tenant text not null, id text not null, kind text not null, arguments text not null,
  state text not null default 'due', ready_at integer not null,
  done integer not null default 0, total integer not null default 0,
  result text not null default 'null', fence integer not null default 0, created_at text not null,
  unique (tenant, id));
create index if not exists job_open on job(kind, ready_at) where state in ('due', 'running');
create table if not exists turn(tenant text primary key, served integer not null) without rowid;
create table if not exists follower(
  tenant text, name text, position integer not null, primary key (tenant, name)) without rowid;
"""

INSERT = """
insert into job(tenant, id, kind, arguments, ready_at, created_at) values (?, ?, ?, ?, ?, ?)
"""

AGAIN = f"""{INSERT} on conflict do update set state = 'due', arguments = excluded.arguments,
  ready_at = excluded.ready_at, created_at = excluded.created_at,
  done = 0, total = 0, result = 'null'
where job.state in ('done', 'failed') and job.arguments <> excluded.arguments
"""

SHOW = """
select id, kind, arguments, state, done, total, result, fence, created_at from job
where tenant = ?1 and (?2 is null or id = ?2) order by rowid desc limit ?3
"""

NEXT = """
select job.rowid, job.tenant from job left join turn using (tenant)
where kind in (select value from json_each(?)) and state in ('due', 'running') and ready_at <= ?
order by coalesce(served, 0), job.rowid limit 1
"""

REPORT = """
update job set state = coalesce(?, state), ready_at = coalesce(?, ready_at),
  done = coalesce(?, done), total = coalesce(?, total), result = coalesce(?, result)
where tenant = ? and id = ? and fence = ? and state = 'running'
"""


class Order(Struct, frozen=True):
    """A job to be done once: its id repeats where the same work is asked for again."""

    id: str
    kind: str
    arguments: dict[str, Any]


class Job(Struct, frozen=True):
    """A job as a page shows it. `created_at` is RFC 3339 in Japan's zone."""

    id: str
    kind: str
    arguments: dict[str, Any]
    state: State
    done: int
    total: int
    result: Any
    fence: int
    created_at: str


class Claim(NamedTuple):
    """One attempt at a job, valid until its lease ends or a later claim takes over."""

    tenant: str
    id: str
    kind: str
    arguments: dict[str, Any]
    fence: int


class StaleFence(Exception):
    """Another worker has taken the job over, or it has ended: this attempt must not go on."""


class Outbox:
    """The jobs of all tenants, in the SQLite file at `path`; shared by threads, not over a fork."""

    def __init__(self, path: Path, clock: Clock, lease_seconds: float = LEASE_SECONDS) -> None:
        sqlite_file.refuse_bad_version(apsw.sqlite_lib_version())
        sqlite_file.claim(path)
        self._path, self._clock, self.lease_seconds = path, clock, lease_seconds
        self._process, self._local = os.getpid(), threading.local()
        with self._write() as db:
            db.execute(SCHEMA)

    def of(self, tenant: str) -> "TenantJobs":
        """The jobs of one tenant: the only view a tenant's code gets."""
        return TenantJobs(self, tenant)

    def enqueue(self, tenant: str, orders: Sequence[Order]) -> int:
        """Store the orders that are not there yet, all in one commit; how many were new."""
        with self._write() as db:
            return self._insert(db, tenant, orders)

    def order_again(self, tenant: str, order: Order) -> bool:
        """Order work that comes back, as one row: False while the last one has not ended, or if
        these very arguments were ordered last."""
        with self._write() as db:
            before = db.total_changes()
            db.execute(AGAIN, self._values(tenant, order))
            return db.total_changes() > before

    def follow(self, tenant: str, name: str, position: int, orders: Sequence[Order]) -> int:
        """Store what follows from the log up to `position`, and that it was read so far."""
        with self._write() as db:
            db.execute(
                "insert into follower values (?, ?, ?) on conflict do update"
                " set position = max(position, excluded.position)",
                (tenant, name, position),
            )
            return self._insert(db, tenant, orders)

    def followed(self, tenant: str, name: str) -> int:
        """The log position up to which the follower has stored its orders; 0 at first."""
        rows = self._read(
            "select position from follower where tenant = ? and name = ?", tenant, name
        )
        return int(rows[0][0]) if rows else 0

    def find(self, tenant: str, job_id: str) -> Job | None:
        """The tenant's job, or None."""
        rows = self._read(SHOW, tenant, job_id, 1)
        return _job(rows[0]) if rows else None

    def recent(self, tenant: str, limit: int = RECENT_MAX) -> tuple[Job, ...]:
        """The tenant's latest jobs, the newest first."""
        return tuple(_job(row) for row in self._read(SHOW, tenant, None, limit))

    def ready_count(self, kinds: Sequence[str]) -> int:
        """How many jobs of these kinds could be claimed now."""
        rows = self._read(
            "select count(*) from job where kind in (select value from json_each(?))"
            " and state in ('due', 'running') and ready_at <= ?",
            *(_json(list(kinds)), self._now()),
        )
        return int(rows[0][0])

    def claim_next(self, kinds: Sequence[str]) -> Claim | None:
        """Claim the first ready job of the tenant whose turn it is: the one served longest ago."""
        with self._write() as db:
            row = db.execute(NEXT, (_json(list(kinds)), self._now())).fetchone()
            if row is None:
                return None
            db.execute(
                "insert into turn select ?, coalesce(max(served), 0) + 1 from turn where true"
                " on conflict do update set served = excluded.served",
                (row[1],),
            )
            claimed = db.execute(
                "update job set state = 'running', fence = fence + 1, ready_at = ? where rowid = ?"
                " returning tenant, id, kind, arguments, fence",
                (self._later(self.lease_seconds), row[0]),
            ).fetchall()
        (tenant, job_id, kind, arguments, fence), *_ = cast(list[Claimed], claimed)
        return Claim(tenant, job_id, kind, msgspec.json.decode(arguments), fence)

    def renew(self, claim: Claim) -> None:
        """Keep the claim for another lease; `StaleFence` if it is no longer ours."""
        self._report(claim, ready_at=self._later(self.lease_seconds))

    def progress(self, claim: Claim, done: int, total: int) -> None:
        """Show how far the work is; `StaleFence` if it is no longer ours."""
        self._report(claim, done=done, total=total)

    def finish(self, claim: Claim, result: Any) -> None:
        """The work is done; `StaleFence` if it is no longer ours."""
        self._report(claim, state="done", result=_small(result, RESULT_BYTES_MAX))

    def fail(self, claim: Claim, result: Any) -> None:
        """The work cannot be done and `result` says why; `StaleFence` if it is no longer ours."""
        self._report(claim, state="failed", result=_small(result, RESULT_BYTES_MAX))

    def put_back(self, claim: Claim, seconds: float) -> None:
        """Due again after `seconds`; `StaleFence` if it is no longer ours."""
        self._report(claim, state="due", ready_at=self._later(seconds))

    def close(self) -> None:
        """Close this thread's connection."""
        db: apsw.Connection | None = getattr(self._local, "db", None)
        if db is not None:
            del self._local.db
            db.close()

    def _insert(self, db: apsw.Connection, tenant: str, orders: Sequence[Order]) -> int:
        before = db.total_changes()
        for order in orders:
            db.execute(f"{INSERT} on conflict do nothing", self._values(tenant, order))
        return db.total_changes() - before

    def _values(self, tenant: str, order: Order) -> tuple[str | int, ...]:
        arguments = _small(order.arguments, ARGUMENTS_BYTES_MAX)
        created = self._clock().isoformat()
        return (tenant, order.id, order.kind, arguments, self._now(), created)

    def _report(self, claim: Claim, **changes: Any) -> None:
        values = [changes.get(name) for name in ("state", "ready_at", "done", "total", "result")]
        with self._write() as db:
            before = db.total_changes()
            db.execute(REPORT, (*values, claim.tenant, claim.id, claim.fence))
            if db.total_changes() == before:
                raise StaleFence("the job has been taken over or has ended")

    def _read(self, statement: str, *values: Any) -> list[Any]:
        return self._connection().execute(statement, values).fetchall()

    @contextmanager
    def _write(self) -> Iterator[apsw.Connection]:
        """One immediate transaction; an error costs the connection, as each call may repeat."""
        db = self._connection()
        try:
            db.execute("begin immediate")
            yield db
            db.execute("commit")
        except BaseException:
            del self._local.db
            db.close(True)
            raise

    def _connection(self) -> apsw.Connection:
        assert os.getpid() == self._process, "the list of jobs was opened before a fork"
        db: apsw.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = sqlite_file.connect(self._path)
        return db

    def _now(self) -> int:
        return self._later(0)

    def _later(self, seconds: float) -> int:
        return int((self._clock().timestamp() + seconds) * 1000)


class TenantJobs:
    """The jobs of one tenant: ask for work, see how it goes."""

    def __init__(self, outbox: Outbox, tenant: str) -> None:
        self._outbox, self._tenant = outbox, tenant

    def enqueue(self, job_id: str, kind: str, **arguments: Any) -> bool:
        """Store the job unless its id is there already; whether it was new."""
        return self._outbox.enqueue(self._tenant, [Order(job_id, kind, arguments)]) == 1

    def find(self, job_id: str) -> Job | None:
        """The job, or None."""
        return self._outbox.find(self._tenant, job_id)

    def recent(self, limit: int = RECENT_MAX) -> tuple[Job, ...]:
        """The latest jobs, the newest first."""
        return self._outbox.recent(self._tenant, limit)


def _job(row: Sequence[Any]) -> Job:
    job_id, kind, arguments, state, done, total, result, fence, created_at = row
    return Job(
        *(job_id, kind, msgspec.json.decode(arguments), state, done, total),
        *(msgspec.json.decode(result), fence, created_at),
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _small(value: Any, most: int) -> str:
    text = _json(value)
    assert len(text.encode()) <= most, "a job carries ids and counts; content belongs in a file"
    return text
