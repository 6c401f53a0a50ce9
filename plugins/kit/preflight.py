"""What is wrong with a policy's folder before any of it runs: all of it at once."""

from collections.abc import Iterator, Mapping
from inspect import signature
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from core.errors import Invalid, Refused
from core.programme.questions import QUESTIONS
from plugins import hookspecs
from plugins.contradictions import contradictions
from plugins.kit import findings
from plugins.kit.cases import Case, case_files, read_case
from plugins.kit.reading import foreign_imports, hooks, parsed, silent_words
from plugins.kit.report import Finding
from plugins.kit.telling import Telling, read_tellings
from plugins.loading import Policy, read_policy
from plugins.manifest import FILE_BYTES_MAX, MANIFEST, Manifest, files_of

HOOKS = "__init__.py"


class Asked(NamedTuple):
    """One case with its facts decoded."""

    name: str
    case: Case
    facts: Struct


class Seen(NamedTuple):
    """A folder before it runs: the policy, its cases and those of an observer; what is wrong;
    `fatal` is what it cannot be run for."""

    policy: Policy | None
    asked: list[Asked]
    tellings: dict[str, Telling]
    found: list[Finding]
    fatal: list[Finding]


def seen(folder: Path) -> Seen:
    """Read everything, run nothing; raises nothing of the policy's own making."""
    if not (folder / MANIFEST).is_file():
        return Seen(None, [], {}, [], [findings.missing(MANIFEST)])
    if odd := list(_odd_files(folder)):
        return Seen(None, [], {}, [], odd)
    sources = {name: path.read_bytes() for name, path in files_of(folder)}
    fatal = [*_manifest(folder, sources[MANIFEST]), *_python(sources)]
    policy = None if fatal else read_policy(folder)
    if policy is None:
        return Seen(None, [], {}, [], fatal)
    asked, bad = _cases(policy)
    tellings: dict[str, Telling] = {}
    try:
        tellings = read_tellings(policy.sources)
    except Invalid as error:
        bad.append(findings.unread("told", str(error)))
    still = [*_still(policy, asked)]
    return Seen(policy, asked, tellings, still, [*_hooks(policy), *bad])


def _odd_files(folder: Path) -> Iterator[Finding]:
    for name, path in files_of(folder):
        if path.is_symlink() or path.stat().st_size > FILE_BYTES_MAX:
            yield findings.odd_file(name, link=path.is_symlink())


def _manifest(folder: Path, raw: bytes) -> Iterator[Finding]:
    try:
        manifest = msgspec.toml.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, ValueError) as bad:
        yield findings.undecoded(MANIFEST, bad)
        return
    against = list(contradictions(manifest))
    yield from map(findings.contradicts, against)
    if against:
        return
    try:
        read_policy(folder)
    except Refused as refused:
        yield findings.of_fault(folder.name, refused.faults[0])
    except Invalid as bad:
        yield findings.unread(folder.name, str(bad))


def _python(sources: Mapping[str, bytes]) -> Iterator[Finding]:
    if HOOKS not in sources:
        yield findings.missing(HOOKS)
    for file, tree, line in parsed(sources):
        if isinstance(tree, str):
            yield findings.syntax(f"{file}:{line}" if line else file, tree)


def _hooks(policy: Policy) -> Iterator[Finding]:
    """What pluggy would turn down, or nobody would call, in words for an author."""
    there = hooks(policy.sources)
    if there is None:
        return
    questions = policy.manifest.questions
    named = {each.name for each in there}
    yield from (findings.hook_missing(one) for one in questions if f"decide_{one}" not in named)
    for hook in there:
        place = f"{HOOKS}:{hook.line}"
        spec = getattr(hookspecs, hook.name, None)
        if spec is None or hook.name.removeprefix("decide_") not in {*questions, hook.name}:
            yield findings.hook_unnamed(place, hook.name)
            continue
        if not hook.marked:
            yield findings.hook_unmarked(place, hook.name)
        wanted = tuple(signature(spec).parameters)
        if not set(hook.arguments) <= set(wanted):
            yield findings.hook_arguments(place, hook.name, ", ".join(wanted))


def _cases(policy: Policy) -> tuple[list[Asked], list[Finding]]:
    asked, bad = [], []
    for name, path in case_files(policy.sources):
        try:
            case = read_case(policy.sources[path])
            if case.question not in policy.manifest.questions:
                bad.append(findings.case_of_nobody(name, case.question))
                continue
            facts = msgspec.json.decode(case.facts, type=QUESTIONS[case.question][0])
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            bad.append(findings.undecoded(path, error))
            continue
        if case.ruling is None and not case.refused:
            bad.append(findings.case_empty(name))
        asked.append(Asked(name, case, facts))
    return asked, bad


def _still(policy: Policy, asked: list[Asked]) -> Iterator[Finding]:
    questions = {each.case.question for each in asked}
    yield from (findings.foreign(*each) for each in foreign_imports(policy.sources))
    yield from (findings.silent(where) for where in silent_words(policy.sources))
    for name in policy.manifest.questions:
        if name not in questions:
            yield findings.caseless(name)
