"""Compares rows: by digest, and one by one where digests differ."""

from collections.abc import Iterator
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import ColumnElement, Connection, FromClause, ScalarSelect

from projections.digest import made_again
from projections.reader import Reader
from projections.store import Views
from projections.versions import Stored
from projections.view import Table, View


class Difference(NamedTuple):
    """A version of a row that is not the same in both; None where it is not there at all."""

    kind: str
    key: str
    from_position: int
    before: Stored | None
    after: Stored | None


def digest(tenant: str, views: Views, view: View, position: int | None = None) -> str:
    """The digest (hex) at `position`, or where the view stands."""
    with views.at(view, tenant, position) as reader:
        if reader.position == reader.cursor.position:
            return reader.cursor.digest.hex()
        return digest_of(reader, view)


def is_damaged(reader: Reader, view: View) -> bool:
    """Whether the rows are not those that were folded, or are filed where readers would miss them;
    reads their whole history."""
    filed = all(reader.is_filed(table) for table in view.tables)
    return not filed or digest_of(reader, view) != reader.cursor.digest.hex()


def digest_of(reader: Reader, view: View) -> str:
    """The digest (hex) made again from the rows; costs as much as reading their history."""
    histories = {table.kind: reader.history(table) for table in view.tables}
    return made_again(view.name, histories).hex()


def same_rows(db: Connection, before: Reader, after: Reader, view: View) -> bool:
    """Whether both hold the same versions up to where `after` stands; the database compares.

    As many on either side, and none of the one that the other has not: a version's key and position
    are its alone.
    """
    upto = after.position
    return all(
        db.execute(
            sql.select(
                sql.and_(
                    _count(table, before, upto) == _count(table, after, upto),
                    ~_lacks(table, before, after, upto),
                )
            )
        ).scalar_one()
        for table in view.tables
    )


def _count(table: Table[Any], one: Reader, upto: int) -> ScalarSelect[int]:
    own = table.core.alias().c
    ours = (own.tenant == one.tenant, own.generation == one.cursor.generation)
    return sql.select(sql.func.count()).where(*ours, own.from_position <= upto).scalar_subquery()


def _lacks(table: Table[Any], one: Reader, other: Reader, upto: int) -> ColumnElement[bool]:
    """Whether `one` has a version that `other` has not."""
    held, same = table.core.alias(), table.core.alias()

    def end(of: FromClause) -> ColumnElement[Any]:
        return sql.case((of.c.to_position > upto, None), else_=of.c.to_position)

    found = (
        same.c.tenant == one.tenant,
        same.c.generation == other.cursor.generation,
        same.c.key == held.c.key,
        same.c.from_position == held.c.from_position,
        same.c.row == held.c.row,
        end(same).is_not_distinct_from(end(held)),
        *(same.c[name].is_not_distinct_from(held.c[name]) for name in table.columns),
    )
    lacking = sql.select(sql.literal(1)).where(
        held.c.tenant == one.tenant,
        held.c.generation == one.cursor.generation,
        held.c.from_position <= upto,
        ~sql.exists().where(*found),
    )
    return lacking.exists()


def differences(before: Reader, after: Reader, view: View, most: int) -> list[Difference]:
    """Up to `most` versions that differ, by table, key and position."""
    return list(islice(_differences(before, after, view), most))


def _differences(before: Reader, after: Reader, view: View) -> Iterator[Difference]:
    for table in view.tables:
        both = merge(
            ((_place(each), 0, each) for each in before.history(table)),
            ((_place(each), 1, each) for each in after.history(table)),
            key=itemgetter(0),
        )
        for place, found in groupby(both, itemgetter(0)):
            sides: list[Stored | None] = [None, None]
            for _, side, version in found:
                sides[side] = version
            if sides[0] != sides[1]:
                yield Difference(table.kind, *place, *sides)


def _place(version: Stored) -> tuple[str, int]:
    return version.key, version.from_position
