"""A copy of a live log file, by SQLite's own backup only (reliability.md, finding 5)."""

import os
from pathlib import Path

import apsw

from core.errors import Fault, Refused, refuse
from core.log.sqlite_file import connect

PAGES_A_STEP = 1_000
NO_ROOM = Fault(
    "log.backup_not_written",
    "控えを書き込めませんでした。空き容量を確かめて、もう一度お試しください。",
    "The copy could not be written. See that there is room for it, and try again.",
    "out",
)


def backup(location: str, out_path: Path) -> None:
    """Copy the log at `location` to the new file `out_path`, whole or not, while others write.

    `Refused` if there is no log file, something at `out_path` already, or no room for the copy.
    """
    source = Path(location)
    if not source.is_file():
        raise refuse(
            "log.no_file",
            "記録ファイルがありません。",
            "There is no log file to back up.",
            "location",
        )
    if out_path.exists():
        raise refuse(
            "log.backup_exists",
            "同じ名前のファイルがあります。別の名前を指定してください。",
            "A file of that name exists. Choose another name.",
            "out",
        )
    partial = out_path.with_name(f"{out_path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        _copy(source, partial)
    except (apsw.FullError, apsw.IOError):
        for left in out_path.parent.glob(f"{partial.name}*"):
            left.unlink()
        raise Refused(NO_ROOM) from None
    partial.rename(out_path)
    _sync_folder(out_path.parent)


def _copy(source: Path, out: Path) -> None:
    reader, copy = connect(source, readonly=True), apsw.Connection(str(out))
    try:
        with copy.backup("main", reader, "main") as running:
            while not running.done:
                running.step(PAGES_A_STEP)
        # One file without a WAL beside it: it can be carried away as it is.
        copy.pragma("journal_mode", "delete")
    finally:
        copy.close()
        reader.close()


def _sync_folder(folder: Path) -> None:
    # The rename is durable only when the folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
