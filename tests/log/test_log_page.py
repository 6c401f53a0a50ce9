"""docs/log.md says what is: its example to the byte, its tables, tests and settings."""

import re
import subprocess
import sys
from pathlib import Path

from core.audit.entry import encode
from core.audit.merkle import leaf_hash, root_of
from core.log.recorder import ID_TYPES
from core.log.sqlite import SqliteStore
from core.log.sqlite_file import connect

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The one code block of that language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


def parts(text: str) -> dict[str, str]:
    """Name -> value of the example's lines; a line that begins with a space goes on."""
    joined = re.sub(r"\n +", " ", text)
    return dict(line.split(maxsplit=1) for line in joined.splitlines())


def test_the_example_is_right_to_the_byte() -> None:
    first, second, root = map(parts, block("example").split("\n\n"))
    leaves = []
    for each in (first, second):
        version, state = int(each["version"]), each["state"].encode()
        entry = encode(each["stream"], version, each["topic"], state)
        if "entry" in each:
            assert entry == bytes.fromhex(each["entry"])
        leaves.append(leaf_hash(entry))
        assert leaves[-1].hex() == each["leaf"]
    assert "entry" in first
    assert root_of(leaves).hex() == root["root"]


def test_the_tables_are_those_of_a_new_file(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "log.db").close()
    db = connect(tmp_path / "log.db", readonly=True)
    tables = db.execute("select name from sqlite_schema where type = 'table'").fetchall()
    made = set()
    for (name,) in tables:
        columns = db.execute("select name from pragma_table_info(?)", (name,)).fetchall()
        made.add(f"{name}({', '.join(column for (column,) in columns)})")
    db.close()
    assert set(re.findall(r"`(\w+\(tenant, [\w, ]+\))`", PAGE)) == made


def test_every_test_it_names_is_there() -> None:
    named = re.findall(r"`(\w+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 20
    for file, test in named:
        text = (ROOT / "tests" / "log" / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text, f"{file}::{test}"


def test_the_settings_are_those_that_are_read() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "core/log").glob("*.py"))
    read = set(re.findall(r'env\.get\("(\w+)"', source)) - {"BUNDLE_PATH"}
    section = PAGE.partition("## Settings")[2]
    assert set(re.findall(r"`([A-Z_]+)`", section)) == read | {"PERSISTENCE_MODULE"}
    assert all(f"`{kind}`" in section for kind in ID_TYPES)


def test_the_example_application_runs(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", block("python")], cwd=tmp_path, check=False)
    assert ran.returncode == 0
    assert (tmp_path / "mine.db").exists()
