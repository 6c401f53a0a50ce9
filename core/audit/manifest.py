"""`manifest.json` of a bundle: what it claims to hold, each member with its digest (design part 8).

Canonical JSON (sorted names, one space of indent, UTF-8) with a digest over itself, so that no byte
of it can change unseen; what it claims is checked against the log and the signature.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from core.audit.archive import is_member_name
from core.audit.report import Rejected

FORMAT = "daicho-bundle/1"
MANIFEST_NAME = "manifest.json"
SINGLE_MEMBERS = frozenset({"README.md", "checkpoint", "verify.py", "views.json"})
MEMBER_FOLDERS = ("checkpoints/", "editions/", "policies/", "tile/")
SIZE_LIMIT = 2**63 - 1
JSON_BYTES_MAX = 16 * 2**20
HEX_DIGITS = frozenset("0123456789abcdef")
_decoder = json.JSONDecoder()


class MemberDigest(NamedTuple):
    """SHA-256 (hex) and length in bytes of a member."""

    sha256: str
    size: int


class PolicyDigest(NamedTuple):
    """Version of a policy and the `folder_digest` of its sources."""

    version: str
    digest: str


class Manifest(NamedTuple):
    """Tenant, origin, tree size and root (hex), verifier key; members by name, policies by id."""

    tenant: str
    origin: str
    size: int
    root: str
    vkey: str
    members: dict[str, MemberDigest]
    policies: dict[str, PolicyDigest]


def folder_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over lines `{sha256 hex}  {path}`, sorted by path: a policy's digest."""
    lines = [f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return sha256("".join(lines).encode()).hexdigest()


def format_manifest(manifest: Manifest) -> bytes:
    """The bytes of the manifest, its own digest included."""
    fields: dict[str, object] = {"format": FORMAT, **manifest._asdict()}
    fields["members"] = {name: one._asdict() for name, one in manifest.members.items()}
    fields["policies"] = {name: one._asdict() for name, one in manifest.policies.items()}
    return canonical_json({**fields, "manifest_sha256": _own_digest(fields)})


def parse_manifest(raw: bytes) -> Manifest:
    """The manifest whose bytes are `raw`; `Rejected` for any others."""
    fields = parse_object(raw, "manifest.bad")
    own = fields.pop("manifest_sha256", None)
    if own != _own_digest(fields):
        raise Rejected("manifest.digest")
    try:
        manifest = _manifest(fields)
        spelled_once = format_manifest(manifest) == raw
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise Rejected("manifest.bad") from None
    if not spelled_once or not _is_sound(manifest):
        raise Rejected("manifest.bad")
    return manifest


def canonical_json(fields: Mapping[str, object]) -> bytes:
    """The one spelling of a JSON object in a bundle."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()


def parse_object(raw: bytes, code: str) -> dict[str, object]:
    """The JSON object in `raw`; `Rejected(code)` when it is none, too long or nested too deeply."""
    if len(raw) > JSON_BYTES_MAX:
        raise Rejected(code)
    try:
        fields = _loads(raw.decode())
    except (ValueError, RecursionError):
        raise Rejected(code) from None
    if not isinstance(fields, dict):
        raise Rejected(code)
    return fields


def _loads(text: str) -> object:
    """As `json.loads`, without its search for white space around where there is none."""
    try:
        value, end = _decoder.raw_decode(text)
    except ValueError:
        end = -1
    return value if end == len(text) else json.loads(text)


def is_digest(value: object) -> bool:
    """True for 64 lower-case hex digits."""
    return isinstance(value, str) and len(value) == 64 and set(value) <= HEX_DIGITS


def is_known_member(name: str) -> bool:
    """True when format 1 has a place for a member of this name."""
    return name in SINGLE_MEMBERS or name.startswith(MEMBER_FOLDERS)


def _own_digest(fields: Mapping[str, object]) -> str:
    try:
        return sha256(canonical_json(fields)).hexdigest()
    except (ValueError, RecursionError):
        raise Rejected("manifest.bad") from None


def _manifest(fields: dict[str, object]) -> Manifest:
    members, policies = fields["members"], fields["policies"]
    if not isinstance(members, dict) or not isinstance(policies, dict):
        raise TypeError("not objects")
    rest: dict[str, Any] = {
        name: fields[name] for name in ("tenant", "origin", "size", "root", "vkey")
    }
    return Manifest(
        members={name: MemberDigest(**one) for name, one in members.items()},
        policies={name: PolicyDigest(**one) for name, one in policies.items()},
        **rest,
    )


def _is_sound(manifest: Manifest) -> bool:
    """Types and ranges; the spelling was compared before."""
    texts = (manifest.tenant, manifest.origin, manifest.vkey)
    versions = [one.version for one in manifest.policies.values()]
    digests = [one.sha256 for one in manifest.members.values()]
    digests += [one.digest for one in manifest.policies.values()]
    sizes = [manifest.size, *(one.size for one in manifest.members.values())]
    return (
        all(isinstance(text, str) for text in (*texts, *versions))
        and all(is_digest(digest) for digest in (manifest.root, *digests))
        and all(type(size) is int and 0 <= size <= SIZE_LIMIT for size in sizes)
        and all(is_member_name(name) for name in (*manifest.members, *manifest.policies))
    )
