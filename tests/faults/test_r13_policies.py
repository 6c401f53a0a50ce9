"""R13: whatever a policy does: its command is refused on record, and nothing else happens."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import JAPAN
from core.command import Actor
from core.errors import Refused
from core.event import Fact
from core.identity import system_entropy
from core.programme.policy import STREAM, PolicyFailed, PolicyProposed
from core.programme.questions import CalendarFacts, CalendarRuling
from plugins.host import SHIPPED, Policies
from plugins.walled import Failed
from tenants.gate import Tenant, add_tenant
from tenants.place import Place, close_place
from tests.faults.bad_policies import MARK, Bad, bad_policies, written
from tests.faults.campaign import report

SHIPPED_POLICY = "isa_fy2025"
SECONDS_MAX = 3.0
OFFICER = Actor(id="officer", roles=("officer",))
APPROVER = Actor(id="approver", roles=("approver",))
TOLD = "if isinstance(given, tuple): return [Remark(code='told', position=given[0].position)]"


def march() -> datetime:
    """Before any call of the year."""
    return datetime(2025, 3, 10, 10, tzinfo=JAPAN)


class Bait:
    """What a bad policy might reach: a file, a folder, two open ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "secret").write_text("secret")
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(type=socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for each in (self._tcp, self._udp):
            each.setblocking(False)

    def touched(self) -> list[str]:
        """What was reached since it was asked last."""
        found = []
        with suppress(BlockingIOError), closing(self._tcp.accept()[0]):
            found.append("tcp")
        with suppress(BlockingIOError):
            found.append(f"udp {self._udp.recv(99)!r}")
        if {path.name for path in self.folder.iterdir()} != {"secret"}:
            found.append("files")
        return found

    def close(self) -> None:
        """Close the ports."""
        self._tcp.close()
        self._udp.close()


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[Bait]:
    """Untouched."""
    with closing(Bait(tmp_path / "bait")) as made:
        yield made


class World:
    """A register and a good policy, into which one bad policy after another is brought."""

    def __init__(self, folder: Path, bait: Bait) -> None:
        self.bait, self._folder = bait, folder / "policies"
        self._witness = written(self._folder, Bad("witness", TOLD, frozenset()))
        self.place = Place(folder / "data").make()
        add_tenant("isa", "見本庁", SHIPPED_POLICY, self.place, clock=march)
        self.policies: Policies
        self.tenant: Tenant

    def bring(self, bad: Bad) -> None:
        """A machine on which it is installed, and the witness."""
        folders = [SHIPPED / SHIPPED_POLICY, written(self._folder, bad), self._witness]
        self.policies = Policies(folders)
        self.tenant = Tenant("isa", self.place, march, system_entropy, self.policies)

    def do(self, name: str, actor: Actor = OFFICER, **values: Any) -> None:
        """Send a command."""
        self.tenant.handle(self.tenant.read_command(name, values, strings=True), actor)

    def adopt(self, id: str) -> None:
        """Put a policy in force."""
        ref = self.policies.ref(id)
        named = {"policy_id": id, "policy_version": ref.version, "policy_digest": ref.digest}
        self.do("propose-policy", from_date="2025-04-01", **named)
        *_, proposed = self.tenant.log.stream(STREAM)
        assert isinstance(proposed.event, PolicyProposed)
        self.do("adopt-policy", APPROVER, digest_seen=proposed.event.digest)

    def decided(self, bad: Bad) -> list[str]:
        """What is wrong with how the bad policy was dealt with when it was asked."""
        self.adopt(bad.name)
        size, threads = self.tenant.log.head().size, threading.active_count()
        began = time.monotonic()
        said = "something else was raised"
        with suppress(BaseException):  # without the wall a policy may raise anything
            said = self._said()
        took = time.monotonic() - began
        stored = self.tenant.log.facts(size + 1, 99)
        return [
            *self._recorded(bad, [fact.event for fact in stored], said),
            *(["told"] if MARK in said + repr(stored) else []),
            *([f"took {took:.1f} s"] if took > SECONDS_MAX else []),
            *(["threads"] if threading.active_count() > threads else []),
            *self.bait.touched(),
        ]

    def _said(self) -> str:
        """The words of the refusal; nothing when the command is taken."""
        try:
            self.do("plan-cohorts", fiscal_year="2025")
        except Refused as refused:
            return "".join(fault.code + fault.ja + fault.en for fault in refused.faults)
        return ""

    def _recorded(self, bad: Bad, stored: list[Any], said: str) -> list[str]:
        if bad.kinds == {""}:
            return [] if not said and stored else [f"not accepted: {said}"]
        if not said.startswith("policy."):
            return [f"not refused: {said}"]
        if len(stored) != 1 or not isinstance(stored[0], PolicyFailed):
            return [f"stored {stored}"]
        failed = stored[0]
        named = (failed.policy, failed.question, failed.refused)
        if named != (self.policies.ref(bad.name), "calendar", "plan-cohorts"):
            return [f"recorded {failed}"]
        return [] if failed.kind in bad.kinds else [f"failed as {failed.kind}"]

    def told(self, bad: Bad) -> list[str]:
        """What is wrong with how it was dealt with when it was told."""
        facts, began = self.tenant.log.facts(1, 3), time.monotonic()
        bad_one, witness = (self._remarked(id, facts) for id in (bad.name, "witness"))
        took = time.monotonic() - began
        return [
            *([] if bad_one in bad.kinds else [f"remarked {bad_one}"]),
            *([] if witness == "知らされた。" else [f"the witness remarked {witness}"]),
            *([f"took {took:.1f} s"] if took > SECONDS_MAX else []),
            *self.bait.touched(),
        ]

    def _remarked(self, id: str, facts: Sequence[Fact]) -> str:
        """The sentences of its remarks, or how it failed."""
        said = "something else was raised"
        with suppress(BaseException):  # without the wall a policy may raise anything
            try:
                found = self.policies.observe(self.policies.ref(id), "isa", facts)
                said = "".join(each.ja for each in found)
            except Failed as failed:
                said = failed.kind
        return said

    def good_goes_on(self) -> list[str]:
        """What is wrong with the next question to the good policy."""
        ruling = self.policies.ask("calendar", SHIPPED_POLICY, CalendarFacts(fiscal_year=2025))
        return [] if isinstance(ruling, CalendarRuling) and ruling.rounds else ["good one fails"]


@pytest.fixture
def world(tmp_path: Path, bait: Bait) -> Iterator[World]:
    """A register in a folder of its own."""
    made = World(tmp_path, bait)
    yield made
    close_place(made.place)


def campaign(world: World, only: Sequence[str] = ()) -> dict[str, list[str]]:
    """Policy -> what went wrong with it."""
    found = {}
    for bad in bad_policies(world.bait.folder, world.bait.port):
        if only and bad.name not in only:
            continue
        world.bring(bad)
        faults = world.decided(bad) + ([] if bad.alone else world.told(bad)) + world.good_goes_on()
        world.policies.close()
        if faults:
            found[bad.name] = faults
    return found


@pytest.mark.slow
def test_a_bad_policy_fails_on_record_and_nothing_else_happens(world: World) -> None:
    began, bad = time.monotonic(), bad_policies(world.bait.folder, world.bait.port)
    found = campaign(world)
    assert found == {}, found
    calls = len(bad) + sum(not each.alone for each in bad)
    report("R13", policies=len(bad), calls=calls, seconds=round(time.monotonic() - began, 1))


def test_without_the_wall_the_same_run_finds_what_they_did(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teeth: the same policies, taken for ones of ours."""
    monkeypatch.setattr("plugins.host.is_shipped", lambda _: True)
    assert campaign(world, UNWALLED).keys() == set(UNWALLED)


UNWALLED = (
    "connects",
    "sends",
    "writes",
    "reads_data",
    "reads_and_swallows",
    "reads_clock",
    "draws",
    "changes_facts",
    "leaves_a_thread",
)
