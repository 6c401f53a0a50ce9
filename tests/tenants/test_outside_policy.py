"""A register decided by somebody else's policy: while it is there, when it is changed, and gone."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from core.audit.verify import verify
from core.clock import JAPAN
from core.errors import Refused
from core.event import sentence
from core.programme.selection.facts import SelectionComputed
from plugins.child_kernel import LANDLOCK, NAMESPACE, SECCOMP
from plugins.host import SHIPPED, Policies, PolicyInfo
from projections import runner
from projections.catalogue import VIEWS
from projections.coordinator_roster import roster
from tenants.bundles import make_bundle
from tenants.doctor import examine
from tenants.gate import STAFF, Tenant, add_tenant, open_tenant
from tenants.place import Place, close_place
from tenants.replays import replay_bundle, replay_tenant
from tenants.used_policies import unfit
from tests.programme.register import CLAUSE, TEXT, nominee, window
from tests.tenants.conftest import POLICY, march

OFFICER, APPROVER = STAFF[0], STAFF[1]
PARTNER = "partner_2025"
Install = Callable[..., None]


class Story(NamedTuple):
    """A register whose year was planned and whose call was opened under the partner's policy."""

    tenant: Tenant
    place: Place
    folder: Path

    def again(self) -> Tenant:
        """The register, opened by a process that starts now."""
        return open_tenant("isa", self.place, clock=march)


def do(tenant: Tenant, name: str, actor: Any = OFFICER, **values: Any) -> None:
    tenant.handle(tenant.read_command(name, values), actor)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Says which policies are on this machine from now on."""

    def these(*folders: Path) -> None:
        found = [SHIPPED / POLICY, *folders]
        monkeypatch.setattr("plugins.host.installed_folders", lambda: found)

    return these


def partner(root: Path) -> Path:
    """The folder of the partner's policy, which answers everything."""
    folder = root / PARTNER
    shutil.copytree(SHIPPED / POLICY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    manifest = folder / "policy.toml"
    text = manifest.read_text("utf-8").replace(f'id = "{POLICY}"', f'id = "{PARTNER}"')
    manifest.write_text(text, "utf-8")
    return folder


def adopt(tenant: Tenant, name: str) -> None:
    """Two people put a policy in force from April."""
    ref = tenant.policies.ref(name)
    named = {"policy_id": ref.id, "policy_version": ref.version, "policy_digest": ref.digest}
    do(tenant, "propose-policy", **named, from_date="2025-04-01")
    *_, proposed = tenant.log.stream("policy/tenant")
    do(tenant, "adopt-policy", APPROVER, digest_seen=proposed.event.digest)


@pytest.fixture
def story(tmp_path: Path, install: Install) -> Iterator[Story]:
    """Founded, planned, called, nominated and certified under the partner's policy."""
    folder = partner(tmp_path)
    install(folder)
    place = Place(tmp_path / "data").make()
    add_tenant("isa", "見本協会", PARTNER, place, clock=march)
    tenant = open_tenant("isa", place, clock=march)
    do(tenant, "register-window", **window("W1"))
    do(tenant, "plan-cohorts", fiscal_year=2025)
    do(tenant, "draft-call", call="2025-1", text=TEXT, priority_clause=CLAUSE)
    digest = tenant.log.stream("call/2025-1")[0].event.digest
    do(tenant, "approve-call-text", APPROVER, call="2025-1", digest_seen=digest)
    deadline = "2025-04-18T17:00:00+09:00"
    do(tenant, "open-call", call="2025-1", cohort="2025-1", deadline=deadline)
    do(tenant, "submit-nomination", **nominee(1))
    do(tenant, "register-person", person="R6-1", full_name="見本 一")
    do(tenant, "register-coordinator", person="R6-1", window="W1", number="N-1", on="2025-03-01")
    yield Story(tenant, place, folder)
    Policies([folder]).close()
    tenant.views.close()
    close_place(place)


def decided(tenant: Tenant) -> set[str]:
    """How the questions of the log came out when they were asked again."""
    return {check.result for check in replay_tenant(tenant) if not check.name.startswith("view")}


def codes(tenant: Tenant) -> list[str]:
    """Why a new question is refused."""
    with pytest.raises(Refused) as refused:
        do(tenant, "plan-cohorts", fiscal_year=2026)
    return [fault.code for fault in refused.value.faults]


def test_it_decides_and_is_asked_again_with_the_same_answers(story: Story, tmp_path: Path) -> None:
    assert {
        fact.envelope.policy.id for fact in story.tenant.log.walk() if fact.envelope.policy
    } == {PARTNER}
    assert decided(story.tenant) == {"pass"}
    assert examine(story.place) == []
    make_bundle(story.tenant, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        name = f"policies/{PARTNER}/policy.toml"
        assert bundle.read(name) == (story.folder / "policy.toml").read_bytes()


def test_a_change_of_its_files_is_told_at_the_next_start_and_it_decides_nothing_more(
    story: Story,
) -> None:
    with (story.folder / "rules.py").open("a") as rules:
        rules.write("\n")
    (found,) = examine(story.place)
    assert found.tenant == "isa"
    assert f"規則 {PARTNER} のファイルが採用されたものと違います" in found.what
    again = story.again()
    assert codes(again) == ["policy.changed"]
    assert decided(again) == {"not_checked"}


class Weakly(Policies):
    """On a kernel that refuses the walls named; None for a policy that cannot be loaded."""

    lacks: frozenset[str] | None = frozenset()

    def info(self, id: str) -> PolicyInfo | None:
        found = super().info(id)
        if found is None or found.walls is None or self.lacks is None:
            return None
        return replace(found, walls=tuple(set(found.walls) - self.lacks))


@pytest.mark.parametrize(
    ("lacks", "told"),
    [
        (frozenset({LANDLOCK, NAMESPACE}), ""),
        (frozenset({SECCOMP, NAMESPACE}), "OS が囲えません"),
        (None, "読み込めません"),
    ],
)
def test_one_that_no_wall_keeps_off_the_network_or_that_does_not_load_is_told(
    story: Story, lacks: frozenset[str] | None, told: str
) -> None:
    policies = Weakly()
    policies.lacks = lacks
    found = unfit(story.tenant.log, policies)
    assert [told in each.what for each in found] == ([True] if told else [])


def test_a_byte_of_it_changed_in_a_bundle_is_found(story: Story, tmp_path: Path) -> None:
    make_bundle(story.tenant, tmp_path / "b.zip")
    with (
        zipfile.ZipFile(tmp_path / "b.zip") as whole,
        zipfile.ZipFile(tmp_path / "c.zip", "w") as changed,
    ):
        for name in whole.namelist():
            more = b"\n" if name == f"policies/{PARTNER}/rules.py" else b""
            changed.writestr(
                whole.infolist()[whole.namelist().index(name)], whole.read(name) + more
            )
    good, bad = verify(tmp_path / "b.zip"), verify(tmp_path / "c.zip")
    assert not [check for check in good.checks if check.result == "fail"]
    failed = {check.name: check.detail for check in bad.checks if check.result == "fail"}
    assert f"policies/{PARTNER}" in failed["policies"]


def test_without_it_history_opens_and_says_what_cannot_be_decided_again(
    story: Story, install: Install, tmp_path: Path
) -> None:
    make_bundle(story.tenant, tmp_path / "before.zip")
    # given a machine from which it was removed
    install()
    again = story.again()
    # then every fact is read, and every view made anew
    assert all(sentence(fact) for fact in again.log.walk())
    again.catch_up()
    assert [row.person for row in roster(again.views, "isa")] == ["R6-1"]
    assert runner.rebuild("isa", again.log, again.views, VIEWS["coordinator_roster"]).switched
    again.views.close()
    # and bundles verify, one of before and one of now
    make_bundle(again, tmp_path / "after.zip")
    for name in ("before.zip", "after.zip"):
        checks = verify(tmp_path / name).checks
        assert not [check for check in checks if check.result == "fail"]
    # and replay names what it cannot decide again, and for want of which policy
    for checks in (replay_tenant(again), replay_bundle(tmp_path / "before.zip")):
        open_questions = [check for check in checks if check.result == "not_checked"]
        assert open_questions
        for check in open_questions:
            assert f"規則 {PARTNER}" in check.detail
            assert "がないので再計算できません" in check.detail
        assert not [check for check in checks if check.result == "fail"]
    # and what asks nothing still works, while a new question is refused by its name
    do(again, "register-window", **window("W2"))
    assert codes(again) == ["policy.missing"]
    assert any(f"規則 {PARTNER} が入っていません" in each.what for each in examine(story.place))


def test_once_another_is_adopted_and_its_calls_are_decided_it_may_be_retired(
    story: Story, install: Install
) -> None:
    later = open_tenant("isa", story.place, clock=lambda: datetime(2025, 5, 12, 9, tzinfo=JAPAN))
    adopt(later, POLICY)
    do(later, "close-call", call="2025-1")
    # while a call is under it, it is still needed
    install()
    (found,) = examine(story.place)
    assert f"規則 {PARTNER} が入っていません" in found.what
    install(story.folder)
    do(later, "run-selection", call="2025-1", decided_on="2025-05-12")
    assert examine(story.place) == []
    computed = next(
        fact.event
        for fact in later.log.stream("selection/2025-1")
        if isinstance(fact.event, SelectionComputed)
    )
    do(later, "approve-selection", APPROVER, call="2025-1", digest_seen=computed.digest)
    later.views.close()
    install()
    again = story.again()
    assert examine(story.place) == []
    do(again, "plan-cohorts", fiscal_year=2026)
    assert decided(again) == {"pass", "not_checked"}


def test_a_newer_one_that_answers_less_leaves_it_needed(tmp_path: Path, install: Install) -> None:
    install(partner(tmp_path), SHIPPED / "extra_cohort")
    place = Place(tmp_path / "data").make()
    add_tenant("isa", "見本協会", PARTNER, place, clock=march)
    adopt(open_tenant("isa", place, clock=march), "extra_cohort")
    assert examine(place) == []
    # when the older is gone, its questions have no answer
    install(SHIPPED / "extra_cohort")
    (found,) = examine(place)
    assert f"規則 {PARTNER} が入っていません" in found.what
    Policies([tmp_path / PARTNER]).close()
    close_place(place)
