"""What a register's policies are like on this machine: changed, gone, unable to run, unwalled."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from core.area import folded
from core.errors import Refused
from core.event import PolicyRef
from core.log.application import TenantApplication
from core.programme.call import CallOpened
from core.programme.policy import STREAM, Adoption, newest_first
from core.programme.policy import Policies as Standing
from core.programme.questions import QUESTIONS
from core.programme.selection.facts import SelectionApproved
from plugins.child_kernel import NETWORK_WALLS
from plugins.host import Policies


class Unfit(NamedTuple):
    """One thing wrong with a policy that the register uses, and what to do."""

    what: str
    next: str


def unfit(log: TenantApplication, policies: Policies) -> list[Unfit]:
    """Of every policy ever adopted, and still used: what keeps it from deciding as it did."""
    state: Standing | None = folded(log.stream(STREAM))
    adopted = state.adopted if state else ()
    needed = _asked_next(log, policies, adopted) | _pinned(log)
    used = {each.policy.id: each.policy for each in adopted}
    return [found for each in used.values() for found in _of(each, policies, each.id in needed)]


def _asked_next(
    log: TenantApplication, policies: Policies, adopted: Sequence[Adoption]
) -> set[str]:
    """Who would be asked some question now, or once everything adopted is in force. Nobody knows
    what one that is gone answers, so it is asked until somebody newer answers."""
    size = log.head().size
    days = {each.from_date for each in adopted[-1:]}
    days |= {date.fromisoformat(fact.envelope.recorded_at[:10]) for fact in log.facts(size, 1)}
    return {
        first
        for question in QUESTIONS
        for day in days
        if (first := _first(question, day, policies, adopted))
    }


def _first(question: str, day: date, policies: Policies, adopted: Sequence[Adoption]) -> str:
    for each in newest_first(adopted, day):
        try:
            if policies.installed(each.policy.id) is None:
                return each.policy.id
            return policies.resolve(question, day, [each]).id
        except Refused:
            continue
    return ""


def _pinned(log: TenantApplication) -> set[str]:
    """Who is pinned by a call whose selection is not approved."""
    waiting: dict[str, set[str]] = {}
    for fact in log.walk(topics=(CallOpened.topic, SelectionApproved.topic)):
        if isinstance(fact.event, CallOpened):
            pins = fact.event.pins.by_policy
            waiting[fact.event.call] = {policy.id for policy, _ in pins}
        elif isinstance(fact.event, SelectionApproved):
            waiting.pop(fact.event.call, None)
    return set().union(*waiting.values())


def _of(policy: PolicyRef, policies: Policies, needed: bool) -> Iterator[Unfit]:
    here = policies.installed(policy.id)
    if here is None:
        # An older one may be retired: history needs none of its files.
        if needed:
            yield _gone(policy)
    elif here != policy.digest:
        yield _changed(policy)
    else:
        yield from _running(policy, policies)


def _running(policy: PolicyRef, policies: Policies) -> Iterator[Unfit]:
    info = policies.info(policy.id)
    if info is None:
        yield Unfit(
            f"規則 {policy.id} を読み込めません / policy {policy.id} cannot be loaded",
            "規則の担当者に連絡してください / tell the people who maintain it",
        )
    elif info.walls is not None and not NETWORK_WALLS & set(info.walls):
        yield Unfit(
            f"規則 {policy.id} の子プロセスを OS が囲えません / the kernel does not wall in "
            f"policy {policy.id}: only the interpreter does",
            "seccomp か user namespace を使える環境で動かしてください / run where seccomp or user "
            "namespaces are allowed",
        )


def _gone(policy: PolicyRef) -> Unfit:
    return Unfit(
        f"使用中の規則 {policy.id} が入っていません / policy {policy.id}, in use, is not here",
        "入れ直してください。選定の済んでいない募集がなければ、次の規則を採用しても構いません / "
        "install it again; if no call still waits for its selection, the next may be adopted",
    )


def _changed(policy: PolicyRef) -> Unfit:
    return Unfit(
        f"規則 {policy.id} のファイルが採用されたものと違います / the files of policy {policy.id} "
        "differ from those adopted",
        f"指紋 {policy.digest[:12]} のものを入れ直してください / install the one with this digest",
    )
