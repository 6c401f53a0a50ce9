"""Digest of a view's rows at a position: equal on every store, after a rebuild and after an
erasure."""

import hashlib

from projections.columns import canonical
from projections.reader import Reader
from projections.store import Views
from projections.view import View


def digest(tenant: str, views: Views, view: View, position: int | None = None) -> str:
    """SHA-256 (hex) of the rows at `position`, or now."""
    with views.at(view, tenant, position) as reader:
        return digest_of(reader, view)


def digest_of(reader: Reader, view: View) -> str:
    """SHA-256 (hex) over each table's kind and its rows by key, in canonical JSON; sealed
    cells as stored."""
    total = hashlib.sha256()
    for table in view.tables:
        total.update(canonical(["table", table.kind]) + b"\n")
        for key, from_position, row in reader.versions(table):
            total.update(canonical([key, from_position, row]) + b"\n")
    return total.hexdigest()
