"""`daicho plugin test`: a policy's folder, examined on the questions of its own cases.

Three ways to ask: the process a policy really runs in (`plugins/walled.py`, each call anew); one
process for all questions under another hash seed; and one where a twin tenant asks in between.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.area import Unanswered
from core.errors import Invalid, Refused
from core.event import Stored
from core.programme.questions import QUESTIONS, LabelFacts, LabelRuling, SelectionRuling
from plugins.breeding import ENVIRONMENT, ROOT
from plugins.host import Policies
from plugins.kit import findings
from plugins.kit.cases import Case, differences, read_cases
from plugins.kit.probe import SECONDS, Order, Said, Told
from plugins.kit.reading import foreign_imports, silent, without_japanese
from plugins.kit.report import DETERMINISTIC, ISOLATED, LEVELS, LOADS, Finding, Report, level
from plugins.kit.telling import Telling, held, read_tellings, split, stored_in
from plugins.kit.tracing import unused
from plugins.kit.varying import shuffled, twins
from plugins.loading import Policy, read_policy
from plugins.manifest import write_sources

OTHER_SEED = "20270401"


class Asked(NamedTuple):
    """One case with its facts decoded."""

    name: str
    case: Case
    facts: Struct


class Answer(Struct, frozen=True):
    """An answer to be compared: the ruling, the codes of a refusal in order, or how it failed."""

    ruling: Struct | None = None
    codes: tuple[str, ...] = ()
    failed: str = ""


def examine(folder: Path) -> Report:
    """Everything the kit can find; raises nothing of the policy's own making."""
    try:
        policy = read_policy(folder)
        asked, tellings = _asked(policy), read_tellings(policy.sources)
        still = _unrun(policy, asked)
    except (Invalid, SyntaxError) as bad:
        return _unloaded(folder.name, findings.unread(folder.name, str(bad)))
    except Refused as refused:
        return _unloaded(folder.name, findings.of_fault(folder.name, refused.faults[0]))
    # A copy, as the host makes one: what lies among installed packages may not be read in a child.
    with TemporaryDirectory(prefix="daicho-kit-") as copy:
        write_sources(Path(copy), policy.sources)
        return _run_on(folder, Path(copy).resolve(), policy, asked, still, tellings)


def _run_on(
    folder: Path,
    copy: Path,
    policy: Policy,
    asked: list[Asked],
    still: list[Finding],
    tellings: dict[str, Telling],
) -> Report:
    plain = _probe(copy, asked, OTHER_SEED, tuple(map(stored_in, tellings.values())))
    if plain.failed:
        unloaded = findings.not_loaded(folder.name, plain.failed)
        return _unloaded(folder.name, *still, unloaded, *_reached(policy, plain))
    host = Policies([copy], wall_all=True)
    try:
        still += held(host, policy.manifest.id, tellings)
        between = _twins(copy, asked)
        return _examined(policy, host, asked, still, plain, between, tellings)
    finally:
        host.close()


def _unloaded(name: str, *found: Finding) -> Report:
    first, *others = LEVELS
    return Report(policy=name, levels=(level(first, found), *(level(n, None) for n in others)))


def _asked(policy: Policy) -> list[Asked]:
    found = []
    for name, case in read_cases(policy.sources).items():
        if case.question not in QUESTIONS:
            raise Invalid(f"case {name} asks a question nobody asks")
        try:
            facts = msgspec.json.decode(case.facts, type=QUESTIONS[case.question][0])
        except msgspec.ValidationError as bad:
            raise Invalid(f"the facts of case {name}: {bad}") from None
        found.append(Asked(name, case, facts))
    return found


def _unrun(policy: Policy, asked: list[Asked]) -> list[Finding]:
    """What is wrong before anything runs."""
    questions = {each.case.question for each in asked}
    return [
        *(findings.foreign(*each) for each in foreign_imports(policy.sources)),
        *(findings.silent(where) for where in without_japanese(policy.manifest)),
        *(findings.caseless(name) for name in policy.manifest.questions if name not in questions),
    ]


def _examined(
    policy: Policy,
    host: Policies,
    asked: list[Asked],
    still: list[Finding],
    plain: Told,
    between: Told,
    tellings: dict[str, Telling],
) -> Report:
    id = policy.manifest.id
    walled = {each.name: _answer(host, id, each.case.question, each.facts) for each in asked}
    seeded = dict(zip(walled, map(_of, asked, plain.answers), strict=False))
    second = dict(zip(walled, map(_of, asked, between.answers), strict=False))
    loads = [*still, *_cases(host, id, asked, seeded)]
    reached = _reached(policy, plain)
    ended = [findings.failed("twins", between.failed)] if between.failed else []
    isolated = [*reached, *ended, *_isolated(walled, seeded, second, failing=bool(reached))]
    steady = [*_steady(host, id, asked, walled, seeded, second), *split(host, id, tellings)]
    return Report(
        policy=id,
        version=policy.manifest.version,
        digest=policy.digest,
        cases=len(asked),
        levels=(level(LOADS, loads), level(ISOLATED, isolated), level(DETERMINISTIC, steady)),
        hints=(
            *(findings.warned(id, text) for text in plain.warned),
            *_unused(policy, plain),
            *_tierless(policy, host, seeded),
        ),
    )


def _cases(
    host: Policies, id: str, asked: list[Asked], seeded: Mapping[str, Answer]
) -> Iterator[Finding]:
    for name, case, _ in asked:
        answer = seeded[name]
        if answer.failed:
            yield findings.failed(name, answer.failed)
            continue
        try:
            told = differences(case, lambda question, facts: host.ask(question, id, facts))
        except Unanswered:
            continue
        yield from (findings.differs(name, each) for each in told)
        ruling = msgspec.to_builtins(answer.ruling)
        yield from (findings.silent(f"case {name}{where}") for where in silent(ruling, ""))


def _isolated(
    walled: Mapping[str, Answer],
    seeded: Mapping[str, Answer],
    second: Mapping[str, Answer],
    *,
    failing: bool,
) -> Iterator[Finding]:
    for name, answer in walled.items():
        if answer.failed and not (failing or seeded[name].failed):
            yield findings.walled(name, answer.failed)
        elif not answer.failed and second.get(name, answer) != answer:
            yield findings.kept(name)


def _steady(
    host: Policies,
    id: str,
    asked: list[Asked],
    walled: Mapping[str, Answer],
    seeded: Mapping[str, Answer],
    second: Mapping[str, Answer],
) -> Iterator[Finding]:
    for name, case, facts in asked:
        answer = walled[name]
        if answer.failed:
            continue
        if _answer(host, id, case.question, facts) != answer:
            yield findings.twice(name)
        elif seeded[name] != answer and second.get(name, answer) == answer:
            yield findings.hashed(name)
        elif any(_answer(host, id, case.question, each) != answer for each in shuffled(facts)):
            yield findings.ordered(name)


def _answer(host: Policies, id: str, question: str, facts: Struct) -> Answer:
    try:
        return Answer(host.ask(question, id, facts))
    except Unanswered as unanswered:
        return Answer(failed=unanswered.kind)
    except Refused as refused:
        return Answer(codes=_codes(refused))


def _codes(refused: Refused) -> tuple[str, ...]:
    return tuple(sorted(fault.code for fault in refused.faults))


def _of(asked: Asked, said: Said) -> Answer:
    """An answer from the probe, in the form of the host's."""
    if said.failed or said.faults:
        codes = tuple(sorted(fault.code for fault in said.faults))
        return Answer(codes=codes, failed=said.failed)
    try:
        return Answer(msgspec.msgpack.decode(said.ruling, type=QUESTIONS[asked.case.question][1]))
    except msgspec.ValidationError as bad:
        return Answer(failed=str(bad))


def _probe(
    folder: Path, asked: list[Asked], seed: str, tellings: tuple[tuple[Stored, ...], ...]
) -> Told:
    asks = tuple((each.case.question, msgspec.msgpack.encode(each.facts)) for each in asked)
    return _run(Order(str(folder), asks, trace=True, tellings=tellings), seed)


def _twins(folder: Path, asked: list[Asked]) -> Told:
    """Each question after its twins; the last case first, so that none follows whom it used to.

    Of the answers, those to the questions themselves, in the order of the cases.
    """
    asks: list[tuple[str, bytes]] = []
    own: list[int] = []
    for each in reversed(asked):
        same = (*twins(each.facts), each.facts)
        asks += [(each.case.question, msgspec.msgpack.encode(facts)) for facts in same]
        own.insert(0, len(asks) - 1)
    told = _run(Order(str(folder), tuple(asks)), ENVIRONMENT["PYTHONHASHSEED"])
    answers = tuple(told.answers[place] for place in own if place < len(told.answers))
    return msgspec.structs.replace(told, answers=answers)


def _run(order: Order, seed: str) -> Told:
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-s", "-m", "plugins.kit.probe"],
            cwd=ROOT,
            env={**ENVIRONMENT, "PYTHONHASHSEED": seed},
            input=msgspec.msgpack.encode(order),
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
        return msgspec.msgpack.decode(done.stdout, type=Told)
    except (subprocess.TimeoutExpired, msgspec.MsgspecError):
        return Told(failed="its process ended, or did not end")


def _reached(policy: Policy, told: Told) -> list[Finding]:
    return [findings.reached(place, _text(policy, place)) for place in told.reached]


def _unused(policy: Policy, told: Told) -> Iterator[Finding]:
    for each in unused(policy.sources, told.ran):
        yield findings.unused(f"{each.file}:{each.line}", each.text)


def _text(policy: Policy, place: str) -> str:
    file, _, line = place.rpartition(":")
    return policy.sources[file].decode().splitlines()[int(line) - 1].strip()


def _tierless(policy: Policy, host: Policies, seeded: Mapping[str, Answer]) -> Iterator[Finding]:
    if "labels" not in policy.manifest.questions:
        return
    rulings = [answer.ruling for answer in seeded.values()]
    used = {
        one.tier
        for ruling in rulings
        if isinstance(ruling, SelectionRuling)
        for one in ruling.results
    }
    year = LabelFacts(fiscal_year=policy.manifest.years.first)
    labels = _answer(host, policy.manifest.id, "labels", year).ruling
    if used and isinstance(labels, LabelRuling):
        unused_tiers = [each for each in labels.tiers if each.tier not in used]
        yield from (findings.tierless(each.tier, each.mark) for each in unused_tiers)
