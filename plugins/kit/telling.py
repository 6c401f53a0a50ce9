"""A policy's `told/`: facts that an observer is told, and what it remarks on them.

The kit tells them all at once, as the host does, then one by one: where a batch ends is chance, so
both must come to the same remarks.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from msgspec import Struct

from core.errors import Invalid
from core.event import EVENTS, Envelope, Fact, Stored, decode, encode
from plugins.host import Policies
from plugins.kit.report import Finding
from plugins.remarks import Worded
from plugins.walled import Failed

TENANT = "kit"
OBSERVE = "observe_events"


class ToldFact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A recorded fact. `event` has the fields of its topic but the sealed ones, which nobody is
    told; `recorded_at` is RFC 3339."""

    position: int
    """Its number in the log, from 1."""
    stream: str
    """What it is about, as `nomination/2027-1-0001`."""
    topic: str
    """Which kind of fact, as `nomination.received`."""
    event: dict[str, msgspec.Raw]
    """The fields of the topic."""
    recorded_at: str
    """When it was recorded, as `2027-05-20T09:00:00+09:00`."""
    effective_on: date | None = None
    """The day from which it holds, if it has one."""


class Expected(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A remark; what is left out is not compared."""

    code: str
    """The remark's code."""
    position: int
    """The number of the fact it is about."""
    about: str | None = None
    """What it is about."""
    ja: str | None = None
    """The whole sentence in Japanese."""
    en: str | None = None
    """The whole sentence in English."""


class Telling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case of an observer, a file of `told/`: facts and remarks, both in order."""

    clause: str
    """The clause of the source that it is about."""
    says: str
    """What it shows, in a sentence."""
    facts: tuple[ToldFact, ...]
    """What is told."""
    remarks: tuple[Expected, ...]
    """What must come back; none: nothing may."""


def read_tellings(sources: Mapping[str, bytes]) -> dict[str, Telling]:
    """The cases of `told/` by name; `Invalid` if one cannot be read."""
    found = {}
    for path in sorted(sources):
        if path.startswith("told/") and path.endswith(".json"):
            try:
                telling = found[path[5:-5]] = msgspec.json.decode(sources[path], type=Telling)
                facts_in(telling)
            except (msgspec.MsgspecError, Invalid) as bad:
                raise Invalid(f"{path} is no case: {bad}") from None
    return found


def facts_in(telling: Telling) -> list[Fact]:
    """The facts as an observer gets them; `Invalid` if one is none of its topic."""
    return [_fact(each) for each in telling.facts]


def stored_in(telling: Telling) -> tuple[Stored, ...]:
    """The same as a log would hold them."""
    return tuple(
        (each.position, each.stream, each.version, each.event.topic, encode(each))
        for each in facts_in(telling)
    )


def _fact(told: ToldFact) -> Fact:
    if told.topic not in EVENTS:
        raise Invalid(f"unknown topic {told.topic}")
    kind = EVENTS[told.topic]
    sealed = {name: None for name, kind_of in kind.privacy.items() if kind_of.value == "sealed"}
    envelope = Envelope(
        tenant=TENANT,
        actor="",
        recorded_at=told.recorded_at,
        command_id="",
        command="",
        schema=kind.version,
        effective_on=told.effective_on,
    )
    state = msgspec.json.encode({"envelope": envelope, "event": {**sealed, **told.event}})
    return decode(told.stream, 1, told.topic, state, told.position)


def held(host: Policies, id: str, tellings: Mapping[str, Telling]) -> Iterator[Finding]:
    """What does not come out as its case says."""
    if id in host.observers() and not tellings:
        ja = "知らせを受けたときの事例がありません。told/ に一つ書いてください。"
        en = "No case tells it anything. Write one in told/."
        yield Finding(code="no_case", where="told", ja=ja, en=en)
    for name, telling in tellings.items():
        found = _remarks(host, id, facts_in(telling))
        if isinstance(found, str):
            ja = f"気づきを返せませんでした（{found}）。"
            en = f"It answered with no remarks: {found}."
            yield Finding(code="no_answer", where=f"told {name}", ja=ja, en=en)
        elif not _same(telling.remarks, found):
            told = "; ".join(f"{each.code} #{each.position} {each.about}" for each in found)
            ja = f"事例と気づきが違います（返ったもの: {told or 'なし'}）。"
            en = f"Its remarks differ from the case; it made: {told or 'none'}."
            yield Finding(code="case_differs", where=f"told {name}", ja=ja, en=en)


def split(host: Policies, id: str, tellings: Mapping[str, Telling]) -> Iterator[Finding]:
    """Where facts told one by one lead to other remarks than all at once."""
    for name, telling in tellings.items():
        facts = facts_in(telling)
        alone = [_remarks(host, id, [fact]) for fact in facts]
        together = _remarks(host, id, facts)
        if together != [remark for each in alone for remark in each]:
            ja = (
                "一件ずつ知らせると気づきが変わります。一件の記録だけで分かることを返してください。"
            )
            en = "Told one by one it remarks otherwise. Remark on what one fact says by itself."
            yield Finding(code="batch", where=f"told {name}", ja=ja, en=en)


def _remarks(host: Policies, id: str, facts: list[Fact]) -> list[Worded] | str:
    """What it remarks, or how it failed."""
    try:
        return host.observe(host.ref(id), TENANT, facts)
    except Failed as failed:
        return failed.kind


def _same(wanted: tuple[Expected, ...], found: list[Worded]) -> bool:
    return len(wanted) == len(found) and all(
        getattr(each, name) in (None, getattr(other, name))
        for each, other in zip(wanted, found, strict=True)
        for name in each.__struct_fields__
    )
