"""What a disk may hold after a power cut: writes that no sync followed are kept, lost or torn.

Sectors of 512 bytes are written whole or not, in any order. Names (new files, deletions, renames)
are taken as durable at once: no test of these sees a folder that was not synced.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512
LOST, KEPT = 0, -1


class Op(NamedTuple):
    """`write` or `truncate` of a file, its `sync`, `delete` or `rename` (to the name in `data`);
    a sync that `failed`; or a `note`, in `data`, of what was said to the world at that moment."""

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""


State = dict[str, bytes | None]
"""Files that differ from the folder the disk began with; None for one that is gone."""


class Disk:
    """Takes operations in order, and gives the states a power cut at this moment may leave.

    A `forgetful` one never writes what a failed sync left, though a later sync says it did: Linux
    takes those pages for clean.
    """

    def __init__(self, base: Path | None = None, *, forgetful: bool = False) -> None:
        self._base, self._forgetful = base, forgetful
        self._durable: dict[str, bytearray | None] = {}
        self._pending: dict[str, list[Op]] = {}

    def apply(self, op: Op) -> None:
        """Take the next operation."""
        if op.kind in ("write", "truncate"):
            self._pending.setdefault(op.name, []).append(op)
        elif op.kind == "sync":
            self._durable[op.name] = self._file(op.name)
            for each in self._pending.pop(op.name, []):
                _change(self._file(op.name), each, KEPT)
        elif op.kind == "failed" and self._forgetful:
            self._pending.pop(op.name, None)
        elif op.kind == "delete":
            self._durable[op.name] = None
            self._pending.pop(op.name, None)
        elif op.kind == "rename":
            self._rename(op.name, op.data.decode())

    def states(self, rng: Random, count: int) -> Iterator[State]:
        """Everything unsynced lost, everything kept, and up to `count` mixtures; all distinct."""
        pending = [op for ops in self._pending.values() for op in ops]
        fates = {tuple(LOST for _ in pending), tuple(KEPT for _ in pending)}
        for _ in range(count if pending else 0):
            share = rng.choice((0.2, 0.5, 0.8))
            fates.add(tuple(_fate(op, share, rng) for op in pending))
        for fate in sorted(fates):
            yield self._crashed(pending, fate)

    def _crashed(self, pending: list[Op], fates: tuple[int, ...]) -> State:
        files: dict[str, bytearray | None] = dict(self._durable)
        for name in self._pending:
            files[name] = bytearray(self._file(name))
        for op, fate in zip(pending, fates, strict=True):
            file = files[op.name]
            assert file is not None
            _change(file, op, fate)
        return {name: None if file is None else bytes(file) for name, file in files.items()}

    def _file(self, name: str) -> bytearray:
        """The durable file; as the folder had it at the beginning, or empty."""
        file = self._durable.get(name)
        if file is None:
            begun = self._base / name if self._base and name not in self._durable else None
            file = bytearray(begun.read_bytes() if begun and begun.is_file() else b"")
            self._durable[name] = file
        return file

    def _rename(self, old: str, new: str) -> None:
        self._durable[new], self._durable[old] = self._file(old), None
        self._pending.pop(new, None)
        if old in self._pending:
            moved = self._pending.pop(old)
            self._pending[new] = [op._replace(name=new) for op in moved]


def write_state(state: State, folder: Path) -> None:
    """Put the files of a state into a folder."""
    for name, content in state.items():
        path = folder / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _fate(op: Op, share: float, rng: Random) -> int:
    """Lost, kept, or a bit for each sector that reached the disk."""
    if op.kind == "truncate" or rng.random() < 0.6:
        return KEPT if rng.random() < share else LOST
    return rng.getrandbits(_sectors(op))


def _sectors(op: Op) -> int:
    return (op.offset + len(op.data) - 1) // SECTOR - op.offset // SECTOR + 1


def _change(file: bytearray, op: Op, fate: int) -> None:
    if fate == LOST:
        return
    if op.kind == "truncate":
        del file[op.offset :]
        file.extend(bytes(op.offset - len(file)))
        return
    if fate == KEPT:
        _put(file, op.offset, op.data)
        return
    first = op.offset // SECTOR
    for sector in range(first, first + _sectors(op)):
        if fate >> (sector - first) & 1:
            start = max(op.offset, sector * SECTOR)
            stop = min(op.offset + len(op.data), (sector + 1) * SECTOR)
            _put(file, start, op.data[start - op.offset : stop - op.offset])


def _put(file: bytearray, offset: int, data: bytes) -> None:
    file.extend(bytes(max(0, offset - len(file))))
    file[offset : offset + len(data)] = data
