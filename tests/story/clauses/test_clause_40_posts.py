"""Clause 40: texts in several languages on several channels; an old translation is flagged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.outreach_measures import Outreach, outreach
from tests.story.clauses.outreach import Office, office

DRAFT = {"message": "M1", "title": "紹介文", "text": "コーディネーターがいます。"}
POST = {
    "post": "P1",
    "message": "M1",
    "channel": "facebook",
    "measure": "awareness",
    "language": "en",
    "url": "https://example.jp/1",
    "on": "2025-05-10",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """A register with a message in Japanese and English."""
    with office(tmp_path) as made:
        made.do("draft-message", **DRAFT)
        made.do("translate-message", message="M1", language="en", text="There are coordinators.")
        yield made


def held(desk: Office) -> Outreach:
    desk.tenant.catch_up()
    return outreach(desk.tenant.views, "isa")


def test_clause_40_an_old_translation_is_flagged_and_so_is_what_was_posted_of_it(
    desk: Office,
) -> None:
    # given a translation and a post of it
    desk.do("post-outreach", **POST)
    assert held(desk).messages[0].outdated == ()
    assert "古い版のまま" not in desk.page()
    # when the Japanese text gets a new version
    desk.do("draft-message", **{**DRAFT, "text": "全国にコーディネーターがいます。"})
    # then both are flagged, until there is a new translation and the old post is gone
    assert held(desk).messages[0].outdated == ("en",)
    assert "古い版のまま" in desk.page()
    assert "版の訳で古い" in desk.page()
    desk.do("translate-message", message="M1", language="en", text="They are everywhere.")
    assert held(desk).messages[0].outdated == ()
    assert [each.outdated for each in held(desk).posts] == [True]
    desk.do("withdraw-outreach", post="P1", reason="古い訳", on="2025-05-20")
    assert [each.outdated for each in held(desk).posts] == [False]
    assert "古い版のまま" not in desk.page()


def test_clause_40_a_translation_of_an_older_version_is_taken_and_flagged_at_once(
    desk: Office,
) -> None:
    desk.do("draft-message", **{**DRAFT, "text": "全国にいます。"})
    vietnamese = {"message": "M1", "language": "vi", "text": "…"}
    desk.do("translate-message", **vietnamese, text_version=1)
    assert held(desk).messages[0].outdated == ("en", "vi")
    codes = desk.refused("translate-message", **vietnamese, text_version=3)
    assert codes == ["outreach.unknown_version"]
    desk.do("post-outreach", **{**POST, "language": "vi"})
    assert held(desk).posts[0].outdated


def test_clause_40_a_post_keeps_which_text_it_was_by_version_and_digest(desk: Office) -> None:
    desk.do("post-outreach", **POST)
    text = held(desk).messages[0].texts["en"]
    post = held(desk).posts[0].post
    assert (post.text_version, post.text_digest) == (1, text.text_digest)
    desk.do("draft-message", **{**DRAFT, "text": "全国にいます。"})
    desk.do("translate-message", message="M1", language="en", text="Everywhere.")
    assert desk.do("post-outreach", **POST)["unchanged"], "the same post told again later"
    assert held(desk).posts[0].post == post
    other = {**POST, "channel": "x"}
    assert desk.refused("post-outreach", **other) == ["outreach.posted_already"]


def test_clause_40_what_cannot_have_been_posted_is_refused_with_every_reason(desk: Office) -> None:
    wrong = {**POST, "language": "th", "url": "javascript:alert(1)", "on": "2025-06-02"}
    codes = desk.refused("post-outreach", **wrong)
    assert codes == ["outreach.no_translation", "outreach.bad_url", "outreach.ahead"]
    assert desk.refused("post-outreach", **{**POST, "message": "M9"}) == ["outreach.unknown"]
    assert desk.refused("post-outreach", **{**POST, "channel": "radio"}) == ["command.bad_choice"]
    desk.do("post-outreach", **POST)
    early = {"post": "P1", "reason": "誤り", "on": "2025-05-09"}
    assert desk.refused("withdraw-outreach", **early) == ["outreach.before_post"]


def test_clause_40_the_source_text_stays_in_its_language(desk: Office) -> None:
    assert desk.refused("draft-message", **{**DRAFT, "language": "en"}) == ["outreach.other_source"]
    into = {"message": "M1", "language": "ja", "text": "…"}
    assert desk.refused("translate-message", **into) == ["outreach.source_language"]
    assert desk.do("draft-message", **DRAFT)["unchanged"]


def test_clause_40_a_channel_plan_says_what_is_missing(desk: Office) -> None:
    plan = {"fiscal_year": 2025, "channel": "facebook", "measure": "awareness", "times": 4}
    desk.do("plan-channel", **plan, languages=["vi", "en", "ja"])
    desk.do("post-outreach", **POST)
    desk.do("post-outreach", **{**POST, "post": "P2", "on": "2025-03-31"})
    (entry,) = held(desk).plans
    assert (entry.posted, entry.plan.times, entry.missing) == (1, 4, ("ja", "vi"))
    assert "まだない: ja、vi" in desk.page()
    codes = desk.refused("plan-channel", **plan, languages=["English"])
    assert codes == ["outreach.unknown_language"]
