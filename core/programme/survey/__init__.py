"""Area survey: questions to windows or coordinators, one answer each, counted without small numbers
(clauses 20, 28)."""

from core.programme.survey import answering as answering
from core.programme.survey import drafting as drafting
from core.programme.survey import opening as opening
from core.programme.survey.facts import (
    SurveyAnswered as SurveyAnswered,
)
from core.programme.survey.state import (
    Survey as Survey,
)
from core.programme.survey.state import (
    stream_of as stream_of,
)
