"""A follow-up session to tell stories of: who is invited, and what is on its programme."""

from datetime import date
from typing import Any

from projections.followup_board import Board, Mine, board, of_person
from tests.programme.register import window
from tests.story.clauses.outreach import Office
from tests.story.clauses.survey import account

SESSION = {
    "fiscal_year": 2025,
    "ja_title": "令和７年度フォローアップ研修",
    "en_title": "Follow-up session of FY2025",
    "form": "online",
    "place": "https://meet.example.jp/r7",
    "on": "2025-11-20",
    "choose_from": "2025-10-01",
    "choose_until": "2025-10-31",
}
ITEM = {
    "code": "law-2",
    "part": "lecture",
    "group": "ア 入管法等の講義",
    "kind": "law",
    "ja_title": "入国・在留手続の変更点・留意点等",
    "en_title": "Changes of procedure",
    "lecturer": "当庁職員",
    "material": "a" * 64,
}
EXCHANGE = {**ITEM, "code": "talks", "part": "exchange", "group": "イ 意見交換会", "material": ""}
ANSWERS = {**ITEM, "code": "qa", "part": "questions", "group": "ウ 質疑応答", "material": ""}
RECORDING = {
    "item": "law-2",
    "file": "f" * 64,
    "place": "https://video.example.jp/law-2",
    "until": "2026-03-31",
}


def announced(desk: Office, session: str, **changes: Any) -> None:
    """A session with a lecture, an exchange and questions, while one may choose."""
    desk.at("2025-10-10 10:00")
    desk.do("announce-follow-up", session=session, **{**SESSION, **changes})
    for item in (ITEM, EXCHANGE, ANSWERS):
        desk.do("set-follow-up-item", session=session, **item)


def joins(desk: Office, session: str, *people: str, chosen: bool = True) -> None:
    """Each of these persons chooses to join, or not to."""
    for person in people:
        desk.do("choose-participation", person, session=session, person=person, joins=chosen)


def recorded(desk: Office, session: str) -> None:
    """The session was held on its day, and its lecture's recording is published."""
    desk.at("2025-11-25 10:00")
    desk.do("publish-recording", session=session, **RECORDING)


def certified(desk: Office, person: str, place: str = "W1", on: str = "2025-03-25") -> None:
    """One more certified coordinator, with an account."""
    desk.do("register-person", person=person, full_name=f"見本 {person}")
    made = {"person": person, "window": place, "number": f"N-{person}", "on": on}
    desk.do("register-coordinator", **made)
    account(desk, person, "person", person=person)


def windows(desk: Office, *places: tuple[str, str]) -> None:
    """Windows with the code of the body each belongs to."""
    for code, body in places:
        desk.do("register-window", **window(code, municipality_code=body, languages=[]))


def erased(desk: Office, person: str) -> None:
    """Two people decide that a person's data are erased."""
    desk.do("request-erasure", person=person, ground="request")
    size = desk.tenant.log.head().size
    asked: Any = desk.tenant.log.facts(1, size, topics=("person.erasure_requested",))[-1].event
    desk.do("approve-erasure", "approver", person=person, digest_seen=asked.digest)


def seen(desk: Office, session: str) -> Board:
    """The session as an officer's page has it."""
    desk.page(f"/followup/{session}")
    found = board(desk.tenant.views, "isa", session)
    assert found is not None
    return found


def mine(desk: Office, session: str, person: str) -> Mine | None:
    """The session as that person's page has it, None if it is not there."""
    desk.tenant.catch_up()
    today: date = desk.tenant.today
    held = of_person(desk.tenant.views, "isa", person, today)
    return next((each for each in held if each.session.session == session), None)


def me(desk: Office, person: str) -> str:
    """The person's own page."""
    answer = desk.client(person).get("/isa/me")
    assert answer.status_code == 200, answer.text
    return str(answer.text)
