"""Interleaved rounds: every leg runs once a round in shuffled order, and ratios are taken inside
the round, because a shared machine's processor and disk drift by more than what is measured."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct

from core.identity import Entropy

OURS, REFERENCE, PEER = "ours", "reference", "peer"
PROBE_WRITES = 60
PROBE_BYTES = b"x" * 4096
SYNC: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
"""Some systems have only the one that also waits for the file's times."""

Work = Callable[[], object]


class Leg(Struct, frozen=True, kw_only=True):
    """One way to do `count` things. `prepare(count)` gives what is timed; `done()` says how many
    things were ever done, so that no leg can claim work it did not do."""

    role: str
    way: str
    count: int
    prepare: Callable[[int], Work]
    done: Callable[[], int]


class Spread(Struct, frozen=True):
    """Median, least and greatest of what was seen in the rounds."""

    middle: float
    low: float
    high: float


class Figure(Struct, frozen=True, kw_only=True):
    """One figure of the contract (`ratio` to the reference, `vs_peer` to the library's own way;
    medians over the rounds), then what helps to read it. Rates are a second; `probe` is 4 KiB
    appends made durable a second."""

    name: str
    ratio: float
    low: float
    high: float
    vs_peer: float | None
    rounds: int
    rate: float
    reference: float
    vs_peer_low: float | None
    vs_peer_high: float | None
    peer: float | None
    probe: float | None
    way: str
    ways: dict[str, float]
    notes: dict[str, float | str]


Rates = Mapping[str, Sequence[float]]


def measure(legs: Sequence[Leg], rounds: int, probe: Work | None, draw: Entropy) -> Rates:
    """Way -> its rate in each round; under `probe` the rate of the probe, where there is one."""
    rates: dict[str, list[float]] = {leg.way: [] for leg in legs}
    probes: list[float] = []
    for _ in range(rounds):
        if probe is not None:
            probes.append(_rate(PROBE_WRITES, probe))
        for leg in sorted(legs, key=lambda _: draw("order")):
            rates[leg.way].append(run(leg))
    return {**rates, "probe": probes}


def run(leg: Leg) -> float:
    """Things a second. A leg that did not do what it counts is our own mistake."""
    before = leg.done()
    rate = _rate(leg.count, leg.prepare(leg.count))
    did = leg.done() - before
    assert did == leg.count, f"{leg.way} did {did} of {leg.count}"
    return rate


def figure(
    name: str, legs: Sequence[Leg], rates: Rates, notes: Mapping[str, float | str]
) -> Figure:
    """What the rounds say. Of several ways of ours the best counts, and is named."""
    [reference] = [rates[leg.way] for leg in legs if leg.role == REFERENCE]
    peers = [rates[leg.way] for leg in legs if leg.role == PEER]
    ours = {leg.way: spread(rates[leg.way], reference) for leg in legs if leg.role == OURS}
    way = max(ours, key=lambda each: ours[each].middle)
    against = spread(rates[way], peers[0]) if peers else None
    return Figure(
        name=name,
        ratio=ours[way].middle,
        low=ours[way].low,
        high=ours[way].high,
        vs_peer=against.middle if against else None,
        rounds=len(reference),
        rate=_short(median(rates[way])),
        reference=_short(median(reference)),
        vs_peer_low=against.low if against else None,
        vs_peer_high=against.high if against else None,
        peer=_short(median(peers[0])) if peers else None,
        probe=_short(median(rates["probe"])) if rates["probe"] else None,
        way=way,
        ways={each: found.middle for each, found in ours.items()},
        notes=dict(notes),
    )


def spread(ours: Iterable[float], others: Iterable[float]) -> Spread:
    """The ratios of two legs, round by round."""
    ratios = [one / other for one, other in zip(ours, others, strict=True)]
    return Spread(_short(median(ratios)), _short(min(ratios)), _short(max(ratios)))


def fsync_probe(folder: Path) -> Work:
    """`PROBE_WRITES` appends of 4 KiB to a file in `folder`, each made durable: what a commit
    costs on this disk at this moment."""
    path = folder / "probe"

    def work() -> None:
        with path.open("wb", buffering=0) as file:
            for _ in range(PROBE_WRITES):
                file.write(PROBE_BYTES)
                SYNC(file.fileno())

    return work


def _rate(count: int, work: Work) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
