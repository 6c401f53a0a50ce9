"""Clause 7: the local governments that a call goes to, by file and one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.clauses.calls import Calls, bodies, calls, sheet

THREE = bodies(3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Calls]:
    """A register with three bodies and an open call."""
    with calls(tmp_path) as made:
        made.register(*THREE)
        made.open()
        yield made


def test_clause_07_faults_of_the_bodies_file_are_named_by_cell(desk: Calls) -> None:
    good, double, wrong, mail = bodies(8)[4:]
    bad = [
        good,
        (good[0], *double[1:]),
        (wrong[0][:5] + str((int(wrong[0][5]) + 1) % 10), *wrong[1:]),
        (*mail[:3], "no address", ""),
    ]
    told = desk.upload(sheet(bad))
    assert told["accepted"] == 0
    cells = {(error["row"], error["column"]) for error in told["errors"]}
    assert cells == {(3, "団体コード"), (4, "団体コード"), (5, "メールアドレス")}


def test_clause_07_a_body_with_a_wrong_code_or_address_is_not_registered(desk: Calls) -> None:
    wrong = {"code": "010005", "title": "見本市", "office_mail": "a@b@example.jp"}
    codes = desk.refused("register-body", **wrong)
    assert codes == ["local_government.bad_code", "local_government.bad_address"]


def test_clause_07_bodies_that_may_be_one_are_listed_and_never_merged(desk: Calls) -> None:
    code, name, *_ = THREE[0]
    twin = next(row[0] for row in bodies(94)[47:] if row[0][:2] == code[:2])
    desk.register((twin, name, "別の課", "else@example.jp", ""))
    page = desk.page("/bodies")
    assert "重複かもしれない団体" in page
    assert f"{code} {name} ／ {twin} {name}（同じ名称）" in page
    assert "4 / 4" in page
