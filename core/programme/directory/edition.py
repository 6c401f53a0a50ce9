"""The files of an edition, from rows alone: HTML, CSV, JSON and edition.json (clause 31).

Pure and without a build time: the same rows give the same bytes on any machine. The rows are
`DirectoryRow`s; no name can enter them.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from html import escape

import msgspec
from msgspec import Struct

from core.event import PolicyRef
from core.programme.questions import DirectoryRow

TITLE = "所属機関リスト"
"""Of an edition whose policy gives the list no title of its own."""
HEADERS = ("地域ブロック", "都道府県", "市区町村等", "所属機関", "人数")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_STYLE = (
    "body{font-family:sans-serif;line-height:1.7;margin:2rem;color:#1a1a1c}"
    "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.4rem .8rem;"
    "text-align:left}td:last-child{text-align:right}"
)


class Edition(Struct, frozen=True, kw_only=True):
    """What an edition is made of: its name, number (0, then one an amendment), snapshot, policy,
    rows and title."""

    name: str
    number: int
    position: int
    policy: PolicyRef | None
    rows: tuple[DirectoryRow, ...]
    title: str = ""

    @property
    def heading(self) -> str:
        """What the list is called."""
        return self.title or TITLE

    @property
    def coordinators(self) -> int:
        """People counted in all rows."""
        return sum(row.coordinators for row in self.rows)

    @property
    def organisations(self) -> int:
        """Institutions listed."""
        return len(self.rows)


def has_blocks(rows: Sequence[DirectoryRow]) -> bool:
    """Whether the list goes by blocks: one whose policy gives none has no such column."""
    return any(row.block for row in rows)


def rows_digest(rows: Sequence[DirectoryRow]) -> str:
    """SHA-256 (hex) of the rows as canonical JSON: what an approver has before them."""
    return hashlib.sha256(msgspec.json.encode(rows, order="sorted")).hexdigest()


def edition_files(edition: Edition) -> dict[str, bytes]:
    """File name -> bytes: the three forms, and `edition.json` with their digests."""
    files = {
        "directory.html": _html(edition),
        "directory.csv": _csv(edition.rows),
        "directory.json": _pretty(
            {
                "title": edition.heading,
                "edition": edition.name,
                "rows": msgspec.to_builtins(edition.rows),
            }
        ),
    }
    manifest = {
        "format": "daicho-edition/1",
        "edition": edition.name,
        "number": edition.number,
        "position": edition.position,
        "policy": msgspec.to_builtins(edition.policy),
        "organisations": edition.organisations,
        "coordinators": edition.coordinators,
        "rows_sha256": rows_digest(edition.rows),
        "files": {name: hashlib.sha256(raw).hexdigest() for name, raw in sorted(files.items())},
    }
    return {**files, "edition.json": _pretty(manifest)}


def edition_sha256(edition: Edition) -> str:
    """SHA-256 (hex) of `edition.json`, which itself holds the digests of the other files."""
    return hashlib.sha256(edition_files(edition)["edition.json"]).hexdigest()


def _pretty(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _csv(rows: Sequence[DirectoryRow]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_headers(rows))
    for row in rows:
        texts = _texts(row, blocks=has_blocks(rows))
        writer.writerow([*(_harmless(text) for text in texts), row.coordinators])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _headers(rows: Sequence[DirectoryRow]) -> tuple[str, ...]:
    return HEADERS if has_blocks(rows) or not rows else HEADERS[1:]


def _texts(row: DirectoryRow, *, blocks: bool) -> tuple[str, ...]:
    places = (row.prefecture, row.municipality, row.institution)
    return (row.block, *places) if blocks else places


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _html(edition: Edition) -> bytes:
    head = "".join(f'<th scope="col">{header}</th>' for header in _headers(edition.rows))
    blocks = has_blocks(edition.rows)
    body = "\n".join(_html_row(row, blocks=blocks) for row in edition.rows)
    title = escape(edition.heading)
    page = f"""<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<p>{escape(edition.name)} 版（訂正 {edition.number} 回）
・{edition.organisations} 機関・{edition.coordinators} 名</p>
<table>
<caption>所属機関別の人数。個人名は掲載していません。</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</body>
</html>
"""
    return page.encode()


def _html_row(row: DirectoryRow, *, blocks: bool) -> str:
    cells = (*_texts(row, blocks=blocks), str(row.coordinators))
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
