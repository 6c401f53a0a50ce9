"""What an observer may answer, and what it is told: bounded, worded by its files, of no person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.errors import Invalid, Refused
from core.event import Fact, Privacy, decode, encode
from plugins.api import Remark
from plugins.host import TRACE, Policies
from plugins.manifest import MANIFEST, Manifest, read_manifest
from plugins.remarks import REMARKS_MAX, check_observing, strictly, without_sealed, worded
from plugins.walled import Failed
from tests.log.golden import kept
from tests.projections.making import facts_of, window_facts
from tests.tenants.observing import MANIFEST as WATCHING

STREAMS = [("window/W1", window_facts("W1", "初め")), ("window/W2", window_facts("W2"))]
TOLD = [replace(fact, position=n) for n, fact in enumerate(facts_of("isa", STREAMS), 1)]
GOOD = "Remark(code='seen', position=1, values={'what': 'x', 'number': 1, 'count': 2})"
BAD = {
    "no_list": "'seen'",
    "one_alone": GOOD,
    "a_generator": f"({GOOD} for _ in iter(int, 1))",
    "not_remarks": "[{'code': 'seen', 'position': 1}]",
    "another_class": "[type('Remark', (Remark,), {})(code='seen', position=1)]",
    "too_many": f"[{GOOD}] * {REMARKS_MAX + 1}",
    "unknown_code": "[Remark(code='lost', position=1)]",
    "another_position": f"[api.replace({GOOD}, position=3)]",
    "no_position": f"[api.replace({GOOD}, position=None)]",
    "about_another": f"[api.replace({GOOD}, about='W2')]",
    "values_missing": "[Remark(code='seen', position=1, values={'what': 'x'})]",
    "values_more": f"[api.replace({GOOD}, values={{**{GOOD}.values, 'name': 'x'}})]",
    "value_long": f"[api.replace({GOOD}, values={{**{GOOD}.values, 'what': 'x' * 101}})]",
    "value_of_a_terminal": f"[api.replace({GOOD}, values={{**{GOOD}.values, 'what': chr(27)}})]",
    "value_huge": f"[api.replace({GOOD}, values={{**{GOOD}.values, 'number': 1 << 60}})]",
    "value_nested": f"[api.replace({GOOD}, values={{**{GOOD}.values, 'what': ['x']}})]",
}
Host = Callable[[str], Policies]


@pytest.fixture(params=["here", "in a child"])
def host(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Host]:
    """A host with a policy that remarks with an expression."""
    made: list[Policies] = []
    if request.param == "here":
        monkeypatch.setattr("plugins.host.is_shipped", lambda _: True)

    def answering(expression: str) -> Policies:
        folder = tmp_path / "watch"
        folder.mkdir()
        (folder / MANIFEST).write_text(WATCHING.format(id="watch"), "utf-8")
        code = "from plugins import api\nfrom plugins.api import Remark, hookimpl\n\n@hookimpl\n"
        code += f"def observe_events(tenant, facts):\n    return {expression}\n"
        (folder / "__init__.py").write_text(code, "utf-8")
        made.append(Policies([folder]))
        return made[-1]

    yield answering
    for each in made:
        each.close()


def remarked(policies: Policies, told: list[Fact] = TOLD) -> list[str]:
    """The sentences of what it remarks."""
    found = policies.observe(policies.ref("watch"), "isa", told)
    return [f"{each.stream} {each.about} {each.ja}" for each in found]


def test_nothing_or_remarks_in_its_own_words(host: Host) -> None:
    policies = host(f"[{GOOD}, api.replace({GOOD}, position=2, about='W2')] if facts[1:] else None")
    assert remarked(policies) == [
        "window/W1 window/W1 xを2件のうち1番目に見ました。",
        "window/W2 W2 xを2件のうち1番目に見ました。",
    ]
    assert remarked(policies, TOLD[:1]) == []


@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_may_not_stand_is_junk(host: Host, name: str) -> None:
    with pytest.raises(Failed) as failed:
        remarked(host(BAD[name]))
    assert failed.value.kind == "junk"


def test_to_refuse_is_to_fail(host: Host) -> None:
    with pytest.raises(Failed) as failed:
        remarked(host("(_ for _ in ()).throw(api.refuse('x', 'だめ', 'no'))"))
    assert failed.value.kind == "raised"


def test_the_trace_tells_what_was_told_and_how_it_ended(
    host: Host, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TRACE, "1")
    policies = host(f"[{GOOD}] if facts[1:] else 1 / 0")
    remarked(policies)
    with pytest.raises(Failed):
        remarked(policies, TOLD[:1])
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(" observe_events 1,2 -> remarks=1")
    assert second.endswith(" observe_events 1 -> failed=raised")


def test_files_that_were_not_adopted_are_told_nothing(host: Host) -> None:
    policies = host("None")
    with pytest.raises(Refused, match=r"policy\.changed"):
        policies.observe(replace(policies.ref("watch"), digest="0" * 64), "isa", TOLD)


def test_of_no_event_is_anything_sealed_told_nor_who_did_it() -> None:
    for line in kept():
        fact = decode("golden/1", 1, line.topic, line.state.encode(), 7)
        told = without_sealed(fact)
        assert decode("golden/1", 1, line.topic, encode(told), 7) == told
        sealed = [name for name, each in fact.event.privacy.items() if each is Privacy.SEALED]
        assert all(getattr(told.event, name) is None for name in sealed), line.topic
        assert (told.envelope.actor, told.envelope.acted_for) == ("", None)
        assert told.envelope.recorded_at == fact.envelope.recorded_at


def manifest(**changes: str) -> Manifest:
    """The watching policy's, with parts of its text exchanged."""
    text = WATCHING.format(id="watch")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return read_manifest(text.encode())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("person.registered", "person.went_home", "topic that nobody records"),
        ('ja = "{what}', 'ja = "{who}', "its sentences differ"),
        ("{what}", "{what.__class__}", "its sentences differ"),
        ("{what}", "{what!r}", "its sentences differ"),
        ("{what}", "{what:>999999999}", "its sentences differ"),
        ("{what}", "{", "its sentences differ"),
        ("{what}", "x" * 400, "its sentences differ"),
        ("Saw {what}, {number} of {count}.", "", "its sentences differ"),
    ],
)
def test_a_policy_that_observes_the_unknown_or_cannot_say_its_remarks_is_none(
    old: str, new: str, told: str
) -> None:
    check_observing(manifest())
    with pytest.raises(Invalid, match=told):
        check_observing(manifest(**{old: new}))


def test_a_code_stands_once() -> None:
    good = manifest()
    with pytest.raises(Invalid, match="stands twice"):
        check_observing(replace(good, remarks=good.remarks * 2))


def test_a_value_is_text_and_never_a_place_to_fill_in() -> None:
    brace = Remark(code="seen", position=1, values={"what": "{count}", "number": 1, "count": 2})
    (found,) = worded(manifest(), TOLD, strictly([[brace]]))
    assert found.en == "Saw {count}, 1 of 2."
