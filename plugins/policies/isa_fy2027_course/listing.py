"""Clause III 2(1)ア: institutions by block, prefecture and name. No person can enter."""

from plugins.api import DirectoryFacts, DirectoryPlace, DirectoryRow, DirectoryRuling, Faults

from .tables import PLACES, TITLE, choose


def rows_of(facts: DirectoryFacts) -> DirectoryRuling:
    """Those with at least one coordinator for whom both consents stand."""
    choose(facts.parameters)
    listed = [place for place in facts.places if place.coordinators >= 1]
    _check_codes({place.municipality_code for place in listed})
    rows = tuple(_row(place) for place in sorted(listed, key=_order))
    return DirectoryRuling(rows=rows, title=TITLE)


def _check_codes(codes: set[str]) -> None:
    faults = Faults()
    for code in sorted(codes):
        faults.unless(
            code[:2] in PLACES,
            "directory.code_unknown",
            f"団体コード {code} の都道府県が分かりません。コードを直してください。",
            f"The prefecture of local-government code {code} is unknown. Please correct the code.",
            "municipality_code",
        )
    faults.raise_any()


def _order(place: DirectoryPlace) -> tuple[int, str, str, str, int]:
    code = place.municipality_code
    return PLACES[code[:2]][0], code[:2], place.institution, code, place.coordinators


def _row(place: DirectoryPlace) -> DirectoryRow:
    return DirectoryRow(
        block=PLACES[place.municipality_code[:2]][1],
        prefecture=place.prefecture,
        municipality=place.municipality,
        institution=place.institution,
        coordinators=place.coordinators,
    )
