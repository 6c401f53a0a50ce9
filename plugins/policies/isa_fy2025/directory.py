"""Clause III 2(1)ア: rows by block, prefecture, institution. No name can enter."""

from plugins.api import DirectoryFacts, DirectoryPlace, DirectoryRow, DirectoryRuling, Faults

from .tables import BLOCK_OF, BLOCKS, TITLE, choose


def decide(facts: DirectoryFacts) -> DirectoryRuling:
    """Institutions with at least one coordinator for whom both consents stand."""
    choose(facts.parameters)
    listed = [place for place in facts.places if place.coordinators >= 1]
    _refuse_unknown_codes(listed)
    rows = tuple(_row(place) for place in sorted(listed, key=_order))
    return DirectoryRuling(rows=rows, title=TITLE)


def _refuse_unknown_codes(places: list[DirectoryPlace]) -> None:
    faults = Faults()
    for code in sorted({place.municipality_code for place in places}):
        faults.unless(
            code[:2] in BLOCK_OF,
            "directory.code_unknown",
            f"団体コード {code} の都道府県が分かりません。コードを直してください。",
            f"The prefecture of local-government code {code} is unknown. Please correct the code.",
            "municipality_code",
        )
    faults.raise_any()


def _order(place: DirectoryPlace) -> tuple[int, str, str, str, int]:
    code = place.municipality_code
    block = BLOCKS.index(BLOCK_OF[code[:2]])
    return block, code[:2], place.institution, code, place.coordinators


def _row(place: DirectoryPlace) -> DirectoryRow:
    return DirectoryRow(
        block=BLOCK_OF[place.municipality_code[:2]],
        prefecture=place.prefecture,
        municipality=place.municipality,
        institution=place.institution,
        coordinators=place.coordinators,
    )
