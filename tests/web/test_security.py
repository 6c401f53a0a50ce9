"""Headers on every answer, forged requests, odd hosts, large bodies, sign-in links."""

import re
from email import message_from_bytes
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.command import COMMANDS
from tenants.gate import Tenant
from tenants.place import Place
from tests.web.conftest import SignIn, token
from web.security import BODY_BYTES_MAX, CSP

ANSWERS = ("/", "/isa/", "/isa/audit", "/nobody/", "/-/alive", "/-/static/daicho.css", "/isa/api/x")


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_forbids_whatever_we_do_not_use(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


def test_private_pages_are_kept_nowhere(sign_in: SignIn) -> None:
    assert sign_in("officer").get("/isa/").headers["cache-control"] == "no-store"


def test_pages_hold_nothing_that_our_policy_would_block(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    for path in ("/isa/", "/isa/audit", "/isa/audit/1", "/isa/commands/draft-call", "/isa/import"):
        page = officer.get(path).text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", page), path


@pytest.mark.parametrize("host", ["a b", "evil.example/x", "", "x" * 300, "a@b"])
def test_an_odd_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/isa/", headers={"Host": host}).status_code == 400


def test_a_large_body_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/isa/sign-in", content=b"x" * (BODY_BYTES_MAX + 1))
    assert answer.status_code == 413


def test_a_large_body_without_a_length_is_refused_too(client: TestClient) -> None:
    parts = (b"x" * 100_000 for _ in range(BODY_BYTES_MAX // 100_000 + 2))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/isa/sign-in", content=parts, headers=kind).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_request_from_another_site_changes_nothing(
    sign_in: SignIn, tenant: Tenant, headers: dict[str, str]
) -> None:
    officer, before = sign_in("officer"), tenant.log.head().size
    data = {**token(officer), "fiscal_year": "2031"}
    answer = officer.post("/isa/commands/plan-cohorts", data=data, headers=headers)
    assert answer.status_code == 403
    assert tenant.log.head().size == before


@pytest.mark.parametrize("sent", ["", "0" * 64, "x"])
def test_a_request_without_the_token_of_the_page_changes_nothing(
    sign_in: SignIn, tenant: Tenant, sent: str
) -> None:
    officer, before = sign_in("officer"), tenant.log.head().size
    data = {"form_token": sent, "fiscal_year": "2031"}
    assert officer.post("/isa/commands/plan-cohorts", data=data).status_code == 403
    api = officer.post("/isa/api/commands/plan-cohorts", json={"fiscal_year": 2031})
    assert api.status_code == 403
    assert tenant.log.head().size == before


def test_opening_a_link_signs_nobody_in_and_the_button_works_once(
    client: TestClient, tenant: Tenant
) -> None:
    link = f"/isa/sign-in/{tenant.accounts.link('officer')}"
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.get("/isa/commands").status_code == 303
    assert client.post(link, data=token(client)).status_code == 303
    assert client.get("/isa/commands").status_code == 200
    again = client.post(link, data=token(client))
    assert again.status_code == 422
    assert "使用済み" in again.text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_tenants(
    client: TestClient, tenant: Tenant
) -> None:
    link = f"/isa/sign-in/{tenant.accounts.link('officer')}"
    cookie = client.post(link, data=token(client)).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/isa/"} <= set(cookie.split("; "))


def test_signing_out_ends_the_session_on_the_server(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    session = officer.cookies["daicho_session"]
    assert officer.post("/isa/sign-out", data=token(officer)).status_code == 303
    kept = {"Cookie": f"daicho_session={session}"}
    assert officer.get("/isa/commands", headers=kept).status_code == 303


def letters(place: Place) -> set[Path]:
    return set(place.mail.rglob("*.eml"))


def test_a_link_is_written_for_an_account_and_the_page_does_not_tell_whether_there_is_one(
    client: TestClient, place: Place
) -> None:
    before = letters(place)
    pages = [
        client.post("/isa/sign-in", data={**token(client), "account": account})
        for account in ("officer", "nobody-at-all", "../x")
    ]
    assert len({(page.status_code, page.content) for page in pages}) == 1
    assert len(letters(place) - before) == 1


def test_a_link_never_leads_to_the_host_that_asked_for_it(client: TestClient, place: Place) -> None:
    before = letters(place)
    headers = {"Host": "evil.example"}
    form = client.get("/isa/sign-in", headers=headers).cookies["daicho_form"]
    headers["Cookie"] = f"daicho_form={form}"
    data = {"form_token": form, "account": "officer"}
    assert client.post("/isa/sign-in", data=data, headers=headers).status_code == 200
    (letter,) = letters(place) - before
    body = message_from_bytes(letter.read_bytes()).get_payload(decode=True)
    assert b"/isa/sign-in/" in body
    assert b"evil" not in body


def test_no_personal_value_can_be_filled_in_by_an_address(sign_in: SignIn) -> None:
    page = sign_in("officer").get(
        "/isa/commands/submit-nomination?call=2025-1&full_name=Yamada&mail=a@example.jp"
    )
    assert 'value="2025-1"' in page.text
    assert "Yamada" not in page.text
    assert "a@example.jp" not in page.text


def test_every_command_a_role_may_issue_has_a_form(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    for name, command in COMMANDS.items():
        expected = 200 if "officer" in command.roles else 404
        assert officer.get(f"/isa/commands/{name}").status_code == expected, name
