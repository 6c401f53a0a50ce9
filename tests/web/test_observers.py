"""What observing policies remark, on the page and at the command line; parked and resumed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from core.clock import system_clock
from plugins.host import SHIPPED
from tenants.doctor import examine
from tenants.observers import tell
from tenants.outbox import Outbox
from tenants.place import Place, close_place
from tests.tenants.observing import POLICY, Watched, written
from tests.web.conftest import token
from web import cli
from web.app import create_app
from workers.jobs import Workplace, do_all

PAGE = "/isa/policies/observers"


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A register in which an observing policy was told of two windows."""
    folder = written(tmp_path / "policies", "watch")
    monkeypatch.setattr("plugins.host.installed_folders", lambda: [SHIPPED / POLICY, folder])
    place = Place(tmp_path / "data").make()
    made = Watched(place, [folder])
    made.adopt("watch")
    made.windows("A1", "A2")
    tell(made.tenant)
    yield made
    made.policies.close()
    close_place(place)


def signed_in(register: Watched, account: str) -> TestClient:
    """An account at the register's pages."""
    app = create_app(register.place, lambda _: register.tenant)
    visitor = TestClient(app, base_url="http://localhost", follow_redirects=False)
    link = f"/isa/sign-in/{register.tenant.accounts.link(account)}"
    visitor.get(link)
    assert visitor.post(link, data=token(visitor)).status_code == 303
    return visitor


def daicho(
    register: Watched, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0
) -> Any:
    """The document of a step of `daicho policy`."""
    data = str(register.place.data)
    assert cli.main(["--data", data, "-t", "isa", "policy", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_an_officer_reads_the_remarks_and_goes_to_their_facts(register: Watched) -> None:
    officer = signed_in(register, "officer")
    page = officer.get(PAGE).text
    assert "A2を2件のうち2番目に見ました。" in page
    assert "通知済み" in page
    (link,) = re.findall(r'href="(/isa/audit/\d+)">#\d+</a></td>', page)[:1]
    assert officer.get(link).status_code == 200
    policies = officer.get("/isa/policies").text
    assert PAGE in policies
    assert "<code>window.facts_recorded</code>" in policies
    assert "/isa/audit?stream=window/A1" in page
    assert "再開" not in page


def test_what_a_remark_says_is_text(register: Watched) -> None:
    register.do("register-person", person="P-1", full_name="見本 一郎", mail="i@example.jp")
    tell(register.tenant)
    page = signed_in(register, "officer").get(PAGE).text
    assert "PersonRegistered(person=&#39;P-1&#39;, full_name=None" in page


def test_an_admin_resumes_and_skips_by_buttons_nobody_else_has(register: Watched) -> None:
    # given one that was parked by a bad fact
    register.windows("watch-raises", "A3")
    tell(register.tenant)
    officer, admin = signed_in(register, "officer"), signed_in(register, "admin")
    for_officer, for_admin = officer.get(PAGE).text, admin.get(PAGE).text
    for page in (for_officer, for_admin):
        assert "誤りが起きた" in page
        assert "令和7年4月1日" in page
    assert 'value="skip"' in for_admin
    assert 'value="skip"' not in for_officer
    # when who may not, or who comes from elsewhere, presses it: nothing
    button = {"step": "skip", "nonce": "n"}
    here = f"{PAGE}/watch"
    assert officer.post(here, data={**button, **token(officer)}).status_code == 404
    assert admin.post(here, data=button).status_code == 403
    assert register.standing("watch").state == "parked"
    # when the admin does, a worker passes over the bad one
    answer = admin.post(here, data={**button, **token(admin)})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    outbox = Outbox(register.place.jobs, system_clock)
    do_all(Workplace(outbox, lambda _: register.tenant))
    outbox.close()
    page = admin.get(PAGE).text
    assert "A3を" in page
    assert "飛ばした記録 1件" in page
    # and what is parked no more cannot be resumed, nor an unknown step be taken
    for values in (button, {"step": "jump"}):
        again = admin.post(here, data={**values, **token(admin)})
        assert again.status_code in (400, 409, 422), again.text
        assert "observer" not in again.text


def test_the_command_line_says_the_same(
    register: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    (watch,) = daicho(register, capsys, "observers")
    assert (watch["policy"], watch["state"], watch["remarks"]) == ("watch", "live", 2)
    assert watch["topics"] == ["person.registered", "window.facts_recorded"]
    first, second = daicho(register, capsys, "remarks", "watch")
    assert (first["policy"], first["about"], first["en"]) == (
        "watch",
        "window/A2",
        "Saw A2, 2 of 2.",
    )
    assert second["ja"] == "A1を2件のうち1番目に見ました。"
    # parked: told with the reason, exit 1, by the doctor too
    (bad, _) = register.windows("watch-raises", "A3")
    (watch,) = daicho(register, capsys, "tell", code=1)
    assert (watch["state"], watch["failed"]["kind"]) == ("parked", "raised")
    assert watch["failed"]["ja"] == "誤りが起きた"
    assert watch["failed"]["first"] == bad
    (finding,) = examine(register.place)
    assert f"規則 watch への通知が #{bad} で止まっています（誤りが起きた）" in finding.what
    assert "daicho -t isa policy resume watch" in finding.next
    # resumed in vain, then skipped
    daicho(register, capsys, "resume", "watch", code=1)
    (watch,) = daicho(register, capsys, "resume", "watch", "--skip")
    assert (watch["state"], watch["skipped"], watch["remarks"]) == ("live", 1, 3)
    assert examine(register.place) == []
    refused = daicho(register, capsys, "resume", "watch", code=1)
    assert refused["refused"][0]["code"] == "observer.not_parked"


def test_people_read_a_line_each(register: Watched, capsys: pytest.CaptureFixture[str]) -> None:
    register.windows("watch-raises")
    data = ["--data", str(register.place.data), "-t", "isa", "policy"]
    assert cli.main([*data, "tell"]) == 1
    said = capsys.readouterr().out
    assert "watch 1 " in said
    assert "停止中" in said
    assert "誤りが起きた" in said
    assert "policy resume watch [--skip]" in said
    assert cli.main([*data, "remarks"]) == 0
    assert "A1を2件のうち1番目に見ました。" in capsys.readouterr().out


def test_where_nothing_observes_the_page_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path / "data").make()
    plain = Watched(place, [])
    page = signed_in(plain, "officer").get(PAGE)
    assert page.status_code == 200
    assert "採用されていません" in page.text
    close_place(place)
