"""A policy is looked at when it is proposed, not when it first rules (clauses 1, 2): does it have
these parameters, is one of its years to come? One still to be installed comes as it is."""

from collections.abc import Sequence

from core.clock import fiscal_year
from core.command import Command
from core.errors import Faults
from core.programme.policy import ProposePolicy, read_pairs
from plugins.host import Policies
from plugins.parameters import choose


def check_proposals(policies: Policies, commands: Sequence[Command]) -> None:
    """`Refused` where a proposal among them could never be put in force as it is written."""
    for command in commands:
        if isinstance(command, ProposePolicy):
            _check(policies, command)


def _check(policies: Policies, wanted: ProposePolicy) -> None:
    info, given, faults = policies.info(wanted.policy_id), read_pairs(wanted.parameters), Faults()
    if info is None or info.digest != wanted.policy_digest:
        faults.unless(
            not given,
            "policy.not_installed",
            "この指紋の規則が入っていないため、設定を確かめられません。先に入れてください。",
            "No policy of this digest is installed to check parameters against. Install it first.",
            "parameters",
        )
        faults.raise_any()
        return
    last = info.years.last
    faults.unless(
        last is None or fiscal_year(wanted.from_date) <= last,
        "policy.years_over",
        f"この規則は {last} 年度までのものです。適用開始日を確かめてください。",
        f"This policy is for fiscal years up to {last}. Please check the date.",
        "from_date",
    )
    faults.raise_any()
    choose(info.parameters, given)
