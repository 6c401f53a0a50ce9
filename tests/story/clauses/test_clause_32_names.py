"""Clause 32: names are another purpose, and off; no old consent covers them."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.publication import Spring, spring


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """An edition with one person in it."""
    with spring(tmp_path_factory.mktemp("clause-32"), {"p01": "W1"}) as made:
        made.asked()
        made.listed("p01")
        yield made


def test_clause_32_consent_to_names_cannot_be_asked_for(desk: Spring) -> None:
    wanted = {"person": "p01", "window": "W1", "text": "氏名を公開します", "purpose": "names"}
    assert desk.refused("request-consent", **wanted) == ["consent.purpose_off"]


def test_clause_32_what_was_agreed_to_says_that_it_is_counts_only(desk: Spring) -> None:
    (asked,) = desk.facts("consent.asked")
    assert asked.event.purpose == "directory"
    given = {f.event.text_digest for f in desk.facts("consent.given")}
    assert given == {asked.event.text_digest}
    assert "個人名は掲載しません" in asked.event.text


def test_clause_32_the_list_has_no_place_for_a_name(desk: Spring) -> None:
    (row,) = desk.client().get("/isa/api/directory").json()["rows"]
    assert set(row) == {"block", "prefecture", "municipality", "institution", "coordinators"}
