"""Figure `verify`: every leaf and root of a bundle, beside the same entries scanned into rows."""

import struct
import zipfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from core.audit.bundle import BundleParts, write_bundle
from core.audit.verify import verify as verified
from core.log.application import close_location
from tenants.checkpoints import origin_of, sign_head, vkey
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from web.bench.model import Source, new_people
from web.bench.rounds import OURS, REFERENCE, Leg, Work
from web.bench.setting import Plan, Setting

EVENTS = 100_000
PEOPLE = 100
BATCH = 5_000
ENTRIES = "tile/entries/"
LENGTH = struct.Struct(">H")
Row = tuple[str, int, str, bytes]


def verify(setting: Setting, stack: ExitStack) -> Plan:
    """The verifier over a bundle of 100,000 events, beside a loop that only takes it apart."""
    path = setting.folder / "bundle.zip"
    events = _bundle_of(setting.built(EVENTS, EVENTS), setting.folder / "var", path, stack)
    return Plan([_verifies(path, events), _scans(path, events)], durable=False)


def _verifies(path: Path, events: int) -> Leg:
    did = Counter[str]()

    def work() -> None:
        report = verified(path)
        failed = [check.name for check in report.checks if check.result == "fail"]
        assert not failed, failed
        did["entries"] += events

    return _leg(OURS, "verifier", events, work, did)


def _scans(path: Path, events: int) -> Leg:
    did = Counter[str]()

    def work() -> None:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith(ENTRIES):
                    did["entries"] += len(_rows(archive.read(name)))

    return _leg(REFERENCE, "entries scanned into rows", events, work, did)


def _rows(raw: bytes) -> list[Row]:
    """What a scan of the log's own table would give: stream, version, topic, state."""
    rows, at = [], LENGTH.size
    while at < len(raw):
        stream, at = _text(raw, at)
        version, at = int.from_bytes(raw[at : at + 8]), at + 8
        topic, at = _text(raw, at)
        (length,) = LENGTH.unpack_from(raw, at)
        end = at + LENGTH.size + length
        rows.append((stream, version, topic, raw[at + LENGTH.size : end]))
        at = end + LENGTH.size
    return rows


def _text(raw: bytes, at: int) -> tuple[str, int]:
    (length,) = LENGTH.unpack_from(raw, at)
    end = at + LENGTH.size + length
    return raw[at + LENGTH.size : end].decode(), end


def _leg(role: str, way: str, events: int, work: Work, did: Counter[str]) -> Leg:
    return Leg(
        role=role,
        way=way,
        count=events,
        prepare=lambda _: work,
        done=lambda: did["entries"],
    )


def _bundle_of(events: int, data: Path, out: Path, stack: ExitStack) -> int:
    """A bundle of a new tenant with about `events` events; how many it has."""
    home = Place(data)
    stack.callback(close_location, home.log)
    add_tenant("bench", "Bench", "isa_fy2025", home)
    tenant = open_tenant("bench", home)
    source = Source(tenant.slug, tenant.keys, new_people(tenant.keys, PEOPLE))
    for start in range(0, events, BATCH):
        tenant.log.append(*source.make_many(min(BATCH, events - start)))
    size, checkpoint = sign_head(tenant)
    with out.open("wb") as file:
        write_bundle(file, _parts(tenant, size, checkpoint))
    return size


def _parts(tenant: Tenant, size: int, checkpoint: str) -> BundleParts:
    return BundleParts(
        tenant=tenant.slug,
        origin=origin_of(tenant),
        entries=tenant.log.entries(stop=size),
        checkpoint=checkpoint,
        vkey=vkey(tenant),
        readme="",
    )
