"""One text with headings: `【見出し】` or `[code]` alone on a line begins the text under it.

So several texts pass through every door as one field, and are sealed as one.
"""

from collections.abc import Iterable, Mapping


def read_sections(text: str, names: Iterable[str]) -> dict[str, str]:
    """Heading -> text under it, for the headings of `names`; what stands before the first is under
    "". Empty texts are left out; the same heading again goes on."""
    starts = {mark: name for name in names for mark in (f"【{name}】", f"[{name}]")}
    found: dict[str, list[str]] = {}
    held = ""
    for line in text.splitlines():
        if line.rstrip() in starts:
            held = starts[line.rstrip()]
        else:
            found.setdefault(held, []).append(line.rstrip())
    joined = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return {name: held for name, held in joined.items() if held}


def write_sections(texts: Mapping[str, str]) -> str:
    """The one text that `read_sections` takes apart again; a line that looks like a heading is
    moved in by a space."""
    marks = {mark for name in texts for mark in (f"【{name}】", f"[{name}]")}
    return "\n".join(f"[{name}]\n{_plain(text, marks)}" for name, text in texts.items() if text)


def _plain(text: str, marks: set[str]) -> str:
    lines = text.strip().splitlines()
    return "\n".join(f" {line}" if line.rstrip() in marks else line for line in lines)
