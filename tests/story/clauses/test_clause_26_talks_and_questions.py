"""Clause 26: talks in groups that mix regions, questions and answers; neither is ever recorded."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.programme.followup.groups import draw
from tests.story.clauses.followup import (
    RECORDING,
    announced,
    certified,
    erased,
    joins,
    me,
    seen,
    windows,
)
from tests.story.clauses.outreach import Office, office

TOKYO, AKITA, OSAKA = ("W1", "131016"), ("W2", "052019"), ("W3", "271004")
PEOPLE = [f"p{number}" for number in range(1, 10)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with nine coordinators, three in each of three prefectures."""
    with office(tmp_path_factory.mktemp("clause-26")) as made:
        windows(made, TOKYO, AKITA, OSAKA)
        for number, person in enumerate(PEOPLE):
            certified(made, person, f"W{number // 3 + 1}")
        yield made


def test_clause_26_groups_mix_regions_and_anyone_can_draw_them_again(desk: Office) -> None:
    announced(desk, "groups")
    joins(desk, "groups", *PEOPLE)
    desk.do("draw-follow-up-groups", session="groups", size=3)
    # then each group has one of each prefecture
    session = seen(desk, "groups").session
    prefectures = {person: str(number // 3) for number, person in enumerate(PEOPLE)}
    assert [sorted(prefectures[each] for each in group) for group in session.groups] == [
        ["0", "1", "2"]
    ] * 3
    # and they follow from what was recorded, whatever the order it is read in
    size = desk.tenant.log.head().size
    drawn: Any = desk.tenant.log.facts(1, size, topics=("followup.groups_drawn",))[-1].event
    places = {each: ("13", "05", "27")[n // 3] for n, each in enumerate(PEOPLE)}
    backwards = dict(reversed(list(places.items())))
    assert draw(backwards, drawn.seed, 3) == drawn.groups == session.groups
    page = desk.page("/followup/groups")
    assert drawn.seed in page
    own = next(n for n, group in enumerate(drawn.groups, 1) if "p5" in group)
    assert f"意見交換会の班: {own}" in me(desk, "p5")


def test_clause_26_only_who_joins_is_in_a_group_or_gives_a_talk(desk: Office) -> None:
    announced(desk, "joining")
    nobody = desk.refused("draw-follow-up-groups", session="joining")
    assert nobody == ["followup.nobody_joins"]
    joins(desk, "joining", "p1", "p4")
    joins(desk, "joining", "p7", chosen=False)
    desk.do("draw-follow-up-groups", session="joining", size=2)
    assert {each for group in seen(desk, "joining").session.groups for each in group} == {
        "p1",
        "p4",
    }
    talk = {"session": "joining", "theme": "県境をまたぐ連携"}
    assert desk.refused("register-talk", "p7", person="p7", **talk) == ["followup.not_joining"]
    desk.do("register-talk", "p1", person="p1", **talk)
    assert "県境をまたぐ連携" in desk.page("/followup/joining")
    assert "県境をまたぐ連携" in me(desk, "p1")
    assert "県境をまたぐ連携" not in me(desk, "p4")
    assert "県境をまたぐ連携".encode() not in b"".join(desk.tenant.log.entries())


def test_clause_26_client_details_in_a_question_bring_a_warning_and_no_refusal(
    desk: Office,
) -> None:
    announced(desk, "warned")
    joins(desk, "warned", "p1")
    ask = {"session": "warned", "person": "p1"}
    plain = desk.do(
        "ask-follow-up-question", "p1", **ask, text="在留期間の更新の審査は何日ほどですか"
    )
    assert [event["topic"] for event in plain["events"]] == ["followup.asked"]
    told = desk.do("ask-follow-up-question", "p1", **ask, text="グエンさん（AB12345678CD）の件です")
    assert [event["topic"] for event in told["events"]] == [
        "followup.asked",
        "followup.question_flagged",
    ]
    first, second = seen(desk, "warned").questions
    assert first.signs == ()
    assert second.signs == ("residence_card", "digits", "name")
    assert "相談者の情報と思われる箇所があります" in desk.page("/followup/warned")
    assert "相談者が分かる内容が含まれていないか" in me(desk, "p1")


def test_clause_26_an_answer_is_for_all_who_join_and_holds_nobodys_details(desk: Office) -> None:
    announced(desk, "answered")
    joins(desk, "answered", "p1", "p4")
    ask = {"session": "answered", "person": "p1"}
    desk.do("ask-follow-up-question", "p1", **ask, text="届出はいつまでですか")
    answer = {**ask, "number": 1}
    wrong = desk.refused("answer-follow-up-question", **answer, text="田中様へ。14日以内です")
    assert wrong == ["followup.personal"]
    missing = desk.refused("answer-follow-up-question", **{**answer, "number": 2}, text="はい")
    assert missing == ["followup.no_question"]
    desk.do("answer-follow-up-question", **answer, text="14日以内に届け出てください")
    assert "14日以内に届け出てください" in me(desk, "p1")
    assert "14日以内に届け出てください" in me(desk, "p4")
    assert "届出はいつまでですか" not in me(desk, "p4")
    assert "14日以内に届け出てください" not in me(desk, "p7")


def test_clause_26_the_exchange_and_the_questions_are_never_recorded(desk: Office) -> None:
    announced(desk, "unrecorded")
    desk.at("2025-11-21 10:00")
    for item in ("talks", "qa"):
        wanted = {**RECORDING, "session": "unrecorded", "item": item}
        assert desk.refused("publish-recording", **wanted) == ["followup.never_recorded"]
    assert seen(desk, "unrecorded").session.recordings == ()


def test_clause_26_what_an_erased_person_asked_opens_no_more_and_the_answer_stays(
    desk: Office,
) -> None:
    announced(desk, "erased")
    joins(desk, "erased", "p9", "p4")
    ask = {"session": "erased", "person": "p9"}
    desk.do("ask-follow-up-question", "p9", **ask, text="消える質問")
    desk.do("answer-follow-up-question", **ask, number=1, text="残る回答")
    assert "消える質問" in desk.page("/followup/erased")
    erased(desk, "p9")
    page = desk.page("/followup/erased")
    assert "消える質問" not in page
    assert "残る回答" in page
    desk.do("draw-follow-up-groups", session="erased")
    assert seen(desk, "erased").session.groups == (("p4",),)
