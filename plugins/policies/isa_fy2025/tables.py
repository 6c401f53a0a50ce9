"""The policy's own data (policy.toml and the tables beside it), read once, digested with it."""

import tomllib
from pathlib import Path
from typing import Any, Final

from plugins.api import Reason, Value, read_parameters, reason
from plugins.api import choose as choose_from

FOLDER: Final = Path(__file__).parent


def _read(name: str) -> Any:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


PARAMETERS: Final = read_parameters(FOLDER)
ROUNDS: Final[list[dict[str, Any]]] = _read("calendar.toml")["rounds"]
GROUPS: Final[list[dict[str, Any]]] = _read("curriculum.toml")["groups"]
TIERS: Final[list[dict[str, str]]] = _read("labels.toml")["tiers"]
PROGRAMME: Final[dict[str, Any]] = _read("labels.toml")["words"]
"""What the programme is called."""
CERTIFICATION: Final[dict[str, Any]] = _read("certification.toml")
DEFAULTS: Final[dict[str, Any]] = _read("defaults.toml")
TITLE: Final[str] = _read("blocks.toml")["title"]
"""Of the public list."""
BLOCKS: Final[list[str]] = [block["ja"] for block in _read("blocks.toml")["blocks"]]
BLOCK_OF: Final[dict[str, str]] = {
    code: block["ja"] for block in _read("blocks.toml")["blocks"] for code in block["prefectures"]
}
"""Prefecture code (first two digits of a 団体コード) -> block."""
_WORDS: Final[dict[str, dict[str, dict[str, str]]]] = _read("reasons.toml")


def choose(given: dict[str, Value]) -> dict[str, Value]:
    """Every parameter's value, as given or by default; `Refused` naming each fault."""
    return choose_from(PARAMETERS, given)


def because(code: str, **values: object) -> Reason:
    """The reason of this code in both languages, its {names} filled in."""
    return reason(code, _WORDS["reasons"][code], **values)


def sentence(code: str, language: str, **values: object) -> str:
    """One sentence of an explanation in `language` (`ja` or `en`)."""
    return _WORDS["sentences"][code][language].format_map(values)
