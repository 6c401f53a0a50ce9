"""A register to tell stories with: an engine on a memory log, driven by commands only."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.area import PolicyPort
from core.clock import JAPAN
from core.command import Actor, read_command
from core.engine.handle import Engine
from core.engine.receipt import Receipt
from core.errors import Refused
from core.event import Event, Fact
from core.identity import seeded_entropy
from core.log.application import open_application
from core.programme import catalogue as _registered  # noqa: F401  registers every area
from plugins.host import Policies
from tenants.access import Access
from tenants.keyfile import KeyFile
from tenants.prepare import Preparation

OFFICER = Actor(id="officer", roles=("officer",))
APPROVER = Actor(id="approver", roles=("approver",))
OPERATOR = Actor(id="operator", roles=("operator",))
CLAUSE = "一元的相談窓口の職員を優先します。"
TEXT = "募集します。" + CLAUSE
POLICIES = Policies()


class Register:
    """One tenant's register on the memory log `store`, at an instant that the story moves."""

    def __init__(self, folder: Path, store: str, tenant: str = "isa") -> None:
        self.tenant, self.now = tenant, datetime(2025, 3, 10, 10, tzinfo=JAPAN)
        entropy = seeded_entropy(b"tests")
        self.log = open_application(tenant, f"memory:{store}")
        self.keys = KeyFile(folder / "keys", tenant, entropy)
        self._entropy = entropy
        self.engine = self.engine_with(POLICIES)
        self._prepared = Preparation(tenant, self.log, self.keys, entropy)
        self._count = 0

    def engine_with(self, port: PolicyPort) -> Engine:
        """An engine on the same log that asks another policy port."""
        allow = Access(self.log).allow
        return Engine(
            self.tenant, self.log, self.keys, port, allow, lambda: self.now, self._entropy
        )

    def at(self, text: str) -> "Register":
        """Move the clock to an instant in Japan, such as `2025-05-08 09:00`."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=JAPAN)
        return self

    def do(self, name: str, actor: Actor = OFFICER, **values: Any) -> Receipt:
        """Send a command as a person would; each one is a new wish unless it brings its id."""
        self._count += 1
        values.setdefault("command_id", f"c{self._count}")
        command = self._prepared.complete(read_command(name, values))
        return self.engine.handle(command, actor)

    def refused(self, name: str, actor: Actor = OFFICER, **values: Any) -> list[str]:
        """The codes with which a command is refused; nothing may have been stored."""
        before = self.log.head().size
        with pytest.raises(Refused) as refusal:
            self.do(name, actor, **values)
        assert self.log.head().size == before
        assert all(fault.ja and fault.en for fault in refusal.value.faults)
        return [fault.code for fault in refusal.value.faults]

    def events(self, *topics: str) -> list[Any]:
        """The events of these topics, in order."""
        return [fact.event for fact in self.facts(*topics)]

    def facts(self, *topics: str) -> list[Fact]:
        """The facts of these topics, in order."""
        return self.log.facts(1, 100_000, topics=topics)


def topics(receipt: Receipt) -> list[str]:
    """What a command recorded."""
    return [fact.event.topic for fact in receipt.facts]


def window(code: str = "W1", **changes: Any) -> dict[str, Any]:
    """A window's yearly report; a grant window of 千代田区 unless changed."""
    return {
        "code": code,
        "title": f"{code}相談窓口",
        "municipality_code": "131016",
        "prefecture": "東京都",
        "municipality": "千代田区",
        "founder": "千代田区",
        "founder_kind": "local_government",
        "operation": "direct",
        "institution": f"{code}国際課",
        "grant": True,
        "grant_year": 2025,
        "days_open": 5,
        "year_round": True,
        "free_of_charge": True,
        "multilingual": True,
        "one_stop": True,
        "caseload": 100,
        "caseload_unit": "件",
        "caseload_year": 2024,
        **changes,
    }


def nominee(number: int, at: str = "W1", **changes: Any) -> dict[str, Any]:
    """A nomination with all that eligibility asks for."""
    return {
        "call": "2025-1",
        "window": at,
        "full_name": f"見本 {number}",
        "mail": f"n{number}@example.jp",
        "role": "counsellor",
        "started_on": "2020-04-01",
        "weekly_hours": 38.75,
        "evidence": "在職証明書",
        **changes,
    }


def founded(folder: Path, store: str, tenant: str = "isa") -> Register:
    """A register with its first policy."""
    register = Register(folder, store, tenant)
    policy = POLICIES.ref("isa_fy2025")
    register.do(
        "found-tenant",
        OPERATOR,
        title="見本庁",
        policy_id=policy.id,
        policy_version=policy.version,
        policy_digest=policy.digest,
    )
    return register


def opened(register: Register, windows: Sequence[str] = ("W1", "W2", "W3")) -> Register:
    """Windows registered, cohorts of FY2025 planned, call 2025-1 open until 18 April 17:00."""
    for code in windows:
        register.do("register-window", **window(code))
    register.do("plan-cohorts", fiscal_year=2025)
    register.do("draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = register.events("call.drafted")[-1].digest
    register.do("approve-call-text", APPROVER, call="2025-1", digest_seen=digest)
    register.do("open-call", call="2025-1", cohort="2025-1", deadline="2025-04-18T17:00:00+09:00")
    return register


def nominated(register: Register, count: int, windows: Sequence[str] = ("W1", "W2", "W3")) -> None:
    """`count` eligible nominations, round the windows, with their evidence accepted."""
    for number in range(1, count + 1):
        register.do("submit-nomination", **nominee(number, windows[(number - 1) % len(windows)]))
        register.do("accept-evidence", nomination=f"2025-1-{number:04d}")


def selected(register: Register) -> Any:
    """The call closed, the selection run and approved; the run's event."""
    register.at("2025-05-12 09:00")
    register.do("close-call", call="2025-1")
    register.do("run-selection", call="2025-1", decided_on="2025-05-12")
    run = register.events("selection.computed")[-1]
    register.do("approve-selection", APPROVER, call="2025-1", digest_seen=run.digest)
    return run


def only(events: Sequence[Event]) -> Any:
    """The single event of a list."""
    assert len(events) == 1
    return events[0]
