"""The demo played into a folder, served on this machine, and a Chromium to look at it with."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from core.clock import system_clock
from core.command import Actor
from tenants.gate import Tenant, open_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from web.app import create_app
from workers import tasks as _bodies  # noqa: F401  registers the jobs' bodies
from workers.jobs import Workplace, do_all
from workers.story.play import play

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
START_SECONDS = 10


class Site(NamedTuple):
    """The served register."""

    tenant: Tenant
    address: str

    def link(self, account: str) -> str:
        """A fresh sign-in link."""
        return f"{self.address}/sign-in/{self.tenant.accounts.link(account)}"

    def work(self) -> None:
        """Do what is due, as a worker would."""
        outbox = Outbox(self.tenant.place.jobs, system_clock)
        assert do_all(Workplace(outbox, lambda _slug: self.tenant)) >= 1


class Visitor(NamedTuple):
    """A page in a browser, and what went wrong or went out on it."""

    page: Page
    site: Site
    problems: list[str]
    hosts: set[str]

    def go(self, path: str) -> None:
        """Open a page of the register."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name: str) -> None:
        """Press the button of that name in the page's content."""
        self.page.get_by_role("main").get_by_role("button", name=name).first.click()

    def findings(self) -> list[str]:
        """What axe has against the page, by rule and first place."""
        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole demo, served until the tests are over."""
    place = Place(tmp_path_factory.mktemp("browser") / "var")
    play(place)
    tenant = open_tenant("isa", place)
    tenant.accounts.put(Actor(id="R6-002", roles=("person",), person="R6-002"))
    with served(tenant) as made:
        yield made


@contextmanager
def served(tenant: Tenant) -> Iterator[Site]:
    """A register served on this machine meanwhile."""
    server = uvicorn.Server(uvicorn.Config(create_app(tenant.place), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    pause = threading.Event()
    for _ in range(START_SECONDS * 20):
        if server.started:
            break
        pause.wait(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(tenant, f"http://127.0.0.1:{port}/{tenant.slug}")
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure that says what to install."""
    chromium = shutil.which("chromium")
    assert chromium, "install the packages chromium, fonts-noto-cjk and fonts-noto-core"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Opens a window: whose, how wide, with or without scripts; afterwards nothing may be amiss."""
    opened: list[tuple[BrowserContext, Visitor]] = []

    def open_window(account: str = "", size: ViewportSize = DESK, scripts: bool = True) -> Visitor:
        context = browser.new_context(viewport=size, java_script_enabled=scripts)
        visitor = Visitor(context.new_page(), site, [], set())
        visitor.page.on(
            "console",
            lambda said: visitor.problems.append(said.text) if said.type == "error" else None,
        )
        visitor.page.on("request", lambda asked: visitor.hosts.add(asked.url.split("/")[2]))
        if account:
            visitor.page.goto(site.link(account))
            visitor.press("サインインする")
        opened.append((context, visitor))
        return visitor

    yield open_window
    for context, visitor in opened:
        context.close()
        assert visitor.hosts <= {site.address.split("/")[2]}
        assert not [text for text in visitor.problems if "Content Security Policy" in text]


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go, to be looked at."""
    return tmp_path_factory.mktemp("screenshots")
