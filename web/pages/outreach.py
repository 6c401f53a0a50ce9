"""Outreach (clauses 9, 29, 39-41): a card for each prefecture to approach, then what was held and
posted, by date."""

from datetime import date
from typing import NamedTuple

from starlette.responses import Response

from core.command import Choice
from core.programme.outreach.briefings import AUDIENCES, FORMS
from core.programme.outreach.words import ANSWERS, CHANNELS, MEANS, MEASURES, OUTCOMES
from projections.outreach_board import Card, TargetList, cards, lists
from projections.outreach_measures import outreach
from web.japan_tiles import TILES, Tile
from web.pages.registers import effective_on
from web.render import page
from web.visit import Visit

STATUSES = (
    Choice("planned", "予定", "planned"),
    Choice("held", "開催済み", "held"),
    Choice("cancelled", "取りやめ", "called off"),
)
WORDS: dict[str, dict[str, Choice]] = {
    name: {choice.code: choice for choice in choices}
    for name, choices in (
        ("audience", AUDIENCES),
        ("form", FORMS),
        ("answer", ANSWERS),
        ("means", MEANS),
        ("outcome", OUTCOMES),
        ("channel", CHANNELS),
        ("measure", MEASURES),
        ("status", STATUSES),
    )
}
"""Kind of code -> code -> its words."""


class Placed(NamedTuple):
    """A card with its place on the map."""

    card: Card
    tile: Tile


def show_outreach(visit: Visit) -> Response:
    """The list adopted last, or `?targets=`, with who acts there today (or `?on=`); then the
    measures."""
    assert visit.shown >= 0
    tenant = visit.tenant
    known = lists(tenant.views, tenant.slug, visit.as_of)
    asked = visit.query("targets")
    chosen = next((each for each in known if each.targets == asked), known[0] if known else None)
    on = effective_on(visit) or tenant.now().date()
    return page(
        visit,
        "officer/outreach.html",
        lists=known,
        chosen=chosen,
        placed=_placed(visit, chosen, on),
        held=outreach(tenant.views, tenant.slug, visit.as_of),
        words_of=WORDS,
        on=on,
    )


def _placed(visit: Visit, chosen: TargetList | None, on: date) -> list[Placed]:
    if chosen is None:
        return []
    found = cards(visit.tenant.views, visit.tenant.slug, chosen.targets, on, visit.as_of)
    tiles = {tile.code: tile for tile in TILES}
    return [Placed(card, tiles[card.target.prefecture]) for card in found]
