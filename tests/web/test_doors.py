"""Who may use which door: every route, every role; and what is not there looks the same to
everybody."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Route

from tests.web.conftest import SignIn, token
from web.door import EVERYBODY, Door
from web.doors import DOORS
from web.same_site import HEADER

ACCOUNTS = {
    "officer": "officer",
    "approver": "approver",
    "assessor": "assessor",
    "auditor": "auditor",
    "admin": "admin",
    "clerk": "clerk",
    "person": "p-one",
    "institution": "manager",
}
OUTSIDE = {"/", "/-/alive", "/-/static/{name}", "/{tenant}"}


def filled(door: Door) -> str:
    path = door.path
    for name in (
        "file",
        "job",
        "position",
        "token",
        "call",
        "name",
        "edition",
        "case",
        "survey",
        "session",
    ):
        path = path.replace("{" + name + "}", "none")
    return "/isa" + path


def send(client: TestClient, door: Door, path: str) -> tuple[int, str]:
    held = token(client)
    if door.is_api:
        headers = {HEADER: next(iter(held.values()))}
        answer = client.request(door.method, path, headers=headers)
    else:
        answer = client.request(door.method, path, data=held if door.method == "POST" else None)
    return answer.status_code, answer.text


def test_every_route_of_the_application_stands_in_the_table_of_doors(app: FastAPI) -> None:
    routes = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
        if route.path not in OUTSIDE
    }
    routes.remove(("POST", "/{tenant}/api/commands/{name}"))  # leads to the doors of commands
    assert routes == {(door.method, "/{tenant}" + door.path) for door in DOORS}


def test_a_door_names_who_may_use_it() -> None:
    assert all(door.roles for door in DOORS)
    assert not [door for door in DOORS if door.roles > EVERYBODY]


@pytest.mark.parametrize("role", ACCOUNTS)
def test_a_role_finds_nothing_behind_doors_that_are_not_its_own(
    role: str, sign_in: SignIn, client: TestClient
) -> None:
    visitor = sign_in(ACCOUNTS[role])
    nothing = {
        api: send(client, door, f"/nobody{'/api' if api else ''}/x")
        for door in DOORS[:1]
        for api in (True, False)
    }
    closed = [door for door in DOORS if door.roles != EVERYBODY and role not in door.roles]
    assert closed
    for door in closed:
        assert send(visitor, door, filled(door)) == nothing[door.is_api], door


@pytest.mark.parametrize("role", ACCOUNTS)
def test_a_role_sees_the_pages_of_its_own_menu(role: str, sign_in: SignIn) -> None:
    visitor = sign_in(ACCOUNTS[role])
    own = [door for door in DOORS if door.menu and (role in door.roles or door.roles == EVERYBODY)]
    assert own
    for door in own:
        assert visitor.get("/isa" + door.path).status_code == 200, door


def test_whoever_is_not_signed_in_sees_public_pages_only(client: TestClient) -> None:
    for door in DOORS:
        code, _ = send(client, door, filled(door))
        if door.roles == EVERYBODY:
            assert code != 401, door
        else:
            assert code == (401 if door.is_api or door.method != "GET" else 303), door


def test_a_tenant_that_does_not_exist_answers_like_a_page_that_does_not(
    client: TestClient,
) -> None:
    answers = [
        client.get(path)
        for path in ("/nobody/", "/nobody/audit", "/isa/nothing", "/isa/audit/1/x", "/Not-A/x")
    ]
    first = answers[0]
    assert first.status_code == 404
    for other in answers:
        assert (other.status_code, other.content) == (404, first.content)
        assert other.headers == first.headers


def test_a_session_of_one_tenant_opens_nothing_of_its_twin(sign_in: SignIn) -> None:
    visitor = sign_in("officer", "isa")
    session = visitor.cookies["daicho_session"]
    assert visitor.get("/isa/commands").status_code == 200
    assert visitor.get("/twin/commands").headers["location"] == "/twin/sign-in"
    headers = {"Cookie": f"daicho_session={session}"}
    assert visitor.get("/twin/commands", headers=headers).status_code == 303


def test_a_form_of_a_command_for_another_role_is_not_there(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    assert officer.get("/isa/commands/plan-cohorts").status_code == 200
    missing = officer.get("/isa/commands/no-such-command")
    other = officer.get("/isa/commands/approve-selection")
    assert (other.status_code, other.content) == (404, missing.content)
