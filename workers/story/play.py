"""`daicho demo`: play the story into an empty directory, or go on with one interrupted."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.command import Actor
from core.errors import refuse
from core.identity import seeded_entropy
from tenants.gate import add_tenant
from tenants.place import Place
from workers.story.desk import Desk, StepClock
from workers.story.rounds import outcome_counts
from workers.story.sample import SEED, write_sample
from workers.story.year import STEPS

SLUG, TITLE, POLICY = "isa", "出入国在留管理庁（見本）", "isa_fy2025"
MARKER = "demo.json"
SAMPLE = Path(__file__).parents[2] / "docs" / "sample"


def play(
    place: Place,
    seed: int | None = None,
    sample: Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Play what is not played yet; the summary of design.md part 12.

    Another `seed` invents other people. The same seed and sample give the same log to the byte,
    however often it was interrupted. `Refused` for a directory that holds anything but a demo.
    """
    wanted = _seed_of(place) if seed is None else seed
    with _sample_folder(sample, wanted) as folder:
        _claim(place, wanted, folder)
        return _played(place, wanted, folder, on_step)


def _seed_of(place: Place) -> int:
    """The seed of the demo that lies there, or the usual one."""
    marker = place.data / MARKER
    return int(json.loads(marker.read_text())["seed"]) if marker.exists() else SEED


@contextmanager
def _sample_folder(sample: Path | None, seed: int) -> Iterator[Path]:
    """The folder to play from. Another seed's files lie outside the data, while the play lasts."""
    if sample or seed == SEED:
        yield sample or SAMPLE
        return
    with TemporaryDirectory(prefix="daicho-sample-") as made:
        write_sample(Path(made), seed)
        yield Path(made)


def _played(
    place: Place, seed: int, folder: Path, on_step: Callable[[str], None]
) -> dict[str, Any]:
    entropy = seeded_entropy(f"demo {seed}".encode())
    add_tenant(
        SLUG,
        TITLE,
        POLICY,
        place,
        clock=StepClock(),
        entropy=entropy,
        command_id="demo/found",
    )
    desk = Desk(SLUG, place, folder, entropy)
    for words, step in STEPS:
        on_step(words)
        step(desk)
    desk.tenant.recover()
    desk.tenant.catch_up()
    _accounts(desk)
    return _document(desk)


def _claim(place: Place, seed: int, folder: Path) -> None:
    """Mark the directory as this demo's, or refuse one that is not."""
    _refuse_incomplete(folder)
    marker, draft = place.data / MARKER, place.data / f".{MARKER}"
    held = set(place.data.iterdir()) - {draft} if place.data.exists() else set()
    if held and not marker.exists():
        raise refuse(
            "demo.not_a_demo",
            f"{place.data} には別のデータがあります。空の場所を --data で指定してください。",
            f"{place.data} holds other data. Name an empty place with --data.",
        )
    place.make()
    mark = json.dumps({"seed": seed, "sample": _digest(folder)})
    if not marker.exists():
        draft.write_text(mark)
        draft.replace(marker)
    elif marker.read_text() != mark:
        raise refuse(
            "demo.another_demo",
            f"{place.data} には別の種または別の見本によるデモがあります。",
            f"{place.data} holds a demo from another seed or sample.",
        )


def _refuse_incomplete(folder: Path) -> None:
    names = sorted(path.name for path in SAMPLE.iterdir())
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise refuse(
            "demo.sample_incomplete",
            f"見本のフォルダーに次のファイルがありません: {'、'.join(missing)}。",
            f"The sample's folder lacks: {', '.join(missing)}.",
            "sample",
        )


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _accounts(desk: Desk) -> None:
    """A coordinator's own account, and those of the clerk and the institution of their window."""
    newest = desk.facts("coordinator.certified")[-1].event
    recorded = desk.facts("window.facts_recorded")
    window = next(f.event.attributes for f in recorded if f.event.code == newest.window)
    for actor in (
        Actor(id=newest.person, roles=("person",), person=newest.person),
        Actor(id="clerk", roles=("clerk",), bodies=(window.municipality_code,)),
        Actor(id="institution", roles=("institution",), institutions=(window.institution,)),
    ):
        desk.tenant.accounts.put(actor)


def _document(desk: Desk) -> dict[str, Any]:
    head = desk.tenant.log.head()
    public = desk.facts("directory.published", "directory.amended")[-1].event
    return {
        "tenant": SLUG,
        "events": head.size,
        "windows": len({fact.stream for fact in desk.facts("window.facts_recorded")}),
        "calls": [_call(desk, call) for call in ("2025-1", "2025-2")],
        "directory": {
            "edition": public.edition,
            "organisations": public.organisations,
            "coordinators": public.coordinators,
        },
        "root": head.root().hex(),
    }


def _call(desk: Desk, call: str) -> dict[str, Any]:
    counts = outcome_counts(desk, call)
    ranked = sum(counts.get(each, 0) for each in ("selected", "waitlisted", "unranked"))
    received = [f for f in desk.facts("call.received") if f.event.call == call]
    numbered = [f for f in desk.facts("certification.numbered") if f.event.cohort == call]
    return {
        "id": call,
        "nominations": len(received),
        "eligible": ranked,
        "selected": counts.get("selected", 0),
        "waitlisted": counts.get("waitlisted", 0),
        "certified": len(numbered),
    }


def summary(document: dict[str, Any]) -> list[str]:
    """Ten lines: what happened, and where to look."""
    first, second = document["calls"]
    listed = document["directory"]
    return [
        "架空の人物による見本です / every person here is invented",
        f"台帳 {document['tenant']}: 記録 {document['events']} 件、窓口 {document['windows']}",
        *(_call_line(call) for call in (first, second)),
        f"所属機関リスト {listed['edition']} 版: {listed['organisations']} 機関"
        f" {listed['coordinators']} 名（公開後の撤回により訂正1回）",
        f"記録全体の根 {document['root']}",
        f"リスト  /{document['tenant']}/directory",
        f"選定    /{document['tenant']}/calls/2025-1/board",
        f"検証    /{document['tenant']}/audit",
        f"一件の説明  daicho -t {document['tenant']} explain 2025-1 2025-1-0001",
    ]


def _call_line(call: dict[str, Any]) -> str:
    return (
        f"募集 {call['id']}: 推薦 {call['nominations']}、有資格 {call['eligible']}、"
        f"選定 {call['selected']}、補欠 {call['waitlisted']}、認証 {call['certified']}"
    )
