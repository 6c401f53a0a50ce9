"""Commands through the plain form and through the API: same faults, same receipt, done once."""

import re

from fastapi.testclient import TestClient

from core.command import COMMANDS
from tenants.gate import Tenant
from tests.web.conftest import SignIn, token
from web.same_site import COOKIE, HEADER

DRAFT = {"text": "優先します", "priority_clause": "優先します"}


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def send(officer: TestClient, name: str, **values: str) -> tuple[int, str, str]:
    answer = officer.post(f"/isa/commands/{name}", data={**token(officer), **values})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def call(officer: TestClient, name: str, values: object) -> tuple[int, dict[str, object]]:
    headers = {HEADER: officer.cookies[COOKIE]}
    answer = officer.post(f"/isa/api/commands/{name}", json=values, headers=headers)
    return answer.status_code, answer.json()


def test_a_form_with_faults_keeps_what_was_typed_and_marks_each_field(sign_in: SignIn) -> None:
    code, _, page = send(
        sign_in("officer"), "extend-call", call="", deadline='"><b>soon', reason="<b>理由"
    )
    assert code == 422
    assert 'value="&#34;&gt;&lt;b&gt;soon"' in page
    assert "&lt;b&gt;理由</textarea>" in page
    assert page.count('aria-invalid="true"') == 2
    assert 'href="#f-call"' in page
    assert 'href="#f-deadline"' in page


def test_a_date_that_cannot_be_is_explained(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    code, _, page = send(officer, "start-cohort", cohort="2025-1", on="令和8年13月1日")
    assert code == 422
    assert 'value="令和8年13月1日"' in page
    assert "13月" in re.sub(r'value="[^"]*"', "", page)


def test_a_form_understands_japanese_dates_and_wide_figures(
    sign_in: SignIn, tenant: Tenant
) -> None:
    code, location, _ = send(sign_in("officer"), "plan-cohorts", fiscal_year="２０２５")
    assert code == 303
    assert tenant.log.facts(tenant.log.head().size, 1)[0].stream == "cohort/2025-2"
    assert f"at={tenant.log.head().size}&done=yes" in location


def test_the_same_form_sent_twice_is_done_once(sign_in: SignIn, tenant: Tenant) -> None:
    officer = sign_in("officer")
    nonce = field(officer.get("/isa/commands/draft-call").text, "nonce")
    text = {"call": "2033-1", "text": "優先します", "priority_clause": "優先します"}
    send(officer, "draft-call", nonce=nonce, **text)
    size = tenant.log.head().size
    code, location, _ = send(officer, "draft-call", nonce=nonce, **text)
    assert (code, tenant.log.head().size) == (303, size)
    assert "done=unchanged" in location


def test_a_form_changed_after_going_back_is_another_command(
    sign_in: SignIn, tenant: Tenant
) -> None:
    officer = sign_in("officer")
    nonce = field(officer.get("/isa/commands/draft-call").text, "nonce")
    size = tenant.log.head().size
    for text in ("優先します", "必ず優先します"):
        values = {"call": "2034-1", "text": text, "priority_clause": "優先"}
        assert send(officer, "draft-call", nonce=nonce, **values)[0] == 303
    assert tenant.log.head().size == size + 2


def test_a_form_leads_back_inside_its_own_tenant_only(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    text = {"call": "2035-1", "text": "優先します", "priority_clause": "優先します"}
    for back in ("//evil.example", "https://evil.example/isa/", "/twin/", "/isa/\\evil", "/isa/\n"):
        _, location, _ = send(officer, "draft-call", **text, back=back)
        assert location.startswith("/isa/commands?at="), back
    _, location, _ = send(officer, "draft-call", **text, back="/isa/audit?x=1#top")
    assert re.fullmatch(r"/isa/audit\?x=1&at=\d+&done=unchanged#top", location)


def test_the_api_answers_with_a_receipt_and_a_repeat_with_the_same_one(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    officer.get("/isa/sign-in")
    body = {**DRAFT, "call": "2036-1", "command_id": "mine"}
    first, again = call(officer, "draft-call", body), call(officer, "draft-call", body)
    assert first[0] == 201
    assert again[0] == 200
    assert first[1]["first"] == again[1]["first"]
    assert again[1]["unchanged"] is True


def test_the_api_takes_a_session_as_a_bearer_without_a_form_token(
    sign_in: SignIn, client: TestClient
) -> None:
    session = sign_in("officer").cookies["daicho_session"]
    headers = {"Authorization": f"Bearer {session}"}
    body = {**DRAFT, "call": "2037-1"}
    answer = client.post("/isa/api/commands/draft-call", json=body, headers=headers)
    assert answer.status_code == 201
    assert client.post("/isa/api/commands/draft-call", json=body).status_code == 401


def test_nobody_can_ask_for_the_receipt_of_somebody_elses_command_id(sign_in: SignIn) -> None:
    officer, approver = sign_in("officer"), sign_in("approver")
    body = {**DRAFT, "call": "2038-1", "command_id": "shared"}
    assert call(officer, "draft-call", body)[0] == 201
    seen = {"call": "2038-1", "digest_seen": "0" * 64, "command_id": "shared"}
    code, answer = call(approver, "approve-call-text", seen)
    assert code == 422
    assert "events" not in answer


def test_the_api_names_every_fault_with_its_field(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    code, answer = call(officer, "draft-call", {"text": 1, "extra": True})
    assert code == 422
    faults = answer["faults"]
    assert isinstance(faults, list)
    found = {(fault["code"], fault["field"]) for fault in faults}
    assert ("command.missing", "call") in found
    assert ("command.bad_value", "text") in found
    assert ("command.extra_field", "extra") in found


def test_the_api_refuses_what_is_no_json_object(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    headers = {HEADER: officer.cookies[COOKIE]}
    for body in (b"", b"[1]", b"{", b"\xff"):
        answer = officer.post("/isa/api/commands/close-call", content=body, headers=headers)
        assert answer.status_code == 422, body


def test_openapi_describes_every_command(client: TestClient) -> None:
    document = client.get("/isa/api/openapi.json").json()
    for name, command in COMMANDS.items():
        found = document["paths"][f"/{{tenant}}/api/commands/{name}"]["post"]
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        required = {each for each in command.__struct_fields__ if each != "command_id"}
        assert set(schema["properties"]) == required | {"command_id"}
        assert found["summary"] == f"{command.ja} / {command.en}"
        assert {"201", "422"} <= set(found["responses"])


def test_a_time_that_cannot_be_read_is_told_and_is_no_failure(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    for path in ("/windows?as_of=soon", "/roster?on=soon", "/api/roster?as_of=soon"):
        answer = officer.get(f"/isa{path}")
        assert answer.status_code == 422, path
        assert "soon" not in answer.text.partition("<main")[2]
    assert officer.get(f"/isa/windows?as_of={10**30}").status_code == 404
