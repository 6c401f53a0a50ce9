"""Papers: PDF files from a template in `papers/` and data, equal bytes wherever they are made.

Data reaches a template as JSON, never as source, so no text in it can be an instruction. Nothing of
the machine takes part: the font is the repository's own, and a paper bears no date of making.
"""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import typst

from core.errors import Refused, refuse

_HERE = Path(__file__).parent
_PAPERS, _FONTS = _HERE / "papers", _HERE / "fonts"
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def paper(name: str, data: Mapping[str, Any]) -> bytes:
    """The template `papers/NAME.typ` filled with `data`, as an accessible PDF (PDF/UA-1).

    A template starts as `papers/house.typ` says. `Refused` names a character that the font cannot
    draw.
    """
    compiler = typst.Compiler(
        _PAPERS / f"{name}.typ",
        root=_PAPERS,
        font_paths=_fonts(),
        sys_inputs={"data": msgspec.json.encode(data).decode()},
    )
    try:
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        undrawn = _UNDRAWN.search(str(error))
        if undrawn is None:
            raise
        raise _cannot_draw(undrawn[1]) from None
    assert not warnings, f"paper {name}: {warnings[0]}"
    assert isinstance(made, bytes), f"paper {name}: not one file"
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )


def _cannot_draw(quoted: str) -> Refused:
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), quoted)
    points = " ".join(f"U+{ord(one):04X}" for one in text)
    shown = text if text.isprintable() else ""
    return refuse(
        "paper.character",
        f"文字「{shown}」（{points}）は、この書類の字体にないため印字できません。",
        f"The character {shown} ({points}) is not in the font of this paper.",
    )
