"""Run by test_outside_distribution.py in an environment where the partner's policy is installed.

Two registers; the second is the partner's. A call is played through the command line, then its
board is looked at. What came of it goes to standard output as JSON.
"""

import contextlib
import functools
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from plugins.finding import installed_folders
from tenants.gate import add_tenant, open_tenant
from tenants.place import Place
from tests.web.conftest import token
from web import cli
from web.app import create_app
from web.cli import output, tenancy
from workers.story.desk import StepClock

CALL = "2026-1"
WINDOW = {
    "founder": "見本",
    "founder_kind": "local_government",
    "operation": "direct",
    "institution": "見本機関",
    "grant_year": 2026,
    "days_open": 5,
    "year_round": True,
    "free_of_charge": True,
    "multilingual": True,
    "one_stop": True,
}
WINDOWS = (
    ("050008-01", "秋田県", "", False),
    ("052019-01", "秋田県", "秋田市", True),
    ("053031-01", "秋田県", "小坂町", False),
)
NOMINEES = ("050008-01", *("052019-01",) * 3, "053031-01")


class CommandLine:
    """`daicho` in this process, on a clock that the story moves."""

    def __init__(self, data: Path) -> None:
        self.data, self.clock = data, StepClock()
        vars(output)["open_tenant"] = functools.partial(open_tenant, clock=self.clock)
        vars(tenancy)["add_tenant"] = functools.partial(add_tenant, clock=self.clock)

    def __call__(self, *words: str) -> Any:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = cli.main(["--data", str(self.data), *words, "--json"])
        assert code == 0, (words, said.getvalue())
        return json.loads(said.getvalue())

    def partner(self, *words: str) -> Any:
        """On the partner's register."""
        return self("-t", "kitahama", *words)

    def do(self, name: str, **values: Any) -> Any:
        """A command with its fields as JSON."""
        file = self.data / "fields.json"
        file.write_text(json.dumps(values), "utf-8")
        return self.partner("do", name, "--file", str(file))

    def approve(self, **values: str) -> None:
        """Whatever waits, by a second person."""
        (waiting,) = self.partner("approvals")
        self.do(waiting["command"], digest_seen=waiting["digest"], **values)


def play(daicho: CommandLine) -> Any:
    """From the founding of both registers to an approved selection; the ruling on each nominee."""
    daicho.clock.set("2026-04-01 09:00")
    daicho("tenant", "add", "isa", "--name", "見本庁", "--policy", "isa_fy2025")
    name = ("--name", "北浜国際交流協会", "--policy", "kitahama_japanese")
    daicho("tenant", "add", "kitahama", *name)
    for code, prefecture, municipality, grant in WINDOWS:
        place = {"prefecture": prefecture, "municipality": municipality}
        named = {"code": code, "title": f"窓口 {code}", "municipality_code": code[:6]}
        daicho.do("register-window", **WINDOW, **place, **named, grant=grant)
    daicho.do("plan-cohorts", fiscal_year=2026)
    text = "日本語学習支援コーディネーター養成講座の推薦を募集します。市町村を優先します。"
    daicho.do("draft-call", call=CALL, text=text, priority_clause="市町村を優先します。")
    daicho.approve(call=CALL)
    daicho.partner("call", "open", CALL, "--deadline", "2026-05-31T17:00")
    for number, window in enumerate(NOMINEES, 1):
        who = {"full_name": f"見本 {number}郎", "mail": f"p{number}@example.jp"}
        daicho.do("submit-nomination", call=CALL, window=window, role="counsellor", **who)
    daicho.clock.set("2026-06-02 09:00")
    daicho.partner("call", "close", CALL)
    daicho.partner("select", CALL)
    daicho.approve(call=CALL)
    ids = [f"{CALL}-{number:04}" for number in range(1, len(NOMINEES) + 1)]
    return [daicho.partner("explain", CALL, each) for each in ids]


def observe(daicho: CommandLine) -> Any:
    """Somebody moves, which is reported three weeks late, and somebody else in time; what the
    policy, told of both, remarks."""
    for person, on in (("P-1", "2026-05-12"), ("P-2", "2026-06-01")):
        daicho.do("register-person", person=person, full_name="見本 移子", mail="m@example.jp")
        daicho.do(
            "register-coordinator",
            person=person,
            window="050008-01",
            number=person,
            on="2026-04-01",
        )
        daicho.do("transfer-coordinator", person=person, window="053031-01", on=on)
    (standing,) = daicho.partner("policy", "tell")
    return standing, daicho.partner("policy", "remarks", "kitahama_japanese")


PAGES = (
    f"/calls/{CALL}/board",
    f"/calls/{CALL}/draft",
    f"/calls/{CALL}/readings",
    "/policies",
    "/policies/observers",
)


def pages(daicho: CommandLine) -> dict[str, str]:
    """The pages about the call and its policy, as an officer of the partner sees them."""
    place = Place(daicho.data)
    tenant = open_tenant("kitahama", place, clock=daicho.clock)
    app = create_app(place, lambda slug: {"kitahama": tenant}[slug])
    visitor = TestClient(app, base_url="http://localhost", follow_redirects=False)
    link = f"/kitahama/sign-in/{tenant.accounts.link('officer')}"
    visitor.get(link)
    assert visitor.post(link, data=token(visitor)).status_code == 303
    answers = {path: visitor.get(f"/kitahama{path}") for path in PAGES}
    assert all(answer.status_code == 200 for answer in answers.values()), answers
    return {path: answer.text for path, answer in answers.items()}


def main(data: Path) -> None:
    """Play, look, tell."""
    data.mkdir()
    daicho = CommandLine(data)
    ruled = play(daicho)
    standing, remarks = observe(daicho)
    shown = pages(daicho)
    listed = {each["id"]: each for each in daicho("policy", "list")}
    told = {
        "folder": [str(each) for each in installed_folders() if "kitahama" in each.name],
        "walls": listed["kitahama_japanese"]["walls"],
        "imported": [name for name in sys.modules if "kitahama" in name],
        "ruled": ruled,
        "observes": standing["state"],
        "remarks": [(each["about"], each["ja"]) for each in remarks],
        "shown": [each["ja"] in shown["/policies/observers"] for each in remarks],
        "marks": re.findall(r'<span class="mark">(.)</span> <span>([^<]*)</span>', shown[PAGES[0]]),
        "foreign": [path for path, text in shown.items() if re.search("[①-⑥]", text)],
        "replayed": daicho.partner("replay", CALL),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
