"""The policy host: finding, resolving, asking, refusing (design.md part 5)."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.area import InForce, PolicyPort
from core.errors import Refused
from core.event import PolicyRef
from core.programme.questions import (
    QUESTIONS,
    CalendarFacts,
    CalendarRuling,
    EligibilityFacts,
    LabelFacts,
)
from plugins import hookspecs
from plugins.host import SHIPPED, Policies
from tests.plugins.conftest import POLICY
from tests.plugins.worlds import DECIDED_ON, call, nominee, window

UNTOLD = "a value that must not be told"
FACTS = CalendarFacts(fiscal_year=2025)
Make = Callable[..., Policies]

TEMPLATE = """
id = "{id}"
version = "1"
api = {api}
ja = "試し"
en = "trial"
questions = ["calendar"]
[years]
first = {first}
[source]
ja = "なし"
en = "none"
status = "draft"
"""
CODE = """
from plugins.api import CalendarRuling, Round, hookimpl, refuse

@hookimpl
def decide_calendar(facts):
    {body}
"""
TWO = "return CalendarRuling(rounds=())"


def write(folder: Path, id: str, body: str, api: str = "[1, 1]", first: int = 2025) -> Path:
    """A policy that answers only `calendar`, with `body` as its rule."""
    (folder / id).mkdir(parents=True)
    text = TEMPLATE.format(id=id, api=api, first=first)
    (folder / id / "policy.toml").write_text(text, "utf-8")
    (folder / id / "__init__.py").write_text(CODE.format(body=body), "utf-8")
    return folder / id


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A host with the policy shipped here and one of ours, `other`."""

    def made(body: str, **given: Any) -> Policies:
        return Policies([SHIPPED / POLICY, write(tmp_path, "other", body, **given)])

    return made


def codes(refused: Refused) -> list[str]:
    return [fault.code for fault in refused.faults]


def adopted(policy: PolicyRef, day: date) -> InForce:
    return InForce(policy=policy, from_date=day)


def test_there_is_one_hook_for_every_question_of_the_core() -> None:
    named = {name for name in vars(hookspecs) if name.startswith("decide_")}
    assert named == {f"decide_{question}" for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hook_takes_and_gives_what_the_core_says_and_explains_itself(question: str) -> None:
    hook = getattr(hookspecs, f"decide_{question}")
    assert hook.__annotations__ == dict(zip(("facts", "return"), QUESTIONS[question], strict=True))
    assert hook.__doc__.count("\n") == 0
    assert hook.daicho_spec["firstresult"]


def test_the_shipped_policy_is_found_and_describes_itself(policies: Policies) -> None:
    (info,) = [info for info in policies.available() if info.id == POLICY]
    assert not policies.failed
    assert (info.years.first, info.years.last) == (2025, 2026)
    assert set(info.questions) == set(QUESTIONS)
    assert all(parameter.ja and parameter.en and parameter.clause for parameter in info.parameters)


def test_the_host_is_the_port_the_engine_asks(policies: Policies) -> None:
    port: PolicyPort = policies
    ref = policies.ref(POLICY)
    found = port.resolve("calendar", date(2025, 4, 1), [adopted(ref, date(2025, 3, 1))])
    ruling = port.ask("calendar", found, FACTS)
    assert isinstance(ruling, CalendarRuling)


def test_the_digest_is_over_the_digests_and_paths_of_the_files(policies: Policies) -> None:
    sources = policies.sources(POLICY)
    lines = [f"{sha256(sources[path]).hexdigest()}  {path}\n" for path in sorted(sources)]
    assert policies.digest(POLICY) == sha256("".join(lines).encode()).hexdigest()
    assert {"policy.toml", "rules.py", "README.md"} <= set(sources)
    assert not [path for path in sources if "__pycache__" in path]


def test_one_changed_byte_of_a_policy_is_refused_under_its_old_reference(
    policies: Policies, tmp_path: Path
) -> None:
    shutil.copytree(SHIPPED / POLICY, tmp_path / POLICY)
    with (tmp_path / POLICY / "README.md").open("a") as readme:
        readme.write("\n")
    with pytest.raises(Refused) as refused:
        Policies([tmp_path / POLICY]).ask("calendar", policies.ref(POLICY), FACTS)
    assert codes(refused.value) == ["policy.changed"]


def test_a_policy_that_is_not_installed_is_refused(policies: Policies) -> None:
    with pytest.raises(Refused) as refused:
        policies.ask("calendar", "nobody", FACTS)
    assert codes(refused.value) == ["policy.missing"]


def test_a_question_the_policy_does_not_answer_is_refused(make: Make) -> None:
    with pytest.raises(Refused) as refused:
        make(TWO).ask("labels", "other", LabelFacts(fiscal_year=2025))
    assert codes(refused.value) == ["policy.silent"]


@pytest.mark.parametrize(
    "body",
    [
        f"raise ValueError({UNTOLD!r} + str(facts))",
        "raise SystemExit(3)",
        f"return {UNTOLD!r}",
        "return None",
        "return CalendarRuling(rounds=5)",
        "return CalendarRuling(rounds=('x',))",
        "return decide_calendar(facts)",
    ],
)
def test_a_policy_that_fails_or_answers_junk_refuses_with_its_id_and_nothing_else(
    make: Make, body: str
) -> None:
    policies = make(body)
    with pytest.raises(Refused) as refused:
        policies.ask("calendar", "other", FACTS)
    assert codes(refused.value) == ["policy.failed"]
    assert "other" in str(refused.value)
    assert UNTOLD not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert policies.ask("calendar", POLICY, FACTS)


def test_a_policy_may_refuse_in_its_own_words(make: Make) -> None:
    with pytest.raises(Refused) as refused:
        make("raise refuse('other.closed', '日本語。', 'English.')").ask("calendar", "other", FACTS)
    assert codes(refused.value) == ["other.closed"]


@pytest.mark.parametrize(
    ("body", "api", "code"),
    [
        ("return (", "[1, 1]", "policy.failed"),
        (TWO, "[2, 3]", "policy.other_api"),
        (TWO, '"any"', "policy.failed"),
    ],
    ids=["syntax error", "written for a later API", "bad manifest"],
)
def test_a_policy_that_cannot_be_loaded_harms_no_other(
    make: Make, body: str, api: str, code: str
) -> None:
    policies = make(body, api=api)
    assert [info.id for info in policies.available()] == [POLICY]
    with pytest.raises(Refused) as refused:
        policies.ask("calendar", "other", FACTS)
    assert codes(refused.value) == [code]


def test_a_policy_whose_hooks_and_manifest_differ_is_not_loaded(make: Make) -> None:
    policies = make(TWO + "\n\n@hookimpl\ndef decide_labels(facts):\n    return None")
    assert "other" in policies.failed


def test_a_second_policy_under_the_same_id_does_not_replace_the_first(
    policies: Policies, tmp_path: Path
) -> None:
    shutil.copytree(SHIPPED / POLICY, tmp_path / POLICY)
    (tmp_path / POLICY / "extra.toml").write_text("")
    both = Policies([SHIPPED / POLICY, tmp_path / POLICY])
    assert both.digest(POLICY) == policies.digest(POLICY)
    assert len(both.failed) == 1


def test_the_newest_policy_in_force_that_answers_decides(make: Make) -> None:
    policies = make(TWO)
    both = [
        adopted(policies.ref("other"), date(2025, 9, 1)),
        adopted(policies.ref(POLICY), date(2025, 3, 1)),
    ]
    resolve = policies.resolve
    assert resolve("calendar", date(2025, 8, 31), both).id == POLICY
    assert resolve("calendar", date(2025, 9, 1), both).id == "other"
    assert resolve("selection", date(2025, 9, 1), both).id == POLICY


def test_of_two_adopted_from_one_day_the_later_adoption_decides(make: Make) -> None:
    policies = make(TWO)
    day = date(2025, 4, 1)
    both = [adopted(policies.ref(POLICY), day), adopted(policies.ref("other"), day)]
    assert policies.resolve("calendar", day, both).id == "other"


def test_no_policy_decides_before_it_is_in_force_or_outside_its_years(policies: Policies) -> None:
    mine = [adopted(policies.ref(POLICY), date(2025, 3, 1))]
    for day in (date(2025, 2, 28), date(2025, 3, 31), date(2027, 4, 1)):
        with pytest.raises(Refused) as refused:
            policies.resolve("calendar", day, mine)
        assert codes(refused.value) == ["policy.none_in_force"]
    assert policies.resolve("calendar", date(2025, 3, 31), mine, fiscal_year=2025).id == POLICY


def test_a_policy_adopted_but_no_longer_installed_is_named(policies: Policies) -> None:
    gone = adopted(PolicyRef("gone", "1", "0" * 64), date(2025, 3, 1))
    with pytest.raises(Refused) as refused:
        policies.resolve("calendar", date(2025, 4, 1), [gone])
    assert codes(refused.value) == ["policy.missing"]


def test_the_trace_tells_who_was_asked_what_and_answered_what_in_ids() -> None:
    written = io.StringIO()
    traced = Policies([SHIPPED / POLICY], trace=written)
    traced.ask("selection", POLICY, call([window("a")], [nominee("2025-1-0001", "a")]))
    line = written.getvalue()
    assert line.startswith(f"{POLICY}@{traced.digest(POLICY)[:12]} decide_selection call=2025-1")
    assert "nomination=2025-1-0001 tier=1 outcome=selected" in line
    assert "秋田" not in line


def test_the_trace_is_switched_on_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAICHO_TRACE_HOOKS", "1")
    Policies([SHIPPED / POLICY]).ask("calendar", POLICY, FACTS)
    assert "decide_calendar fiscal_year=2025 -> " in capsys.readouterr().err


def test_two_tenants_with_equal_ids_get_rulings_from_their_own_facts(policies: Policies) -> None:
    """Nothing is kept between two questions: twins with the same ids ask in turn."""
    first = call([window("a")], [nominee("2025-1-0001", "a")])
    second = msgspec.structs.replace(first, windows=(window("a", grant=False),), seed=b"x" * 32)
    once = [policies.ask("selection", POLICY, facts) for facts in (first, second)]
    again = [policies.ask("selection", POLICY, facts) for facts in (second, first)]
    assert once == again[::-1]
    assert once[0] != once[1]


def test_facts_of_another_question_are_our_own_mistake(policies: Policies) -> None:
    facts = EligibilityFacts(
        nominee=nominee("n", "a"), window=window("a"), decided_on=DECIDED_ON, parameters={}
    )
    with pytest.raises(AssertionError, match="calendar is asked with"):
        policies.ask("calendar", POLICY, facts)
