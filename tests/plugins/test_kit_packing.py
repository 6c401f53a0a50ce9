"""`daicho plugin pack`: a policy's folder becomes a wheel, is installed, proposed and approved."""

import base64
import hashlib
import json
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from core.errors import Refused
from plugins.kit.new import new_policy
from plugins.kit.packing import pack
from plugins.loading import read_policy
from tests.plugins.bent import bent
from web.cli import main

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sysconfig.get_path("scripts")) / "uv"
NAME = "harbour-2027"
WHEEL = "daicho_policy_harbour_2027-1.0-py3-none-any.whl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new policy."""
    new_policy(NAME, tmp_path / "harbour")
    return tmp_path / "harbour"


def test_a_wheel_has_the_policys_files_as_they_are_and_says_where_they_lie(
    folder: Path, tmp_path: Path
) -> None:
    wheel = pack(folder, tmp_path / "out")
    assert wheel == tmp_path / "out" / WHEEL
    with ZipFile(wheel) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    package, about = "daicho_policy_harbour_2027/", "daicho_policy_harbour_2027-1.0.dist-info/"
    inside = {name.removeprefix(package): text for name, text in members.items() if package in name}
    assert inside == read_policy(folder).sources
    points = members[f"{about}entry_points.txt"].decode()
    assert points == "[daicho.policy]\nharbour-2027 = daicho_policy_harbour_2027\n"
    lines = [line.rsplit(",", 2) for line in members[f"{about}RECORD"].decode().splitlines()]
    assert {name for name, *_ in lines} == set(members)
    for name, digest, size in lines[:-1]:
        found = base64.urlsafe_b64encode(hashlib.sha256(members[name]).digest()).decode()
        assert (digest, size) == (f"sha256={found.rstrip('=')}", str(len(members[name])))


def test_the_same_files_make_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    one, other = (pack(folder, tmp_path / name).read_bytes() for name in ("one", "other"))
    assert one == other


@pytest.mark.parametrize("version", ["first", "1.0-draft", "v1"])
def test_a_version_that_no_distribution_can_have_is_refused(tmp_path: Path, version: str) -> None:
    folder = bent(tmp_path / "bent", ("policy.toml", '"1.0"', f'"{version}"'))
    with pytest.raises(Refused, match=r"plugin\.version"):
        pack(folder, tmp_path)


def test_what_does_not_pass_is_not_packed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = bent(tmp_path / "bent", ("rules.py", "def select", "def def select"))
    assert main(["plugin", "pack", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert f"daicho plugin test {folder}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def run(python: Path, *words: str | Path) -> Any:
    """The command line with another interpreter; its document."""
    done = subprocess.run(
        [python, "-m", "web.cli", *words, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The interpreter of a new environment that sees our packages."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "daicho.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n", "utf-8")
    return home / "bin" / "python"


@pytest.mark.slow
def test_the_packed_policy_is_installed_proposed_and_approved_by_the_lines_that_are_printed(
    folder: Path, tmp_path: Path, fresh: Path
) -> None:
    packed = run(fresh, "plugin", "pack", folder, "--out", tmp_path)
    program, *words = shlex.split(packed["next"])
    assert Path(program).name == "uv"
    subprocess.run([UV, *words, "--offline", "--no-cache"], capture_output=True, check=True)
    listed = {each["id"]: each for each in run(fresh, "policy", "list")}
    assert listed[NAME]["digest"] == packed["digest"] == read_policy(folder).digest

    data = ("--data", tmp_path / "var")
    run(fresh, *data, "tenant", "add", "minato", "--name", "港", "--policy", "isa_fy2025")
    here = (*data, "-t", "minato")
    proposed = run(fresh, *here, "policy", "enable", NAME, "--from", "2027-04-01")
    _, *approve = shlex.split(proposed["next"])
    run(fresh, *data, *approve)
    (mine,) = (each for each in run(fresh, *here, "policy", "list") if each["id"] == NAME)
    assert [(each["from"], each["same_files"]) for each in mine["adopted"]] == [
        ("2027-04-01", True)
    ]
