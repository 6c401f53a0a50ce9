"""The policy's own data (policy.toml and the tables beside it), read once, digested with it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from plugins.api import Reason, Value, read_parameters, reason
from plugins.api import choose as choose_from

FOLDER: Final = Path(__file__).parent


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


PARAMETERS: Final = read_parameters(FOLDER)
ROUNDS: Final[list[dict[str, int]]] = _read("calendar.toml")["rounds"]
TIERS: Final[list[dict[str, str]]] = _read("labels.toml")["tiers"]
PROGRAMME: Final[dict[str, Any]] = _read("labels.toml")["words"]
"""What the programme is called."""
BODIES: Final = _read("organisations.toml")
"""Kinds of organisation, documents and circumstances, by code."""
BLOCK_OF: Final[dict[str, str]] = {
    code: block["ja"] for block in _read("blocks.toml")["blocks"] for code in block["prefectures"]
}
"""Prefecture code (first two digits of a 団体コード) -> block."""
WORDS: Final = _read("reasons.toml")


def choose(given: dict[str, Value]) -> dict[str, Value]:
    """Every parameter's value, as given or by default; `Refused` naming each fault."""
    return choose_from(PARAMETERS, given)


def listed(chosen: Mapping[str, Value], name: str) -> list[str]:
    """The codes of a parameter that lists them by commas, in its order; none for `none`."""
    told = str(chosen[name])
    return [] if told == "none" else told.split(",")


def because(code: str, **values: object) -> Reason:
    """The reason of this code in both languages, its {names} filled in."""
    return reason(code, WORDS["reasons"][code], **values)


def sentence(code: str, language: str, **values: object) -> str:
    """One sentence of an explanation in `language` (`ja` or `en`)."""
    words: str = WORDS["sentences"][code][language]
    return words.format_map(values)


def mark(tier: int) -> str:
    """The tier's mark."""
    return TIERS[tier - 1]["mark"]
