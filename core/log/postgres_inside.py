"""What a batch is told of the PostgreSQL store: from memory, or under locked heads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from core.log.port import Append, Head
from core.log.postgres_connection import Connection

ADD_HEADS = """insert into daicho_log.head (tenant, size, edge)
 select tenant, 0, '' from unnest(%s::text[]) as new (tenant) on conflict do nothing"""
HEADS = "select tenant, size, edge from daicho_log.head where tenant = any(%s)"
# In the order of the column's collation "C", so that nobody waits for each other in a circle.
LOCK_HEADS = f"{HEADS} order by tenant for update"
FIND_COMMANDS = """select tenant, command_id, first, last
 from unnest(%s::text[], %s::text[]) as wanted (tenant, command_id)
 join daicho_log.command using (tenant, command_id)"""
FIND_VERSIONS = """select tenant, stream, version
 from unnest(%s::text[], %s::text[], %s::bigint[]) as wanted (tenant, stream, version)
 join daicho_log.event using (tenant, stream, version)"""


class Remembered:
    """Knows the heads, and hopes for the rest: the statement that writes sees whether it is so."""

    def __init__(self, heads: dict[str, Head]) -> None:
        self._heads = heads

    def head(self, tenant: str) -> Head:
        """The head as it was when it was last seen."""
        return self._heads[tenant]

    def find_command(self, _tenant: str, _command_id: str) -> tuple[int, int] | None:
        """Not known; the unique key is."""
        return None

    def versions(self, _tenant: str, _stream: str, _low: int, _high: int) -> Iterable[int]:
        """Not known; the unique key is, and the statement looks at guards."""
        return ()


class Locked:
    """Opens a transaction, locks the heads of a group's tenants and reads all it will be asked.

    Each statement of it sees what was committed before it began, so those after the lock see all
    that whoever held the heads before has stored.
    """

    def __init__(self, db: Connection, group: Sequence[Append]) -> None:
        tenants = _in_order({append.tenant for append in group})
        marks = [(one.tenant, mark.command_id) for one in group for mark in one.commands]
        versions = list({version for append in group for version in _versions(append)})
        with db.pipeline():
            db.execute("begin")
            db.execute(ADD_HEADS, (tenants,))
            heads = db.execute(LOCK_HEADS, (tenants,))
            commands = db.execute(FIND_COMMANDS, _arrays(marks, 2))
            stored = db.execute(FIND_VERSIONS, _arrays(versions, 3))
        self.heads = {tenant: Head(size, edge) for tenant, size, edge in heads}
        self._commands = {(row[0], row[1]): (row[2], row[3]) for row in commands}
        self._versions: dict[tuple[str, str], list[int]] = defaultdict(list)
        for tenant, stream, version in stored:
            self._versions[tenant, stream].append(version)

    def head(self, tenant: str) -> Head:
        """The locked head row."""
        return self.heads[tenant]

    def find_command(self, tenant: str, command_id: str) -> tuple[int, int] | None:
        """First and last position of a command of the group, if it is recorded."""
        return self._commands.get((tenant, command_id))

    def versions(self, tenant: str, stream: str, low: int, high: int) -> Iterable[int]:
        """Those versions the group is about that exist, from `low` to `high`."""
        found = self._versions.get((tenant, stream), ())
        return [version for version in found if low <= version <= high]


def read_heads(db: Connection, tenants: Sequence[str]) -> dict[str, Head]:
    """The heads of the tenants; rows are made for those that have none, empty."""
    found = {row[0]: Head(row[1], row[2]) for row in db.execute(HEADS, (list(tenants),))}
    new = _in_order(set(tenants).difference(found))
    if new:
        db.execute(ADD_HEADS, (new,))
    return found | dict.fromkeys(new, Head())


def _in_order(tenants: Iterable[str]) -> list[str]:
    return sorted(tenants, key=str.encode)


def _versions(append: Append) -> Iterable[tuple[str, str, int]]:
    """What may be in the way of an append: its own versions, and what follows its guards."""
    for event in append.events:
        yield append.tenant, event.stream, event.version
    for stream, version in append.guards:
        yield append.tenant, stream, version + 1


def _arrays(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[column] for row in rows] for column in range(width)]
