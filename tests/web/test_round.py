"""One round through the pages: inbox, board, approval, offers, a person's own record (clauses
3-14).

The story's files fill the register up to the deadline; from there everything is done by people on
pages.
"""

import re
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from core.clock import system_clock
from core.command import Actor
from core.identity import seeded_entropy
from projections.coordinator_roster import roster
from projections.nomination_inbox import inbox
from projections.selection_board import board
from tenants.gate import Tenant, add_tenant
from tenants.outbox import Outbox
from tenants.place import Place
from tests.web.conftest import token
from web.app import create_app
from workers import tasks as _bodies  # noqa: F401  registers the jobs' bodies
from workers.jobs import Workplace, do_all
from workers.story.desk import Desk, StepClock
from workers.story.play import SAMPLE
from workers.story.rounds import extend_call, open_call, review
from workers.story.year import FIRST, begin, carry_in

CALL = "2025-1"


class Scene(NamedTuple):
    """A register between deadline and decision. Whoever acts signs in anew: days pass in
    between."""

    desk: Desk
    visitor: TestClient

    @property
    def officer(self) -> TestClient:
        """A client for the officer."""
        return signed_in(self.desk, self.visitor, "officer")

    @property
    def approver(self) -> TestClient:
        """A client for the approver."""
        return signed_in(self.desk, self.visitor, "approver")

    @property
    def auditor(self) -> TestClient:
        """A client for the auditor."""
        return signed_in(self.desk, self.visitor, "auditor")

    @property
    def tenant(self) -> Tenant:
        """The register."""
        return self.desk.tenant

    def person(self, person: str) -> TestClient:
        """A client for a nominee."""
        self.tenant.accounts.put(Actor(id=person, roles=("person",), person=person))
        return signed_in(self.desk, self.visitor, person)

    def work(self) -> None:
        """Let the worker do what is due."""
        outbox = Outbox(self.tenant.place.jobs, system_clock)
        assert do_all(Workplace(outbox, lambda _slug: self.tenant)) >= 1


def signed_in(desk: Desk, beside: TestClient, account: str) -> TestClient:
    visitor = TestClient(beside.app, base_url="http://localhost", follow_redirects=False)
    link = f"/isa/sign-in/{desk.tenant.accounts.link(account)}"
    visitor.get(link)
    assert visitor.post(link, data=token(visitor)).status_code == 303
    return visitor


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = Place(tmp_path_factory.mktemp("round"))
    entropy = seeded_entropy(b"web round")
    add_tenant("isa", "見本の台帳", "isa_fy2025", place, clock=StepClock(), entropy=entropy)
    desk = Desk("isa", place, SAMPLE, entropy)
    begin(desk)
    open_call(desk, CALL, FIRST)
    carry_in(desk)
    extend_call(desk, CALL, FIRST)
    desk.at(FIRST.received)
    assert not desk.load("nominations", f"nominations-{CALL}.xlsx", CALL).errors
    review(desk, CALL)
    app = create_app(place, lambda slug: {"isa": desk.tenant}[slug])
    return Scene(desk, TestClient(app, base_url="http://localhost"))


@pytest.fixture
def both(scene: Scene) -> TestClient:
    """Someone who may propose and approve, though never their own proposals."""
    scene.tenant.accounts.put(Actor(id="both", roles=("officer", "approver")))
    return signed_in(scene.desk, scene.visitor, "both")


def press(client: TestClient, path: str, **values: str) -> str:
    """Send a form as its page would; where it led to."""
    answer = client.post(f"/isa{path}", data={**token(client), **values})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def names(scene: Scene) -> list[str]:
    entries = inbox(scene.tenant.views, "isa", call=CALL)
    return [str(scene.tenant.unseal(entry.who.full_name)) for entry in entries]


def test_the_public_sees_the_call_with_the_history_of_its_deadline(scene: Scene) -> None:
    scene.tenant.catch_up()
    page = scene.visitor.get(f"/isa/calls/{CALL}").text
    assert "令和7年5月7日（水） 17:00" in page
    assert "令和7年4月18日（金） 17:00" in page
    assert '<strong class="clause">' in page


def test_the_inbox_shows_names_to_officers_only(scene: Scene) -> None:
    page = scene.officer.get(f"/isa/inbox?call={CALL}").text
    held = names(scene)
    assert len(held) > 60
    assert all(name in page for name in held)
    assert scene.auditor.get("/isa/inbox").status_code == 404


def test_a_button_in_the_inbox_leads_back_to_a_page_that_shows_it_done(scene: Scene) -> None:
    page = scene.officer.get("/isa/inbox?look=evidence").text
    form = re.search(r'name="nomination" value="([^"]+)"', page)
    assert form
    back = "/isa/inbox?look=evidence"
    location = press(scene.officer, "/commands/accept-evidence", nomination=form[1], back=back)
    shown = scene.officer.get(location).text
    assert "記録しました" in shown
    assert f'name="nomination" value="{form[1]}"' not in shown


def test_a_selection_runs_as_a_job_and_its_board_shows_bands_and_the_cut(scene: Scene) -> None:
    scene.desk.at(FIRST.decided)
    press(scene.officer, "/commands/close-call", call=CALL)
    job = press(scene.officer, f"/calls/{CALL}/run", decided_on="令和7年5月12日")
    waiting = scene.officer.get(job)
    assert waiting.headers["refresh"] == "2"
    scene.work()
    done = scene.officer.get(job)
    assert "refresh" not in done.headers
    link = re.search(rf'href="(/isa/calls/{CALL}/board\?at=\d+)', done.text)
    assert link
    page = scene.officer.get(link[1]).text
    above, _, below = page.partition('class="cut"')
    assert above.count('<tr id="n-') == 60
    held = board(scene.tenant.views, "isa", CALL)
    assert held
    assert below.count('<tr id="n-') == len(held.nominees) - 60 > 0
    assert "認証された者がいない一元的相談窓口の職員" in page


def test_somebody_elses_job_looks_like_no_job(scene: Scene, both: TestClient) -> None:
    job = press(both, f"/calls/{CALL}/run", decided_on="2025-05-12", nonce="x")
    missing = scene.auditor.get("/isa/jobs/none")
    other = scene.auditor.get(job)
    assert (other.status_code, other.content) == (404, missing.content)
    scene.work()


def test_nobody_is_offered_to_approve_what_they_proposed(scene: Scene, both: TestClient) -> None:
    text = {"text": "優先します", "priority_clause": "優先します"}
    press(both, "/commands/draft-call", call="2029-1", **text)
    for path in ("/approvals", f"/calls/{CALL}/board", "/calls/2029-1"):
        assert "/commands/approve-" not in both.get(f"/isa{path}").text, path
        assert "/commands/approve-" in scene.approver.get(f"/isa{path}").text, path


def test_an_auditor_sees_the_board_without_names(scene: Scene) -> None:
    page = scene.auditor.get(f"/isa/calls/{CALL}/board").text
    assert "抽選票" in page
    assert not [name for name in names(scene) if name in page]


def test_nothing_of_a_selection_is_shown_to_a_person_before_its_approval(scene: Scene) -> None:
    held = board(scene.tenant.views, "isa", CALL)
    assert held
    first = next(
        each.nomination.person
        for each in inbox(scene.tenant.views, "isa", call=CALL)
        if each.nomination.nomination == held.nominees[0].nomination
    )
    before = scene.person(first).get("/isa/me").text
    assert held.nominees[0].nomination in before
    assert held.nominees[0].ruling.ja not in before
    assert ">選定<" not in before
    scene.desk.at(FIRST.approved)
    _approve(scene)
    after = scene.person(first).get("/isa/me").text
    assert held.nominees[0].ruling.ja in after


def _approve(scene: Scene) -> None:
    own = scene.officer.get(f"/isa/calls/{CALL}/board").text
    assert "この選定を決裁する" not in own
    page = scene.approver.get("/isa/approvals").text
    link = re.search(r'href="(/isa/commands/approve-selection\?[^"]+)"', page)
    assert link
    digest = re.search(r"digest_seen=([0-9a-f]{64})", link[1])
    assert digest
    form = scene.approver.get(link[1].replace("&amp;", "&")).text
    assert f'value="{digest[1]}"' in form
    location = press(
        scene.approver,
        "/commands/approve-selection",
        call=CALL,
        digest_seen=digest[1],
        back="/isa/approvals",
    )
    assert "approve-selection" not in scene.approver.get(location).text


def test_a_person_accepts_the_seat_on_their_own_page_and_nobody_elses(scene: Scene) -> None:
    scene.desk.at(FIRST.offered)
    dates = {"reply_by": FIRST.reply_by, "cut_off": FIRST.cut_off}
    press(scene.officer, "/commands/send-offers", call=CALL, **dates)
    held = board(scene.tenant.views, "isa", CALL)
    assert held
    people = {
        each.nomination.nomination: each.nomination.person
        for each in inbox(scene.tenant.views, "isa", call=CALL)
    }
    mine, other = held.nominees[1].nomination, held.nominees[2].nomination
    person = scene.person(people[mine])
    assert "【要回答】" in person.get("/isa/me").text
    refused = [
        person.post("/isa/commands/accept-offer", data={**token(person), "nomination": each})
        for each in (other, "2025-1-9999")
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    first, second = (_without_ids(answer.text) for answer in refused)
    assert first == second
    location = press(person, "/commands/accept-offer", nomination=mine, back="/isa/me")
    shown = person.get(location).text
    assert "承諾済み" in shown
    assert "【要回答】" not in shown


def _without_ids(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_no_page_without_a_right_to_names_holds_one(scene: Scene) -> None:
    carried_in = roster(scene.tenant.views, "isa")
    held = names(scene) + [str(scene.tenant.unseal(each.full_name)) for each in carried_in]
    assert len(carried_in) > 50
    last = scene.tenant.log.head().size
    paths = ["/", "/directory", "/calls", f"/calls/{CALL}", "/api/directory", "/windows", "/audit"]
    paths += ["/roster", "/api/roster", f"/audit/{last}", f"/audit?before={last - 50}"]
    for path in paths:
        page = scene.auditor.get(f"/isa{path}").text
        assert page
        assert not [name for name in held if name in page], path


def test_every_event_has_a_page_with_its_proof_and_nothing_sealed(scene: Scene) -> None:
    held = names(scene)
    fact = scene.tenant.log.facts(1, 1, topics=("person.registered",))[0]
    page = scene.auditor.get(f"/isa/audit/{fact.position}").text
    assert "✓" in page
    assert "封印" in page
    assert not [name for name in held if name in page]
    assert scene.auditor.get("/isa/audit/999999").status_code == 404
