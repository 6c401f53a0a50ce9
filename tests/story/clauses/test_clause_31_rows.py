"""Clause 31: rows of block, prefecture, municipality, institution, and a count; no name enters."""

import csv
import io
from collections.abc import Iterator

import pytest

from tests.story.clauses.publication import PEOPLE, Spring, spring


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spring]:
    """An edition with three of four people in it."""
    with spring(tmp_path_factory.mktemp("clause-31")) as made:
        made.asked()
        made.listed("p01", "p02", "p04")
        yield made


def test_clause_31_a_row_has_these_fields_and_no_other(desk: Spring) -> None:
    raw = desk.client().get("/isa/directory/directory.csv").content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(raw))
    assert header == ["地域ブロック", "都道府県", "市区町村等", "所属機関", "人数"]
    assert rows == [
        ["東京出入国在留管理局", "東京都", "千代田区", "W1国際課", "2"],
        ["名古屋出入国在留管理局", "愛知県", "見本広域連合", "W3国際課", "1"],
    ]


def test_clause_31_no_name_is_in_any_file_or_page(desk: Spring) -> None:
    for path in ("", "/directory.html", "/directory.csv", "/directory.json", "/edition.json"):
        shown = desk.client().get(f"/isa/directory{path}").text
        assert "W1国際課" in shown or path == "/edition.json"
        assert "見本 p" not in shown
        assert not [person for person in PEOPLE if person in shown]


def test_clause_31_who_is_asked_is_told_what_a_count_of_one_means(desk: Spring) -> None:
    told = "この機関の掲載人数は1名となる見込みです。1名のときは個人が推測され得ます。"
    assert told in desk.text_for("p04")
    assert "同意した方が1名だけのときは" in desk.text_for("p01")
    assert told not in desk.text_for("p01")


def test_clause_31_the_municipality_may_be_a_union_of_several(desk: Spring) -> None:
    assert "市区町村等: 見本広域連合" in desk.text_for("p04")


def test_clause_31_the_blocks_are_those_of_the_policy_that_the_edition_names(desk: Spring) -> None:
    policy = desk.client().get("/isa/directory/edition.json").json()["policy"]
    (public,) = desk.facts("directory.published")
    assert public.envelope.policy is not None
    assert policy["digest"] == public.envelope.policy.digest
    assert policy["version"]
