"""What a programme is called: the words of the newest policy that gives any, or none at all."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import JAPAN
from core.programme.questions import ProgrammeWords, Term
from plugins.host import SHIPPED, TRACE
from tenants import naming
from tenants.gate import STAFF, Tenant, add_tenant, open_tenant
from tenants.naming import NO_NAME, words_of
from tenants.place import Place
from tests.tenants.conftest import POLICY, march

OFFICER, APPROVER = STAFF[0], STAFF[1]
Install = Callable[..., None]
ISA = "外国人支援コーディネーター"
MANIFEST = """
id = "{id}"
version = "1"
api = [1, 1]
ja = "試し"
en = "trial"
questions = ["labels"]
[years]
first = 2025
[source]
ja = "なし"
en = "none"
status = "draft"
"""
CODE = """
from plugins.api import LabelRuling, TierLabel, hookimpl, programme_words

@hookimpl
def decide_labels(facts):
    first = TierLabel(tier=1, mark="甲", ja="はじめての人", en="Those who are new")
    return LabelRuling(tiers=(first,), words=programme_words({words}))
"""


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Says which policies are on this machine from now on."""

    def these(*folders: Path) -> None:
        monkeypatch.setattr("plugins.host.installed_folders", lambda: list(folders))

    return these


def labelling(folder: Path, id: str, words: dict[str, Any]) -> Path:
    """A policy that answers only `labels`."""
    made = folder / id
    made.mkdir()
    (made / "policy.toml").write_text(MANIFEST.format(id=id), "utf-8")
    (made / "__init__.py").write_text(CODE.format(words=words), "utf-8")
    return made


def register(place: Place) -> Tenant:
    """A register under the agency's policy."""
    add_tenant("isa", "見本庁", POLICY, place, clock=march)
    return open_tenant("isa", place, clock=march)


def adopts(tenant: Tenant, id: str) -> None:
    """Two people adopt a policy from 1 April 2025 on."""
    ref = tenant.policies.ref(id)
    wanted = {"policy_id": id, "policy_version": ref.version, "policy_digest": ref.digest}
    told = tenant.read_command("propose-policy", {**wanted, "from_date": "2025-04-01"})
    proposed: Any = tenant.handle(told, OFFICER).facts[0].event
    seen = {"digest_seen": proposed.digest}
    tenant.handle(tenant.read_command("adopt-policy", seen), APPROVER)


def later(place: Place, year: int) -> Tenant:
    """The register in May of a year."""
    return open_tenant("isa", place, clock=lambda: datetime(year, 5, 1, 9, tzinfo=JAPAN))


def test_a_register_is_named_by_its_policy_and_stays_so_after_its_last_year(place: Place) -> None:
    assert words_of(register(place)).people == Term(ISA, "support coordinators")
    assert words_of(later(place, 2029)).people.ja == ISA


def test_a_newer_policy_renames_it_from_its_day_on(
    place: Place, install: Install, tmp_path: Path
) -> None:
    words = {"people": {"ja": "学びの支え手", "en": "learning aides"}}
    install(SHIPPED / POLICY, labelling(tmp_path, "renaming", words))
    tenant = register(place)
    adopts(tenant, "renaming")
    assert words_of(tenant).people.ja == ISA
    renamed = words_of(later(place, 2025))
    assert renamed.people.ja == "学びの支え手"
    assert renamed.training == ProgrammeWords().training


def test_a_newer_policy_that_only_labels_tiers_leaves_the_name(
    place: Place, install: Install, tmp_path: Path
) -> None:
    install(SHIPPED / POLICY, labelling(tmp_path, "tiers_only", {}))
    adopts(register(place), "tiers_only")
    assert words_of(later(place, 2025)).people.ja == ISA


def test_a_policy_that_fails_is_asked_for_its_words_once_a_minute_and_not_for_every_page(
    place: Place,
    install: Install,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = labelling(tmp_path, "broken", {"people": {"ja": "学びの支え手"}})
    install(SHIPPED / POLICY, broken)
    adopts(register(place), "broken")
    monkeypatch.setenv(TRACE, "1")
    tenant = later(place, 2025)
    # meanwhile the words before it hold
    assert [words_of(tenant).people.ja for _ in range(3)] == [ISA] * 3
    assert capsys.readouterr().err.count("failed=") == 1
    monkeypatch.setattr("tenants.naming.RETRY_SECONDS", 0.0)
    naming._failed.clear()
    assert [words_of(tenant).people.ja for _ in range(2)] == [ISA] * 2
    assert capsys.readouterr().err.count("failed=") == 2


def test_where_no_policy_can_be_asked_no_programme_is_named(place: Place, install: Install) -> None:
    register(place)
    install()
    assert words_of(later(place, 2025)) == NO_NAME
    assert ISA not in repr(NO_NAME)
