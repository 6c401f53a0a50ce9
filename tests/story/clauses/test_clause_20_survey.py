"""Clause 20: windows and coordinators are asked where need be; a window has one answer."""

from collections.abc import Iterator

import pytest

from projections.survey_results import survey_named, waiting
from tests.programme.register import window
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import (
    account,
    answers,
    coordinators,
    opened,
    send_form,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with two windows of one body, two of others, and clerks of two bodies."""
    with office(tmp_path_factory.mktemp("clause-20")) as made:
        for code, body in (("W1", "131016"), ("W2", "131016"), ("X1", "052019")):
            made.do("register-window", **window(code, municipality_code=body, languages=[]))
        elsewhere = {"municipality_code": "062014", "grant": False, "languages": []}
        made.do("register-window", **window("N1", **elsewhere))
        account(made, "clerk", "clerk", bodies=("131016",))
        account(made, "deputy", "clerk", bodies=("131016",))
        account(made, "other", "clerk", bodies=("052019",))
        yield made


def test_clause_20_a_window_has_one_answer_whichever_of_its_clerks_gives_it(desk: Office) -> None:
    opened(desk, "one-answer", audience="windows")
    given = {"survey": "one-answer", "window": "W1"}
    desk.do("answer-survey", "clerk", **given, answers=["need=yes", "form=meet"])
    # when a colleague answers for the same window
    desk.do("answer-survey", "deputy", **given, answers=["need=no", "form=meet"])
    # then it is one answer of four windows, the later one
    desk.page("/surveys")
    tenant = desk.tenant
    row = survey_named(tenant.views, "isa", "one-answer")
    assert row is not None
    assert (row.asked, row.answered) == (4, 1)
    assert waiting(tenant.views, "isa", "one-answer") == ["N1", "W2", "X1"]
    page = desk.client("clerk").get("/isa/surveys/one-answer/answer?window=W1").text
    assert 'id="q-need-no" name="q-need" value="no" checked' in page


def test_clause_20_a_clerk_answers_for_windows_of_the_own_body_only(desk: Office) -> None:
    opened(desk, "own-body", audience="windows")
    given = {"survey": "own-body", "window": "W1", "answers": ["need=yes", "form=meet"]}
    assert desk.refused("answer-survey", "other", **given) == ["access.denied"]
    client = desk.client("other")
    assert "X1相談窓口" in client.get("/isa/surveys/own-body/answer").text
    assert send_form(client, "own-body", "W1", need="yes", form="meet").status_code == 404


def test_clause_20_the_form_works_without_a_script_and_keeps_what_was_typed(desk: Office) -> None:
    opened(desk, "form", audience="windows")
    client = desk.client("clerk")
    # given two windows, the clerk chooses one
    choice = client.get("/isa/surveys/form/answer").text
    assert "?window=W1" in choice
    assert "?window=W2" in choice
    # when a required answer is missing
    wrong = send_form(client, "form", "W2", theme=["visa", "work"], hours="二時間", words="長い文")
    # then everything typed is still there, and each fault stands at its question
    assert wrong.status_code == 422
    assert 'value="visa" checked' in wrong.text
    assert 'value="二時間"' in wrong.text
    assert "長い文</textarea>" in wrong.text
    assert 'href="#f-q-need"' in wrong.text
    assert 'href="#f-q-hours"' in wrong.text
    # and once mended it is recorded, wide figures too
    sent = send_form(client, "form", "W2", need="yes", form="meet", hours="１２", words="長い文")
    assert sent.status_code == 303
    page = client.get(sent.headers["location"]).text
    assert "記録しました" in page
    assert 'value="12"' in page
    assert "長い文</textarea>" in page


def test_clause_20_a_window_knows_of_the_survey_from_its_own_list(desk: Office) -> None:
    opened(desk, "list", audience="windows")
    page = desk.client("clerk").get("/isa/surveys").text
    assert "/isa/surveys/list/answer?window=W1" in page
    assert "/isa/surveys/list/answer?window=W2" in page
    assert "要回答" in page
    assert "X1相談窓口" not in page
    assert desk.client("clerk").get("/isa/surveys/list").status_code == 404


def test_clause_20_grant_windows_can_be_asked_alone(desk: Office) -> None:
    opened(desk, "grant", audience="grant_windows", fiscal_years=["2025"])
    given = {"survey": "grant", "window": "N1", "answers": ["need=yes", "form=meet"]}
    assert desk.refused("answer-survey", "officer", **given) == ["survey.not_asked"]


def test_clause_20_words_are_shown_to_the_one_who_wrote_them_and_stored_for_nobody_to_read(
    desk: Office,
) -> None:
    coordinators(desk, 2)
    opened(desk, "words")
    answers(desk, "words", "p01", "need=yes", "form=meet", text="[words]\nＡさんの件")
    own = desk.client("p01").get("/isa/surveys/words/answer").text
    assert "Ａさんの件</textarea>" in own
    assert "Ａさんの件" not in desk.client("p02").get("/isa/surveys/words/answer").text
    stored = b"".join(desk.tenant.log.entries())
    assert b"p01" in stored
    assert "Ａさんの件".encode() not in stored
