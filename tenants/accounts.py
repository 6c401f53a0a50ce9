"""Accounts and sign-in: one-time links, sessions kept on the server and revocable; no passwords.

Tokens are 256 random bits; only their SHA-256 is stored. A person signs in under their person id.
"""

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path

import apsw
import msgspec

from core.clock import Clock, system_clock
from core.command import Actor
from core.identity import Entropy, system_entropy
from core.log import sqlite_file

LINK_MINUTES = 30
SESSION_HOURS = 10
Stamp = tuple[int, int] | None
STAMP_SECONDS = 0.1
"""Far more than the clock of a file system is coarse."""

SCHEMA = """
create table if not exists account(
  tenant text not null, id text not null, actor text not null, unique (tenant, id));
create table if not exists link(
  token text primary key, tenant text not null, account text not null, until text not null)
  without rowid;
create table if not exists session(
  token text primary key, tenant text not null, account text not null, until text not null)
  without rowid;
"""
SESSION = """select actor, until from session
 join account on account.tenant = session.tenant and account.id = session.account
 where token = ? and session.tenant = ?"""


class Accounts:
    """The accounts of one tenant, in the SQLite file shared by all tenants of a place."""

    def __init__(
        self, path: Path, tenant: str, clock: Clock, draw: Entropy = system_entropy
    ) -> None:
        self._path, self._tenant, self._clock, self._draw = path, tenant, clock, draw
        self._local = threading.local()
        self._wal = Path(f"{path}-wal")
        self._held: tuple[Stamp, dict[str, tuple[str, ...]]] = (None, {})
        sqlite_file.claim(path)
        self._db().execute(SCHEMA)

    def put(self, actor: Actor) -> None:
        """Create the account of `actor`, or replace it."""
        self._db().execute(
            "insert into account values(?, ?, ?) "
            "on conflict(tenant, id) do update set actor = excluded.actor",
            (self._tenant, actor.id, msgspec.json.encode(actor).decode()),
        )

    def actor(self, account: str) -> Actor | None:
        """The actor of an account."""
        row = self._one(
            "select actor from account where tenant = ? and id = ?", (self._tenant, account)
        )
        return msgspec.json.decode(row[0], type=Actor) if row else None

    def all(self) -> list[Actor]:
        """Every account, by id."""
        rows = self._db().execute(
            "select actor from account where tenant = ? order by id", (self._tenant,)
        )
        return [msgspec.json.decode(actor, type=Actor) for (actor,) in rows]

    def link(self, account: str) -> str:
        """A token that signs the account in once, within `LINK_MINUTES`."""
        token = self._token()
        until = self._clock() + timedelta(minutes=LINK_MINUTES)
        self._keep("link", token, account, until)
        return token

    def sign_in(self, token: str) -> str | None:
        """Use up a link: the session's token, or None if the link is unknown, used or old."""
        with self._db() as db:
            found = list(
                db.execute(
                    "delete from link where token = ? and tenant = ? returning account, until",
                    (_digest(token), self._tenant),
                )
            )
        if not found or datetime.fromisoformat(found[0][1]) < self._clock():
            return None
        session = self._token()
        until = self._clock() + timedelta(hours=SESSION_HOURS)
        self._keep("session", session, found[0][0], until)
        return session

    def session(self, token: str) -> Actor | None:
        """Whose session this is, while it lasts."""
        key, held = _digest(token), self._sessions()
        row = held.get(key) or self._one(SESSION, (key, self._tenant))
        if row is not None:
            held[key] = row
        if row is None or datetime.fromisoformat(row[1]) < self._clock():
            return None
        return msgspec.json.decode(row[0], type=Actor)

    def sign_out(self, token: str) -> None:
        """End one session."""
        self._db().execute("delete from session where token = ?", (_digest(token),))

    def revoke(self, account: str) -> None:
        """End every session and link of an account."""
        for table in ("session", "link"):
            self._db().execute(
                f"delete from {table} where tenant = ? and account = ?",  # noqa: S608  fixed names
                (self._tenant, account),
            )

    def _sessions(self) -> dict[str, tuple[str, ...]]:
        """Where the sessions read are kept, to be forgotten at the next change of the file."""
        stamp = self._stamp()
        if stamp is None or self._held[0] != stamp:
            self._held = (stamp, {})
        return self._held[1]

    def _stamp(self) -> Stamp:
        """What changes with every change to the file, whichever process makes it: while it stays,
        what was read holds. None where a change just now could hide behind the same time."""
        try:
            state = self._wal.stat()
        except FileNotFoundError:
            return None
        age = system_clock().timestamp() - state.st_mtime
        return (state.st_mtime_ns, state.st_size) if age > STAMP_SECONDS else None

    def _token(self) -> str:
        return self._draw("sign-in").hex()

    def _keep(self, table: str, token: str, account: str, until: datetime) -> None:
        self._db().execute(
            f"insert into {table} values(?, ?, ?, ?)",
            (_digest(token), self._tenant, account, until.isoformat()),
        )

    def _one(self, query: str, values: tuple[str, ...]) -> tuple[str, ...] | None:
        return next(iter(self._db().execute(query, values)), None)

    def _db(self) -> apsw.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite_file.connect(self._path)
        db: apsw.Connection = self._local.db
        return db


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
