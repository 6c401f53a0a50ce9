"""The policy host: finds policies, says which is in force, asks one at a time (design.md part 5).

Policies shipped here run in this process. Of any other only the files are read here: it runs in a
child process with walls around it. A policy that fails refuses the command and harms nobody else;
the text of what it raises may hold facts, and is never passed on.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol, TextIO

import msgspec
from msgspec import Struct

from core.clock import fiscal_year as fiscal_year_of
from core.errors import Fault, Refused
from core.event import Fact, PolicyRef
from core.programme.questions import OF_NO_YEAR, QUESTIONS
from plugins import refusals
from plugins.finding import SHIPPED as SHIPPED
from plugins.finding import installed_folders, is_shipped
from plugins.loading import Loaded, Policy, load_policy, read_policy
from plugins.manifest import Source, Years
from plugins.parameters import Parameter
from plugins.remarks import Remark, Worded, strictly, without_sealed, worded
from plugins.soundness import is_sound
from plugins.trace import Trace
from plugins.walled import CALL_SECONDS, Failed, walled

TRACE = "DAICHO_TRACE_HOOKS"
WALL_ALL = "DAICHO_POLICIES_IN_CHILD"
"""Set to 1, policies shipped here run in a child too."""


class Adopted(Protocol):
    """A policy a tenant adopted, and the date from which it is in force."""

    @property
    def policy(self) -> PolicyRef:
        """Which one."""

    @property
    def from_date(self) -> date:
        """From when."""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day: it may have been withdrawn."""


class PolicyInfo(Struct, frozen=True, kw_only=True):
    """What a person chooses a policy by. `walls`: the kernel's around it; None if it needs none."""

    id: str
    version: str
    digest: str
    ja: str
    en: str
    source: Source
    years: Years
    questions: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    observes: tuple[str, ...] = ()
    walls: tuple[str, ...] | None = None


class Policies:
    """Every policy installed here. `seconds` is the time that a call into a child may take;
    `wall_all` sends those shipped here into one too."""

    def __init__(
        self,
        folders: Iterable[Path] | None = None,
        trace: TextIO | None = None,
        *,
        seconds: float = CALL_SECONDS,
        wall_all: bool | None = None,
    ) -> None:
        self._read: dict[str, Policy] = {}
        self._unread: dict[str, Fault] = {}
        self._seconds = seconds
        self._trace = Trace(trace or (sys.stderr if os.environ.get(TRACE) == "1" else None))
        self._wall_all = os.environ.get(WALL_ALL) == "1" if wall_all is None else wall_all
        for folder in installed_folders() if folders is None else folders:
            self._add(folder)

    @property
    def failed(self) -> dict[str, Fault]:
        """Those that cannot be asked. Starts the child of each that has one."""
        found = dict(self._unread)
        for id, policy in self._read.items():
            try:
                self._walls(policy)
            except Failed as failed:
                found[id] = refusals.failure(id, failed.kind)
        return found

    def available(self) -> list[PolicyInfo]:
        """The policies that can be asked, by id. Starts the child of each that has one."""
        found = (self.info(id) for id in sorted(self._read))
        return [info for info in found if info is not None]

    def info(self, id: str) -> PolicyInfo | None:
        """One of them, None if it cannot be asked."""
        policy = self._read.get(id)
        try:
            return _info(policy, self._walls(policy)) if policy else None
        except Failed:
            return None

    def close(self) -> None:
        """End the children of its policies; the next question starts them anew."""
        for policy in self._read.values():
            if not isinstance(policy, Loaded):
                walled(policy.digest, policy.sources).close()

    def installed(self, id: str) -> str | None:
        """The digest of an installed policy, None if its files are not here."""
        found = self._read.get(id)
        return found.digest if found else None

    def ref(self, id: str) -> PolicyRef:
        """The reference to the installed policy of this id; `Refused` if there is none."""
        return _ref(self._find(id))

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

        The year is that of `day` unless given: a call opened in March is for the next one. Some
        questions are of no year (`core.programme.questions.OF_NO_YEAR`). One that
        is not installed here might answer, so `Refused` names it; those before it do not count.
        """
        year = fiscal_year_of(day) if fiscal_year is None else fiscal_year
        held = [each for each in adopted if each.holds_on(day)]
        oldest_first = sorted(held, key=lambda each: each.from_date)
        for each in reversed(oldest_first):
            if self._answers(each.policy, question, year):
                return each.policy
        raise refusals.none_in_force(question)

    def ask(self, question: str, policy: PolicyRef | str, facts: Struct) -> Struct:
        """The ruling; `Refused` if the policy is missing, changed, silent or refuses itself,
        `Unanswered` if it fails."""
        asked, _ = QUESTIONS[question]
        assert isinstance(facts, asked), f"{question} is asked with {asked.__name__}"
        found = self._find(policy if isinstance(policy, str) else policy.id)
        if isinstance(policy, PolicyRef) and policy.digest != found.digest:
            raise refusals.changed(policy.id)
        if question not in found.manifest.questions:
            raise refusals.silent(found.manifest.id, question)
        try:
            ruling = self._ruling(found, question, facts)
        except Failed as failed:
            self._trace.asked(question, *_name(found), facts, failed.kind)
            raise refusals.unanswered(_ref(found), question, failed.kind) from None
        self._trace.asked(question, *_name(found), facts, ruling)
        return ruling

    def observers(self) -> dict[str, frozenset[str]]:
        """The installed policies that observe anything: id -> topics. Starts no child."""
        found = {id: frozenset(policy.manifest.observes) for id, policy in self._read.items()}
        return {id: topics for id, topics in found.items() if topics}

    def observe(self, policy: PolicyRef, tenant: str, facts: Sequence[Fact]) -> list[Worded]:
        """What it remarks on facts that were recorded, told without what is sealed; `Refused` if it
        is missing or changed, `Failed` if it fails. It has nothing to refuse."""
        found, told = self._find(policy.id), tuple(map(without_sealed, facts))
        if policy.digest != found.digest:
            raise refusals.changed(policy.id)
        try:
            made = worded(found.manifest, told, self._remarks(found, tenant, told))
        except (Failed, Refused, TypeError, ValueError, RecursionError) as error:
            # It has nothing to refuse; whatever else is wrong, it is no answer.
            other = "raised" if isinstance(error, Refused) else "junk"
            kind = error.kind if isinstance(error, Failed) else other
            self._trace.told(*_name(found), told, f"failed={kind}")
            raise Failed(kind) from None
        self._trace.told(*_name(found), told, f"remarks={len(made)}")
        return made

    def _add(self, folder: Path) -> None:
        here = is_shipped(folder) and not self._wall_all
        try:
            policy = load_policy(folder) if here else read_policy(folder)
        except Refused as refused:
            self._unread[folder.name] = refused.faults[0]
            return
        except (Exception, SystemExit):  # noqa: BLE001  another's code may raise anything, and must harm no other policy
            self._unread[folder.name] = refusals.failure(folder.name, "not_loaded")
            return
        id = policy.manifest.id
        if id in self._read:
            # Two policies under one id: the first stays, nothing installed later can replace it.
            other = f"{id}@{policy.digest[:12]}"
            self._unread[other] = refusals.failure(id, "not_loaded")
        else:
            self._read[id] = policy

    def _find(self, id: str) -> Policy:
        if id in self._unread:
            raise Refused(self._unread[id])
        if id not in self._read:
            raise refusals.missing(id)
        return self._read[id]

    def _answers(self, policy: PolicyRef, question: str, year: int) -> bool:
        manifest = self._find(policy.id).manifest
        years = manifest.years
        in_years = years.first <= year and (years.last is None or year <= years.last)
        return (in_years or question in OF_NO_YEAR) and question in manifest.questions

    def _ruling(self, found: Policy, question: str, facts: Struct) -> Struct:
        if isinstance(found, Loaded):
            ruling = _asked_here(found, question, facts)
        else:
            child = walled(found.digest, found.sources)
            ruling = child.ask(question, facts, self._seconds)
        if not is_sound(question, facts, ruling):
            raise Failed("unsound")
        return ruling

    def _remarks(self, found: Policy, tenant: str, told: Sequence[Fact]) -> list[Remark]:
        if not isinstance(found, Loaded):
            return walled(found.digest, found.sources).observe(tenant, told, self._seconds)
        return strictly(_called(lambda: found.hooks.observe_events(tenant=tenant, facts=told)))

    def _walls(self, policy: Policy) -> tuple[str, ...] | None:
        if isinstance(policy, Loaded):
            return None
        return walled(policy.digest, policy.sources).walls()


def _asked_here(found: Loaded, question: str, facts: Struct) -> Struct:
    """The ruling of a policy in this process, decoded anew as the question's type."""
    _, ruled = QUESTIONS[question]
    answer = _called(lambda: getattr(found.hooks, f"decide_{question}")(facts=facts))
    try:
        if type(answer) is not ruled:
            raise TypeError
        plain: Mapping[str, object] = msgspec.to_builtins(answer)
        decoded: Struct = msgspec.convert(plain, ruled)
    except (TypeError, ValueError, RecursionError):
        raise Failed("junk") from None
    return decoded


def _called(call: Callable[[], object]) -> object:
    try:
        return call()
    except Refused:
        raise
    except (Exception, SystemExit):  # noqa: BLE001  whatever it raised may hold facts: only its id is told
        raise Failed("raised") from None


def _name(policy: Policy) -> tuple[str, str]:
    return policy.manifest.id, policy.digest


def _ref(policy: Policy) -> PolicyRef:
    return PolicyRef(policy.manifest.id, policy.manifest.version, policy.digest)


def _info(policy: Policy, walls: tuple[str, ...] | None) -> PolicyInfo:
    manifest = policy.manifest
    return PolicyInfo(
        id=manifest.id,
        version=manifest.version,
        digest=policy.digest,
        ja=manifest.ja,
        en=manifest.en,
        source=manifest.source,
        years=manifest.years,
        questions=manifest.questions,
        parameters=manifest.parameters,
        observes=manifest.observes,
        walls=walls,
    )
