"""The operator's page of views in a browser, with scripts off: what is wrong is found at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql
from playwright.sync_api import expect

from core.command import Actor
from core.log.application import close_location
from projections import cursors, runner
from projections.catalogue import VIEWS
from projections.cursors import BESIDE
from projections.window_register import WINDOWS
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from tests.browser.conftest import DESK, PHONE, Site, Visit, served
from tests.projections.making import append, grant, window_facts
from workers.rebuilds import REBUILD

WINDOW_REGISTER, ROSTER = VIEWS["window_register"], VIEWS["coordinator_roster"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A register in which a stream stands still, a rebuild differs, and another is on its way."""
    home = Place(tmp_path / "var").make()
    add_tenant("isa", "試験の台帳", "isa_fy2025", home)
    tenant = open_tenant("isa", home)
    tenant.accounts.put(Actor(id="operator", roles=("operator",)))
    append(tenant.log, ("window/W1", window_facts("W1")), ("window/W9", grant("W9")))
    tenant.catch_up()
    differ(tenant)
    begin(tenant)
    with served(tenant) as made:
        yield made
    tenant.views.close()
    close_location(home.log)


def differ(tenant: Tenant) -> None:
    """Rebuild the windows' register beside rows that somebody changed."""
    own = WINDOWS.core.c
    with tenant.views.writing() as db:
        held = db.execute(sql.select(own.row)).scalar_one()
        changed = held.replace("東京都".encode(), "大阪府".encode())
        db.execute(sql.update(WINDOWS.core).values(row=changed))
    assert not runner.rebuild("isa", tenant.log, tenant.views, WINDOW_REGISTER).switched


def begin(tenant: Tenant) -> None:
    """The rebuild of the roster is half done."""
    now = tenant.views.now()
    half = cursors.nothing(ROSTER)._replace(
        generation=2, state=BESIDE, position=2, begun_at=now, moved_at=now
    )
    with tenant.views.writing() as db:
        cursors.begin(db, "isa", ROSTER, half)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("operator", "/"),
        ("operator", "/views"),
        ("operator", "/views?lang=en"),
        ("operator", "/views/window_register/difference"),
        ("admin", "/windows"),
        ("officer", "/windows"),
    ],
)
def test_a_page_has_no_barrier_that_a_machine_can_find(
    visit: Visit, shots: Path, account: str, path: str, size: dict[str, int]
) -> None:
    visitor = visit(account, size)
    visitor.go(path)
    name = f"views-{account}{path}-{size['width']}".translate({47: "_", 63: "_", 61: "_"})
    visitor.page.screenshot(path=shots / f"{name}.png", full_page=True)
    assert visitor.findings() == []
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"], "the page is wider than the screen"


def test_a_difference_is_looked_at_and_accepted_with_scripts_off(visit: Visit, site: Site) -> None:
    operator = visit("operator", scripts=False)
    operator.go("/")
    page = operator.page
    page.get_by_role("link", name="表示に問題のある画面の表").click()
    card = page.get_by_role("region", name="相談窓口の台帳")
    expect(card).to_contain_text("反映できない記録があります")
    card.get_by_text("くわしい理由").click()
    expect(card.get_by_text("window_register.py")).to_be_visible()
    card.get_by_role("link", name="違いを見る").click()
    row = page.get_by_role("row", name="prefecture").first
    expect(row.get_by_role("cell")).to_have_text(["大阪府", "東京都"])
    # without the tick the browser itself asks for it
    operator.press("作り直した表を受け入れる")
    assert not site.tenant.jobs.recent()
    page.get_by_label("違いを確かめました").check()
    operator.press("作り直した表を受け入れる")
    assert [job.kind for job in site.tenant.jobs.recent()] == [REBUILD]
    site.work()
    page.get_by_role("link", name="今すぐ更新").click()
    expect(page.get_by_role("status")).to_contain_text("完了しました。")
    page.get_by_role("link", name="戻る").click()
    table = page.get_by_role("row", name="相談窓口の台帳")
    expect(table).to_contain_text("一部停止")
    expect(table).not_to_contain_text("違いあり")


def test_a_rebuild_on_its_way_is_cancelled_with_one_press(visit: Visit) -> None:
    operator = visit("operator", scripts=False)
    operator.go("/views")
    row = operator.page.get_by_role("row", name="認証を受けた人の名簿")
    expect(row.get_by_role("progressbar")).to_be_visible()
    row.get_by_role("button", name="作り直しをやめる").click()
    expect(operator.page.get_by_role("status")).to_contain_text("作り直した表を捨てました。")
    expect(operator.page.get_by_role("progressbar")).to_have_count(0)
