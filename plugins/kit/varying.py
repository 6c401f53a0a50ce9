"""The same question asked otherwise: with its lists in another order, or by a twin tenant."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from msgspec import Struct


def shuffled(facts: Struct) -> Iterator[Struct]:
    """The facts with every list turned round, and with every list begun at its middle.

    Nothing at all if no list of the question has two entries: their order says nothing then.
    """
    lists = {
        name: part
        for name, part in msgspec.structs.asdict(facts).items()
        if isinstance(part, tuple) and len(part) > 1
    }
    if not lists:
        return
    turned = {name: part[::-1] for name, part in lists.items()}
    begun = {name: part[len(part) // 2 :] + part[: len(part) // 2] for name, part in lists.items()}
    yield msgspec.structs.replace(facts, **turned)
    yield msgspec.structs.replace(facts, **begun)


def twins(facts: Struct) -> Iterator[Struct]:
    """What another tenant might ask in the same words: ids are equal, what is told of them is not.

    In the first every number, day and yes or no is another; in the second each entry of a list has
    what was the next one's. A policy may refuse them; it must only not remember them.
    """
    yield _otherwise(facts)
    lists = {
        name: tuple(_exchanged(part))
        for name, part in msgspec.structs.asdict(facts).items()
        if isinstance(part, tuple) and all(isinstance(each, Struct) for each in part)
    }
    yield msgspec.structs.replace(facts, **lists)


def _otherwise(facts: Struct) -> Struct:
    changed = {name: _other(part) for name, part in msgspec.structs.asdict(facts).items()}
    return msgspec.structs.replace(facts, **changed)


def _other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, bytes):
        return bytes(255 - byte for byte in value)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, tuple):
        return tuple(_other(part) for part in value)
    return _otherwise(value) if isinstance(value, Struct) else value


def _exchanged(entries: tuple[Struct, ...]) -> Iterator[Struct]:
    for entry, following in zip(entries, entries[1:] + entries[:1], strict=True):
        id = entry.__struct_fields__[0]
        yield msgspec.structs.replace(following, **{id: getattr(entry, id)})
