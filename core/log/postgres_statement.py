"""The statement that appends: sent straight through libpq, its arrays packed by hand.

psycopg's own way of finding types and waiting costs a lone client more than the statement does.
"""

from collections.abc import Callable, Sequence
from struct import pack
from typing import Any, NamedTuple

from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from core.log.batch import Batch
from core.log.port import Append, Head
from core.log.postgres_connection import Connection

TEXT, BYTES, INT8 = 25, 17, 20
TEXTS, BYTESS, INT8S = 1009, 1001, 1016


class Statement(NamedTuple):
    """A prepared statement: its name in a session, the types of its parameters, its text."""

    name: bytes
    types: tuple[int, ...]
    text: bytes


# Nothing is written unless everything holds, in READ COMMITTED too, where a statement sees one
# snapshot but changes the newest rows:
# - A head row is set only while it has the size the batch was built on. A row that another
#   transaction holds is waited for and its condition judged on the new row, so of two batches on
#   one head one finds it moved.
# - The size only grows, and this session learned it before the statement began. So the snapshot
#   holds every event up to that size, and as the head row, held until the end, still has it, there
#   is no other: what `moved` says of a stream that was only read is true at the commit.
# - Versions, positions and commands are unique keys: a repeated one fails the statement.
ALONE = Statement(
    b"append_alone",
    (
        *(TEXT, INT8, INT8, BYTES),
        *(TEXTS, INT8S),
        *(TEXTS, INT8S, INT8S),
        *(INT8S, TEXTS, INT8S, TEXTS, BYTESS),
    ),
    b"""
with moved as (
  select from unnest($5, $6) as following (stream, version)
  join daicho_log.event using (stream, version) where tenant = $1),
held as (
  update daicho_log.head set size = $3, edge = $4
  where tenant = $1 and size = $2 and not exists (select from moved) returning 1),
commands as (
  insert into daicho_log.command (tenant, command_id, first, last)
  select $1, new.* from held, unnest($7, $8, $9) as new),
events as (
  insert into daicho_log.event (tenant, position, stream, version, topic, state)
  select $1, new.* from held, unnest($10, $11, $12, $13, $14) as new)
select count(*) from held
""",
)

# With several tenants, all heads must hold or none be set. `meant` sees most of that before
# anything is changed; should a head move between snapshot and lock, so that some rows are set and
# others not, the division fails the statement.
TOGETHER = Statement(
    b"append_together",
    (
        *(TEXTS, INT8S, INT8S, BYTESS),
        *(TEXTS, TEXTS, INT8S),
        *(TEXTS, TEXTS, INT8S, INT8S),
        *(TEXTS, INT8S, TEXTS, INT8S, TEXTS, BYTESS),
    ),
    b"""
with meant as (
  select from unnest($1, $2) as base (tenant, size) join daicho_log.head using (tenant, size)),
moved as (
  select from unnest($5, $6, $7) as following (tenant, stream, version)
  join daicho_log.event using (tenant, stream, version)),
held as (
  update daicho_log.head set size = new.size, edge = new.edge
  from unnest($1, $2, $3, $4) as new (tenant, old, size, edge)
  where head.tenant = new.tenant and head.size = new.old
    and (select count(*) from meant) = cardinality($1) and not exists (select from moved)
  returning 1),
commands as (
  insert into daicho_log.command (tenant, command_id, first, last)
  select * from unnest($8, $9, $10, $11) where exists (select from held)),
events as (
  insert into daicho_log.event (tenant, position, stream, version, topic, state)
  select * from unnest($12, $13, $14, $15, $16, $17) where exists (select from held))
select case when count(*) in (0, cardinality($1)) then count(*) else 1 / (count(*) - count(*)) end
from held
""",
)

Following = tuple[str, str, int]
"""Tenant, stream and the version that must not exist: it was read up to the one before."""


class Wanted(NamedTuple):
    """What one statement is to do: the batch's rows, on the heads it was built on, if the streams
    that were only read have not moved on."""

    batch: Batch
    heads: dict[str, Head]
    following: list[Following]


def prepare(db: Connection) -> None:
    """Make the statements known to the session. Raises `psycopg.Error`."""
    for statement in (ALONE, TOGETHER):
        _answered(db.pgconn.prepare(statement.name, statement.text, statement.types))


def run(db: Connection, wanted: Wanted, *, heads_only: bool = False) -> bool:
    """Whether everything held and the rows are written, or the heads only; otherwise nothing is.

    Outside a transaction it commits. Raises `psycopg.Error`; then nothing is written either, if
    the server said so itself and the connection lives.
    """
    alone = len(wanted.heads) == 1
    statement = ALONE if alone else TOGETHER
    values = _head(wanted) if alone else _heads(wanted)
    commands, events = ([], []) if heads_only else (wanted.batch.commands, wanted.batch.events)
    # Alone, the tenant is said once, not in each row.
    values += _packed(wanted.following, (_texts, _texts, _ints), skip=alone)
    values += _packed(commands, (_texts, _texts, _ints, _ints), skip=alone)
    values += _packed(events, (_texts, _ints, _texts, _ints, _texts, _bytes), skip=alone)
    binary = [1] * len(values)
    result = _answered(db.pgconn.exec_prepared(statement.name, values, binary, 1))
    return result.get_value(0, 0) != bytes(8)


def following(appends: Sequence[Append]) -> list[Following]:
    """The versions that the guards of the appends forbid."""
    return [
        (append.tenant, stream, version + 1)
        for append in appends
        for stream, version in append.guards
    ]


def _head(wanted: Wanted) -> list[bytes]:
    ((tenant, old),) = wanted.heads.items()
    grown = wanted.batch.heads
    size, edge = grown[0][1:] if grown else old
    return [tenant.encode(), _int(old.size), _int(size), edge]


def _heads(wanted: Wanted) -> list[bytes]:
    new = {tenant: Head(size, edge) for tenant, size, edge in wanted.batch.heads}
    # In one order, so that two batches on the same heads do not wait for each other in a circle.
    tenants = sorted(wanted.heads, key=str.encode)
    old = [wanted.heads[tenant] for tenant in tenants]
    then = [new.get(tenant, wanted.heads[tenant]) for tenant in tenants]
    return [
        _texts(tenants),
        _ints([head.size for head in old]),
        _ints([head.size for head in then]),
        _bytes([head.edge for head in then]),
    ]


def _packed(
    rows: Sequence[tuple[Any, ...]], packers: Sequence[Callable[[Any], bytes]], *, skip: bool
) -> list[bytes]:
    """The columns of the rows as arrays, without the first column if it is to be skipped."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(packers)
    return [make(column) for make, column in zip(packers, columns, strict=True)][skip:]


def _answered(result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(result)
    return result


def _texts(values: Sequence[str]) -> bytes:
    return _array(TEXT, [value.encode() for value in values])


def _bytes(values: Sequence[bytes]) -> bytes:
    return _array(BYTES, values)


def _ints(values: Sequence[int]) -> bytes:
    return _array(INT8, [_int(value) for value in values])


def _int(value: int) -> bytes:
    return value.to_bytes(8, "big")


def _array(element: int, values: Sequence[bytes]) -> bytes:
    """PostgreSQL's binary form: dimensions, no nulls, element type, then the dimension's length and
    lower bound, then each value after its own length."""
    if not values:
        return pack(">iii", 0, 0, element)
    parts = [pack(">iiiii", 1, 0, element, len(values), 1)]
    for value in values:
        parts += (len(value).to_bytes(4, "big"), value)
    return b"".join(parts)
