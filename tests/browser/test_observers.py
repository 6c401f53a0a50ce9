"""A parked observer in a browser, without scripts: seen with its reason, skipped by a button."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.command import Actor
from plugins.host import SHIPPED
from tenants.gate import open_tenant
from tenants.observers import standings, tell
from tenants.place import Place, close_place
from tests.browser.conftest import DESK, PHONE, Site, Visit, served
from tests.tenants.observing import POLICY, Watched, written
from workers.observing import TELL

PAGE = "/policies/observers"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A register where one observer remarked on three facts and another was parked by one."""
    folders = [written(tmp_path / "policies", id) for id in ("watch", "other")]
    monkeypatch.setattr("plugins.host.installed_folders", lambda: [SHIPPED / POLICY, *folders])
    made = Watched(Place(tmp_path / "var").make(), folders)
    for id in ("watch", "other"):
        made.adopt(id)
    made.windows("A1", "watch-raises", "A2")
    tell(made.tenant)
    tenant = open_tenant("isa", made.place)
    tenant.accounts.put(Actor(id="operator", roles=("operator",)))
    with served(tenant) as shown:
        yield shown
    made.policies.close()
    close_place(made.place)


def test_a_parked_observer_is_found_and_skips_one_record(
    visit: Visit, site: Site, shots: Path
) -> None:
    for account, size in (("officer", DESK), ("operator", PHONE)):
        visitor = visit(account, size, scripts=account == "officer")
        visitor.go(PAGE)
        visitor.page.screenshot(path=shots / f"observers-{account}.png", full_page=True)
        assert "誤りが起きた" in visitor.page.inner_text("main")
        assert account == "operator" or visitor.findings() == []
    visitor.press("失敗する1件を飛ばして進む")
    assert site.tenant.jobs.recent()[0].kind == TELL
    site.work()
    assert [each.state for each in standings(site.tenant)] == ["live", "live"]
    visitor.go(PAGE)
    assert "飛ばした記録" in visitor.page.inner_text("main")
