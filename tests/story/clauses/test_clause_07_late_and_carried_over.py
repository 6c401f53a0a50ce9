"""Clause 7: received at 17:00:01 is late, and an approver may accept it with a reason; whoever got
no seat is carried over by the body in one click; calls overlap, a person has one live
nomination."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.command import Actor
from tests.programme.register import nominee
from tests.story.clauses.clockwork import deliver, subjects
from tests.story.clauses.nominating import (
    attach,
    codes,
    count,
    decided,
    entry,
    inbox_row,
    nominates,
    open_call,
    prepared,
    ruling,
    signed_in,
)
from tests.story.clauses.outreach import Office, office
from tests.web.conftest import token
from workers.imports import import_file

AFTER = "2025-04-18 17:00:01"
SECOND = "2025-10-31T17:00:00+09:00"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with an open call."""
    with office(tmp_path_factory.mktemp("clause-07")) as made:
        yield prepared(made)


def test_clause_07_received_a_second_after_the_deadline_is_stored_as_late(desk: Office) -> None:
    in_time = nominates(desk.at("2025-04-18 17:00:00"), 1)
    late = nominates(desk.at(AFTER), 2)
    assert entry(desk, in_time).nomination.status == "submitted"
    held = entry(desk, late).nomination
    assert (held.status, held.late_at) == ("late", AFTER)
    assert "締切後に到着" in inbox_row(desk, late)
    assert desk.refused("accept-evidence", nomination=late) == ["nomination.late"]


def test_clause_07_a_late_one_takes_no_part_unless_an_approver_accepts_it(desk: Office) -> None:
    first = nominates(desk, 1)
    desk.at(AFTER)
    let_in, kept_out, waits = (nominates(desk, number) for number in (2, 3, 4))
    reason = {"reason": "回線の障害を確認"}
    wanted = {"nomination": let_in, **reason}
    assert desk.send("accept-late-nomination", "clerk", wanted)[0] == 404
    assert f"status=late#n-{let_in}" in desk.client("approver").get("/isa/approvals").text
    assert desk.send("accept-late-nomination", "approver", {"nomination": let_in})[0] == 422
    desk.do("accept-late-nomination", "approver", **wanted)
    desk.do("refuse-late-nomination", "approver", nomination=kept_out, reason="単なる遅れ")
    assert "単なる遅れ" in inbox_row(desk, kept_out)
    deliver(desk.tenant)
    assert subjects(desk.tenant, "kokusai@example.jp") == [
        *(f"締切の後に届いた推薦について（{number}）" for number in (let_in, kept_out, waits)),
        f"推薦を受け付けました（{let_in}）",
        f"推薦を受け付けられません（{kept_out}）",
    ]
    desk.do("accept-evidence", nomination=first)
    desk.do("accept-evidence", nomination=let_in)
    run = decided(desk)
    assert (run.selected, run.ineligible) == (2, 0)
    assert ruling(desk, let_in).outcome == "selected"
    again = {"nomination": waits, **reason}
    assert desk.refused("accept-late-nomination", "approver", **again) == ["selection.approved"]


def test_clause_07_a_late_one_is_no_live_nomination_and_comes_once(desk: Office) -> None:
    late = nominates(desk.at(AFTER), 1)
    assert desk.refused("submit-nomination", "clerk", **nominee(1, "W2")) == [
        "nomination.late_already"
    ]
    open_call(desk.at("2025-04-19 09:00"), "2025-2", SECOND)
    live = nominates(desk, 1, call="2025-2")
    wanted = {"nomination": late, "reason": "回線の障害"}
    assert desk.refused("accept-late-nomination", "approver", **wanted) == [
        "person.already_nominated"
    ]
    desk.do("withdraw-nomination", "clerk", nomination=late)
    assert desk.refused("submit-nomination", "clerk", **nominee(1, call="2025-2")) == [
        "person.already_nominated"
    ]
    assert entry(desk, live).nomination.status == "submitted"


def test_clause_07_whoever_sent_it_in_does_not_decide_that_it_is_accepted(desk: Office) -> None:
    desk.tenant.accounts.put(Actor(id="both", roles=("officer", "approver")))
    late = nominates(desk.at(AFTER), 1, by="both")
    wanted = {"nomination": late, "reason": "回線の障害"}
    assert desk.refused("accept-late-nomination", "both", **wanted) == ["approval.same_person"]
    desk.do("accept-late-nomination", "approver", **wanted)


def test_clause_07_a_file_imported_after_the_deadline_is_late_row_by_row_and_says_so(
    desk: Office, tmp_path: Path
) -> None:
    file = tmp_path / "late.csv"
    file.write_text(
        "窓口コード,氏名,メールアドレス,職務区分,従事開始日,週従事時間\n"
        "W1,見本 一,l1@example.jp,相談対応者,2020-04-01,38.75\n"
        "W1,見本 二,l2@example.jp,相談対応者,2020-04-01,38.75\n",
        "utf-8",
    )
    desk.at(AFTER)
    clerk = next(each for each in desk.tenant.accounts.all() if each.id == "clerk")
    source = file.read_bytes()
    told = import_file(desk.tenant, "nominations", source, clerk, call="2025-1").as_json()
    assert told == {"accepted": 2, "unchanged": 0, "errors": [], "late": [2, 3]}
    assert count(desk, "nomination.received_late") == 2
    again = import_file(desk.tenant, "nominations", source, clerk, call="2025-1").as_json()
    assert (again["accepted"], again["unchanged"]) == (0, 2)
    assert count(desk, "nomination.received_late") == 2


def test_clause_07_calls_overlap_and_a_person_has_one_live_nomination(desk: Office) -> None:
    first = nominates(desk, 1)
    open_call(desk.at("2025-04-02 10:00"), "2025-2", SECOND)
    code, told = desk.send("submit-nomination", "clerk", nominee(1, call="2025-2"))
    assert code == 422
    assert first in told["faults"][0]["ja"]


def full(desk: Office) -> tuple[str, str, str]:
    """Call 2025-1 ended with one seat: two nominees of 千代田区 and one of 札幌市 have none, and
    call 2025-2 is open."""
    desk.do("change-capacity", cohort="2025-1", seats=1)
    taken = nominates(desk, 1, past_unselected=9)
    rest = (nominates(desk, 2, past_unselected=2), nominates(desk, 3, "W2"))
    north = nominates(desk, 4, "W3", "north")
    for number in (taken, *rest, north):
        desk.do("accept-evidence", nomination=number)
    decided(desk)
    winner = next(n for n in (taken, *rest, north) if ruling(desk, n).outcome == "selected")
    desk.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-05-25")
    desk.do("accept-offer", signed_in(desk, winner), nomination=winner)
    desk.at("2025-05-26 09:00").do("close-selection", call="2025-1")
    open_call(desk, "2025-2", SECOND)
    numbers = [n for n in (taken, *rest, north) if n != winner]
    return (numbers[0], numbers[1], numbers[2])


def test_clause_07_a_body_carries_its_unselected_over_in_one_click(desk: Office) -> None:
    waiting = full(desk)
    clerk = desk.client("clerk")
    page = clerk.get("/isa/inbox?call=2025-2").text
    own = [n for n in waiting if entry(desk, n).place.municipality_code == "131016"]
    assert [n for n in waiting if f'id="o-{n}"' in page] == own
    before = {n: entry(desk, n).nomination for n in own}
    form = {**token(clerk), "call": "2025-2", "nomination": list(waiting)}
    answer = clerk.post("/isa/inbox/carry-over", data=form)
    assert answer.status_code == 200
    assert answer.text.count("引き継ぎました") == len(own)
    for source in own:
        made = [e for e in carried(desk) if e.source == source]
        new = entry(desk, made[0].nomination).nomination
        assert (new.call, new.person) == ("2025-2", before[source].person)
        assert new.evidence_accepted
        assert new.experience.past_unselected == before[source].experience.past_unselected + 1
        assert codes(desk, new.nomination) == []
        assert desk.tenant.unseal(new.evidence) == "在職証明書"
    page = clerk.get("/isa/inbox?call=2025-2").text
    assert not [n for n in waiting if f'id="o-{n}"' in page]
    clerk.post("/isa/inbox/carry-over", data=form)
    assert len(carried(desk)) == len(own)


def test_clause_07_only_whoever_got_no_seat_is_carried_over_and_only_into_an_open_call(
    desk: Office,
) -> None:
    waiting = full(desk)
    first = next(n for n in waiting if entry(desk, n).place.municipality_code == "131016")
    north = {"nomination": first, "call": "2025-2"}
    assert desk.refused("carry-over-nomination", "north", **north) == ["access.denied"]
    back = {"nomination": first, "call": "2025-1"}
    assert desk.refused("carry-over-nomination", "clerk", **back) == ["call.closed"]
    withdrawn = nominates(desk, 9, call="2025-2")
    desk.do("withdraw-nomination", "clerk", nomination=withdrawn)
    wrong = {"nomination": withdrawn, "call": "2025-2"}
    assert desk.refused("carry-over-nomination", "clerk", **wrong) == ["nomination.not_unselected"]


def test_clause_07_verified_documents_go_with_the_person(desk: Office) -> None:
    desk.do("change-capacity", cohort="2025-1", seats=1)
    numbers = [nominates(desk, n, started_on=None, weekly_hours=None) for n in (1, 2)]
    for number in numbers:
        attach(desk, number, ends_on=None)
        desk.do("verify-experience", nomination=number, number=1)
    decided(desk)
    winner, other = sorted(numbers, key=lambda n: ruling(desk, n).outcome)
    desk.do("send-offers", call="2025-1", reply_by="2025-05-20", cut_off="2025-05-25")
    desk.do("accept-offer", signed_in(desk, winner), nomination=winner)
    desk.at("2025-05-26 09:00").do("close-selection", call="2025-1")
    open_call(desk, "2025-2", SECOND)
    desk.do("carry-over-nomination", "clerk", nomination=other, call="2025-2")
    new = carried(desk)[-1].nomination
    held = entry(desk, new).nomination
    assert [paper.status for paper in held.documents] == ["verified"]
    # Counted to the later deadline: no document ever said when the work ended.
    months = entry(desk, other).nomination.months
    assert held.months is not None
    assert months is not None
    assert held.months > months


def carried(desk: Office) -> list[Any]:
    """Every nomination that was carried over."""
    size = desk.tenant.log.head().size
    return [f.event for f in desk.tenant.log.facts(1, size, topics=("nomination.carried_over",))]


def test_clause_07_a_file_of_the_command_itself_names_the_call_in_each_row(desk: Office) -> None:
    row = "2025-1,W1,見本 一郎,n1@example.jp,相談対応者,2024-01-01,38.75"
    text = f"募集,窓口コード,氏名,メールアドレス,職務区分,従事開始日,週従事時間\n{row}\n"
    officer = Actor(id="officer", roles=("officer",))
    told = import_file(desk.tenant, "submit-nomination", text.encode(), officer)
    assert (told.accepted, told.errors) == (1, ())
    assert entry(desk, "2025-1-0001").nomination.call == "2025-1"
