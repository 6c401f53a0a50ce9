"""Twin registers in files, told to the point where two seats of call 2025-1 have been offered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.clock import Clock
from core.command import Actor
from core.engine.receipt import Receipt
from core.log.application import close_location
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from tests.programme.register import APPROVER, CLAUSE, OFFICER, TEXT, nominee, window
from tests.workers.test_outbox import HandClock
from workers.jobs import Workplace

TWINS = ("isa", "isb")


@contextmanager
def founded(folder: Path, clock: Clock) -> Iterator[dict[str, Tenant]]:
    """Both twins at one place, with their first policy."""
    place = Place(folder)
    for slug in TWINS:
        add_tenant(slug, f"見本庁 {slug}", "isa_fy2025", place, clock=clock)
    yield {slug: open_tenant(slug, place, clock=clock) for slug in TWINS}
    close_location(place.log)


def do(tenant: Tenant, name: str, actor: Actor = OFFICER, **values: Any) -> Receipt:
    """Send one command."""
    return tenant.handle(tenant.read_command(name, values), actor)


def closed(tenant: Tenant, clock: HandClock) -> None:
    """Three eligible nominations at two windows, and the call closed."""
    clock.at("2025-03-10 10:00")
    for code in ("W1", "W2"):
        do(tenant, "register-window", **window(code))
    do(tenant, "plan-cohorts", fiscal_year=2025)
    do(tenant, "draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = latest(tenant, "call.drafted").digest
    do(tenant, "approve-call-text", APPROVER, call="2025-1", digest_seen=digest)
    do(tenant, "open-call", call="2025-1", cohort="2025-1", deadline="2025-04-18T17:00:00+09:00")
    for number, code in enumerate(("W1", "W2", "W1"), 1):
        do(tenant, "submit-nomination", **nominee(number, code))
        do(tenant, "accept-evidence", nomination=f"2025-1-{number:04d}")
    clock.at("2025-05-12 09:00")
    do(tenant, "close-call", call="2025-1")


def offered(tenant: Tenant, clock: HandClock) -> None:
    """The selection run and approved, and everyone offered a seat."""
    closed(tenant, clock)
    do(tenant, "run-selection", call="2025-1", decided_on="2025-05-12")
    digest = latest(tenant, "selection.computed").digest
    do(tenant, "approve-selection", APPROVER, call="2025-1", digest_seen=digest)
    do(tenant, "send-offers", call="2025-1", reply_by="2025-05-22", cut_off="2025-06-02")


def latest(tenant: Tenant, topic: str) -> Any:
    """The last event of a topic."""
    return tenant.log.facts(1, 10_000, topics=(topic,))[-1].event


def upload(tenant: Tenant, name: str, content: bytes) -> Path:
    """A file as the web keeps it for the worker."""
    folder = tenant.place.files / tenant.slug / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def bodies(*codes: str) -> bytes:
    """A `bodies` file of these local governments."""
    rows = [f"{code},見本市,国際課,kokusai@example.jp," for code in codes]
    return "\r\n".join(["団体コード,名称,担当課,メールアドレス,代替連絡", *rows, ""]).encode()


def desk(tenants: dict[str, Tenant], workplace: Workplace) -> Workplace:
    """The workplace of these tenants."""
    return workplace._replace(open_tenant=tenants.__getitem__)
