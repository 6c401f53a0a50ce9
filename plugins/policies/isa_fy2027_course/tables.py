"""The policy's own data (policy.toml and the tables beside it), read once, digested with it."""

import tomllib
from pathlib import Path
from typing import Any, Final

from plugins.api import Value, read_parameters
from plugins.api import choose as choose_from

FOLDER: Final = Path(__file__).parent


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


PARAMETERS: Final = read_parameters(FOLDER)
STEPS: Final[list[dict[str, Any]]] = _read("curriculum.toml")["steps"]
PAPER: Final = _read("certification.toml")
"""What a certificate says, what a renewal needs, and the grounds of a revocation."""
TITLE: Final[str] = _read("blocks.toml")["title"]
"""Of the public list."""
PLACES: Final[dict[str, tuple[int, str]]] = {
    code: (order, block["ja"])
    for order, block in enumerate(_read("blocks.toml")["blocks"])
    for code in block["prefectures"]
}
"""Prefecture code (first two digits of a 団体コード) -> the block's place in the list, its name."""


def choose(given: dict[str, Value]) -> dict[str, Value]:
    """Every parameter's value, as given or by default; `Refused` naming each fault."""
    return choose_from(PARAMETERS, given)
