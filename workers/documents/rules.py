"""Rules across the columns of one row: what must agree, what needs what (programme.md)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from core.japan import Misread
from workers.documents.prefectures import PREFECTURES

Broken = list[tuple[str, Misread]]
"""Field → what is wrong there."""


def prefecture_agrees(values: Mapping[str, Any]) -> Broken:
    """The prefecture is the one whose number begins the 団体コード."""
    of_code = PREFECTURES[values["municipality_code"][:2]]
    if values["prefecture"] == of_code:
        return []
    fault = Misread(
        "団体コードの都道府県と違います。どちらかを直してください。",
        "The prefecture differs from that of 団体コード. Please correct one of them.",
        of_code,
    )
    return [("prefecture", fault)]


def grant_has_year(values: Mapping[str, Any]) -> Broken:
    """A grant belongs to a fiscal year."""
    if not values["grant"] or values["grant_year"] is not None:
        return []
    fault = Misread(
        "交付金が「有」のときは、その年度を書いてください。",
        "Where there is a grant, its fiscal year must be given.",
    )
    return [("grant_year", fault)]


def caseload_is_complete(values: Mapping[str, Any]) -> Broken:
    """A caseload has a unit and a fiscal year; without them it cannot be compared with another."""
    if values["caseload"] is None:
        return []
    fault = Misread(
        "相談件数を書いたときは、単位と年度も書いてください。",
        "Where a caseload is given, its unit and fiscal year must be too.",
    )
    return [(field, fault) for field in ("caseload_unit", "caseload_year") if values[field] is None]


def experience_can_be_told(values: Mapping[str, Any]) -> Broken:
    """Months of experience are stated, or follow from the start date and the weekly hours."""
    if values["experience_months"] is not None:
        return []
    fault = Misread(
        "実務経験月数を書かないときは、必ず記入してください。",
        "This must be filled in unless the months of experience are given.",
    )
    return [(field, fault) for field in ("started_on", "weekly_hours") if values[field] is None]


def body_can_be_reached(values: Mapping[str, Any]) -> Broken:
    """A body has a mail address, or another way to reach it."""
    if values["office_mail"] or values["fallback"]:
        return []
    fault = Misread(
        "メールアドレスか代替連絡のどちらかを書いてください。",
        "Please give a mail address or another way to reach the body.",
    )
    return [("office_mail", fault)]


class Rule(NamedTuple):
    """A check, and the fields that must have been readable for it to be tried."""

    check: Callable[[Mapping[str, Any]], Broken]
    fields: tuple[str, ...]


RULES: dict[str, Rule] = {
    rule.check.__name__: rule
    for rule in (
        Rule(prefecture_agrees, ("municipality_code", "prefecture")),
        Rule(grant_has_year, ("grant", "grant_year")),
        Rule(caseload_is_complete, ("caseload", "caseload_unit", "caseload_year")),
        Rule(experience_can_be_told, ("experience_months", "started_on", "weekly_hours")),
        Rule(body_can_be_reached, ("office_mail", "fallback")),
    )
}


def broken(names: Iterable[str], values: Mapping[str, Any]) -> Broken:
    """What the named rules find in a row, as far as its cells could be read."""
    tried = [RULES[name] for name in names if set(RULES[name].fields) <= values.keys()]
    return [found for rule in tried for found in rule.check(values)]
