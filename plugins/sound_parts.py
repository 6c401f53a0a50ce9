"""What parts of any ruling must hold to: words in both languages, codes, days, no doubles."""

import re
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Protocol

CODE = re.compile(r"[0-9A-Za-z_.-]{1,60}")
"""What a command can name: `core.command.Code`."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Between them a day can be counted on from, and said in words."""

TERM_MAX = 100
"""Characters of a word that pages and subjects of letters carry."""


class Said(Protocol):
    """Anything that people read."""

    @property
    def ja(self) -> str:
        """In Japanese."""

    @property
    def en(self) -> str:
        """In English."""


class Coded(Said, Protocol):
    """A code with its words."""

    @property
    def code(self) -> str:
        """The code."""


def is_said(*things: Said) -> bool:
    """Whether each has words in both languages."""
    return all(each.ja.strip() and each.en.strip() for each in things)


def is_line(text: str) -> bool:
    """Whether it can stand in a heading: short, and nothing that does not print."""
    return len(text) <= TERM_MAX and text.replace("\u3000", " ").isprintable()


def are_coded(things: Sequence[Coded]) -> bool:
    """Whether each has a code of its own that a command can name, and words."""
    codes = [each.code for each in things]
    return all(map(is_code, codes)) and are_distinct(codes) and is_said(*things)


def is_code(text: str) -> bool:
    """Whether a command can name it."""
    return CODE.fullmatch(text) is not None


def are_distinct(values: Iterable[Hashable]) -> bool:
    """Whether none is there twice."""
    listed = list(values)
    return len(set(listed)) == len(listed)


def are_in_order(*days: date | None) -> bool:
    """Whether the days that are there can be counted with, and none is before an earlier one."""
    told = [day for day in days if day is not None]
    return all(FIRST_DAY <= day <= LAST_DAY for day in told) and told == sorted(told)
