"""A register with windows, coordinators and their accounts, for the stories of surveys."""

from typing import Any

from fastapi.testclient import TestClient

from core.command import Actor
from tests.programme.register import window
from tests.story.clauses.outreach import Office
from tests.web.conftest import token

SURVEY = {
    "ja_title": "事例研究検討会について",
    "en_title": "On case study meetings",
    "text": "令和8年度以降の実施を検討するため",
    "audience": "coordinators",
}
NEED = {
    "code": "need",
    "kind": "choice",
    "ja_text": "事例研究検討会は必要ですか",
    "en_text": "Are case study meetings needed?",
    "required": True,
    "options": ["yes=必要=needed", "no=不要=not needed"],
}
FORM = {
    **NEED,
    "code": "form",
    "ja_text": "形式",
    "en_text": "Form",
    "options": ["meet=対面=In person", "online=オンライン=Online"],
}
THEME = {
    **NEED,
    "code": "theme",
    "kind": "multi",
    "ja_text": "取り上げたいテーマ",
    "en_text": "Themes",
    "required": False,
    "options": ["visa=入管関係=Immigration", "work=労働関係=Work", "school=教育関係=Education"],
}
HOURS = {
    **NEED,
    "code": "hours",
    "kind": "number",
    "ja_text": "一回の時間",
    "required": False,
    "options": [],
}
WORDS = {
    **NEED,
    "code": "words",
    "kind": "free",
    "ja_text": "ご意見",
    "required": False,
    "options": [],
}
QUESTIONS = (NEED, FORM, THEME, HOURS, WORDS)


def coordinators(desk: Office, count: int, on: str = "2025-03-25") -> list[str]:
    """So many certified coordinators at window W1, each with an account."""
    desk.do("register-window", **window("W1", languages=[]))
    people = [f"p{number:02d}" for number in range(1, count + 1)]
    for person in people:
        desk.do("register-person", person=person, full_name=f"見本 {person}")
        made = {"person": person, "window": "W1", "number": f"N-{person}", "on": on}
        desk.do("register-coordinator", **made)
        account(desk, person, "person", person=person)
    return people


def account(desk: Office, name: str, role: str, **scope: Any) -> None:
    """Give somebody an account of one role."""
    desk.tenant.accounts.put(Actor(id=name, roles=(role,), **scope))


def drafted(desk: Office, survey: str, **changes: Any) -> None:
    """A survey with its questions."""
    desk.do("draft-survey", **{**SURVEY, "survey": survey, **changes})
    for question in QUESTIONS:
        desk.do("set-survey-question", **{**question, "survey": survey})


def opened(desk: Office, survey: str, **changes: Any) -> None:
    """A survey with its questions, opened until the end of October."""
    drafted(desk, survey, **changes)
    desk.do("open-survey", survey=survey, deadline="2025-10-31")


def answers(desk: Office, survey: str, person: str, *given: str, text: str = "") -> None:
    """The answer of a coordinator."""
    wanted = {"survey": survey, "person": person, "answers": list(given), "text": text}
    desk.do("answer-survey", person, **wanted)


def send_form(client: TestClient, survey: str, respondent: str, **values: Any) -> Any:
    """Fill in the phone form without a script and send it."""
    sent = {f"q-{code}": value for code, value in values.items()}
    form = {**token(client), "respondent": respondent, **sent}
    return client.post(f"/isa/surveys/{survey}/answer", data=form)


def cells(page: str, caption: str) -> dict[str, str]:
    """The table under a caption: row heading -> what its cell shows."""
    table = page.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]
    assert table, caption
    rows = table.partition("<tbody>")[2].split("<tr>")[1:]
    return {
        row.partition('scope="row">')[2].partition("<")[0]: _plain(row.partition("<td>")[2])
        for row in rows
    }


def _plain(cell: str) -> str:
    inside = cell.partition("</td>")[0]
    return "秘匿" if "秘匿" in inside else inside.replace("&lt;", "<")
