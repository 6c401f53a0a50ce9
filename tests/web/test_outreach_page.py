"""The outreach page: cards, the calendar of measures, and who may see and do what on it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.outreach import ADOPTED, CONTACT, Office, office
from tests.web.conftest import token


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with a list, one contact, a briefing and a post."""
    with office(tmp_path_factory.mktemp("outreach")) as made:
        made.do("adopt-outreach-targets", **ADOPTED)
        made.do("record-outreach-contact", **CONTACT, comment="<b>検討</b>")
        plan = {"briefing": "B1", "title": "説明会", "audience": "windows", "form": "online"}
        made.do("plan-briefing", **plan, on="2025-07-01", measure="supply")
        made.do("draft-message", message="M1", title="紹介文", text="<script>本文</script>")
        post = {"post": "P1", "message": "M1", "channel": "x", "measure": "awareness"}
        made.do("post-outreach", **post, on="2025-05-01", url="https://example.jp/?a=1&b=2")
        yield made


def test_an_empty_register_offers_to_adopt_a_list(tmp_path: Path) -> None:
    with office(tmp_path) as empty:
        page = empty.page()
        assert "対象の一覧はまだ定められていません。" in page
        assert "/isa/commands/adopt-outreach-targets" in page


def test_a_card_leads_to_a_form_that_knows_its_prefecture_and_back(desk: Office) -> None:
    link = re.search(r'href="(/isa/commands/record-outreach-contact\?[^"]+)"', desk.card("06"))
    assert link
    officer = desk.client()
    form = officer.get(link[1].replace("&amp;", "&")).text
    assert re.search(r'name="prefecture"[^>]*value="06"', form)
    sent = {**CONTACT, "prefecture": "06", "on": "令和7年4月11日", "back": "/isa/outreach"}
    answer = officer.post("/isa/commands/record-outreach-contact", data={**token(officer), **sent})
    assert answer.headers["location"].startswith("/isa/outreach?at=")
    page = officer.get(answer.headers["location"]).text
    assert "記録しました。" in page
    assert "令和7年4月11日" in desk.card("06")


def test_what_was_typed_is_shown_as_text(desk: Office) -> None:
    page = desk.page()
    assert "<b>検討" not in page
    assert "&lt;script&gt;本文" in page
    assert 'href="https://example.jp/?a=1&amp;b=2"' in page


def test_an_auditor_sees_all_and_may_do_nothing(desk: Office) -> None:
    page = desk.client("auditor").get("/isa/outreach").text
    assert "秋田県国際課" in page
    assert "/isa/commands/" not in page.partition("<main")[2]


def test_the_page_says_the_same_in_english(desk: Office) -> None:
    page = desk.client("approver").get("/isa/outreach?lang=en").text
    assert "Being approached gives no rank in any selection." in page
    assert "still zero" in page
    assert "Considers a nomination" in page


def test_the_page_can_be_seen_as_it_was_and_on_another_day(desk: Office) -> None:
    assert "対象の一覧はまだ定められていません。" in desk.page("/outreach?as_of=1")
    assert "令和7年4月2日" in desk.page("/outreach?on=2025-04-02").partition('id="no-rank"')[2]
    assert desk.client().get("/isa/outreach?on=soon").status_code == 422
    assert desk.page("/outreach?targets=none").count('<li class="card"') == 16
