"""Choices that follow from a seed and a name: the same sample on every machine."""

from collections.abc import Sequence
from typing import TypeVar

from core.identity import seeded_entropy

T = TypeVar("T")


class Chance:
    """Draws by name, so that adding one draw changes no other."""

    def __init__(self, seed: int) -> None:
        self._draw = seeded_entropy(f"sample {seed}".encode())

    def below(self, limit: int, name: str) -> int:
        """A whole number from 0 up to, not including, `limit`."""
        return int.from_bytes(self._draw(name)[:8], "big") % limit

    def pick(self, choices: Sequence[T], name: str) -> T:
        """One of the choices."""
        return choices[self.below(len(choices), name)]

    def often(self, percent: int, name: str) -> bool:
        """True in about `percent` of a hundred draws."""
        return self.below(100, name) < percent

    def shuffled(self, things: Sequence[T], name: str) -> list[T]:
        """All of them in another order."""
        keyed = [(self._draw(f"{name}/{place}"), place) for place in range(len(things))]
        return [things[place] for _, place in sorted(keyed)]
