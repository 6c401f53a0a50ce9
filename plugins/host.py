"""The policy host: finds policies, says which is in force, asks one at a time (design.md part 5).

A policy that raises or answers with something else refuses the command and harms nobody else.
Policies run in this process; the text of what they raise may hold facts, and is never passed on.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TextIO, TypeVar

import msgspec
from msgspec import Struct

from core.clock import fiscal_year as fiscal_year_of
from core.errors import Fault, Refused, refuse
from core.event import Fact, PolicyRef
from core.programme.questions import QUESTIONS
from plugins.loading import Loaded, load_policy
from plugins.manifest import Source, Years
from plugins.parameters import Parameter
from plugins.trace import traced

SHIPPED = Path(__file__).parent / "policies"
ENTRY_POINTS = "daicho.policy"
TRACE = "DAICHO_TRACE_HOOKS"
Answer = TypeVar("Answer")


class Adopted(Protocol):
    """A policy a tenant adopted, and the date from which it is in force."""

    @property
    def policy(self) -> PolicyRef:
        """Which one."""

    @property
    def from_date(self) -> date:
        """From when."""


class PolicyInfo(Struct, frozen=True, kw_only=True):
    """What a person chooses a policy by."""

    id: str
    version: str
    digest: str
    ja: str
    en: str
    source: Source
    years: Years
    questions: tuple[str, ...]
    parameters: tuple[Parameter, ...]


class Policies:
    """Every policy installed here; `failed` has those that could not be loaded."""

    def __init__(self, folders: Iterable[Path] | None = None, trace: TextIO | None = None) -> None:
        self._loaded: dict[str, Loaded] = {}
        self.failed: dict[str, Fault] = {}
        self._trace = trace or (sys.stderr if os.environ.get(TRACE) == "1" else None)
        for folder in installed_folders() if folders is None else folders:
            self._load(folder)

    def available(self) -> list[PolicyInfo]:
        """The policies that can be asked, by id."""
        return [_info(self._loaded[name]) for name in sorted(self._loaded)]

    def ref(self, id: str) -> PolicyRef:
        """The reference to the installed policy of this id; `Refused` if there is none."""
        found = self._find(id)
        return PolicyRef(found.manifest.id, found.manifest.version, found.digest)

    def digest(self, id: str) -> str:
        """SHA-256 (hex) over the policy's files, by the rule of bundles."""
        return self._find(id).digest

    def sources(self, id: str) -> dict[str, bytes]:
        """The policy's files by relative path: exactly the bytes that were digested."""
        return dict(self._find(id).sources)

    def parameters(self, id: str) -> tuple[Parameter, ...]:
        """The policy's parameters with their defaults and other readings."""
        return self._find(id).manifest.parameters

    def resolve(
        self,
        question: str,
        day: date,
        adopted: Sequence[Adopted],
        fiscal_year: int | None = None,
    ) -> PolicyRef:
        """The newest adopted policy in force on `day` that answers for the fiscal year.

        The year is that of `day` unless given: a call opened in March is for the next one.
        """
        year = fiscal_year_of(day) if fiscal_year is None else fiscal_year
        chosen: Adopted | None = None
        for candidate in adopted:
            if candidate.from_date <= day and self._answers(candidate.policy, question, year):
                newer = chosen is None or candidate.from_date >= chosen.from_date
                chosen = candidate if newer else chosen
        if chosen is None:
            raise _none_in_force(question)
        return chosen.policy

    def ask(self, question: str, policy: PolicyRef | str, facts: Struct) -> Struct:
        """The ruling; `Refused` if the policy is missing, changed, silent, fails, answers junk."""
        asked, ruled = QUESTIONS[question]
        assert isinstance(facts, asked), f"{question} is asked with {asked.__name__}"
        found = self._find(policy if isinstance(policy, str) else policy.id)
        if isinstance(policy, PolicyRef) and policy.digest != found.digest:
            raise _changed(policy.id)
        if question not in found.manifest.questions:
            raise _silent(found.manifest.id, question)
        hook: Callable[..., object] = getattr(found.hooks, f"decide_{question}")
        ruling = self._call(found, lambda: _checked(ruled, hook(facts=facts)))
        if self._trace:
            self._trace.write(traced(question, found.manifest.id, found.digest, facts, ruling))
        return ruling

    def observe(self, tenant: str, facts: Sequence[Fact], ids: Iterable[str]) -> list[Fault]:
        """Tell these policies what was recorded; the faults of those that failed, for parking."""
        faults: list[Fault] = []
        for id in ids:
            found = self._find(id)
            told = partial(found.hooks.observe_events, tenant=tenant, facts=tuple(facts))
            try:
                self._call(found, told)
            except Refused as refused:
                faults += refused.faults
        return faults

    def _load(self, folder: Path) -> None:
        try:
            loaded = load_policy(folder)
        except (Exception, SystemExit):  # noqa: BLE001  another's code may raise anything, and must harm no other policy
            self.failed[folder.name] = _failure(folder.name)
            return
        id = loaded.manifest.id
        if id in self._loaded:
            # Two policies under one id: the first stays, nothing installed later can replace it.
            self.failed[f"{id}@{loaded.digest[:12]}"] = _failure(id)
        else:
            self._loaded[id] = loaded

    def _find(self, id: str) -> Loaded:
        if id in self.failed:
            raise Refused(self.failed[id])
        if id not in self._loaded:
            raise _missing(id)
        return self._loaded[id]

    def _answers(self, policy: PolicyRef, question: str, year: int) -> bool:
        manifest = self._find(policy.id).manifest
        years = manifest.years
        in_years = years.first <= year and (years.last is None or year <= years.last)
        return in_years and question in manifest.questions

    def _call(self, found: Loaded, call: Callable[[], Answer]) -> Answer:
        try:
            return call()
        except Refused:
            raise
        except (Exception, SystemExit):  # noqa: BLE001  whatever it raised may hold facts: only its id is told
            raise Refused(_failure(found.manifest.id)) from None


def installed_folders() -> list[Path]:
    """The folders of policies: those shipped here, then those of installed distributions."""
    shipped = sorted(path.parent for path in SHIPPED.glob("*/policy.toml"))
    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    specs = [find_spec(point.module) for point in points]
    return shipped + [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def _checked(ruled: type[Struct], answer: object) -> Struct:
    if type(answer) is not ruled:
        raise TypeError
    plain: Mapping[str, object] = msgspec.to_builtins(answer)
    return msgspec.convert(plain, ruled)


def _info(loaded: Loaded) -> PolicyInfo:
    manifest = loaded.manifest
    return PolicyInfo(
        id=manifest.id,
        version=manifest.version,
        digest=loaded.digest,
        ja=manifest.ja,
        en=manifest.en,
        source=manifest.source,
        years=manifest.years,
        questions=manifest.questions,
        parameters=manifest.parameters,
    )


def _failure(id: str) -> Fault:
    return Fault(
        "policy.failed",
        f"規則 {id} が答えを出せませんでした。規則の担当者に連絡してください。",
        f"The policy {id} failed to answer. Please tell the people who maintain it.",
    )


def _missing(id: str) -> Refused:
    return refuse(
        "policy.missing",
        f"規則 {id} はここに入っていません。",
        f"The policy {id} is not installed here.",
    )


def _changed(id: str) -> Refused:
    return refuse(
        "policy.changed",
        f"規則 {id} のファイルが、採用されたものと異なります。採用されたものを入れ直してください。",
        f"The files of policy {id} differ from those adopted. Please install the adopted ones.",
    )


def _silent(id: str, question: str) -> Refused:
    return refuse(
        "policy.silent",
        f"規則 {id} は質問「{question}」に答えません。",
        f"The policy {id} does not answer the question {question}.",
    )


def _none_in_force(question: str) -> Refused:
    return refuse(
        "policy.none_in_force",
        f"質問「{question}」に答える規則が、その日に施行されていません。規則を採用してください。",
        f"No policy in force on that day answers the question {question}. Please adopt one.",
    )
