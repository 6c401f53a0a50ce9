"""Clause 30: a list by consent of the person and of the institution; silence, disagreement, moves,
and by what authority an institution answers."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.publication import Spring, spring


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """Four coordinators: two at W1, one each at W2 and W3."""
    with spring(tmp_path_factory.mktemp("clause-30")) as made:
        yield made


def test_clause_30_everybody_who_acts_is_asked_at_once_and_sees_exactly_the_row(
    desk: Spring,
) -> None:
    desk.do("cease-coordinator", person="p03", on="2026-03-31")
    desk.asked()
    assert [f.event.person for f in desk.facts("consent.asked")] == ["p01", "p02", "p04"]
    shown = desk.page_of("p04", "/me")
    for part in (
        "名古屋出入国在留管理局",
        "愛知県",
        "見本広域連合",
        "W3国際課",
        "個人名は掲載しません",
    ):
        assert part in shown
    # the institution sees the same of its own people, and nobody else's
    theirs = desk.page_of("boss-W3", "/institution")
    assert "見本 p04" in theirs
    assert "見本 p01" not in theirs
    assert desk.text_for("p04").splitlines()[3] in theirs


def test_clause_30_asking_again_asks_nobody_twice(desk: Spring) -> None:
    desk.asked()
    assert desk.do("open-consent-campaign", edition="2026")["unchanged"]
    late = desk.at("2026-05-01 00:00")
    assert late.refused("open-consent-campaign", edition="2026") == ["directory.answers_closed"]
    assert desk.refused("open-consent-campaign", edition="2027") == ["directory.not_planned"]


def test_clause_30_institution_yes_person_no_is_not_counted_and_an_empty_institution_not_listed(
    desk: Spring,
) -> None:
    desk.asked()
    desk.says("p01", own=False)
    desk.says("p03", own=False)
    desk.listed("p02")
    assert desk.rows() == {"W1国際課": 1}


def test_clause_30_person_yes_institution_no_is_not_listed(desk: Spring) -> None:
    desk.asked()
    desk.says("p03", theirs=False)
    desk.listed("p01")
    assert desk.rows() == {"W1国際課": 1}
    assert "本人と所属機関の回答が分かれた" in desk.page("/consents")


def test_clause_30_silence_is_no_on_either_side(desk: Spring) -> None:
    desk.asked()
    desk.says("p02", theirs=None)
    desk.says("p03", own=None)
    desk.listed("p01")
    assert desk.rows() == {"W1国際課": 1}


def test_clause_30_a_transfer_ends_both_consents_and_the_new_place_is_asked(desk: Spring) -> None:
    desk.asked()
    desk.says("p01")
    desk.do("transfer-coordinator", "p01", person="p01", window="W2", on="2026-04-06")
    gone = {"person": "p01", "party": "person"}
    assert desk.refused("withdraw-consent", "p01", **gone) == ["consent.not_requested"]
    assert desk.tick() == 1
    assert "W2国際課" in desk.text_for("p01")
    assert desk.tick() == 0
    # the new employer answers now, the old one may not
    said = {"person": "p01", "party": "institution", "agrees": True, "authority": "課長"}
    assert desk.refused("answer-consent", "boss-W1", **said) == ["access.denied"]
    desk.listed("p01", "p02")
    assert desk.rows() == {"W1国際課": 1, "W2国際課": 1}


def test_clause_30_who_is_certified_while_answers_are_open_is_asked_too(desk: Spring) -> None:
    desk.asked()
    desk.certified("p05", "W2")
    assert desk.tick() == 1
    assert "最大 2 名" in desk.text_for("p05")


def test_clause_30_the_signatorys_authority_is_recorded_and_sealed(desk: Spring) -> None:
    desk.asked()
    said = {"person": "p01", "party": "institution", "agrees": True}
    assert desk.refused("answer-consent", "boss-W1", **said) == ["consent.authority_missing"]
    desk.do("answer-consent", "boss-W1", **said, authority="国際課長 見本")
    (fact,) = desk.facts("consent.authority_recorded")
    assert fact.event.person == "p01"
    assert "国際課長" not in str(fact.event)


def test_clause_30_an_institution_answers_for_all_its_people_at_once(desk: Spring) -> None:
    desk.asked()
    client = desk.client("boss-W1")
    page = client.get("/isa/institution").text
    token = page.partition('name="form_token" value="')[2].partition('"')[0]
    form = {"form_token": token, "agrees": "true", "authority": ""}
    assert "役職が必要です" in client.post("/isa/institution", data=form).text
    assert not desk.facts("consent.given")
    client.post("/isa/institution", data={**form, "authority": "国際課長"})
    given = [(f.event.person, f.event.party) for f in desk.facts("consent.given")]
    assert given == [("p01", "institution"), ("p02", "institution")]


def test_clause_30_the_silent_are_reminded_twice_at_most_however_late_the_clock(
    desk: Spring,
) -> None:
    desk.asked()
    desk.says("p01")
    desk.says("p02", theirs=None)
    assert desk.tick() == 0
    desk.at("2026-04-16 09:00")
    assert [desk.tick(), desk.tick()] == [1, 0]
    told = [(f.event.person, f.event.parties) for f in desk.facts("consent.reminded")]
    both = ("person", "institution")
    assert told == [("p02", ("institution",)), ("p03", both), ("p04", both)]
    desk.at("2026-04-29 09:00")
    assert [desk.tick(), desk.tick()] == [1, 0]
    assert "2 / 2" in desk.page("/consents")
    again = {"edition": "2026", "number": 2}
    assert desk.do("remind-consents", **again)["unchanged"]
    assert desk.refused("remind-consents", edition="2026", number=3) == ["command.bad_value"]


def test_clause_30_a_clock_that_was_off_for_weeks_reminds_once(desk: Spring) -> None:
    desk.asked()
    desk.at("2026-04-30 09:00")
    assert [desk.tick(), desk.tick()] == [1, 0]
    assert {f.event.number for f in desk.facts("consent.reminded")} == {2}
    desk.at("2026-05-01 09:00")
    assert not desk.facts("consent.proof_sent")


def test_clause_30_selection_counts_do_not_move_with_consent(desk: Spring) -> None:
    before = desk.page("/roster")
    desk.asked()
    desk.says("p01", own=False, theirs=False)
    assert before.count("活動中") == desk.page("/roster").count("活動中")
