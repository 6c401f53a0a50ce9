"""The sample's windows: real local governments with their codes, the rest invented (clause 5)."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workers.story.chance import Chance

PLACES = Path(__file__).with_name("places.csv")
GAPS = frozenset(
    ["05", "06", "07", "10", "25", "28", "29", "30", "31", "33", "35", "42", "43", "45", "46", "47"]
)
"""Prefectures without a trainee from a grant window in FY2024 (note to clause 9)."""
OPERATIONS = ("direct", "commissioned", "commissioned", "subsidised", "designated")
LANGUAGES = ("英語", "中国語", "ベトナム語", "ネパール語", "ポルトガル語", "タガログ語", "韓国語")
FISCAL_YEAR = 2025

Row = dict[str, Any]


def sample_windows(chance: Chance) -> list[Row]:
    """About 265 rows of the windows form, by local-government code."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    rows = [_window(place, 1, chance) for place in places]
    rows.append(_window(_place(places, "横浜市"), 2, chance) | {"title": "総合相談センター分室"})
    rows += [_of_the_state(_place(places, "新宿区"), number, chance) for number in (1, 2)]
    return sorted(rows, key=lambda row: str(row["code"]))


def grants(rows: Sequence[Row], *, gap: bool | None = None) -> list[Row]:
    """Eligible grant windows; `gap` limits them to prefectures in or outside the sixteen."""
    return [row for row in rows if row["grant"] and _fits(row, gap)]


def others(rows: Sequence[Row], *, gap: bool | None = None) -> list[Row]:
    """Eligible windows without the grant."""
    return [row for row in rows if not row["grant"] and _fits(row, gap)]


def _fits(row: Row, gap: bool | None) -> bool:
    fit = row["founder_kind"] == "local_government" and row["days_open"] >= 5 and row["one_stop"]
    return fit and (gap is None or (row["code"][:2] in GAPS) == gap)


def _place(places: Sequence[dict[str, str]], municipality: str) -> dict[str, str]:
    return next(place for place in places if place["municipality"] == municipality)


def _window(place: dict[str, str], number: int, chance: Chance) -> Row:
    code = f"{place['code']}-{number:02d}"
    name = place["municipality"] or place["prefecture"]
    operation = chance.pick(OPERATIONS, f"{code}/operation")
    body = name if operation == "direct" else f"公益財団法人{name}国際交流協会"
    return {
        "code": code,
        "title": f"{name}外国人相談窓口",
        "municipality_code": place["code"],
        "prefecture": place["prefecture"],
        "municipality": place["municipality"] or None,
        "founder": name,
        "founder_kind": "local_government",
        "operation": operation,
        "operator": body,
        "institution": body,
        **_yearly(place, code, chance),
        **_opening(place, code, chance),
        "languages": _languages(code, chance),
        "phone": f"00-0000-{1000 + chance.below(9000, code + '/phone')}",
        "url": f"https://window-{code}.example.jp/",
    }


def _opening(place: dict[str, str], code: str, chance: Chance) -> Row:
    small = place["kind"] == "municipality"
    return {
        "days_open": 4 if small and chance.often(4, f"{code}/days") else 5,
        "year_round": True,
        "free_of_charge": True,
        "multilingual": True,
        "one_stop": not (small and chance.often(3, f"{code}/stop")),
    }


def _yearly(place: dict[str, str], code: str, chance: Chance) -> Row:
    granted = place["kind"] != "municipality" or chance.often(62, f"{code}/grant")
    base = {"prefecture": 1600, "designated": 2400, "municipality": 500}[place["kind"]]
    count = base // 2 + chance.below(base, f"{code}/load")
    if place["prefecture"] == "東京都":
        count *= 12
    missing = chance.often(6, f"{code}/missing")
    unit = chance.pick(("件",) * 12 + ("人", "回"), f"{code}/unit")
    return {
        "grant": granted,
        "grant_year": FISCAL_YEAR,
        "caseload": None if missing else count,
        "caseload_unit": None if missing else unit,
        "caseload_year": None if missing else FISCAL_YEAR - 1,
    }


def _languages(code: str, chance: Chance) -> tuple[str, ...]:
    count = 2 + chance.below(4, f"{code}/languages")
    return tuple(chance.shuffled(LANGUAGES, f"{code}/language")[:count])


def _of_the_state(place: dict[str, str], number: int, chance: Chance) -> Row:
    return _window(place, 10 + number, chance) | {
        "title": f"国の外国人相談窓口 第{number}",
        "founder": "国",
        "founder_kind": "state",
        "operation": "direct",
        "operator": "国",
        "institution": f"国の支援センター第{number}",
        "grant": False,
    }
