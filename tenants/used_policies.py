"""What a register's policies are like on this machine: changed, gone, unable to run, unwalled."""

from collections.abc import Iterator
from typing import NamedTuple

from core.event import PolicyRef
from core.log.application import TenantApplication
from core.programme.policy import STREAM, PolicyAdopted
from plugins.child_kernel import NETWORK_WALLS
from plugins.host import Policies


class Unfit(NamedTuple):
    """One thing wrong with a policy that the register uses, and what to do."""

    what: str
    next: str


def unfit(log: TenantApplication, policies: Policies) -> list[Unfit]:
    """Of every policy ever adopted, and still used: what keeps it from deciding as it did."""
    adopted = [
        fact.event.in_force.policy
        for fact in log.stream(STREAM)
        if isinstance(fact.event, PolicyAdopted)
    ]
    used = {policy.id: policy for policy in adopted}
    newest = adopted[-1].id if adopted else ""
    return [found for each in used.values() for found in _of(each, policies, each.id == newest)]


def _of(policy: PolicyRef, policies: Policies, newest: bool) -> Iterator[Unfit]:
    here = policies.installed(policy.id)
    if here is None:
        # An older one may be retired: history needs none of its files.
        if newest:
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
        f"採用中の規則 {policy.id} が入っていません / policy {policy.id}, in force, is not here",
        "採用されたものを入れるか、次の規則を採用してください / install it, or adopt the next",
    )


def _changed(policy: PolicyRef) -> Unfit:
    return Unfit(
        f"規則 {policy.id} のファイルが採用されたものと違います / the files of policy {policy.id} "
        "differ from those adopted",
        f"指紋 {policy.digest[:12]} のものを入れ直してください / install the one with this digest",
    )
