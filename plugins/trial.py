"""`daicho try-selection`: a policy on facts from files, nothing stored (design.md part 12)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from core.programme.questions import (
    NomineeFacts,
    NomineeRuling,
    Reason,
    SelectionFacts,
    SelectionRuling,
    Standing,
    WindowFacts,
)
from plugins.host import Policies
from plugins.parameters import Value, choose

CALL = "trial"


def try_selection(
    policy_id: str,
    windows: Sequence[WindowFacts],
    nominations: Sequence[NomineeFacts],
    certified: Sequence[Standing],
    seats: int,
    seed: bytes,
    fiscal_year: int,
    decided_on: date,
    parameters: Mapping[str, Value] | None = None,
    policies: Policies | None = None,
) -> dict[str, Any]:
    """The ruling as the JSON of design.md part 12; `Refused` with every fault at once.

    A parameter `seats` given here is the person's last word, and replaces `seats`.
    """
    host = policies or Policies()
    given = dict(parameters or {})
    if "seats" in given:
        seats = int(choose(host.parameters(policy_id), given)["seats"])
    facts = SelectionFacts(
        call=CALL,
        fiscal_year=fiscal_year,
        decided_on=decided_on,
        seats=seats,
        seed=seed,
        windows=tuple(windows),
        nominees=tuple(nominations),
        standings=tuple(_begun(standing, decided_on) for standing in certified),
        parameters=given,
    )
    ruling = host.ask("selection", policy_id, facts)
    assert isinstance(ruling, SelectionRuling)
    ref = host.ref(policy_id)
    return {
        "policy": {"id": ref.id, "version": ref.version, "digest": ref.digest},
        "seats": seats,
        "results": [_result(one) for one in ruling.results],
    }


def _begun(standing: Standing, decided_on: date) -> Standing:
    # The file has no dates: who is 受講中 in it has accepted and begun by the date of the trial.
    if standing.state != "trainee" or standing.started_on or standing.accepted_on:
        return standing
    return msgspec.structs.replace(standing, started_on=decided_on, accepted_on=decided_on)


def _result(one: NomineeRuling) -> dict[str, Any]:
    return {
        "nomination": one.nomination,
        "window": one.window,
        "prefecture": one.prefecture,
        "tier": one.tier,
        "rank": one.rank,
        "outcome": one.outcome,
        "ticket": one.ticket,
        "reasons": [_reason(reason) for reason in one.reasons],
        "counterfactual": msgspec.to_builtins(one.counterfactual),
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "ja": reason.ja, "en": reason.en}
