"""Two tenants with equal ids at one place, the application on them, and signed-in clients."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.command import Actor
from core.programme.person import RegisterPerson
from tenants.gate import Tenant, add_tenant, open_tenant
from tenants.place import Place
from web.app import create_app
from web.same_site import COOKIE, FIELD

TWINS = ("isa", "twin")
EXTRA = (
    Actor(id="clerk", roles=("clerk",), bodies=("131016",)),
    Actor(id="p-one", roles=("person",), person="p-one"),
    Actor(id="manager", roles=("institution",), institutions=("千代田区",)),
)
SignIn = Callable[..., TestClient]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with both twins and an account for every role."""
    home = Place(tmp_path_factory.mktemp("web"))
    for slug in TWINS:
        add_tenant(slug, f"試験の台帳 {slug}", "isa_fy2025", home)
        for actor in EXTRA:
            open_tenant(slug, home).accounts.put(actor)
        person = RegisterPerson(person="p-one", full_name=f"見本 {slug}", mail="one@example.jp")
        open_tenant(slug, home).handle(person, Actor(id="officer", roles=("officer",)))
    return home


@pytest.fixture(scope="session")
def tenant(place: Place) -> Tenant:
    """The first of the twins."""
    return open_tenant("isa", place)


@pytest.fixture(scope="session")
def app(place: Place) -> FastAPI:
    """The application."""
    return create_app(place)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor who is not signed in."""
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as visitor:
        yield visitor


@pytest.fixture
def sign_in(app: FastAPI, place: Place) -> SignIn:
    """Signs an account in through its link and button; the client stays signed in."""

    def signed_in(account: str, slug: str = "isa") -> TestClient:
        visitor = TestClient(app, base_url="http://localhost", follow_redirects=False)
        link = f"/{slug}/sign-in/{open_tenant(slug, place).accounts.link(account)}"
        visitor.get(link)
        answer = visitor.post(link, data=token(visitor))
        assert answer.status_code == 303, answer.text
        return visitor

    return signed_in


def token(client: TestClient) -> dict[str, str]:
    """The form token that a page of ours would carry for this visitor."""
    if COOKIE not in client.cookies:
        client.get("/isa/sign-in")
    return {FIELD: client.cookies[COOKIE]}
