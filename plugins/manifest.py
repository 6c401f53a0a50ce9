"""What a policy says about itself (`policy.toml`), and its files (design.md part 5)."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from core.errors import Invalid
from plugins.parameters import Parameter

MANIFEST = "policy.toml"
FILE_BYTES_MAX = 4_000_000


class Years(Struct, frozen=True, forbid_unknown_fields=True):
    """The fiscal years in force, both included; None is open-ended."""

    first: int
    last: int | None = None


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """The text the policy reads: its title, date and whether it is a draft (案) or final (確定)."""

    ja: str
    en: str
    status: str


class RemarkWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What an observer may remark: a code, and its sentence with {names} to be filled in."""

    code: str
    ja: str
    en: str


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of `policy.toml`. `api`: lowest and highest `plugins.api` it runs with. `observes`:
    topics it is told of afterwards."""

    id: str
    version: str
    api: tuple[int, int]
    ja: str
    en: str
    years: Years
    source: Source
    questions: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    observes: tuple[str, ...] = ()
    remarks: tuple[RemarkWords, ...] = ()


def read_manifest(raw: bytes) -> Manifest:
    """Decode `policy.toml`; `Invalid` with a fixed sentence if it does not fit."""
    try:
        return msgspec.toml.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, ValueError):
        raise Invalid("policy.toml cannot be read") from None


def read_parameters(folder: Path) -> tuple[Parameter, ...]:
    """The parameters declared in the policy's folder."""
    return read_manifest((folder / MANIFEST).read_bytes()).parameters


def read_sources(folder: Path) -> dict[str, bytes]:
    """Every file of the policy by relative path, without what Python compiles on its own.

    A link is refused: what it leads to would go into bundles.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise Invalid("a policy holds a link")
        compiled = path.suffix == ".pyc" or "__pycache__" in path.parts
        if path.is_file() and not compiled:
            if path.stat().st_size > FILE_BYTES_MAX:
                raise Invalid("a policy file is too large")
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def write_sources(folder: Path, sources: Mapping[str, bytes]) -> None:
    """The files of a policy into a folder of their own: exactly the bytes that were digested."""
    for path, content in sources.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
