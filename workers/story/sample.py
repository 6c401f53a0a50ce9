"""The files of docs/sample: what windows, clerks, nominees and trainees would send in one year.

Answers and results are there for every nominee, selected or not, so that the year still plays when
a caseload or a grant is changed and other people are selected.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from workers.documents.forms import BODIES, NOMINATIONS, WINDOWS
from workers.documents.writing import workbook_bytes, write_csv
from workers.story.chance import Chance
from workers.story.nominees import first_round, sample_certified, second_round
from workers.story.spelling import as_typed
from workers.story.windows import Row, sample_windows

SEED = 2025
CLAUSE = "受入環境整備交付金の交付を受けている一元的相談窓口の職員を優先します。"
GROUPS = "ABCDE"
CARRIED_MAX = 8
"""People not selected in one round whom their bodies put forward again in the next."""
README = """# 見本のファイル / Sample files

ここにある人物・連絡先・件数はすべて架空です。団体の名称とコードだけが実在します。
Every person, address and figure is invented; names and codes of local governments are real.

`make demo` はこのファイルだけから一年分を再現します。
`python -m workers.story.sample DIR` で作り直せます。
"""


def sample_files(seed: int = SEED) -> dict[str, bytes]:
    """File name -> bytes; the same seed gives the same bytes."""
    chance = Chance(seed)
    windows = sample_windows(chance)
    typed = as_typed(windows, chance, "typed/windows")
    certified = sample_certified(windows, chance)
    first = first_round(windows, certified, chance)
    second = second_round(windows, first, certified, chance)
    wrong = _with_mistakes(as_typed(first, chance, "typed/2025-1"))
    files = {
        "README.md": README.encode(),
        "windows.xlsx": workbook_bytes(WINDOWS, typed),
        "bodies.csv": write_csv(BODIES, _bodies(windows)),
        "fy2024.csv": _csv(certified),
        "nominations-2025-1-first.xlsx": workbook_bytes(NOMINATIONS, wrong),
        "consents.csv": _csv(_consents(certified, (first, second), chance)),
    }
    for call, rows in (("2025-1", first), ("2025-2", second)):
        files |= _of_call(call, rows, chance)
    return files


def write_sample(folder: Path, seed: int = SEED) -> None:
    """Write the sample's files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in sample_files(seed).items():
        (folder / name).write_bytes(raw)


def _of_call(call: str, rows: Sequence[Row], chance: Chance) -> dict[str, bytes]:
    numbers = [f"{call}-{place:04d}" for place in range(1, len(rows) + CARRIED_MAX + 1)]
    return {
        f"call-{call}.txt": _call_text(call).encode(),
        f"nominations-{call}.xlsx": workbook_bytes(
            NOMINATIONS, as_typed(rows, chance, f"typed/{call}")
        ),
        f"review-{call}.csv": _csv([_review(each, chance) for each in numbers]),
        f"replies-{call}.csv": _csv([_reply(each, chance) for each in numbers]),
        f"results-{call}.csv": _csv([_result(each, chance) for each in numbers]),
    }


def _call_text(call: str) -> str:
    year, number = call.split("-")
    return (
        f"外国人支援コーディネーター養成研修（{year}年度 第{number}回）の受講生を募集します。\n"
        f"{CLAUSE}\n定員は60名です。推薦は地方公共団体が様式により行ってください。\n"
    )


def _bodies(windows: Sequence[Row]) -> list[Row]:
    found = {row["municipality_code"]: row for row in windows}
    return [
        {
            "code": code,
            "title": row["municipality"] or row["prefecture"],
            "department": "国際担当課",
            "office_mail": f"office-{code}@example.jp",
            "fallback": None,
        }
        for code, row in sorted(found.items())
    ]


def _with_mistakes(rows: Sequence[Row]) -> list[Row]:
    """A month that does not exist in row 5, and a letter O for a zero of a code in row 9."""
    wrong = list(rows)
    wrong[3] = {**wrong[3], "started_on": "令和8年13月1日"}
    code = str(wrong[7]["window"])
    wrong[7] = {**wrong[7], "window": code.replace("-0", "-O")}
    return wrong


def _review(number: str, chance: Chance) -> Row:
    kinds = ("受理",) * 88 + ("差戻し",) * 6 + ("取下げ",) * 2 + ("失効",) + ("保留",) * 3
    kind = chance.pick(kinds, f"{number}/review")
    returned = kind == "差戻し"
    return {
        "受付番号": number,
        "処理": kind,
        "差戻しの理由": "確認書類の期間が読み取れません" if returned else "",
        "再提出した確認書類": "在職証明書" if returned else "",
        "再提出した実務経験月数": 36 if returned else "",
    }


def _reply(number: str, chance: Chance) -> Row:
    answers = ("承諾",) * 92 + ("辞退",) * 5 + ("無回答",) * 3
    return {"受付番号": number, "回答": chance.pick(answers, f"{number}/reply")}


def _result(number: str, chance: Chance) -> Row:
    start = date(2025, 6, 20) if number.startswith("2025-1") else date(2025, 9, 1)
    studied = {
        f"科目群{group}": (start + timedelta(days=10 * place)).isoformat()
        for place, group in enumerate(GROUPS)
    }
    ending = chance.pick(("",) * 94 + ("不合格", "不合格", "辞退", "延期"), f"{number}/ending")
    late = start + timedelta(days=180)
    return {
        "受付番号": number,
        **studied,
        "総合確認テスト": 60 + chance.below(41, f"{number}/gate"),
        "実践": (start + timedelta(days=120)).isoformat(),
        "養成課程②": late.isoformat(),
        "修了認定テスト": 60 + chance.below(41, f"{number}/final"),
        "区分": ending,
        "区分の日付": late.isoformat() if ending else "",
    }


def _consents(
    certified: Sequence[Row], rounds: Sequence[Sequence[Row]], chance: Chance
) -> list[Row]:
    keys = [str(row["登録者番号"]) for row in certified]
    for call, rows in zip(("2025-1", "2025-2"), rounds, strict=True):
        keys += [f"{call}-{place:04d}" for place in range(1, len(rows) + CARRIED_MAX + 1)]
    return [_consent(key, chance) for key in keys]


def _consent(key: str, chance: Chance) -> Row:
    person, institution = (_answer(key, party, chance) for party in ("person", "institution"))
    return {
        "番号": key,
        "本人の同意": person,
        "所属機関の同意": institution,
        "本人の確認": "○" if person == "○" and chance.often(96, f"{key}/proof/1") else "",
        "所属機関の確認": "○" if institution == "○" and chance.often(97, f"{key}/proof/2") else "",
    }


def _answer(key: str, party: str, chance: Chance) -> str:
    return chance.pick(("○",) * 90 + ("×",) * 4 + ("",) * 6, f"{key}/{party}")


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


if __name__ == "__main__":
    import sys

    write_sample(Path(sys.argv[1]))
