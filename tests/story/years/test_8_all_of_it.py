"""After the three years: every table has rows, all of it can be decided again, and anyone can check
the bundle without us."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from projections import runner
from projections.catalogue import VIEWS
from tests.story.years.register import Years
from web.cli import main


def test_chapter_29_every_view_has_rows(year: Years) -> None:
    year.tenant.catch_up()
    bare = []
    for name, view in VIEWS.items():
        with year.tenant.views.at(view, "isa", None) as then:
            if not any(then.rows(table) for table in view.tables):
                bare.append(name)
    assert bare == []


def test_chapter_30_every_decision_is_made_again_and_comes_out_the_same(year: Years) -> None:
    again = year.tenant.replay()
    assert {check.result for check in again} == {"pass"}
    asked = {check.name.partition(" ")[0] for check in again}
    assert {"eligibility", "selection", "calendar", "certification", "directory"} <= asked


def test_chapter_31_the_bundle_is_verified_by_python_alone_in_an_empty_folder(
    year: Years, tmp_path: Path
) -> None:
    data, out = str(year.tenant.place.data), tmp_path / "b.zip"
    assert main(["--data", data, "-t", "isa", "bundle", "--out", str(out)]) == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(out) as bundle:
        bundle.extract("verify.py", empty)
    words = [sys.executable, "-I", "-S", "verify.py", str(out), "--json"]
    done = subprocess.run(words, cwd=empty, capture_output=True, check=True)
    assert json.loads(done.stdout)["ok"]


def test_chapter_32_every_table_made_anew_from_the_log_is_the_same(year: Years) -> None:
    tenant = year.tenant
    made = [runner.rebuild("isa", tenant.log, tenant.views, view) for view in VIEWS.values()]
    assert all(each.before for each in made)
    assert [each.after for each in made] == [each.before for each in made]
