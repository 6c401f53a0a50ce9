"""Clause 25: lectures on immigration law and on revised laws; a new law adds one."""

from collections.abc import Iterator

import pytest

from tests.story.clauses.followup import ITEM, announced, me, seen
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import coordinators

REVISED = {
    **ITEM,
    "code": "revised-1",
    "group": "ア 講義（科目群Ｅの制度改正）",
    "kind": "revision",
    "lecturer": "関係省庁職員",
    "material": "",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with a coordinator."""
    with office(tmp_path_factory.mktemp("clause-25")) as made:
        coordinators(made, 1)
        yield made


def test_clause_25_a_new_law_adds_an_item_in_a_later_version(desk: Office) -> None:
    announced(desk, "new-law")
    assert seen(desk, "new-law").session.version == 3
    desk.do("set-follow-up-item", session="new-law", **REVISED)
    session = seen(desk, "new-law").session
    assert session.version == 4
    assert [item.code for item in session.items] == ["law-2", "talks", "qa", "revised-1"]
    assert desk.do("set-follow-up-item", session="new-law", **REVISED)["unchanged"]
    # and the invited read it, with the office of who speaks
    assert "関係省庁職員" in me(desk, "p01")


def test_clause_25_both_headings_of_the_draft_stand_beside_each_other(desk: Office) -> None:
    announced(desk, "both")
    desk.do("set-follow-up-item", session="both", **REVISED)
    page = desk.page("/followup/both")
    assert "ア 入管法等の講義" in page
    assert "ア 講義（科目群Ｅの制度改正）" in page
    # and once the agency says which holds, the other goes
    desk.do("set-follow-up-item", session="both", **REVISED, given=False)
    assert "科目群Ｅ" not in desk.page("/followup/both")


def test_clause_25_material_is_a_file_by_its_digest_and_each_change_a_new_edition(
    desk: Office,
) -> None:
    announced(desk, "material")
    wrong = {**ITEM, "session": "material", "material": "スライド.pdf"}
    assert desk.refused("set-follow-up-item", **wrong) == ["followup.bad_digest"]
    desk.do("set-follow-up-item", session="material", **{**ITEM, "material": "b" * 64})
    item = seen(desk, "material").session.items[0]
    assert (item.material, item.edition, item.lecturer) == ("b" * 64, 2, "当庁職員")
