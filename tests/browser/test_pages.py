"""What people do in a browser: with scripts off unless a test says otherwise (design page, part
10)."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit
from workers.story.play import SAMPLE

LOOKED_AT = (
    ("", "/"),
    ("", "/directory"),
    ("", "/directory?prefecture=13"),
    ("", "/calls/2025-1"),
    ("", "/cases"),
    ("", "/sign-in"),
    ("officer", "/"),
    ("officer", "/inbox"),
    ("officer", "/calls/2025-1/board"),
    ("officer", "/calls/2025-1/readings"),
    ("officer", "/calls/2025-1/draft"),
    ("officer", "/cohorts/2025-1/seats"),
    ("officer", "/policies"),
    ("officer", "/plans"),
    ("officer", "/windows?prefecture=13"),
    ("officer", "/roster"),
    ("officer", "/certificates"),
    ("officer", "/certificates/check?number=2025-0001"),
    ("officer", "/training/2025-1"),
    ("officer", "/training/2025-1/attendance"),
    ("officer", "/outreach"),
    ("officer", "/cases/desk"),
    ("officer", "/followup"),
    ("officer", "/surveys"),
    ("officer", "/memos"),
    ("officer", "/commands"),
    ("officer", "/commands/submit-nomination"),
    ("officer", "/import"),
    ("approver", "/approvals"),
    ("auditor", "/audit"),
    ("auditor", "/audit/100"),
    ("R6-002", "/me"),
)


@pytest.mark.parametrize(("account", "path"), LOOKED_AT)
def test_a_page_has_no_barrier_that_a_machine_can_find(
    visit: Visit, shots: Path, account: str, path: str
) -> None:
    for size in (DESK, PHONE):
        visitor = visit(account, size)
        visitor.go(path)
        name = f"{account or 'public'}{path}-{size['width']}".translate({47: "_", 63: "_", 61: "_"})
        visitor.page.screenshot(path=shots / f"{name}.png")
        assert visitor.findings() == []
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], "the page is wider than the screen"


def test_an_english_page_is_english_and_stays_so(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.go("/directory")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Directory")
    assert visitor.findings() == []


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(visit: Visit) -> None:
    page = visit().page
    page.goto(visit().site.address + "/directory")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="本文へ移動")
    expect(skip).to_be_focused()
    ring = skip.evaluate(
        "e => getComputedStyle(e).outlineColor + getComputedStyle(e).backgroundColor"
    )
    assert ring == "rgb(0, 0, 0)rgb(255, 212, 61)"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_the_directory_is_searched_and_narrowed_by_prefecture(visit: Visit) -> None:
    visitor = visit(scripts=False)
    visitor.go("/directory")
    everywhere = visitor.page.locator("tbody tr").count()
    visitor.page.locator(".tiles").get_by_role("link", name="東京").click()
    expect(visitor.page).to_have_url(re.compile("prefecture=13"))
    rows = visitor.page.locator("tbody tr")
    assert 0 < rows.count() < everywhere
    for row in rows.all():
        expect(row).to_contain_text("東京都")
    visitor.page.get_by_label("機関名・地域でさがす").fill("どこにもない機関")
    visitor.press("さがす")
    expect(visitor.page.get_by_text("該当する所属機関はありません。")).to_be_visible()


def test_the_directory_hands_out_the_very_files_of_the_edition(visit: Visit) -> None:
    visitor = visit(scripts=False)
    visitor.go("/directory")
    files = {}
    for name in ("directory.csv", "directory.json", "directory.html", "edition.json"):
        with visitor.page.expect_download() as waiting:
            visitor.page.get_by_role("link", name=name).click()
        files[name] = Path(waiting.value.path()).read_bytes()
    stated = json.loads(files.pop("edition.json"))["files"]
    assert {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()} == stated


def test_the_directory_shows_what_was_public_at_an_earlier_time(visit: Visit) -> None:
    visitor = visit(scripts=False)
    visitor.go("/directory?as_of=2026-01-31")
    expect(visitor.page.get_by_text("この時点で公開された版はまだありません。")).to_be_visible()


def test_a_second_person_approves_the_text_of_a_call(visit: Visit) -> None:
    officer = visit("officer", scripts=False)
    officer.go("/commands/draft-call?call=2027-1")
    officer.page.get_by_label("募集文").fill("一元的相談窓口の職員を優先します。")
    officer.press("募集の文案を作る")
    expect(officer.page.get_by_role("alert")).to_contain_text("「優先の文言」を入力してください。")
    expect(officer.page.get_by_label("募集文")).to_have_value("一元的相談窓口の職員を優先します。")
    officer.page.get_by_label("優先の文言").fill("一元的相談窓口の職員を優先します。")
    officer.press("募集の文案を作る")
    expect(officer.page.get_by_role("status")).to_contain_text("記録しました。")
    approver = visit("approver", scripts=False)
    approver.go("/approvals")
    approver.page.get_by_role("link", name="内容を見る: 募集の文案 2027-1").click()
    approver.press("この文案を決裁する")
    expect(approver.page.get_by_role("heading", level=1)).to_contain_text("決裁済み・未開始")
    approver.go("/approvals")
    expect(approver.page.get_by_text("2027-1")).to_have_count(0)


def test_an_explanation_opens_on_the_board_and_its_facts_lead_to_their_records(
    visit: Visit, shots: Path
) -> None:
    officer = visit("officer", scripts=False)
    officer.go("/calls/2025-1/board")
    assert officer.page.locator("tr.cut").count() == 1
    row = officer.page.locator("tr.explained").nth(60)
    row.locator("summary").click()
    expect(row.locator(".why")).to_be_visible()
    officer.page.screenshot(path=shots / "board-explanation.png")
    row.locator(".why a.fact").first.click()
    expect(officer.page.get_by_text("この記録は、下の根に含まれています。")).to_be_visible()


def test_a_workbook_with_mistakes_is_answered_cell_by_cell(visit: Visit, shots: Path) -> None:
    officer = visit("officer", scripts=False)
    officer.go("/import?call=2025-1")
    officer.page.get_by_label("様式").select_option("nominations")
    officer.page.get_by_label("ファイル").set_input_files(SAMPLE / "nominations-2025-1-first.xlsx")
    officer.press("取り込む")
    expect(officer.page.get_by_role("status")).to_contain_text("順番を待っています。")
    officer.site.work()
    officer.page.get_by_role("link", name="今すぐ更新").click()
    expect(officer.page.get_by_role("alert")).to_contain_text("誤りがあります")
    assert officer.page.locator("tbody tr").count() >= 1
    officer.page.screenshot(path=shots / "import-errors.png")


def test_a_bundle_is_made_as_a_job_and_handed_out(visit: Visit) -> None:
    auditor = visit("auditor", scripts=False)
    auditor.go("/audit")
    auditor.press("束を作る")
    auditor.site.work()
    auditor.page.get_by_role("link", name="今すぐ更新").click()
    with auditor.page.expect_download() as waiting:
        auditor.page.get_by_role("link", name="ダウンロード").click()
    raw = Path(waiting.value.path()).read_bytes()
    assert "verify.py" in zipfile.ZipFile(io.BytesIO(raw)).namelist()


def test_a_person_withdraws_consent_with_one_press_and_sees_it(visit: Visit, shots: Path) -> None:
    person = visit("R6-002", PHONE, scripts=False)
    person.go("/me")
    person.page.get_by_text("公開をやめる").click()
    person.page.screenshot(path=shots / "me-withdraw.png")
    person.press("同意を撤回する")
    expect(person.page.get_by_role("status")).to_contain_text("記録しました。")
    expect(person.page.get_by_text("公開をやめる")).to_have_count(0)
    expect(person.page.get_by_role("button", name="掲載に同意する")).to_be_visible()


def test_signing_out_closes_what_was_open(visit: Visit) -> None:
    officer = visit("officer", scripts=False)
    officer.go("/inbox")
    officer.page.get_by_role("button", name="サインアウト").click()
    officer.page.goto(officer.site.address + "/inbox")
    expect(officer.page).to_have_url(re.compile("/sign-in$"))
