"""What became of each mail: "sending" is on disk before a server may take it, then how it ended.

A mail found "sending" was being handed over when its worker died: it may have arrived, so it is
"unknown" and never sent again. The book holds ids and codes, no name, address or text. It is kept
in the file of the jobs, so that one backup has both.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import apsw
from msgspec import Struct

from core.clock import Clock
from core.log import sqlite_file

State = Literal["sending", "sent", "refused", "unknown"]
RECENT_MAX = 200
SCHEMA = """
create table if not exists mail(
  tenant text not null, id text not null, kind text not null,
  to_kind text not null, to_id text not null, position integer not null,
  state text not null, code text not null, at text not null,
  primary key (tenant, id)) without rowid;
"""
SHOW = "select id, kind, to_kind, to_id, position, state, code, at from mail where tenant = ?"


class Mail(Struct, frozen=True):
    """A mail as it stands. `to_id` is a person id, a 団体コード or an account; `code` is what the
    server answered (RFC 3463, such as 5.1.1), `at` RFC 3339 in Japan's zone."""

    id: str
    kind: str
    to_kind: str
    to_id: str
    position: int
    state: State
    code: str
    at: str


class NewMail(NamedTuple):
    """A mail about to be sent: its id, the kind of letter, to whom, and the fact it tells of."""

    id: str
    kind: str
    to_kind: str
    to_id: str
    position: int


class PostBook:
    """The mails of one tenant, in the SQLite file at `path`."""

    def __init__(self, path: Path, tenant: str, clock: Clock) -> None:
        self._path, self._tenant, self._clock = path, tenant, clock
        sqlite_file.refuse_bad_version(apsw.sqlite_lib_version())
        sqlite_file.claim(path)
        self._do(SCHEMA)

    def state(self, mail_id: str) -> State | None:
        """How a mail stands; None if it was never begun."""
        rows = self._do("select state from mail where tenant = ? and id = ?", self._tenant, mail_id)
        return rows[0][0] if rows else None

    def code(self, mail_id: str) -> str:
        """What the server answered; empty if it did not, or the mail was never begun."""
        rows = self._do("select code from mail where tenant = ? and id = ?", self._tenant, mail_id)
        return str(rows[0][0]) if rows else ""

    def begin(self, mail: NewMail) -> bool:
        """Note durably that the mail is being handed over; False if that was noted before."""
        rows = self._do(
            "insert into mail values (?, ?, ?, ?, ?, ?, 'sending', '', ?)"
            " on conflict do nothing returning id",
            *(self._tenant, *mail, self._clock().isoformat()),
        )
        return bool(rows)

    def end(self, mail_id: str, state: State, code: str = "") -> None:
        """Note how it ended. Not waited for on the disk: what a power cut takes of it is found
        "sending", and so unknown."""
        self._do(
            "update mail set state = ?, code = ?, at = ? where tenant = ? and id = ?",
            *(state, code, self._clock().isoformat(), self._tenant, mail_id),
            waits=False,
        )

    def take_back(self, mail_id: str) -> None:
        """The server said "not now": it is as if the mail had not been begun."""
        self._do(
            "delete from mail where tenant = ? and id = ? and state = 'sending'",
            *(self._tenant, mail_id),
        )

    def recent(self, limit: int = RECENT_MAX) -> list[Mail]:
        """The latest mails, the newest first."""
        rows = self._do(f"{SHOW} order by position desc, id desc limit ?", self._tenant, limit)
        return [Mail(*row) for row in rows]

    def ended(self, state: State, kinds: Sequence[str] = ()) -> list[Mail]:
        """The mails that ended so, the oldest first, of these kinds of letter if given: who could
        not be reached."""
        rows = self._do(f"{SHOW} and state = ? order by position, id", self._tenant, state)
        found = [Mail(*row) for row in rows]
        return [mail for mail in found if not kinds or mail.kind in kinds]

    def _do(self, statement: str, *values: Any, waits: bool = True) -> list[Any]:
        db = sqlite_file.connect(self._path)
        try:
            if not waits:
                db.execute("pragma synchronous = normal")
            return db.execute(statement, values).fetchall()
        finally:
            db.close()
