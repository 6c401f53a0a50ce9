"""Clause 2(1): which private bodies take part, by the table of organisations.toml."""

from collections.abc import Iterator, Mapping

from plugins.api import FactUsed, OrganisationFacts, Reason, Value, WindowFacts, fact_used

from .positions import position
from .tables import BODIES, because

PRIVATE = "private"
NAMES = ("kind", "documents", "circumstances")
NOTHING = OrganisationFacts(kind="")


def is_private(window: WindowFacts) -> bool:
    """A desk founded by a private body itself; one it runs for a local government is a window."""
    return window.founder_kind == PRIVATE


def conditions(chosen: Mapping[str, Value]) -> list[str]:
    """What is asked of a private body's desk."""
    asked = str(chosen["private_conditions"])
    return [] if asked == "none" else asked.split(",")


def about_body(window: WindowFacts, chosen: Mapping[str, Value]) -> Iterator[Reason]:
    """Every reason against the organisation."""
    held = window.organisation or NOTHING
    kind = BODIES["kinds"].get(held.kind)
    if kind is None:
        yield because("organisation_unknown")
    elif not _accepted(kind, chosen):
        yield because("organisation_excluded", **_named("kinds", held.kind))
    else:
        for code in kind["documents"]:
            if code not in held.documents:
                yield because("organisation_unproved", **_named("documents", code))
    for code in held.circumstances:
        if code in BODIES["circumstances"]:
            yield because("circumstance", **_named("circumstances", code))


def doubts(window: WindowFacts) -> Iterator[Reason]:
    """Warnings: what an officer recorded and this policy has no rule for."""
    for code in (window.organisation or NOTHING).circumstances:
        if code not in BODIES["circumstances"]:
            yield because("circumstance_unknown", named=code)


def body_facts(window: WindowFacts) -> tuple[FactUsed, ...]:
    """The facts about the organisation, with the position of the event that recorded them."""
    held, place = window.organisation, position(window.positions, "organisation", "window")
    values = {name: getattr(held, name) if held else None for name in NAMES}
    return tuple(
        fact_used(f"organisation_{name}", _plain(value), place) for name, value in values.items()
    )


def _accepted(kind: Mapping[str, object], chosen: Mapping[str, Value]) -> bool:
    decided_by = kind.get("decided_by")
    return chosen[str(decided_by)] == "included" if decided_by else bool(kind["accepted"])


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def _named(table: str, code: str) -> dict[str, str]:
    row = BODIES[table][code]
    return {"named_ja": row["ja"], "named_en": row["en"]}
