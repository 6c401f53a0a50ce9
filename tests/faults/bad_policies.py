"""Policies that do what a policy may not, each once as it decides and once as it is told."""

from pathlib import Path
from typing import NamedTuple

MARK = "value-of-a-fact-that-must-not-be-told"

MANIFEST = """
id = "{id}"
version = "1"
api = [1, 1]
ja = "悪い規則"
en = "bad policy"
questions = ["calendar"]
observes = ["tenant.founded", "policy.adopted", "policy.proposed"]
[years]
first = 2025
[source]
ja = "なし"
en = "none"
status = "draft"
[[remarks]]
code = "told"
ja = "知らされた。"
en = "I was told."
"""
CODE = """
from msgspec.structs import replace
from plugins.api import CalendarRuling, LabelRuling, Remark, Round, hookimpl, refuse

ROUNDS = (Round(number=1, seats=60, course1_from="2025-06", practice_from="2025-07",
                course2_from="2026-01"),)
GOOD = CalendarRuling(rounds=ROUNDS)

def act(given):
{body}

@hookimpl
def decide_calendar(facts):
    answer = act(facts)
    return GOOD if answer is None else answer
"""
OBSERVER = """
@hookimpl
def observe_events(tenant, facts):
    return act(facts)
"""


class Bad(NamedTuple):
    """A policy: what it does, and how it may be said to have failed; `alone` if only deciding."""

    name: str
    body: str
    kinds: frozenset[str]
    alone: bool = False


def _bad(name: str, body: str, *kinds: str, alone: bool = False) -> Bad:
    return Bad(name, body, frozenset(kinds), alone)


def bad_policies(outside: Path, port: int) -> list[Bad]:
    """All of them. `outside` is a folder with a file `secret`; TCP and UDP listen at `port`."""
    here, secret, drop = f"('127.0.0.1', {port})", str(outside / "secret"), str(outside / "dropped")
    return [
        *_that_fail(),
        *_that_answer_junk(),
        *_that_reach_out(here),
        *_that_touch_files(secret, drop),
        *_that_are_not_the_same_twice(),
        *_that_make_processes(),
    ]


def _that_fail() -> list[Bad]:
    overflow = "import sys; sys.setrecursionlimit(1 << 30); act(given)"
    return [
        _bad("raises", f"raise ValueError({MARK!r}, given)", "raised"),
        _bad("raises_base", f"raise BaseException({MARK!r})", "raised"),
        _bad("exits", "raise SystemExit(0)", "raised"),
        _bad("interrupts", "raise KeyboardInterrupt", "raised"),
        _bad("loops", "while True: pass", "late"),
        _bad("waits", "import select; select.select([], [], [], 60)", "late"),
        _bad("sleeps", "import time; time.sleep(60)", "forbidden"),
        _bad("takes_1_gb", "bytearray(1 << 30)", "memory"),
        _bad("recurses", "act(given)", "raised"),
        _bad("overflows", overflow, "died", "raised", "late", "memory"),
        _bad("imports_missing", "import nothing_of_this_name", "raised"),
        _bad("ends", "import posix; posix._exit(0)", "died"),
        _bad("ends_as_if_done", "import posix; posix._exit(77)", "late"),
        _bad("closes_pipes", "import os; os.closerange(0, 64)", "died"),
        _bad("changes_facts", CHANGES, "changed_facts"),
        # This one does no harm: what it prints goes nowhere, and its answer counts.
        _bad("prints", f"print({MARK!r} * 9000, flush=True)", ""),
    ]


CHANGES = """
from msgspec.structs import force_setattr
if isinstance(given, tuple):
    force_setattr(given[0].envelope, "actor", "somebody")
else:
    given.parameters["seats"] = 1
"""


FORGES = """
import os
from msgspec import msgpack
frame = msgpack.encode([bytes(16), msgpack.encode({"rounds": []}), [], ""])
for pipe in range(3, 16):
    try:
        os.write(pipe, len(frame).to_bytes(4, "big") + frame)
    except OSError:
        pass
"""


def _that_answer_junk() -> list[Bad]:
    answers = {
        "text": f"return {MARK!r}",
        "other_struct": "return LabelRuling(tiers=())",
        "wrong_inside": "return CalendarRuling(rounds=('x',))",
        "number_inside": "return CalendarRuling(rounds=5)",
        "object_inside": "return CalendarRuling(rounds=(object(),))",
        "endless_inside": "x = []; x.append(x); return CalendarRuling(rounds=x)",
    }
    round_13 = "return CalendarRuling(rounds=(replace(ROUNDS[0], number=13),))"
    huge = "return CalendarRuling(rounds=ROUNDS * 900_000)"
    return [
        *(_bad(f"answers_{name}", body, "junk") for name, body in answers.items()),
        _bad("answers_hugely", huge, "junk", "memory", "late"),
        _bad("forges", FORGES, "junk"),
        _bad("answers_twice", "return CalendarRuling(rounds=ROUNDS * 2)", "unsound", alone=True),
        _bad("answers_round_13", round_13, "unsound", alone=True),
        _bad("answers_the_class", "return CalendarRuling", "junk"),
    ]


def _that_reach_out(here: str) -> list[Bad]:
    tcp = f"import socket\nwith socket.create_connection({here}, 1) as s: s.sendall(b'hello')"
    udp = f"import socket\nwith socket.socket(type=2) as s: s.sendto(b'hello', {here})"
    http = "from urllib.request import urlopen; urlopen('http://127.0.0.1')"
    raw = f"import _socket; _socket.socket(2, 1).connect({here})"
    return [
        _bad("connects", tcp, "forbidden"),
        _bad("sends", udp, "forbidden"),
        _bad("connects_below", raw, "forbidden"),
        _bad("resolves", "import socket; socket.getaddrinfo('example.org', 80)", "forbidden"),
        _bad("fetches", http, "forbidden"),
    ]


def _that_touch_files(secret: str, drop: str) -> list[Bad]:
    swallows = f"try:\n    with open({secret!r}): pass\nexcept BaseException: pass"
    write = f"from pathlib import Path; Path({drop!r}).write_text('x')"
    read = f"from pathlib import Path; Path({secret!r}).read_text()"
    return [
        _bad("writes", write, "forbidden"),
        _bad("writes_below", f"import posix; posix.open({drop!r}, 0o101)", "forbidden"),
        _bad("changes_itself", "open(__file__, 'a').write('x')", "forbidden"),
        _bad("removes", f"import os; os.remove({secret!r})", "forbidden"),
        _bad("reads_users", "open('/etc/passwd').read()", "forbidden"),
        _bad("reads_data", read, "forbidden"),
        _bad("reads_and_swallows", swallows, "forbidden"),
        _bad("lists", "import os; os.listdir('/')", "forbidden"),
        _bad("looks", f"import os; os.path.exists({secret!r})", "forbidden"),
    ]


def _that_are_not_the_same_twice() -> list[Bad]:
    return [
        _bad("reads_clock", "import time; time.time()", "forbidden"),
        _bad("reads_date", "from datetime import date; date.today()", "forbidden"),
        _bad("reads_now", "from datetime import datetime; datetime.now()", "forbidden"),
        _bad("draws", "import random; random.random()", "forbidden"),
        _bad("draws_unseeded", "import random; random.Random().random()", "forbidden"),
        _bad("draws_bytes", "import os; os.urandom(8)", "forbidden"),
        _bad("draws_secret", "import secrets; secrets.token_hex()", "forbidden"),
        _bad("makes_an_id", "import uuid; uuid.uuid4()", "forbidden"),
    ]


def _that_make_processes() -> list[Bad]:
    thread = "import threading; threading.Thread(target=print).start()"
    return [
        _bad("forks", "import os; os.fork()", "forbidden"),
        _bad("forks_below", "import posix; posix.fork()", "forbidden"),
        _bad("runs", "import subprocess; subprocess.run(['true'])", "forbidden"),
        _bad("runs_a_shell", "import os; os.system('true')", "forbidden"),
        _bad("leaves_a_thread", thread, "forbidden"),
        _bad("kills_its_host", "import posix; posix.kill(posix.getppid(), 9)", "forbidden"),
        _bad("calls_c", "import ctypes; ctypes.string_at(0)", "forbidden"),
    ]


def written(folder: Path, bad: Bad) -> Path:
    """The policy's folder, written."""
    body = "\n".join(f"    {line}" for line in bad.body.strip().splitlines())
    (folder / bad.name).mkdir(parents=True)
    (folder / bad.name / "policy.toml").write_text(MANIFEST.format(id=bad.name), "utf-8")
    code = CODE.replace("{body}", body) + OBSERVER
    (folder / bad.name / "__init__.py").write_text(code, "utf-8")
    return folder / bad.name
