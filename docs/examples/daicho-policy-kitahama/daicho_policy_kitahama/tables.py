"""The policy's own files, read once when it is loaded."""

import tomllib
from pathlib import Path

from plugins.api import read_parameters

FOLDER = Path(__file__).parent
PARAMETERS = read_parameters(FOLDER)
WORDS = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
YEAR = tomllib.loads((FOLDER / "year.toml").read_text("utf-8"))
