"""The page of letters and days: what did not arrive, texts in force, and who may see it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.programme.letter.kinds import KINDS
from tenants.postbook import NewMail
from tests.story.clauses.outreach import Office, office
from tests.web.conftest import token
from workers.duties import DUTIES
from workers.letters import mails_of

OWN = {"kind": "seat-offered", "subject": "<b>件名</b> {nomination}", "body": "{reply_by}"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register."""
    with office(tmp_path) as made:
        yield made


def test_every_kind_of_letter_and_every_duty_is_shown(desk: Office) -> None:
    page = desk.page("/letters")
    assert all(f'id="{name}"' in page for name in KINDS)
    assert all(duty.ja in page for duty in DUTIES.values())


def test_an_own_text_takes_the_place_of_the_default_until_it_is_reset(desk: Office) -> None:
    desk.do("set-letter-template", **OWN)
    page = desk.page("/letters")
    assert "&lt;b&gt;件名&lt;/b&gt; {nomination}" in page
    assert "独自の文面" in page
    desk.do("reset-letter-template", kind="seat-offered")
    assert "独自の文面" not in desk.page("/letters")


def test_the_form_begins_with_the_text_in_force(desk: Office) -> None:
    page = desk.page("/letters")
    link = re.search(
        r'href="(/isa/commands/set-letter-template\?[^"]*survey-opened-person[^"]*)"', page
    )
    assert link
    form = desk.client().get(link[1].replace("&amp;", "&")).text
    assert "少ない数の集計は公表しません" in form
    # when it is sent from the page without a script
    sent = {**token(desk.client()), **OWN, "back": "/isa/letters"}
    answer = desk.client().post("/isa/commands/set-letter-template", data=sent)
    assert answer.status_code == 303
    assert "独自の文面" in desk.page("/letters")


def test_what_was_refused_or_is_unknown_is_told_with_its_code(desk: Office) -> None:
    mails = mails_of(desk.tenant)
    for number, state in enumerate(("refused", "unknown", "sent"), 1):
        mail_id = f"letter-{number}-0-x"
        mails.begin(NewMail(mail_id, "seat-offered", "person", f"p-{state}", number))
        mails.end(mail_id, state, "5.1.1")
    page = desk.page("/letters")
    assert "p-refused" in page
    assert "p-unknown" in page
    assert "p-sent" not in page
    assert "5.1.1" in page


def test_the_days_of_reminders_are_shown_as_they_were_set(desk: Office) -> None:
    desk.do("set-reminder-days", kind="survey", days=["-12", "-4"])
    assert "-12、-4" in desk.page("/letters")


@pytest.mark.parametrize("account", ["assessor", "admin"])
def test_whoever_has_no_business_with_letters_finds_no_page(desk: Office, account: str) -> None:
    assert desk.client(account).get("/isa/letters").status_code == 404
