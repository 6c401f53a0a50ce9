"""What a policy says about itself (`policy.toml`), and its files (design.md part 5)."""

from collections.abc import Iterator, Mapping
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
    """The first fiscal year, as 2027."""
    last: int | None = None
    """The last one; left out: no end."""


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """The text the policy reads: its title, date and whether it is a draft (案) or final (確定)."""

    ja: str
    """Title and date in Japanese."""
    en: str
    """The same in English."""
    status: str
    """`draft` or `final`."""


class RemarkWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What an observer may remark: a code, and its sentence with {names} to be filled in."""

    code: str
    """Its code, which never changes: small letters and `_`."""
    ja: str
    """The sentence in Japanese, with {names} to be filled in."""
    en: str
    """The same in English, with the same names."""


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole of `policy.toml`. `api`: lowest and highest `plugins.api` it runs with. `observes`:
    topics it is told of afterwards."""

    id: str
    """By which commands and records name it, for ever."""
    version: str
    """As `1.0`; raise it with every change."""
    api: tuple[int, int]
    """The lowest and the highest version of `plugins.api` it was written for."""
    ja: str
    """What the policy is, in Japanese."""
    en: str
    """The same in English."""
    years: Years
    """The table `[years]`."""
    source: Source
    """The table `[source]`."""
    questions: tuple[str, ...]
    """The questions it answers, each with its hook."""
    parameters: tuple[Parameter, ...] = ()
    """The tables `[[parameters]]`."""
    observes: tuple[str, ...] = ()
    """Topics of facts that it is told of afterwards, as `nomination.received`."""
    remarks: tuple[RemarkWords, ...] = ()
    """The tables `[[remarks]]`: what it may say of them."""


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
    """Every file of the policy by relative path, without what Python compiles on its own and what
    tools keep beside it (`.git` and whatever else begins with a dot).

    A link is refused: what it leads to would go into bundles.
    """
    found = {}
    for name, path in files_of(folder):
        if path.is_symlink():
            raise Invalid("a policy holds a link")
        if path.stat().st_size > FILE_BYTES_MAX:
            raise Invalid("a policy file is too large")
        found[name] = path.read_bytes()
    return found


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The policy's files and links, by their names within it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        made = path.suffix == ".pyc" or "__pycache__" in name.parts
        kept = any(part.startswith(".") for part in name.parts)
        if not (made or kept) and (path.is_file() or path.is_symlink()):
            yield name.as_posix(), path


def write_sources(folder: Path, sources: Mapping[str, bytes]) -> None:
    """The files of a policy into a folder of their own: exactly the bytes that were digested."""
    for path, content in sources.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
