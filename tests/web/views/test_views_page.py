"""The operator's page: where every view stands, what is wrong and why, and the rebuild beside."""

import re
from datetime import datetime, timedelta

import msgspec
import pytest

from projections import cursors, runner
from projections.cursors import BESIDE
from projections.view import Parked
from tenants.gate import Tenant
from tests.projections.making import append, window_facts
from tests.web.conftest import SignIn, token
from tests.web.views.planting import LONG_AGO, WINDOW_REGISTER, differ, hidden, park, state
from web.doors import KEEPERS
from web.pages.views import duration, progress_of
from web.view_labels import LABELS, reason_of
from workers.rebuilds import REBUILD

OTHERS = ("officer", "approver", "assessor", "clerk", "p-one", "manager")


def test_the_page_shows_where_every_view_stands(sign_in: SignIn, tenant: Tenant) -> None:
    append(tenant.log, ("window/W1", window_facts("W1")))
    size = tenant.catch_up()
    page = sign_in("operator").get("/isa/views")
    assert page.status_code == 200
    for name, label in LABELS.items():
        assert label.ja in page.text
        assert f'id="view-{name}"' in page.text
    assert f'class="number">{size}<' in page.text
    assert runner.digest("isa", tenant.views, WINDOW_REGISTER) in page.text
    assert "notice bad" not in page.text
    assert LABELS["directory"].en in sign_in("operator").get("/isa/views?lang=en").text


@pytest.mark.parametrize("account", OTHERS)
def test_who_keeps_no_views_finds_no_such_page(
    account: str, sign_in: SignIn, tenant: Tenant
) -> None:
    differ(tenant)
    visitor = sign_in(account)
    nothing = visitor.get("/isa/nothing")
    for path in ("/isa/views", "/isa/views/window_register/difference"):
        assert visitor.get(path).content == nothing.content, path
    for step in ("rebuild", "cancel", "accept"):
        answer = visitor.post(f"/isa/views/window_register/{step}", data=token(visitor))
        assert answer.content == nothing.content, step
    assert state(tenant) == "differs"


def test_an_auditor_looks_and_changes_nothing(sign_in: SignIn, tenant: Tenant) -> None:
    differ(tenant)
    auditor = sign_in("auditor")
    for path in ("/isa/views", "/isa/views/window_register/difference"):
        page = auditor.get(path)
        assert page.status_code == 200
        assert not re.search('action="/isa/views/', page.text)
    answer = auditor.post("/isa/views/window_register/cancel", data=token(auditor))
    assert answer.status_code == 404


@pytest.mark.parametrize("account", sorted(KEEPERS))
def test_a_stream_that_stands_still_is_a_red_card_two_clicks_from_home(
    account: str, sign_in: SignIn, tenant: Tenant
) -> None:
    position = park(tenant)
    keeper = sign_in(account)
    home = keeper.get("/isa/").text
    assert re.search(r'href="/isa/views">表示に問題のある画面の表</a></h3><p class="big">1<', home)
    page = keeper.get("/isa/views").text
    card = page[page.index("notice bad") : page.index("<table")]
    assert "相談窓口の台帳: 反映できない記録があります" in card
    assert "試験の台帳 <code>isa</code>" in card
    assert f"#{position}" in card
    assert "window/W9" in card
    assert "この記録を表に反映する手順が、途中で止まりました。" in card
    assert re.search(r"window_register\.py:\d+ fold", card)
    assert "令和7年4月1日" in card
    assert "わたしの記録" in card
    # and the next step is a button on it
    order = keeper.post(
        "/isa/views/window_register/rebuild",
        data={**token(keeper), "nonce": hidden(card, "nonce")},
    )
    job = order.headers["location"].rpartition("/")[2]
    found = tenant.jobs.find(job)
    assert found is not None
    wanted = {"account": account, "view": "window_register"}
    assert (found.kind, found.arguments) == (REBUILD, wanted)
    assert "画面の表の作り直し" in keeper.get(order.headers["location"]).text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("unknown topic window.moved", "知らない種類"),
        ("unknown version 9 of window.facts_recorded", "新しい形"),
        ("bad payload of window.facts_recorded", "読み取れません"),
        ("KeyError (x.py:1 fold)", "手順が、途中で止まりました"),
    ],
)
def test_a_reason_is_told_in_words(reason: str, words: str) -> None:
    assert words in reason_of(Parked("window/W1", 1, "window.x", reason, "")).ja


def test_a_rebuild_on_its_way_shows_how_far_it_is_and_can_be_cancelled(
    sign_in: SignIn, tenant: Tenant
) -> None:
    append(tenant.log, *((f"window/W{n}", window_facts(f"W{n}")) for n in range(9)))
    size = tenant.catch_up()
    now = tenant.views.now()
    with tenant.views.writing() as db:
        begun = cursors.nothing(WINDOW_REGISTER)._replace(
            generation=2, state=BESIDE, position=4, begun_at=now, moved_at=now
        )
        cursors.begin(db, "isa", WINDOW_REGISTER, begun)
    operator = sign_in("operator")
    page = operator.get("/isa/views").text
    assert f'<progress max="{size}" value="4"' in page
    assert "作り直し中" in page
    answer = operator.post("/isa/views/window_register/cancel", data=token(operator))
    after = operator.get(answer.headers["location"]).text
    assert "作り直した表を捨てました" in after
    assert "<progress" not in after
    assert state(tenant) == "live"


def test_rate_and_time_left_follow_from_where_a_rebuild_began(tenant: Tenant) -> None:
    begun = cursors.nothing(WINDOW_REGISTER)._replace(
        state=BESIDE, position=600, begun_from=100, begun_at=LONG_AGO, moved_at=LONG_AGO
    )
    tenant.catch_up()
    standing = runner.standings("isa", tenant.log, tenant.views, tenant.now())[0]
    seconds = {5: (100.0, 14.0, False), 50: (10.0, 140.0, True)}
    for passed, wanted in seconds.items():
        now = datetime.fromisoformat(LONG_AGO) + timedelta(seconds=passed)
        moving = msgspec.structs.replace(standing, position=2_000, beside=begun)
        found = progress_of(moving, now)
        assert found is not None
        assert (found.rate, found.seconds_left, found.halted) == wanted
    assert duration(None)[0] == "—"
    assert [duration(each)[0] for each in (9, 119, 300, 7_200)] == [
        "9秒",
        "119秒",
        "約5分",
        "約2時間",
    ]
