"""No page, form, paper, letter or file of the partner's says a word of another programme."""

import pytest

from tests.partner.register import Partner
from tests.partner.walk import NO_READING, Text
from tests.partner.words import EXCUSED, excused, foreign
from web.doors import PAGES

pytestmark = pytest.mark.slow
NO_PAGES = {
    "/directory/{file}",
    "/templates/{file}",
    "/me/certificate",
    "/certificates/papers",
    "/certificates/{person}/paper",
    "/calls/{call}/draft/{file}",
}
"""Doors that give files: those are read as what they are."""


def test_nothing_that_anybody_reads_there_is_another_programmes(texts: list[Text]) -> None:
    found = {each for each in foreign(texts) if not excused(each.partition(":")[0])}
    assert not found, "\n" + "\n".join(sorted(found)[:40])


def test_every_door_that_shows_something_was_read_through(texts: list[Text]) -> None:
    read = {each.where.rpartition(" ")[0] for each in texts}
    doors = {door.path for door in PAGES if door.method == "GET"}
    assert doors - read == NO_PAGES | set(NO_READING)


def test_letters_papers_forms_and_files_were_read_too(texts: list[Text]) -> None:
    kinds = {each.where.partition(" ")[0] for each in texts}
    assert {"letter", "template", "file", "/certificates/{person}/paper"} <= kinds
    subjects = {each.text.partition("\n")[0] for each in texts if each.where == "letter"}
    assert "日本語学習支援コーディネーター養成講座の受講者の推薦について（募集 2026-1）" in subjects
    assert "成果発表会の会場と日程のお知らせ（期 2026-1、確定）" in subjects


def test_every_excuse_is_still_needed(texts: list[Text]) -> None:
    found = {each.partition(" ")[0] for each in foreign(texts)}
    assert set(EXCUSED) <= {each.partition(":")[0] for each in found}


@pytest.mark.parametrize(
    "said",
    [
        "外国人支援コーディネーターの名簿",
        "日本語学習支援コーディネーターとコーディネーター",
        "第①順位",
        "定員 60名",
        "次の開庁日の17時まで",
        "Attendance of course 2",
    ],
)
def test_a_foreign_word_that_a_new_page_would_say_is_found(said: str) -> None:
    assert list(foreign([Text("/new ja", "officer", said)]))


def test_the_partners_own_words_are_said_where_the_agencys_would_be(office: Partner) -> None:
    assert "日本語学習支援コーディネーター養成講座 台帳" in office.seen("", "/")
    assert "Coordinators of Japanese-Language Learning: Register" in office.seen("", "/", "en")
    assert "学習支援者名簿" in office.seen("officer", "/roster")
