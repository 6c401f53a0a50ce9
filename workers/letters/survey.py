"""Letters on surveys: to windows' bodies and to persons, those asked and those reminded (clauses
20, 28)."""

from collections.abc import Iterable

from core.area import folded
from core.event import Fact
from core.programme.survey.facts import SurveyAddressed, SurveyReminded
from core.programme.survey.state import Survey, stream_of
from core.programme.window import Window
from projections.survey_results import waiting
from tenants.gate import Tenant
from workers.letters.registry import Notice, To, Value, letters_of


@letters_of(SurveyAddressed)
def _asked(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, SurveyAddressed)
    yield from _each(tenant, told.survey, "opened", told.respondents)


@letters_of(SurveyReminded)
def _reminded(tenant: Tenant, fact: Fact) -> Iterable[Notice]:
    told = fact.event
    assert isinstance(told, SurveyReminded)
    tenant.catch_up()
    silent = waiting(tenant.views, tenant.slug, told.survey, as_of=told.position)
    yield from _each(tenant, told.survey, "reminded", silent)


def _each(tenant: Tenant, name: str, what: str, respondents: Iterable[str]) -> Iterable[Notice]:
    survey: Survey | None = folded(tenant.log.stream(stream_of(name)))
    assert survey is not None
    assert survey.opened is not None
    values: dict[str, Value] = {
        "title": survey.draft.ja_title,
        "deadline": survey.opened.deadline,
    }
    for respondent in respondents:
        if not survey.asks_windows:
            yield Notice(To("person", respondent), f"survey-{what}-person", values)
            continue
        window: Window | None = folded(tenant.log.stream(f"window/{respondent}"))
        if window is not None:
            own = {**values, "window": window.attributes.title}
            yield Notice(
                To("body", window.attributes.municipality_code), f"survey-{what}-window", own
            )
