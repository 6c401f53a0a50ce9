"""Rules of the policies of FY2027 and of extra_cohort changed one at a time, in a copy: a case
breaks."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from plugins.host import SHIPPED
from plugins.kit.cases import differences, read_cases
from plugins.loading import load_policy
from tests.plugins.mixed_worlds import POLICY

Change = tuple[str, str, str]
CHANGES: dict[str, Change] = {
    "tier 1 needs the grant": ("tiers.py", "seen.grant and empty and", "empty and"),
    "tier 2 before 4": ("tiers.py", "{0: 2, 1: 4}", "{0: 4, 1: 2}"),
    "tier 3": ("tiers.py", "3 if empty else", "3 if not empty else"),
    "tiers 5 and 6": ("tiers.py", "{0: 5, 1: 6}", "{0: 5}"),
    "tier 民①": (
        "tiers.py",
        "prefecture_count == 0 and seen.tier1_open:\n        return 7",
        "window_count == 0 and seen.tier1_open:\n        return 7",
    ),
    "tier 民③": ("tiers.py", "{0: 8, 1: 9}", "{0: 8, 1: 9, 2: 9}"),
    "private bodies' own count": (
        "counting.py",
        '== "all_windows"\n            return',
        '!= "all_windows"\n            return',
    ),
    "①③ without private people": (
        "counting.py",
        "or not is_private(self.windows[code])",
        "or True",
    ),
    "whole percent": ("sharing.py", "seats * share, 100", "seats * share, 101"),
    "rounding up": (
        "sharing.py",
        'rounding == "up" and rest > 0',
        'rounding == "up" and rest > 50',
    ),
    "half to even": ("sharing.py", "whole % 2 == 1", "whole % 2 == 0"),
    "nearest": ("sharing.py", "rest > 50 or", "rest > 80 or"),
    "flow to windows": ("sharing.py", 'flow != "no"', 'flow == "both"'),
    "flow to private bodies": (
        "sharing.py",
        'elif over[PRIVATE] > 0 and flow == "both"',
        "elif over[PRIVATE] > 0",
    ),
    "no flow": ("sharing.py", 'over[WINDOWS] > 0 and flow != "no"', "over[WINDOWS] > 0"),
    "windows wait first": ("selection.py", "if first == WINDOWS else", "if first != WINDOWS else"),
    "a seat too many": (
        "explaining.py",
        "case.rank <= shared.taken",
        "case.rank <= shared.taken + 1",
    ),
    "fewest from the region": (
        "running.py",
        "self._taken_region[self._field.region[code]] += 1",
        "pass",
    ),
    "times not selected": ("running.py", "-one.past_unselected", "one.past_unselected"),
    "caseload": ("running.py", "else -caseload", "else caseload"),
    "a key that has grown": ("running.py", "if now == held:", "if True:"),
    "the nearest share": ("supposing.py", "abs(each - now), each", "each, each"),
    "fewer people first": ("counting.py", "range(count - 1, -1, -1)", "range(0)"),
    "民① left out": (
        "counting.py",
        '["private_empty_prefecture"] == "first"',
        '["flow_back"] != ""',
    ),
    "kinds of organisation": (
        "bodies.py",
        'elif held.kind not in listed(chosen, "private_kinds")',
        "elif False",
    ),
    "documents": ("bodies.py", "and code not in held.documents", "and False"),
    "documents of the kind": ("bodies.py", 'if code in kind["documents"] and', "if"),
    "documents asked": (
        "bodies.py",
        'for code in listed(chosen, "private_documents")',
        'for code in kind["documents"]',
    ),
    "exclusions": ("bodies.py", 'if code in listed(chosen, "private_exclusions")', "if False"),
    "exclusions decided": (
        "bodies.py",
        'if code in listed(chosen, "private_exclusions")',
        'if code in BODIES["circumstances"]',
    ),
    "freed seats by the one order": (
        "sharing.py",
        '["freed_seats"] == "in_order"',
        '["flow_back"] == ""',
    ),
    "freed seats flow": ("sharing.py", 'chosen["flow_back"] in flows', "True"),
    "freed seats of windows": ("sharing.py", 'else ("both",)', 'else ("both", "to_windows")'),
    "founder": ("eligibility.py", 'if window.founder_kind != "local_government"', "if False"),
    "conditions": ("eligibility.py", "for name in asked.desk", "for name in DESK"),
    "months of private bodies": (
        "eligibility.py",
        'int(chosen["private_experience_months"])',
        'int(chosen["experience_months"])',
    ),
    "leave is taken off": ("experience.py", "sign = -1 if", "sign = 1 if"),
    "third round": ("calendar.py", "// 12", "// 13"),
}
EXTRA: dict[str, Change] = {
    "seats of the third round": ("rounds.py", '(third, "third_seats")', '(third, "seats")'),
    "months of the third round": ("rounds.py", 'chosen[f"third_{part}"]', "10"),
    "the usual rounds": ("rounds.py", "(8, 11, 14)", "(8, 11, 13)"),
}
COURSE: dict[str, Change] = {
    "marks of tests": ("course.py", 'if told["kind"] == "test" else None', "if False else None"),
    "attempts": ("course.py", "_attempts", "_pass_mark"),
    "absences": ("course.py", 'int(chosen["course2_absences"])', "0"),
    "subjects of a unit": ("course.py", 'enumerate(told.get("subjects", ()), 1)', "()"),
    "years of validity": ("certificates.py", "12 * years", "11 * years"),
    "without end": ("certificates.py", "if years == 0", "if years < 0"),
    "end of the fiscal year": ("certificates.py", "fiscal_year(same_day) + 1", "same_day.year"),
    "leap day": ("certificates.py", "[1]))", "[1] - 1))"),
    "in time": ("certificates.py", "held.asked_on <= lapses_after", "False"),
    "renewal opens": ("certificates.py", "_after(end, -opens)", "_after(end, opens)"),
    "grace": ("certificates.py", "_after(end, grace)", "end"),
    "sessions": ("certificates.py", "held.sessions >= asked", "True"),
    "acting": ("certificates.py", '== "asked"', '== "not_asked"'),
    "bar": ("certificates.py", 'int(chosen["revocation_bar_months"])', "24"),
    "publication": ("certificates.py", '== "yes"', '== "no"'),
    "nobody listed": ("listing.py", ">= 1", ">= 0"),
    "codes": ("listing.py", "directory.code_unknown", "directory.code"),
    "order of blocks": ("listing.py", "[0], code[:2], place", "[1], code[:2], place"),
    "order of institutions": ("listing.py", "code[:2], place.institution", "code[:2], code"),
}
ALL = [*((POLICY, name, change) for name, change in CHANGES.items())]
ALL += [("isa_fy2027_course", name, change) for name, change in COURSE.items()]
ALL += [("extra_cohort", name, change) for name, change in EXTRA.items()]


def failing(policy: str, change: Change, folder: Path) -> list[str]:
    """The cases that no longer hold when one piece of the policy's text is changed."""
    name, old, new = change
    copy = folder / policy
    shutil.copytree(SHIPPED / policy, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / name).read_text("utf-8")
    assert text.count(old) == 1, f"{old} is not once in {name}"
    (copy / name).write_text(text.replace(old, new), "utf-8")
    loaded = load_policy(copy)

    def ask(question: str, facts: Any) -> Any:
        return getattr(loaded.hooks, f"decide_{question}")(facts=facts)

    cases = read_cases(loaded.sources)
    return [name for name, case in cases.items() if differences(case, ask)]


@pytest.mark.parametrize(
    ("policy", "change"), [(p, c) for p, _, c in ALL], ids=[n for _, n, _ in ALL]
)
def test_a_changed_rule_breaks_a_case(policy: str, change: Change, tmp_path: Path) -> None:
    assert failing(policy, change, tmp_path)


@pytest.mark.parametrize("policy", [POLICY, "isa_fy2027_course", "extra_cohort"])
def test_the_policy_as_it_is_breaks_none(policy: str, tmp_path: Path) -> None:
    assert not failing(policy, ("README.md", f"# {policy}", f"# {policy}"), tmp_path)
