"""docs/clauses.md from the catalogue: a clause, what serves it, where that lives, what shows it."""

import inspect
from collections.abc import Iterable
from pathlib import Path

from core.command import COMMANDS, Command
from core.programme.catalogue import MODULES
from web.serving import PAGES_SERVE, VIEWS_SERVE

TITLES = {
    1: "令和7・8年度の実施（前文）",
    2: "令和9年度以降の適用（前文）",
    3: "対象者: 現に相談対応・助言に従事",
    4: "実務経験の客観的な確認",
    5: "相談窓口の要件（注）",
    6: "回数と定員",
    7: "全国の地方公共団体への募集",
    8: "一元的相談窓口の優先の明示",
    9: "受講生のいなかった県への働きかけ",
    10: "優先順位に基づく決定",
    11: "①〜⑥の区分",
    12: "相談件数等と偏在防止",
    13: "認証された者の数え方（注）",
    14: "決定の後: 意思確認、辞退、繰上げ",
    15: "養成課程①",
    16: "実践",
    17: "養成課程②",
    18: "認証",
    19: "民間団体等の対象",
    20: "アンケート調査",
    21: "明確な基準と比率",
    22: "定員・講師・回数の拡大",
    23: "フォローアップの前文",
    24: "フォローアップ研修の時期・形式・対象",
    25: "講義",
    26: "意見交換会・質疑応答",
    27: "録画",
    28: "事例研究検討会の調査",
    29: "周知の趣旨",
    30: "リスト: 本人と所属機関の同意",
    31: "リスト: 掲載内容",
    32: "個人名の公開の再検討（注）",
    33: "同意と誤りの確認",
    34: "年1回の更新",
    35: "活動事例の収集",
    36: "活動事例の内容と修正",
    37: "活動事例の掲載時期",
    38: "募集での紹介",
    39: "説明会等",
    40: "HP・SNS等",
    41: "その他の周知",
}
HEAD = """# Clauses

Where each sentence of the three source documents lives. Made by `python -m web.clauses`; a test
compares. Rules themselves are in the policy: the README of `plugins/policies/isa_fy2025` leads from
clause to function to case. A test of `tests/story` is named by the clause it shows through a door.

| clause | what it says | commands | where | views | pages | shown by |
|---|---|---|---|---|---|---|
"""
TESTS = Path(__file__).parents[1] / "tests"


def clause_table() -> str:
    """The page as Markdown; a clause without a command, or without a test, says so."""
    return HEAD + "".join(f"| {_row(number, title)} |\n" for number, title in TITLES.items())


def _row(number: int, title: str) -> str:
    found = [cls for cls in COMMANDS.values() if number in cls.clauses]
    cells = (
        _listed(cls.name for cls in found),
        _listed(_path(cls) for cls in found),
        _listed(name for name, served in VIEWS_SERVE.items() if number in served),
        _listed(path for path, served in PAGES_SERVE.items() if number in served),
        _listed(shown_by(number)),
    )
    return " | ".join((str(number), title, *cells))


def shown_by(number: int) -> list[str]:
    """The files of tests that show the clause through a door."""
    found = TESTS.rglob(f"test_clause_{number:02d}_*.py")
    return sorted(path.relative_to(TESTS.parent).as_posix() for path in found)


def _listed(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in sorted(set(names))) or "not yet"


def _path(cls: type[Command]) -> str:
    module = inspect.getmodule(cls)
    assert MODULES
    assert module is not None
    return module.__name__.replace(".", "/") + ".py"


if __name__ == "__main__":
    import sys

    sys.stdout.write(clause_table())
