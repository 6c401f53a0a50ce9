"""What is wrong with a file that cannot be decoded, in words for its author."""

import re
from typing import NamedTuple

AT = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
KNOWN = (
    (
        r"Object missing required field `(.+)`",
        "項目「{0}」がありません",
        "the field {0} is missing",
    ),
    (
        r"Object contains unknown field `(.+)`",
        "項目「{0}」は使われません。綴りを確かめてください",
        "no field is called {0}; check its spelling",
    ),
    (r"Expected `(.+)`, got `(.+)`", "{0} のはずが {1} です", "{0} was expected, and here is {1}"),
    (
        r"Expected `(.+)` of length (.+)",
        "{0} の長さが {1} ではありません",
        "a list of another length was expected ({0}, {1})",
    ),
)
"""The messages of msgspec that authors meet, and our words for them."""


class Wrong(NamedTuple):
    """In Japanese and English."""

    ja: str
    en: str


def wrong(error: Exception) -> Wrong:
    """Our words, or those of the decoder where we have none."""
    found = AT.fullmatch(str(error))
    assert found
    where = f"{found['path']}: " if found["path"] else ""
    for pattern, ja, en in KNOWN:
        if told := re.fullmatch(pattern, found["what"]):
            return Wrong(where + ja.format(*told.groups()), where + en.format(*told.groups()))
    return Wrong(f"{where}書式が正しくありません（{found['what']}）", f"{where}{found['what']}")
