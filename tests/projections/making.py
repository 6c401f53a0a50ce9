"""Facts made by hand, for histories that no command would allow or that need many events."""

from collections.abc import Sequence
from datetime import date

from core.event import Envelope, Event, Fact
from core.log.application import TenantApplication
from core.programme.window import GrantRecorded, WindowAttributes, WindowFactsRecorded


def window_facts(code: str, title: str = "相談窓口") -> WindowFactsRecorded:
    """The facts of a window."""
    attributes = WindowAttributes(
        title=title,
        municipality_code="131016",
        prefecture="東京都",
        municipality="千代田区",
        founder="千代田区",
        founder_kind="local_government",
        operation="direct",
        operator="千代田区",
        institution="国際課",
        days_open=5,
        year_round=True,
        free_of_charge=True,
        multilingual=True,
        one_stop=True,
        languages=("en",),
        phone="",
        url="",
    )
    return WindowFactsRecorded(code=code, attributes=attributes)


def grant(code: str, year: int = 2025) -> GrantRecorded:
    """A grant: a fold that never saw the window cannot take it."""
    return GrantRecorded(code=code, fiscal_year=year, grant=True)


def facts_of(
    tenant: str,
    told: Sequence[tuple[str, Event]],
    effective_on: Sequence[date] = (),
    days: Sequence[date] = (),
) -> list[Fact]:
    """One fact each of (stream, event), versions counted; recorded on 1 April 2025 or on `days`."""
    versions: dict[str, int] = {}
    facts = []
    for number, (stream, event) in enumerate(told):
        versions[stream] = versions.get(stream, 0) + 1
        day = days[number] if days else date(2025, 4, 1)
        envelope = Envelope(
            tenant=tenant,
            actor="officer",
            recorded_at=f"{day.isoformat()}T10:00:00.000+09:00",
            command_id=f"c{number}",
            command="by-hand",
            effective_on=effective_on[number] if effective_on else None,
        )
        facts.append(Fact(stream=stream, version=versions[stream], envelope=envelope, event=event))
    return facts


def append(log: TenantApplication, *told: tuple[str, Event]) -> None:
    """Store facts made by hand."""
    log.append(facts_of(log.tenant, told), [])
