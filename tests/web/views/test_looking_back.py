"""Any page that shows rows can be asked how it was, and says so."""

import pytest
from fastapi.testclient import TestClient

from tenants.gate import Tenant
from tests.programme.register import OFFICER, window
from tests.web.conftest import SignIn
from tests.workers import story
from web.view_labels import LABELS

ALWAYS_NOW = {"/cases"}
"""What was withdrawn from there is gone, from the past too."""
PAGES = sorted(
    {each.door for label in LABELS.values() for each in label.pages if "{" not in each.door}
    - ALWAYS_NOW
)
LOOKED_BACK = "過去の内容です"
READERS = {
    "/me": "p-one",
    "/cases/mine": "p-one",
    "/directory": "officer",
    "/approvals": "approver",
    "/institution": "manager",
    "/institution/training": "manager",
}


def client_of(sign_in: SignIn, page: str) -> TestClient:
    """Somebody who may look at the page."""
    return sign_in(READERS.get(page, "officer"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_asked_how_it_was(sign_in: SignIn, tenant: Tenant, page: str) -> None:
    person = {"person": "p-one", "full_name": "見本 一", "mail": "one@example.jp"}
    receipt = story.do(tenant, "register-person", OFFICER, **person)
    story.do(tenant, "register-window", OFFICER, **window("W1"))
    client = client_of(sign_in, page)
    # given the page as it is now, it offers to be looked at as it was
    now = client.get(f"/isa{page}")
    assert now.status_code == 200
    assert "この画面を過去の時点で見る" in now.text
    assert LOOKED_BACK not in now.text
    # when it is asked as of a record, it says so and leads back
    then = client.get(f"/isa{page}?as_of={receipt.last}")
    assert then.status_code == 200
    assert LOOKED_BACK in then.text
    assert f'href="/isa{page}">今の内容に戻る' in then.text.replace("http://testserver", "")


def test_a_page_as_it_was_shows_what_there_was(sign_in: SignIn, tenant: Tenant) -> None:
    first = story.do(tenant, "register-window", OFFICER, **window("W1"))
    story.do(tenant, "register-window", OFFICER, **window("W2"))
    officer = sign_in("officer")
    assert "W2" in officer.get("/isa/windows").text
    then = officer.get(f"/isa/windows?as_of={first.last}").text
    assert "W1" in then
    assert "W2" not in then


def test_the_public_is_not_offered_what_only_staff_need(client: TestClient) -> None:
    assert "この画面を過去の時点で見る" not in client.get("/isa/calls").text
