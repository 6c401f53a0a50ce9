"""Before a run: every fact must have its place. Nothing is passed over in silence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from plugins.api import Fault, Refused, SelectionFacts, Value

from .counting import counts
from .tables import BLOCK_OF

FAULTS = {
    "window_twice": ("窓口コードが重複しています", "is the code of more than one window"),
    "nomination_twice": ("受付番号が重複しています", "is the number of more than one nomination"),
    "window_unknown": ("この窓口の情報がありません", "is a window about which nothing is known"),
    "block_unknown": (
        "窓口の団体コードから地域ブロックが分かりません",
        "is a window whose code is in no known block",
    ),
    "prefecture_in_two_blocks": (
        "この都道府県の窓口の団体コードが、二つ以上の地域ブロックにわたっています",
        "is a prefecture whose windows have codes in more than one block",
    ),
    "seats_negative": ("定員が負の数です", "is a negative number of seats"),
}


def refuse_unplaced(facts: SelectionFacts, chosen: Mapping[str, Value]) -> None:
    """`Refused` with every fault: an id twice, a window nobody described, no such region."""
    faults = [
        Fault(f"selection.{code}", f"{name}: {ja}。", f"{name} {en}.", name)
        for code, names in _found(facts, chosen)
        for ja, en in [FAULTS[code]]
        for name in sorted(names)
    ]
    if faults:
        raise Refused(*faults)


def _found(
    facts: SelectionFacts, chosen: Mapping[str, Value]
) -> Iterator[tuple[str, Iterable[str]]]:
    codes = [window.code for window in facts.windows]
    stood = {one.window for one in facts.standings if counts(one, facts.decided_on, chosen)}
    named = {nominee.window for nominee in facts.nominees} | (stood - {""})
    yield "window_twice", _twice(codes)
    yield "nomination_twice", _twice(nominee.nomination for nominee in facts.nominees)
    yield "window_unknown", named - set(codes)
    if chosen["balance_region"] == "block":
        blocks = {
            window.code: BLOCK_OF.get(window.municipality_code[:2]) for window in facts.windows
        }
        yield "block_unknown", {code for code, block in blocks.items() if block is None}
        pairs = {(window.prefecture, blocks[window.code]) for window in facts.windows}
        yield "prefecture_in_two_blocks", _twice(prefecture for prefecture, _ in pairs)
    if facts.seats < 0:
        yield "seats_negative", [str(facts.seats)]


def _twice(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}
