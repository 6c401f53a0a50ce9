"""Opening a file that somebody sent: always in a child process with limits, never here.

Finding 8 of the reliability notes: a workbook of 5 kB aborts the parser or takes half a gigabyte.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread, Timer

import msgspec

from workers.documents.cells import Answer, Table
from workers.documents.refusals import BYTES_MAX, SENTENCES, refused

WALL_SECONDS = 20
ANSWER_BYTES_MAX = 80_000_000
ROOT = Path(__file__).resolve().parents[2]

_PLACE = re.compile("[A-Z]{0,3}[0-9]{0,7}")
_answer = msgspec.json.Decoder(Answer)


def read_table(source: Path | bytes) -> Table:
    """The first sheet of an xlsx or CSV file; `Refused` with one clear reason otherwise."""
    data = source if isinstance(source, bytes) else _content(source)
    if len(data) > BYTES_MAX:
        raise refused("file.too_large")
    said, code, late = _ask_child(data)
    if late:
        raise refused("file.took_too_long")
    if len(said) > ANSWER_BYTES_MAX or code in _LIMIT_DEATHS:
        raise refused("file.unpacks_too_large")
    if code != 0:
        raise refused("file.unreadable")
    return _table(said)


# SIGABRT when an allocation was refused, SIGKILL and SIGXCPU when the processor time ran out.
_LIMIT_DEATHS = (-6, -9, -24)


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(BYTES_MAX + 1)


def _ask_child(data: bytes) -> tuple[bytes, int, bool]:
    """What the child printed, its exit code, and whether the clock ended it."""
    with subprocess.Popen(
        [sys.executable, "-B", "-s", "-m", "workers.documents.child"],
        cwd=ROOT,
        env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout
        late = Event()
        timer = Timer(WALL_SECONDS, _end, args=(child, late))
        feeder = Thread(target=_feed, args=(child, data), daemon=True)
        timer.start()
        feeder.start()
        said = child.stdout.read(ANSWER_BYTES_MAX + 1)
        if len(said) > ANSWER_BYTES_MAX:
            child.kill()
        code = child.wait()
        timer.cancel()
        feeder.join()
    return said, code, late.is_set()


def _end(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """Hand the file over; a child that dies early stops listening, which is no fault of ours."""
    assert child.stdin
    try:
        child.stdin.write(data)
        child.stdin.close()
    except (BrokenPipeError, ConnectionResetError, ValueError):
        return


def _table(said: bytes) -> Table:
    try:
        answer = _answer.decode(said)
    except msgspec.MsgspecError:
        raise refused("file.unreadable") from None
    if answer.table is not None:
        return answer.table
    if answer.code not in SENTENCES or not _PLACE.fullmatch(answer.place):
        raise refused("file.unreadable")
    raise refused(answer.code, answer.place)
