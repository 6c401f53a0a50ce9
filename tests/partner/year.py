"""The partner's year: seventeen nominees, twelve seats, one certificate without end, one list."""

from typing import Any

from core.japan import check_digit
from tests.partner.register import Partner
from workers.documents.writing import workbook_bytes
from workers.imports import form_of

CALL = "2026-1"
AT = ("05000", "05201", "05202", "05203", "05204", "05206", "05207", "05210")
BODIES = tuple(five + check_digit(five) for five in AT)
PREFECTURE, CITY = BODIES[0], BODIES[1]
TOWNS = {body: f"見本{number}市" for number, body in enumerate(BODIES)} | {PREFECTURE: ""}
PRIORITY = "市町村を優先します。"
TEXT = f"日本語の学習を支える人の推薦を募集します。{PRIORITY}"
UNITS = ("lectures1", "lectures2")
SECTIONS = ("見たこと", "学んだこと")
VENUE = {
    "cohort": CALL,
    "prefecture": "秋田県",
    "address": "見本市見本町1-1 見本会館",
    "route": "見本駅から徒歩5分",
    "days": ["2026-10-05", "2026-10-06"],
}
LIST = {
    "edition": "2026",
    "fiscal_year": 2026,
    "ask_by": "2026-12-10",
    "proofs_by": "2026-12-25",
    "publish_on": "2027-01-20",
}


def played(office: Partner) -> None:
    """From the windows to the public list."""
    registered(office)
    called(office)
    nominated(office)
    selected(office)
    seated(office)
    trained(office)
    certified(office)
    listed(office)


def book(form: str, rows: list[dict[str, Any]]) -> bytes:
    """A filled form as Excel has it."""
    return workbook_bytes(form_of(form)[0], rows)


def window_row(body: str) -> dict[str, Any]:
    """A window's line: only the city has the grant."""
    grant = {"grant": body == CITY} | ({"grant_year": 2026} if body == CITY else {})
    at = TOWNS[body] or "見本県"
    return {
        "code": f"{body}-01",
        "title": f"{at}日本語支援窓口",
        "municipality_code": body,
        "prefecture": "秋田県",
        "municipality": TOWNS[body],
        "founder": at,
        "founder_kind": "local_government",
        "operation": "direct",
        "institution": at,
        "days_open": 5,
        "year_round": True,
        "free_of_charge": True,
        "multilingual": True,
        "one_stop": True,
        **grant,
    }


def registered(office: Partner) -> None:
    """Bodies and windows by Excel; the accounts of their people."""
    mails = {body: f"kokusai@{body}.example.jp" for body in BODIES}
    sent = [
        {"code": body, "title": TOWNS[body] or "見本県", "office_mail": mails[body]}
        for body in BODIES
    ]
    assert office.upload("bodies", book("bodies", sent))["accepted"] == len(BODIES)
    rows = [window_row(body) for body in BODIES]
    assert office.upload("windows", book("windows", rows))["accepted"] == len(BODIES)
    office.account("clerk", "clerk", bodies=BODIES)
    office.account("manager", "institution", institutions=tuple(r["institution"] for r in rows))
    office.account("teacher", "assessor")
    office.account("operator", "operator")


def called(office: Partner) -> None:
    """Both rounds planned; the first called, and told to every body."""
    office.do("plan-cohorts", fiscal_year=2026)
    office.do("draft-call", call=CALL, text=TEXT, priority_clause=PRIORITY)
    office.approve("approve-call-text", "call.drafted", call=CALL)
    until = "2026-04-30T17:00:00+09:00"
    office.do("open-call", call=CALL, cohort=CALL, deadline=until)
    office.do("send-call", call=CALL)
    office.work()


def nominated(office: Partner) -> None:
    """Two of each body, and a third of the city, by Excel."""
    office.at("2026-04-10 10:00")
    at = [*BODIES, *BODIES, CITY]
    rows = [
        {
            "window": f"{body}-01",
            "full_name": f"見本 {number}郎",
            "mail": f"n{number}@example.jp",
            "role": "counsellor",
            "started_on": "2020-04-01",
            "weekly_hours": 38.75,
            "evidence": "在職証明書",
        }
        for number, body in enumerate(at, 1)
    ]
    told = office.upload("nominations", book("nominations", rows), call=CALL)
    assert told["accepted"] == len(at), told
    for number in range(1, len(at) + 1):
        office.do("accept-evidence", nomination=numbered(number))
    office.work()


def numbered(number: int) -> str:
    """The number of receipt of a nominee."""
    return f"{CALL}-{number:04}"


def selected(office: Partner) -> None:
    """By tiers and lots; approved by a second person."""
    office.at("2026-05-11 10:00").do("close-call", call=CALL)
    office.do("run-selection", call=CALL, decided_on="2026-05-11")
    office.approve("approve-selection", "selection.computed", call=CALL)


def seated(office: Partner) -> None:
    """One declines, one stays silent until the clock says so, the others take their seats."""
    office.at("2026-05-12 10:00")
    office.do("send-offers", call=CALL, reply_by="2026-05-20", cut_off="2026-05-29")
    first = [each.nomination for each in office.events("selection.offered")]
    office.do("decline-offer", nomination=first[0])
    for nomination in first[2:]:
        office.do("accept-offer", nomination=nomination)
    for day in ("2026-05-18", "2026-05-21", "2026-05-22", "2026-06-01"):
        office.at(f"{day} 09:00").asks("tick")
        office.work()
    held = {each.nomination: each.person for each in office.events("training.enrolled")}
    for nomination, person in held.items():
        office.account(nomination, "person", person=person)


def trainees(office: Partner) -> list[str]:
    """Nominations of those who took a seat."""
    return [each.nomination for each in office.events("training.enrolled")]


def own_of(office: Partner, person: str) -> str:
    """The account of a person who has a seat: it is called as the nomination."""
    held = office.events("training.enrolled")
    return next(str(each.nomination) for each in held if each.person == person)


def certified_one(office: Partner) -> str:
    """Somebody certified who stays on the public list."""
    return str(office.events("certification.numbered")[1].person)


def trained(office: Partner) -> None:
    """Everybody but one by the whole course; that one is at the lectures when the year ends."""
    office.at("2026-06-08 09:00").do("start-cohort", cohort=CALL, on="2026-06-08")
    *most, _slow = trainees(office)
    office.at("2026-06-20 10:00")
    for who in most:
        for unit in UNITS:
            office.do("complete-unit", who, nomination=who, unit=unit, on="2026-06-20")
    quiz = {"step": "quiz", "on": "2026-06-20"}
    for score in (50, 60, 80):
        office.do("record-progress", "teacher", nomination=most[0], **quiz, score=score)
    for who in most[1:]:
        office.do("record-progress", "teacher", nomination=who, **quiz, score=90)
    practised(office, most)
    office.at("2026-09-20 10:00").do("decide-venue", **VENUE, certainty="fixed")
    office.work()
    office.at("2026-10-06 18:00")
    for who in most:
        for day in VENUE["days"]:
            office.do("record-attendance", "teacher", nomination=who, on=day)


def practised(office: Partner, people: list[str]) -> None:
    """A class observed and reported."""
    office.at("2026-07-01 10:00")
    plan = {"starts_on": "2026-07-01", "report_due": "2026-09-01", "rubric": ["観察=10"]}
    office.do("plan-practice", cohort=CALL, **plan, sections=list(SECTIONS))
    report = "\n".join(f"【{heading}】\n{heading}です。" for heading in SECTIONS)
    for who in people:
        task = {"on": "2026-07-01", "text": "教室を見る", "place": "見本の教室"}
        office.do("start-practice", who, nomination=who, **task)
    office.at("2026-08-20 10:00")
    for who in people:
        office.do("submit-practice-report", who, nomination=who, text=report)
        marked = {"number": 1, "passed": True, "marks": ["観察=8"]}
        office.do("grade-practice", "teacher", nomination=who, **marked)


def certified(office: Partner) -> None:
    """Two people certify; everybody takes the paper."""
    office.at("2026-10-20 10:00").do("propose-certification", cohort=CALL)
    on = {"cohort": CALL, "certified_on": "2026-10-20"}
    office.approve("approve-certification", "certification.proposed", **on)
    office.do("issue-certificates", cohort=CALL)
    office.work()


def listed(office: Partner) -> None:
    """Both parties of some agree and look; the list goes out, and one leaves it."""
    office.at("2026-11-02 10:00").do("plan-edition", **LIST)
    office.do("open-consent-campaign", edition="2026")
    office.work()
    people = [each.person for each in office.events("certification.numbered")]
    own = {each.person: each.nomination for each in office.events("training.enrolled")}
    for person in people[:5]:
        said = {"person": person, "agrees": True}
        office.do("answer-consent", own[person], **said, party="person")
        office.do("answer-consent", "manager", **said, party="institution", authority="課長")
    for day in ("2026-11-30", "2026-12-08", "2026-12-11"):
        office.at(f"{day} 09:00").asks("tick")
        office.work()
    for person in people[:5]:
        office.do("confirm-proof", own[person], person=person, party="person")
        office.do("confirm-proof", "manager", person=person, party="institution")
    office.at("2027-01-20 10:00").do("draft-edition", edition="2026", fiscal_year=2026)
    office.approve("approve-edition", "directory.drafted", "rows_sha256", edition="2026")
    office.do("publish-edition", edition="2026")
    office.do("withdraw-consent", own[people[0]], person=people[0], party="person")
    for day in ("2027-01-21", "2027-01-22", "2027-01-25"):
        office.at(f"{day} 12:00").asks("tick")
        office.work()
