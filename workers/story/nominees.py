"""The sample's nominees of both rounds, and those certified in FY2024 (clauses 3, 4, 9, 13)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from workers.story.chance import Chance
from workers.story.people import invent
from workers.story.windows import Row, grants, others

CERTIFIED_COUNT = 52
EMPLOYMENT = ("常勤", "常勤", "会計年度任用職員", "非常勤", "委託先職員")
EVIDENCE = ("在職証明書", "雇用契約書", "業務委託契約書", "所属長の証明書")
Groups = Sequence[tuple[Sequence[Row], int]]


def sample_certified(windows: Sequence[Row], chance: Chance) -> list[Row]:
    """52 people certified on 28 March 2025; none at a grant window of the sixteen prefectures."""
    outside = grants(windows, gap=False)
    prefectural = [row for row in outside if row["municipality"] is None]
    towns = chance.shuffled([row for row in outside if row["municipality"]], "r6/towns")
    beyond = chance.shuffled(others(windows, gap=True), "r6/beyond")
    state = [row for row in windows if row["founder_kind"] == "state"]
    doubled = prefectural[:3]
    rest = CERTIFIED_COUNT - len(prefectural) - len(doubled) - 3
    places = [*prefectural, *doubled, *beyond[:2], *state[:1], *towns[:rest]]
    return [_certified(place, number, chance) for number, place in enumerate(places, 1)]


def _certified(place: Row, number: int, chance: Chance) -> Row:
    person = invent(chance, "r6", number)
    return {
        "登録者番号": f"R6-{number:03d}",
        "氏名": person.full_name,
        "フリガナ": person.kana,
        "ローマ字氏名": person.roman,
        "メールアドレス": person.mail,
        "窓口コード": place["code"],
        "認証番号": f"2024-{number:04d}",
        "認証日": "令和7年3月28日",
        "状態": "活動停止" if number == CERTIFIED_COUNT else "認証",
    }


def first_round(windows: Sequence[Row], certified: Sequence[Row], chance: Chance) -> list[Row]:
    """88 nominations of every tier, some from one window, some not eligible."""
    held = {row["窓口コード"] for row in certified}
    free = [row for row in windows if row["code"] not in held]
    doubled = {code for code in held if _count(certified, code) > 1}
    single = [row for row in windows if row["code"] in held - doubled]
    groups: Groups = (
        (grants(free, gap=True), 26),
        (grants(free, gap=False), 26),
        (others(free, gap=True), 7),
        (grants(single), 13),
        (others(free, gap=False), 8),
        (others(single), 2),
        ([row for row in windows if row["code"] in doubled], 2),
    )
    return _nominations(_places(groups, windows, chance, "r7-1"), chance, "r7-1")


def second_round(
    windows: Sequence[Row], first: Sequence[Row], certified: Sequence[Row], chance: Chance
) -> list[Row]:
    """86 nominations of people who were not put forward in the first round."""
    held = {row["窓口コード"] for row in certified} | {row["window"] for row in first}
    free = [row for row in windows if row["code"] not in held]
    used = [row for row in windows if row["code"] in held]
    groups: Groups = (
        (grants(free), 36),
        (grants(used), 26),
        (others(free), 16),
        (others(used), 4),
    )
    return _nominations(_places(groups, windows, chance, "r7-2"), chance, "r7-2")


def _places(groups: Groups, windows: Sequence[Row], chance: Chance, key: str) -> list[Row]:
    """Windows of the groups in their numbers, some more than once, and a few not eligible."""
    chosen: list[Row] = []
    for number, (rows, count) in enumerate(groups):
        order = chance.shuffled(rows, f"{key}/group/{number}")
        chosen += (order * (count // max(len(order), 1) + 1))[:count]
    unfit = [row for row in windows if row["days_open"] < 5 or not row["one_stop"]]
    state = [row for row in windows if row["founder_kind"] == "state"]
    chosen += [*chance.shuffled(unfit, f"{key}/unfit")[:3], state[-1]]
    return chance.shuffled(chosen, f"{key}/order")


def _nominations(places: Sequence[Row], chance: Chance, key: str) -> list[Row]:
    return [_nomination(place, number, chance, key) for number, place in enumerate(places, 1)]


def _nomination(place: Row, number: int, chance: Chance, key: str) -> Row:
    name = f"{key}/{number}"
    short = chance.often(4, f"{name}/short")
    phone = f"00-{key[-1]}{number:03d}-{chance.below(10_000, name + '/phone'):04d}"
    year = 2025 if short else 2012 + chance.below(11, f"{name}/since")
    return {
        "reference": f"{key}-{number:03d}",
        "window": place["code"],
        **invent(chance, key, number)._asdict(),
        "role": "adviser" if chance.often(18, f"{name}/role") else "counsellor",
        "employment": chance.pick(EMPLOYMENT, f"{name}/employment"),
        "started_on": date(year, 4 if not short else 2, 1),
        "weekly_hours": chance.pick((38.75, 38.75, 40, 30, 20), f"{name}/hours"),
        "experience_months": None,
        "evidence": chance.pick(EVIDENCE, f"{name}/evidence"),
        "past_unselected": 1 if chance.often(5, f"{name}/past") else None,
        "remarks": f"日中の連絡先 {phone}",
    }


def _count(certified: Sequence[Row], code: Any) -> int:
    return sum(row["窓口コード"] == code for row in certified)
