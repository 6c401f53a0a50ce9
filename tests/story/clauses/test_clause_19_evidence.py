"""Clause 19: what the choice of private bodies rests on is counted; no cell below five, and nothing
about a person."""

from collections.abc import Iterator

import pytest

from core.command import COMMANDS, fields_of
from tests.story.clauses.outreach import Office, office
from tests.story.clauses.survey import cells, coordinators, opened

GIVEN = {
    "evidence": "R8-private",
    "dimension": "status",
    "fiscal_year": 2025,
    "unit": "件",
    "source": "相談窓口の報告（令和7年度）",
}


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register on 1 June 2025."""
    with office(tmp_path_factory.mktemp("clause-19")) as made:
        yield made


def test_clause_19_cells_below_five_are_hidden_before_anything_is_stored(desk: Office) -> None:
    counts = ["permanent=120", "work=3", "student=40", "trainee=0", "designated=9"]
    told = desk.do("compile-evidence", **GIVEN, counts=counts)
    stored = desk.tenant.log.facts(told["last"], 1)[0].event.counts
    assert stored == {
        "permanent": 120,
        "work": None,
        "trainee": None,
        "student": 40,
        "designated": None,
    }
    page = desk.page("/evidence")
    shown = cells(page, "R8-private　相談者の在留資格　令和7年度（2025）")
    assert shown["就労の在留資格"] == "秘匿"
    assert shown["永住者・特別永住者"] == "120"
    assert shown["計"] == "172"


def test_clause_19_no_residence_status_of_a_person_can_be_recorded(desk: Office) -> None:
    # there is no field for a person or a place, and no word that is not a category is taken
    names = {field.name for field in fields_of(COMMANDS["compile-evidence"])}
    assert not names & {"person", "nomination", "window", "prefecture", "municipality"}
    for counts in (["p-123=1"], ["見本花子=1"], ["W1=12"], ["留学（見本花子）=12"], []):
        found = desk.refused("compile-evidence", **GIVEN, counts=counts)
        assert found in (["evidence.unknown_category"], ["command.missing"]), counts
    wrong = ["work=留学", "student=5", "student=6"]
    found = desk.refused("compile-evidence", **GIVEN, counts=wrong)
    assert found == ["evidence.twice", "evidence.bad_count"]
    assert "見本花子".encode() not in b"".join(desk.tenant.log.entries())


def test_clause_19_categories_are_of_the_organisations_own(desk: Office) -> None:
    counts = ["permanent=120", "refugee=30"]
    assert desk.refused("compile-evidence", **GIVEN, counts=counts) == ["evidence.unknown_category"]
    words = {"dimension": "status", "code": "refugee", "ja_text": "難民", "en_text": "Refugees"}
    desk.do("set-evidence-category", **words)
    desk.do("compile-evidence", **GIVEN, counts=counts)
    assert (
        cells(desk.page("/evidence"), "R8-private　相談者の在留資格　令和7年度（2025）")["難民"]
        == "30"
    )


def test_clause_19_evidence_cites_surveys_that_are_closed(desk: Office) -> None:
    coordinators(desk, 1)
    opened(desk, "R7-topics")
    cited = {**GIVEN, "dimension": "topic", "counts": ["work=50"], "surveys": ["R7-topics"]}
    assert desk.refused("compile-evidence", **cited) == ["survey.not_closed"]
    for name in ("none", "R7-topics/p01", "x\0y"):
        found = desk.refused("compile-evidence", **{**cited, "surveys": [name]})
        assert found == ["survey.not_closed"], name
    desk.do("close-survey", survey="R7-topics")
    desk.do("compile-evidence", **cited)
    assert 'href="/isa/surveys/R7-topics"' in desk.page("/evidence")


def test_clause_19_counts_that_are_mended_take_the_place_of_the_earlier(desk: Office) -> None:
    desk.do("compile-evidence", **GIVEN, counts=["permanent=120"])
    desk.do("compile-evidence", **GIVEN, counts=["permanent=121"])
    page = desk.page("/evidence")
    assert "121" in page
    assert ">120<" not in page
    again = desk.do("compile-evidence", **GIVEN, counts=["permanent=121"])
    assert again["unchanged"]
