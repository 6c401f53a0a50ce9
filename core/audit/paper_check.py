"""What lies beside the log: policies, published editions, digests of views (design part 8).

An edition's `edition.json` has `files`: file name → SHA-256 in hex. The log's events of area
`directory` carry the SHA-256 of `edition.json` as `edition_sha256`.
"""

from hashlib import sha256

from core.audit.log_check import LogCheck
from core.audit.manifest import Manifest, folder_digest, is_digest, parse_object
from core.audit.reader import Members
from core.audit.report import Check, Findings, Rejected

EDITION_NAME = "edition.json"


def check_papers(members: Members, manifest: Manifest, log: LogCheck) -> list[Check]:
    """Policies, rulings, editions, their records in the log, and views."""
    editions = _grouped(members.take_folder("editions/"))
    return [
        _check_policies(members, manifest),
        _check_rulings(manifest, log),
        _check_editions(editions),
        _check_records(editions, log),
        _check_views(members),
    ]


def _check_policies(members: Members, manifest: Manifest) -> Check:
    findings = Findings("policies")
    held = _grouped(members.take_folder("policies/"))
    for policy in sorted(held.keys() ^ manifest.policies.keys()):
        findings.fault("policies.stray", policy=policy)
    for policy in sorted(held.keys() & manifest.policies.keys()):
        if folder_digest(held[policy]) != manifest.policies[policy].digest:
            findings.fault("policies.digest", policy=policy)
    if not held:
        return findings.unchecked("policies.none")
    return findings.check("policies.ok", count=len(held))


def _check_rulings(manifest: Manifest, log: LogCheck) -> Check:
    """A policy under the same id and version with another digest is not the one that ruled."""
    findings, absent = Findings("rulings"), []
    for (policy, version, digest), position in log.rulings.items():
        held = manifest.policies.get(policy)
        named = {"position": position, "policy": policy, "version": version}
        if held is None or held.version != version:
            absent.append(named)
        elif held.digest != digest:
            findings.fault("rulings.other", **named)
    if absent:
        return findings.unchecked("rulings.absent", **absent[0])
    if not log.rulings:
        return findings.unchecked("rulings.none")
    return findings.check("rulings.ok", count=len(log.rulings))


def _check_editions(editions: dict[str, dict[str, bytes]]) -> Check:
    findings = Findings("editions")
    for edition, files in editions.items():
        try:
            listed = _listed_files(files.get(EDITION_NAME, b""))
        except Rejected:
            findings.fault("editions.bad", edition=edition)
            continue
        found = {name: sha256(raw).hexdigest() for name, raw in files.items()}
        found.pop(EDITION_NAME)
        for name in sorted({name for name, _ in found.items() ^ listed.items()}):
            findings.fault("editions.file", member=f"editions/{edition}/{name}")
    if not editions:
        return findings.unchecked("editions.none")
    return findings.check("editions.ok", count=len(editions))


def _check_records(editions: dict[str, dict[str, bytes]], log: LogCheck) -> Check:
    findings = Findings("edition_records")
    if not editions:
        return findings.unchecked("editions.none")
    if not log.published:
        return findings.unchecked("edition_records.unchecked")
    for edition, files in editions.items():
        if sha256(files.get(EDITION_NAME, b"")).hexdigest() not in log.published:
            findings.fault("edition_records.none", edition=edition)
    return findings.check("edition_records.ok", count=len(editions))


def _check_views(members: Members) -> Check:
    """The form only: whether the digests are right is for a replay to find."""
    findings = Findings("views")
    raw = members.take("views.json")
    try:
        views = parse_object(raw or b"", "views.bad")
        if not all(is_digest(digest) for digest in views.values()):
            findings.fault("views.bad")
    except Rejected as reason:
        findings.rejected(reason)
    return findings.unchecked("views.unchecked")


def _grouped(files: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Files by their first folder, then by the path below it."""
    groups: dict[str, dict[str, bytes]] = {}
    for path, raw in files.items():
        folder, _, rest = path.partition("/")
        groups.setdefault(folder, {})[rest] = raw
    return groups


def _listed_files(raw: bytes) -> dict[str, str]:
    files = parse_object(raw, "json.bad").get("files")
    if not isinstance(files, dict):
        raise Rejected("json.bad")
    listed = {str(name): digest for name, digest in files.items() if is_digest(digest)}
    if len(listed) != len(files):
        raise Rejected("json.bad")
    return listed
