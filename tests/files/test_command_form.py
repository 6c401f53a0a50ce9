"""Every command has a form of its own, made from its labels alone."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

import core.programme
from core.clock import JAPAN
from core.command import COMMANDS, Choice, Code, Command, Label, command
from core.programme.window.organisation import RecordOrganisation
from tests.files.making import text, xlsx
from workers.documents.columns import Kind
from workers.documents.command_form import LONGEST, NotTabular, form_for, form_named
from workers.documents.facts import command_values
from workers.documents.forms import WINDOWS
from workers.documents.parsing import read_form
from workers.documents.writing import write_template

KINDS = (Choice("a", "甲", "A"), Choice("b", "乙", "B"))


@pytest.fixture(scope="module")
def example() -> Iterator[type[Command]]:
    """A command with a field of each kind, registered for this module only."""

    @command("test-of-forms", ja="試験", en="Test", roles=("officer",))
    class TestOfForms(Command):
        code: Annotated[Code, Label("符号", "Code")]
        body: Annotated[str, Label("団体コード", "Body")]
        kind: Annotated[str, Label("区分", "Kind", choices=KINDS)]
        on: Annotated[date, Label("日付", "Date", "いつ", "When")]
        year: Annotated[int | None, Label("数", "Number")] = None
        fiscal_year: Annotated[Annotated[int, Meta(ge=2000)], Label("年度", "Year")] = 2025
        hours: Annotated[Annotated[float, Meta(le=168)] | None, Label("時間", "Hours")] = None
        open: Annotated[bool, Label("開", "Open")] = False
        words: Annotated[tuple[str, ...], Label("語", "Words")] = ()
        text: Annotated[Annotated[str, Meta(max_length=5)], Label("文", "Text")] = ""

    yield TestOfForms
    del COMMANDS["test-of-forms"]


def test_labels_become_columns(example: type[Command]) -> None:
    form = form_for(example)
    assert {column.header: column.kind for column in form.columns} == {
        "符号": Kind.CODE,
        "団体コード": Kind.GOVERNMENT_CODE,
        "区分": Kind.CHOICE,
        "日付": Kind.DATE,
        "数": Kind.INTEGER,
        "年度": Kind.FISCAL_YEAR,
        "時間": Kind.NUMBER,
        "開": Kind.MARK,
        "語": Kind.LIST,
        "文": Kind.TEXT,
    }
    assert [column.header for column in form.columns if column.required] == [
        "符号", "団体コード", "区分", "日付",
    ]  # fmt: skip
    assert (form.column("hours").high, form.column("text").longest) == (168, 5)
    assert (form.column("fiscal_year").low, form.column("on").help) == (2000, "いつ")


def test_a_row_becomes_the_command(example: type[Command]) -> None:
    rows = [["符号", "団体コード", "区分", "日付", "開"], ["x-1", "11002", "乙", "R7.4.1", "○"]]
    (row,) = read_form(form_for(example), text(rows)).rows
    values = command_values(row)
    values.pop("words")
    assert example(**values) == example(
        code="x-1", body="011002", kind="b", on=date(2025, 4, 1), open=True
    )


@pytest.mark.parametrize(
    "written",
    [
        "令和7年5月2日 17:00",
        "R7.5.2 １７：００",
        "2025-05-02T17:00:00",
        "2025年5月2日17時",
        datetime.fromisoformat("2025-05-02T17:00"),
    ],
)
def test_a_deadline_has_its_hour_in_japan(written: str | datetime, instant: type[Command]) -> None:
    (row,) = read_form(form_for(instant), xlsx([["締切"], [written]])).rows
    assert row.values["deadline"] == datetime(2025, 5, 2, 17, 0, tzinfo=JAPAN)


def test_a_deadline_without_hour_is_refused(instant: type[Command]) -> None:
    (error,) = read_form(form_for(instant), xlsx([["締切"], ["令和7年5月2日"]])).errors
    assert (error.row, error.column) == (2, "締切")


@pytest.fixture
def instant() -> Iterator[type[Command]]:
    """A command with nothing but an hour in it."""

    @command("test-of-instants", ja="試験", en="Test", roles=())
    class Instant(Command):
        deadline: Annotated[datetime, Label("締切", "Deadline")]

    yield Instant
    del COMMANDS["test-of-instants"]


def test_a_field_that_no_cell_can_hold_is_named() -> None:
    @command("test-of-nesting", ja="試験", en="Test", roles=())
    class Nested(Command):
        parts: Annotated[dict[str, int], Label("部", "Parts")]

    del COMMANDS["test-of-nesting"]
    with pytest.raises(NotTabular, match="parts"):
        form_for(Nested)


def test_friendly_names_come_first_and_unknown_ones_are_none(example: type[Command]) -> None:
    assert form_named("windows", COMMANDS) is WINDOWS
    assert form_named("test-of-forms", COMMANDS) == form_for(example)
    assert form_named("no-such-form", COMMANDS) is None


def test_every_command_of_the_programme_has_a_template(tmp_path: Path) -> None:
    for module in pkgutil.walk_packages(core.programme.__path__, "core.programme."):
        importlib.import_module(module.name)

    assert len(COMMANDS) >= 50
    for name, kind in COMMANDS.items():
        write_template(form_for(kind), tmp_path / f"{name}.xlsx")
        assert (tmp_path / f"{name}.xlsx").stat().st_size > 5000


def test_a_list_of_codes_is_one_cell_and_only_its_entries_are_short() -> None:
    column = next(one for one in form_for(RecordOrganisation).columns if one.field == "documents")
    assert (column.kind, column.longest) == (Kind.LIST, LONGEST)
