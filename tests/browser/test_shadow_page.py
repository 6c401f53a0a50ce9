"""A policy tried on past calls, in a browser: by keyboard alone, and nothing stored."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit, Visitor

PATH = "/policies/shadow"


def tried(visitor: Visitor, parameters: str = "") -> None:
    """Choose FY2027's rules for both calls and press Enter, as one does without a mouse."""
    visitor.go("/policies")
    visitor.page.get_by_role("link", name="規則を過去の募集で試す").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_label("試す規則").select_option("isa_fy2027_private")
    visitor.page.get_by_label("変える設定").focus()
    visitor.page.keyboard.type(parameters)
    visitor.page.keyboard.press("Enter")


def test_what_would_change_is_seen_by_keyboard_alone_and_nothing_is_recorded(
    visit: Visit, shots: Path
) -> None:
    for size in (DESK, PHONE):
        visitor = visit("officer", size, scripts=False)
        tenant = visitor.site.tenant
        before = (tenant.log.head(), [job.id for job in tenant.jobs.recent()])
        tried(visitor, "seats=70")
        main = visitor.page.get_by_role("main")
        expect(main.get_by_role("heading", name="募集 2025-1")).to_be_visible()
        expect(main.get_by_text("対象データなし").first).to_be_visible()
        changed = main.locator("details[id^='n-']").first
        changed.locator("summary").focus()
        visitor.page.keyboard.press("Enter")
        expect(changed.get_by_role("heading", name="当時: 補欠")).to_be_visible()
        expect(changed.get_by_role("heading", name="isa_fy2027_private: 選定")).to_be_visible()
        visitor.page.screenshot(path=shots / f"shadow-{size['width']}.png", full_page=True)
        assert (tenant.log.head(), [job.id for job in tenant.jobs.recent()]) == before


def test_the_result_has_no_barrier_that_a_machine_can_find(visit: Visit) -> None:
    for size in (DESK, PHONE):
        visitor = visit("officer", size)
        tried(visitor, "seats=70")
        expect(visitor.page.get_by_role("heading", name="募集 2025-1")).to_be_visible()
        visitor.page.locator("details[id^='n-'] summary").first.click()
        assert visitor.findings() == []


def test_a_bad_parameter_is_told_on_the_page_in_words(visit: Visit, shots: Path) -> None:
    visitor = visit("officer")
    tried(visitor, "nothing=1")
    alert = visitor.page.get_by_role("alert")
    expect(alert).to_contain_text("「nothing」というパラメータはありません")
    expect(visitor.page.get_by_label("変える設定")).to_have_value("nothing=1")
    visitor.page.screenshot(path=shots / "shadow-refused.png", full_page=True)
