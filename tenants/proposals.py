"""A policy is looked at when it is proposed, not when it first rules (clauses 1, 2): does it have
these parameters, does it answer from that day on? One still to be installed comes as it is."""

from collections.abc import Sequence

from core.clock import fiscal_year
from core.command import Command
from core.errors import Faults
from core.programme.policy import ProposePolicy, read_pairs
from plugins.host import Policies
from plugins.manifest import Years
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
    _check_years(faults, info.years, fiscal_year(wanted.from_date))
    faults.raise_any()
    choose(info.parameters, given)


def _check_years(faults: Faults, years: Years, year: int) -> None:
    """Adopted from a day outside its years it would be silent on that day, and nobody would see
    why."""
    first, last = years.first, years.last
    ja = f"{first} 年度から" + (f" {last} 年度まで" if last else "")
    en = f"from fiscal year {first}" + (f" to {last}" if last else " on")
    faults.unless(
        last is None or year <= last,
        "policy.years_over",
        f"この規則は {ja}のものです。適用開始日を {last} 年度以前にしてください。",
        f"This policy is for years {en}. Please give a date no later than those.",
        "from_date",
    )
    faults.unless(
        first <= year,
        "policy.years_to_come",
        f"この規則は {ja}のものです。適用開始日を {first}-04-01 以後にしてください。",
        f"This policy is for years {en}. Please give a date from {first}-04-01 on.",
        "from_date",
    )
