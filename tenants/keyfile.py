"""Keys of one tenant in strict-mode files: person keys under an epoch key, that under the master
key.

A deleted row survives in pages and backups, so keys live in no database. Destroying a key writes a
new epoch without it, wraps everybody else's anew and overwrites and deletes the old file (design.md
part 7).
"""

import base64
import fcntl
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from core.errors import Invalid, refuse
from core.identity import Entropy

EPOCH_FILE = re.compile(r"epoch-(\d+)\.jsonl")


class KeyFile:
    """The key port on files, safe between threads and processes on one machine."""

    def __init__(self, folder: Path, tenant: str, entropy: Entropy) -> None:
        self._tenant, self._entropy = tenant, entropy
        self._folder = folder / tenant
        for each in (folder, self._folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._guard = threading.RLock()
        self._master = _stored(folder / "master.key", entropy, "key/master")
        self._path: Path | None = None
        self._end = 0
        self._epoch, self._wrapped, self._destroyed = b"", dict[str, bytes](), set[str]()
        self._unwrapped: dict[str, bytes] = {}

    def new(self, person: str) -> bytes:
        """The person's key, made if there was none; `Refused` once it was destroyed."""
        if key := self.get(person):
            return key
        with self._locked():
            if person in self._destroyed:
                raise refuse(
                    "person.erased",
                    "この人の個人情報は消去されています。",
                    "This person's data were erased.",
                )
            if person not in self._wrapped:
                key = self._entropy(f"key/{self._tenant}/{person}")
                self._append({"person": person, "key": _text(aes_key_wrap(self._epoch, key))})
            self._refresh()
            return self._key(person)

    def get(self, person: str) -> bytes | None:
        """The key, or None when there is none."""
        with self._guard:
            self._refresh()
            return self._key(person) if person in self._wrapped else None

    def destroy(self, person: str) -> None:
        """Destroy the key and remember that it was; again changes nothing."""
        with self._locked():
            if person not in self._destroyed:
                self._next_epoch(without=person)

    def rewrap(self) -> int:
        """A new epoch key, every key wrapped anew; how many."""
        with self._locked():
            self._next_epoch(without=None)
            return len(self._wrapped)

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs the tenant's checkpoints."""
        raw = _stored(self._folder / "checkpoint.key", self._entropy, f"sign/{self._tenant}")
        return Ed25519PrivateKey.from_private_bytes(raw)

    def secret(self) -> bytes:
        """32 bytes for keyed hashes of personal content, such as the ids of imported rows."""
        return _stored(self._folder / "mac.key", self._entropy, f"mac/{self._tenant}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._guard, (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            epochs = self._epochs()
            for older in epochs[:-1]:  # left by a process that died between the two
                _shred(older)
            if not epochs:
                self._write_epoch(1, {}, set())
            self._refresh()
            yield

    def _epochs(self) -> list[Path]:
        """The epoch files there are, the newest last: mostly one."""
        found = [path for path in self._folder.iterdir() if EPOCH_FILE.fullmatch(path.name)]
        return sorted(found, key=_number)

    def _refresh(self) -> None:
        """Take what is new: lines added to the file, or another file."""
        while self._path is None or not self._take_added(self._path):
            self._wrapped, self._destroyed, self._unwrapped = {}, set(), {}
            epochs = self._epochs()
            self._path, self._end = epochs[-1] if epochs else None, 0
            if self._path is None:
                return

    def _take_added(self, path: Path) -> bool:
        """Take the whole lines added since the last time; False if the file is gone."""
        try:
            if path.stat().st_size > self._end:
                with path.open("rb") as file:
                    file.seek(self._end)
                    whole, newline, _ = file.read().rpartition(b"\n")
                for line in whole.splitlines():
                    self._take(json.loads(line))
                self._end += len(whole + newline)
        except FileNotFoundError:
            return False
        return True

    def _key(self, person: str) -> bytes:
        if person not in self._unwrapped:
            self._unwrapped[person] = aes_key_unwrap(self._epoch, self._wrapped[person])
        return self._unwrapped[person]

    def _take(self, line: dict[str, str]) -> None:
        match line:
            case {"epoch": wrapped}:
                self._epoch = aes_key_unwrap(self._master, base64.b64decode(wrapped))
            case {"person": person, "key": wrapped}:
                self._wrapped[person] = base64.b64decode(wrapped)
            case {"destroyed": person}:
                self._destroyed.add(person)
            case _:
                raise Invalid("bad key file")

    def _append(self, line: dict[str, str]) -> None:
        assert self._path is not None
        with self._path.open("r+b") as file:
            file.truncate(self._end)  # a line that a killed process left half written
            file.seek(self._end)
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _next_epoch(self, without: str | None) -> None:
        old = self._path
        assert old is not None
        keys = {person: self._key(person) for person in self._wrapped if person != without}
        gone = self._destroyed | ({without} if without else set())
        self._write_epoch(_number(old) + 1, keys, gone)
        _shred(old)
        self._refresh()

    def _write_epoch(self, number: int, keys: dict[str, bytes], destroyed: set[str]) -> None:
        epoch = self._entropy(f"epoch/{self._tenant}/{number}")
        lines: list[dict[str, str]] = [{"epoch": _text(aes_key_wrap(self._master, epoch))}]
        lines += [{"person": p, "key": _text(aes_key_wrap(epoch, k))} for p, k in keys.items()]
        lines += [{"destroyed": person} for person in sorted(destroyed)]
        raw = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        _write(self._folder / f"epoch-{number}.jsonl", raw)


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _stored(path: Path, entropy: Entropy, purpose: str) -> bytes:
    """The 32 bytes kept at `path`, drawn and written durably if there were none."""
    if not path.exists():
        _write(path, entropy(purpose).hex().encode())
    return bytes.fromhex(path.read_text())


def _write(path: Path, raw: bytes) -> None:
    """Write whole or not at all, readable by the owner only; an existing file stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _shred(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
