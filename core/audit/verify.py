"""The verifier: is this bundle what it says it is? No database, no network (design part 8).

Every check passes, fails or is not checked; what was not checked is never called verified.
"""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from core.audit.archive import Archive
from core.audit.log_check import LogCheck, finish_tree
from core.audit.manifest import FORMAT, MANIFEST_NAME, Manifest, parse_manifest
from core.audit.note_check import NoteCheck
from core.audit.paper_check import check_papers
from core.audit.reader import Members
from core.audit.report import NOT_CHECKED, Check, Findings, Rejected, Report
from core.audit.wording import say

CHECKS = (
    "archive",
    "manifest",
    "members",
    "entries",
    "tree",
    "streams",
    "tenant",
    "checkpoint",
    "signature",
    "identity",
    "history",
    "completeness",
    "policies",
    "rulings",
    "editions",
    "edition_records",
    "views",
)
CHECKPOINT_BYTES_MAX = 1 << 20


def verify(path: str | Path, checkpoint: bytes | None = None, key: str | None = None) -> Report:
    """Verify the bundle at `path`.

    `checkpoint` is an older signed note that the caller kept, `key` the verifier key the caller
    trusts. A bad bundle, checkpoint or key is a failed check; `Rejected` only when the file cannot
    be opened.
    """
    try:
        with Path(path).open("rb") as file:
            return verify_file(file, checkpoint, key)
    except OSError:
        raise Rejected("file.unreadable") from None


def verify_file(file: BinaryIO, checkpoint: bytes | None = None, key: str | None = None) -> Report:
    """Verify a bundle in an open file that can seek; as `verify`."""
    findings = Findings("archive")
    checks: list[Check] = []
    try:
        archive = Archive(file)
        checks.append(findings.check("archive.ok", members=len(archive.members)))
        findings = Findings("manifest")
        manifest = parse_manifest(archive.read(MANIFEST_NAME))
        count = len(manifest.members)
        checks.append(findings.check("manifest.ok", format=FORMAT, members=count))
    except Rejected as reason:
        findings.rejected(reason)
        return _cut_short([*checks, findings.check("unchecked")])
    return Report((*checks, *_check_contents(archive, manifest, checkpoint, key)))


def main(argv: Sequence[str] | None = None) -> int:
    """The command line: prints the report; 0 nothing wrong, 1 something is, 2 wrong usage."""
    options = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        report = verify(options.bundle, _read_kept(options.checkpoint), options.key)
    except Rejected as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    if options.json:
        sys.stdout.write(json.dumps(report.document(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(line + "\n" for line in report.lines()))
    return 0 if report.ok else 1


def _check_contents(
    archive: Archive, manifest: Manifest, kept: bytes | None, key: str | None
) -> list[Check]:
    members = Members(archive, manifest)
    older = {f"checkpoints/{n}": raw for n, raw in members.take_folder("checkpoints/").items()}
    notes = NoteCheck(manifest, members.take("checkpoint"), older, kept, key)
    log = LogCheck(members.take, manifest, notes.wanted())
    log.read()
    tree = finish_tree(log, manifest, members.untaken("tile/"))
    papers = check_papers(members, manifest, log)
    return [
        members.finish(),
        log.entries.check("entries.ok", size=manifest.size),
        tree,
        log.streams.finish(),
        log.tenants.check("tenant.ok", tenant=manifest.tenant),
        *notes.judge(log.roots),
        *papers,
    ]


def _cut_short(made: list[Check]) -> Report:
    """A report in which what could not be reached says so."""
    rest = [Check(name, NOT_CHECKED, say("unchecked")) for name in CHECKS[len(made) :]]
    return Report((*made, *rest))


def _read_kept(path: str | None) -> bytes | None:
    if path is None:
        return None
    try:
        with Path(path).open("rb") as file:
            return file.read(CHECKPOINT_BYTES_MAX)
    except OSError:
        raise Rejected("file.unreadable") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify", description="Verify a Daicho bundle.")
    parser.add_argument("bundle", help="the zip")
    parser.add_argument("--checkpoint", metavar="FILE", help="an older checkpoint you kept")
    parser.add_argument("--key", metavar="VKEY", help="the verifier key you trust")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
