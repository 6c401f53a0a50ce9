"""Before a run: every fact must have its place. Nothing is passed over in silence."""

from collections import Counter
from collections.abc import Iterable, Mapping

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
    codes = [window.code for window in facts.windows]
    faults = [
        *_faults("window_twice", _twice(codes)),
        *_faults("nomination_twice", _twice(nominee.nomination for nominee in facts.nominees)),
        *_faults("window_unknown", _places(facts, chosen) - set(codes)),
        *_faults("block_unknown", _without_block(facts, chosen)),
        *_faults("prefecture_in_two_blocks", _in_two_blocks(facts, chosen)),
        *_faults("seats_negative", {str(facts.seats)} if facts.seats < 0 else set()),
    ]
    if faults:
        raise Refused(*faults)


def _faults(code: str, names: set[str]) -> list[Fault]:
    ja, en = FAULTS[code]
    return [
        Fault(f"selection.{code}", f"{name}: {ja}。", f"{name} {en}.", name)
        for name in sorted(names)
    ]


def _twice(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times > 1}


def _places(facts: SelectionFacts, chosen: Mapping[str, Value]) -> set[str]:
    counted = {s.window for s in facts.standings if counts(s, facts.decided_on, chosen)}
    return {nominee.window for nominee in facts.nominees} | (counted - {""})


def _without_block(facts: SelectionFacts, chosen: Mapping[str, Value]) -> set[str]:
    if chosen["balance_region"] != "block":
        return set()
    return {w.code for w in facts.windows if w.municipality_code[:2] not in BLOCK_OF}


def _in_two_blocks(facts: SelectionFacts, chosen: Mapping[str, Value]) -> set[str]:
    if chosen["balance_region"] != "block":
        return set()
    pairs = {(w.prefecture, BLOCK_OF.get(w.municipality_code[:2])) for w in facts.windows}
    return _twice(prefecture for prefecture, _ in pairs)
