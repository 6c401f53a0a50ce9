"""What an officer recorded of the private body behind a desk (clauses 19, 21): its kind, the
documents seen, circumstances that may speak against it. Which of them count is a policy's to say.
"""

from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Code, Command, Label, command
from core.errors import refuse
from core.programme.questions import OrganisationFacts
from core.programme.window.facts import OrganisationRecorded, known_window, stream_of
from core.programme.words import ORGANISATION_KINDS, WindowCode

PRIVATE = "private"


@command(
    "record-organisation",
    ja="民間団体等の種類と書類を記録する",
    en="Record the kind and documents of a private body",
    roles=("officer",),
    clauses=(19, 21),
)
class RecordOrganisation(Command, frozen=True):
    """What was seen of the body that runs a desk of its own."""

    code: WindowCode
    kind: Annotated[str, Label("団体の種類", "Kind of organisation", choices=ORGANISATION_KINDS)]
    documents: Annotated[
        tuple[Code, ...],
        Label(
            "確認した書類",
            "Documents seen",
            "規則の記号。例: registration（登記）、articles（定款）、activity_report（実績）",
            "The policy's codes, for example registration, articles, activity_report",
        ),
    ] = ()
    circumstances: Annotated[
        tuple[Code, ...],
        Label(
            "除外に関わる事情",
            "Circumstances against it",
            "規則の記号を「、」で区切る。例: applications_for_profit（営利の取次ぎ）。なければ空欄",
            "The policy's codes, for example applications_for_profit; empty if there are none",
        ),
    ] = ()


@decides(RecordOrganisation, streams=lambda wanted: (stream_of(wanted.code),))
def record(wanted: RecordOrganisation, states: States, known: Known) -> Sequence[To]:
    """Of a private body's own desk only; the same again changes nothing."""
    window = known_window(states, wanted.code)
    if window.attributes.founder_kind != PRIVATE:
        raise refuse(
            "window.not_private",
            "設置区分が民間団体等の窓口だけに記録できます。",
            "This can be recorded only of a desk that a private body founded.",
            "code",
        )
    seen = OrganisationFacts(
        kind=wanted.kind,
        documents=tuple(sorted(set(wanted.documents))),
        circumstances=tuple(sorted(set(wanted.circumstances))),
    )
    if window.organisation and window.organisation[0] == seen:
        return []
    recorded = OrganisationRecorded(code=wanted.code, kind=seen.kind, organisation=seen)
    return [To(stream_of(wanted.code), recorded)]
