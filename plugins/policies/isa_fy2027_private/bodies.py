"""Clause 2(1): which private bodies take part, by the table of organisations.toml."""

from collections.abc import Iterator, Mapping

from plugins.api import FactUsed, OrganisationFacts, Reason, Value, WindowFacts, fact_used

from .positions import position
from .tables import BODIES, because, listed

PRIVATE = "private"
NAMES = ("kind", "documents", "circumstances")
NOTHING = OrganisationFacts(kind="")


def is_private(window: WindowFacts) -> bool:
    """A desk founded by a private body itself; one it runs for a local government is a window."""
    return window.founder_kind == PRIVATE


def about_body(window: WindowFacts, chosen: Mapping[str, Value]) -> Iterator[Reason]:
    """Every reason against the organisation."""
    held = window.organisation or NOTHING
    kind = BODIES["kinds"].get(held.kind)
    if kind is None:
        yield because("organisation_unknown")
    elif held.kind not in listed(chosen, "private_kinds"):
        yield because("organisation_excluded", **_named("kinds", held.kind))
    else:
        for code in listed(chosen, "private_documents"):
            if code in kind["documents"] and code not in held.documents:
                yield because("organisation_unproved", **_named("documents", code))
    for code in held.circumstances:
        if code in listed(chosen, "private_exclusions"):
            yield because("circumstance", **_named("circumstances", code))


def doubts(window: WindowFacts, chosen: Mapping[str, Value]) -> Iterator[Reason]:
    """Warnings: what an officer recorded and this policy has no rule for, or not this time."""
    for code in (window.organisation or NOTHING).circumstances:
        if code not in BODIES["circumstances"]:
            yield because("circumstance_unknown", named=code)
        elif code not in listed(chosen, "private_exclusions"):
            yield because("circumstance_let_in", **_named("circumstances", code))


def body_facts(window: WindowFacts) -> tuple[FactUsed, ...]:
    """The facts about the organisation, with the position of the event that recorded them."""
    held, place = window.organisation, position(window.positions, "organisation", "window")
    values = {name: getattr(held, name) if held else None for name in NAMES}
    return tuple(
        fact_used(f"organisation_{name}", _plain(value), place) for name, value in values.items()
    )


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def _named(table: str, code: str) -> dict[str, str]:
    row = BODIES[table][code]
    return {"named_ja": row["ja"], "named_en": row["en"]}
