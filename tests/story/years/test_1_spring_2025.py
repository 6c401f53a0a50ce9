"""Spring 2025: FY2024 carried in, both calls of FY2025 open at once, extensions and late ones."""

from tests.programme.register import CLAUSE
from tests.story.clauses import selection
from tests.story.clauses.calls import sheet
from tests.story.clauses.nominating import DOCUMENT
from tests.story.clauses.outreach import ADOPTED, CONTACT
from tests.story.clauses.survey import account
from tests.story.years.register import HOMES, Years

FIRST_ROUND = (("R6-001", "T1"), ("R6-002", "T2"), ("R6-003", "T2"))
SECOND_ROUND = (("R6-004", "O1"),)
ROUND = {"cohort": "2024-2", "fiscal_year": 2024, "seats": 60, "started_on": "2024-08-05"}
DEADLINE = "2025-04-18T17:00:00+09:00"


def known(year: Years, person: str) -> None:
    """Somebody from before this register, with an account of their own."""
    mail = f"{person.lower()}@example.jp"
    year.do("register-person", person=person, full_name=f"見本 {person}", mail=mail)
    account(year, person, "person", person=person)


def carried_in(year: Years, people: tuple[tuple[str, str], ...], on: str) -> None:
    """Whom another hand certified, with the number of that time."""
    for person, window in people:
        known(year, person)
        made = {"person": person, "window": window, "number": person, "on": on}
        year.do("register-coordinator", **made, valid_until="2026-12-20")


def test_chapter_01_who_was_certified_on_paper_in_fy2024_is_carried_in(year: Years) -> None:
    # given the windows of FY2025, and a round that was certified before this register began
    year.report_windows(2025)
    # when an officer enters its people with their numbers
    carried_in(year, FIRST_ROUND, "2024-12-20")
    # then the roster has them as of that day, and anybody can check a number
    assert "R6-001" in year.seen_by("officer", "/roster")
    assert "R6-001" in year.seen_by("officer", "/roster?on=2024-12-31")
    assert "有効" in year.checked("R6-003")
    # and those of the second round, still in training, are on its board and see where they stand
    year.do("carry-in-cohort", **ROUND)
    for person, window in SECOND_ROUND:
        known(year, person)
        seat = {"person": person, "window": window, "cohort": "2024-2", "accepted_on": "2024-07-20"}
        year.do("carry-in-trainee", **seat)
        assert "2024-2" in year.seen_by(person, "/me")
    assert "2024-2-carried-1" in year.seen_by("officer", "/training/2024-2")
    assert "R6-004" not in year.seen_by("officer", "/roster")


def test_chapter_02_the_call_goes_to_every_body_and_one_letter_comes_back(year: Years) -> None:
    # given the bodies from a file, and an approved text with the priority clause
    year.at("2025-03-10 10:00")
    codes = {home: selection.CODES[home] for home in sorted(set(HOMES.values()))}
    rows = [(c, f"見本{h}", "国際課", f"kokusai@{c}.example.jp", "") for h, c in codes.items()]
    assert year.upload("bodies", sheet(rows))["accepted"] == len(rows)
    year.do("plan-cohorts", fiscal_year=2025)
    year.do("change-capacity", cohort="2025-1", seats=5)
    selection.opened(year, "2025-1", DEADLINE)
    # when it is sent to all, and one address turns out to be wrong
    year.do("send-call", call="2025-1")
    year.work()
    bounced = {"call": "2025-1", "body": codes["沖縄県"]}
    year.do("record-bounce", **bounced, code="5.1.1")
    # then the officer sees who has it and has one call to make, and makes it
    board = year.page("/calls/2025-1/deliveries")
    assert f"{len(rows) - 1} / {len(rows)}" in board
    assert f'id="task-{codes["沖縄県"]}"' in board
    year.do("record-phone-notice", **bounced, spoke_to="国際課 見本係長", on="2025-03-10")
    assert "task-" not in year.page("/calls/2025-1/deliveries")
    assert CLAUSE in year.seen_by(year.clerk("H1"), "/calls/2025-1")


def test_chapter_03_prefectures_without_a_trainee_are_approached(year: Years) -> None:
    # given the sixteen of FY2024
    year.do("adopt-outreach-targets", **{**ADOPTED, "on": "2025-03-10"})
    # when one is called and 沖縄県 has nominated nobody yet
    year.do("record-outreach-contact", **{**CONTACT, "on": "2025-03-10"})
    # then both cards say how it stands, and no contact is a rank
    assert "検討" in year.card("05")
    assert "今も0名" in year.card("47")


def test_chapter_04_bodies_nominate_and_a_faulty_one_is_returned_and_comes_again(
    year: Years,
) -> None:
    # given nominations by form, each with its evidence
    year.at("2025-03-24 10:00")
    made = [year.nominate(n, at, "2025-1") for n, at in enumerate(("T1", "O1", "H1", "N1"), 1)]
    # when one lacks its dates and is returned
    short = year.nominate(5, "K1", "2025-1", started_on=None, weekly_hours=None, evidence="")
    year.do("return-nomination", nomination=short, comment="従事開始日を記入してください")
    assert "差戻し中 (1)" in year.seen_by(year.clerk("K1"), "/inbox?call=2025-1")
    year.ticks("2025-03-24 11:00")
    assert f"【要回答】推薦の補正のお願い（{short}）" in year.letters_to(
        "kokusai@261009.example.jp"
    )
    sent = {"role": "counsellor", "started_on": "2020-04-01", "weekly_hours": 38.75}
    year.do("resubmit-nomination", year.clerk("K1"), nomination=short, **sent)
    year.do("attach-experience-evidence", year.clerk("K1"), nomination=short, **DOCUMENT)
    year.do("verify-experience", nomination=short, number=1)
    for nomination in made:
        year.do("accept-evidence", nomination=nomination)
    # then nothing speaks against it, and its nominee confirms on the phone
    person = year.person(short)
    assert "今もこの窓口で働いている" in year.seen_by(person, "/me")
    year.do("confirm-nomination", person, nomination=short, answer="yes")
    assert "差戻し中 (0)" in year.seen_by(year.clerk("K1"), "/inbox?call=2025-1")


def test_chapter_05_the_deadline_moves_and_the_second_call_opens_before_the_first_closes(
    year: Years,
) -> None:
    # given the round before, certified meanwhile, and an extension to 7 May
    year.at("2025-04-01 09:00")
    carried_in(year, SECOND_ROUND, "2025-03-28")
    assert "R6-004" in year.seen_by("officer", "/roster")
    year.at("2025-04-16 09:00")
    moved = {"call": "2025-1", "deadline": "2025-05-07T17:00:00+09:00"}
    year.do("extend-call", **moved, reason="年度替わりで手続に時間を要するため")
    year.work()
    # when the second call opens on 2 May
    selection.opened(year.at("2025-05-02 10:00"), "2025-2", "2025-06-13T17:00:00+09:00")
    # then both are open at once, and a person has one live nomination
    calls = year.seen_by("officer", "/calls")
    assert "2025-1" in calls
    assert "2025-2" in calls
    assert "年度替わりで手続に時間を要するため" in year.seen_by(year.clerk("T1"), "/calls/2025-1")
    code, told = year.send("submit-nomination", year.clerk("T1"), year.again(1, "T1", "2025-2"))
    assert code == 422
    assert "2025-1-0001" in told["faults"][0]["ja"]


def test_chapter_06_who_moves_is_nominated_anew_and_who_is_a_second_late_waits(
    year: Years,
) -> None:
    # given a nominee of 北海道 who takes up work in 福岡県 before the decision
    year.do("lapse-nomination", year.clerk("H1"), nomination="2025-1-0003")
    # when the new body nominates, three more come from 東京都, and one a second after 17:00
    moved = year.nominate(3, "F1", "2025-1")
    more = [year.nominate(n, at, "2025-1") for n, at in ((6, "T1"), (7, "T1"), (9, "T2"))]
    year.at("2025-05-07 17:00:01")
    late = year.nominate(8, "A1", "2025-1")
    # then the late one is shown as late, and counts once an approver took it with a reason
    assert "締切後に到着" in year.seen_by("officer", "/inbox?call=2025-1")
    wanted = {"nomination": late, "reason": "回線の障害を確認"}
    year.do("accept-late-nomination", "approver", **wanted)
    for nomination in (moved, *more, late):
        year.do("accept-evidence", nomination=nomination)
    # and the nomination of before the move is not among those that live
    assert "2025-1-0003" not in year.seen_by("officer", "/inbox?call=2025-1&status=submitted")
