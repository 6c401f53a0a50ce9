"""Trying a coming policy on calls of the past: what would change, and that nothing does (issue 7;
clause 21)."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refused
from plugins.host import Policies
from tenants.outbox import Outbox
from tenants.shadow import Tried, shadow
from tests.plugins.coming import FORTY_HOURS, HANGS, LAST_FIRST, ONE_MORE, coming
from tests.story.clauses.outreach import Office
from tests.story.clauses.selection import (
    CALL,
    clerk,
    decided,
    desk_in,
    nominated,
    opened,
    place,
)
from tests.web.conftest import token
from web.cli import main
from workers import shadowing
from workers.jobs import Workplace, do_all

SEATS = 3


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A call of three seats with four nominees, decided: the first has most cases, in Osaka."""
    with desk_in(tmp_path_factory.mktemp("shadow")) as made:
        for code, prefecture, caseload in (
            ("W1", "大阪府", 900),
            ("W2", "京都府", 50),
            ("W3", "北海道", 20),
            ("W4", "東京都", 10),
        ):
            made.do("register-window", **place(code, prefecture, caseload=caseload))
        made.do("change-capacity", cohort=CALL, seats=SEATS)
        opened(made)
        nominated(made, "W1", "W2", "W3")
        nominated(made, "W4", first=4, weekly_hours=40)
        decided(made)
        made.tenant.catch_up()
        yield made


def tried(desk: Office, folder: Path, *calls: str, **given: Any) -> Tried:
    """The first call under the policy of a folder."""
    host = Policies([folder])
    try:
        return shadow(desk.tenant, host, folder.name, calls or (CALL,), given).calls[0]
    finally:
        host.close()


def outcomes(held: Tried) -> dict[str, tuple[str, str]]:
    """Number of receipt -> outcome on record, and under the policy tried."""
    return {each.nomination[-1]: (each.before.outcome, each.after.outcome) for each in held.pairs}


def test_the_policy_that_decided_changes_nothing(desk: Office) -> None:
    found = shadow(desk.tenant, desk.tenant.policies, "isa_fy2025", [CALL], {})
    (held,) = found.calls
    assert not held.changed
    assert not held.moved
    assert held.seats == (SEATS, SEATS, "calendar")
    assert not held.missing


def test_another_reading_changes_those_it_changes_each_with_both_explanations(
    desk: Office,
) -> None:
    given = {"caseload_order": "ascending"}
    (held,) = shadow(desk.tenant, desk.tenant.policies, "isa_fy2025", [CALL], given).calls
    assert [(each.nomination, each.seat) for each in held.changed] == [
        (f"{CALL}-0001", "lost"),
        (f"{CALL}-0004", "gained"),
    ]
    lost = held.changed[0]
    assert (lost.before.rank, lost.after.rank) == (1, 4)
    assert lost.before.ja != lost.after.ja
    assert "4" in lost.after.ja


def test_a_policy_that_only_selects_takes_the_rest_from_the_one_pinned_then(
    desk: Office, tmp_path: Path
) -> None:
    held = tried(desk, coming(tmp_path, "last_first", selection=LAST_FIRST))
    assert held.asked == {"eligibility": "isa_fy2025", "selection": "last_first"}
    assert held.seats == (SEATS, SEATS, "call")
    assert outcomes(held)["4"] == ("waitlisted", "selected")
    assert held.pairs[0].after.en.startswith("Last come")


def test_a_policy_that_only_says_who_is_eligible_leaves_the_order_to_the_pinned_one(
    desk: Office, tmp_path: Path
) -> None:
    held = tried(desk, coming(tmp_path, "forty_hours", eligibility=FORTY_HOURS))
    assert held.asked == {"eligibility": "forty_hours", "selection": "isa_fy2025"}
    after = outcomes(held)
    assert after["4"] == ("waitlisted", "selected")
    assert {after[number][1] for number in "123"} == {"ineligible"}
    assert held.pairs[0].after.ja == "週40時間に足りません。"


def test_what_history_has_no_data_of_is_named_and_nobody_is_invented(
    desk: Office, tmp_path: Path
) -> None:
    held = tried(desk, coming(tmp_path, "private", eligibility=FORTY_HOURS))
    assert [each.name for each in held.missing] == ["founder_kind=private"]
    assert held.missing[0].ja == "設置区分「民間団体等」"
    assert len(held.pairs) == 4


def test_seats_are_those_of_the_calendar_if_it_has_the_round_and_can_be_kept(
    desk: Office, tmp_path: Path
) -> None:
    folder = coming(tmp_path, "one_more", calendar=ONE_MORE)
    held = tried(desk, folder)
    assert held.seats == (SEATS, SEATS + 1, "calendar")
    assert [(each.nomination[-1], each.seat) for each in held.changed] == [("4", "gained")]
    host = Policies([folder])
    kept = shadow(desk.tenant, host, "one_more", [CALL], {}, keep_seats=True)
    host.close()
    assert kept.calls[0].seats == (SEATS, SEATS, "call")
    assert not kept.calls[0].changed


def test_a_policy_that_hangs_is_said_so_and_not_recorded(desk: Office, tmp_path: Path) -> None:
    size = desk.tenant.log.head().size
    with pytest.raises(Refused) as refused:
        tried(desk, coming(tmp_path, "hangs", selection=HANGS))
    assert [fault.code for fault in refused.value.faults] == ["policy.failed"]
    assert desk.tenant.log.head().size == size


def test_every_call_without_a_selection_is_named_and_so_is_a_bad_parameter(desk: Office) -> None:
    tenant = desk.tenant
    with pytest.raises(Refused) as refused:
        shadow(tenant, tenant.policies, "isa_fy2025", ["2030-1", CALL, "2030-2"], {})
    assert [fault.code for fault in refused.value.faults] == ["call.unknown"] * 2
    assert "2030-2" in refused.value.faults[1].ja
    with pytest.raises(Refused) as refused:
        shadow(tenant, tenant.policies, "isa_fy2025", [CALL], {"no_such": 1})
    assert [fault.code for fault in refused.value.faults] == ["policy.parameter_unknown"]


def everything(desk: Office) -> dict[str, str]:
    """Every file of the register, by digest."""
    root = desk.tenant.place.data
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_nothing_is_appended_sent_or_written(
    desk: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.client()
    head, before = desk.tenant.log.head(), everything(desk)
    folder = coming(tmp_path, "last_first", selection=LAST_FIRST)
    assert cli(desk, "policy", "shadow", "--folder", str(folder), "--over", CALL) == 0
    page(desk, policy="isa_fy2025", call=CALL, parameters="caseload_order=ascending")
    assert capsys.readouterr().out
    assert desk.tenant.log.head() == head
    assert everything(desk) == before
    assert not desk.tenant.jobs.recent()


def cli(desk: Office, *words: str) -> int:
    """The command line on the same data; its exit code."""
    return main(["--data", str(desk.tenant.place.data), "-t", "isa", *words])


def page(desk: Office, account: str = "officer", **sent: str) -> str:
    """What the page answers to its form."""
    client = desk.client(account)
    answer = client.post("/isa/policies/shadow", data={**token(client), **sent})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_command_line_has_the_document_of_the_contract(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("policy", "shadow", "isa_fy2025", "--over", CALL, "--set", "caseload_order=ascending")
    assert cli(desk, *words, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["policy"] == "isa_fy2025"
    (call,) = told["calls"]
    assert (call["id"], call["nominations"], len(call["changed"])) == (CALL, 4, 2)
    first = call["changed"][0]
    assert first["nomination"] == f"{CALL}-0001"
    assert {name: first["before"][name] for name in ("tier", "rank", "outcome")} == {
        "tier": 1,
        "rank": 1,
        "outcome": "selected",
    }
    assert first["after"]["outcome"] == "waitlisted"


def test_the_command_line_counts_by_tier_and_prefecture_and_explains_one_nominee_twice(
    desk: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("policy", "shadow", "isa_fy2025", "--over", CALL, "--set", "caseload_order=ascending")
    assert cli(desk, *words) == 0
    told = capsys.readouterr().out
    assert "推薦 4 件のうち結果が変わる人 2 名" in told
    assert "①\t1\t1\t2" in told
    assert "大阪府\t0\t1\t0" in told
    assert cli(desk, *words, "--explain", f"{CALL}-0001") == 0
    told = capsys.readouterr().out
    assert "当時: " in told
    assert "isa_fy2025: " in told
    assert cli(desk, *words, "--explain", "2025-1-9999") == 1


@pytest.mark.parametrize("bad", ["caseload_order=sideways", "nothing=1", "caseload_order"])
def test_a_bad_parameter_is_refused_at_both_doors(
    desk: Office, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    words = ("policy", "shadow", "isa_fy2025", "--over", CALL, "--set", bad)
    assert cli(desk, *words) == 1
    assert "(policy." in capsys.readouterr().err
    client = desk.client()
    sent = {**token(client), "policy": "isa_fy2025", "call": CALL, "parameters": bad}
    assert client.post("/isa/policies/shadow", data=sent).status_code == 422


def test_the_page_shows_both_explanations_side_by_side(desk: Office) -> None:
    shown = page(desk, policy="isa_fy2025", call=CALL, parameters="caseload_order=ascending")
    assert f'id="n-{CALL}-0001"' in shown
    assert shown.count("<h5>当時: ") == 2
    assert "<strong>2</strong> / 4" in shown
    assert "大阪府" in shown


def test_staff_and_auditors_may_try_and_clerks_may_not(desk: Office) -> None:
    for account in ("officer", "approver", "admin", "auditor"):
        assert desk.client(account).get("/isa/policies/shadow").status_code == 200
    assert desk.client(clerk(desk)).get("/isa/policies/shadow").status_code == 404
    assert desk.visitor().get("/isa/policies/shadow").status_code != 200
    assert '/isa/policies/shadow"' in desk.page("/policies")


def test_the_page_refuses_without_a_call(desk: Office) -> None:
    client = desk.client()
    answer = client.post("/isa/policies/shadow", data={**token(client), "policy": "isa_fy2025"})
    assert answer.status_code == 422
    assert "試す募集を一つ以上選んでください。" in answer.text


def test_a_large_trial_is_a_job_and_its_page_shows_the_same(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"policy": "isa_fy2025", "call": CALL, "parameters": "caseload_order=ascending"}
    at_once = page(desk, **sent)
    monkeypatch.setattr("web.pages.shadow.AT_ONCE_MAX", 3)
    client, head = desk.client(), desk.tenant.log.head()
    answer = client.post("/isa/policies/shadow", data={**token(client), **sent})
    assert answer.status_code == 303
    assert shadowing.KIND in answer.headers["location"]
    outbox = Outbox(desk.tenant.place.jobs, desk.tenant.now)
    do_all(Workplace(outbox, lambda _slug: desk.tenant))
    job = answer.headers["location"].rpartition("/")[2]
    assert f"?job={job}" in client.get(answer.headers["location"]).text
    later = client.get(f"/isa/policies/shadow?job={job}").text
    assert (
        later.partition("<h2>")[2].partition("</main>")[0]
        == (at_once.partition("<h2>")[2].partition("</main>")[0])
    )
    assert desk.tenant.log.head() == head
    other = desk.client("approver").get(f"/isa/policies/shadow?job={job}")
    assert other.status_code == 404
