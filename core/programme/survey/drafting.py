"""A survey before it opens: what it is for, whom it asks, and its questions (clauses 20, 28)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from core.area import Known, States, To, decides
from core.command import Choice, Code, Command, Label, Text, command
from core.errors import Faults, refuse
from core.programme.defaults import EMPTY_HELP, ask_always, filled, proposed
from core.programme.questions import DefaultsRuling
from core.programme.survey.audience import AUDIENCES, COORDINATORS, GRANT_WINDOWS, WINDOWS
from core.programme.survey.facts import Audience, Option, Question, QuestionSet, SurveyDrafted
from core.programme.survey.state import Survey, SurveyId, known_survey, stream_of

CHOICE, MULTI, SCALE, NUMBER, FREE = "choice", "multi", "scale", "number", "free"
KINDS = (
    Choice(CHOICE, "一つ選ぶ", "Choose one"),
    Choice(MULTI, "いくつでも選ぶ", "Choose any"),
    Choice(SCALE, "段階で答える", "On a scale"),
    Choice(NUMBER, "数で答える", "A number"),
    Choice(FREE, "自由に書く", "In words"),
)
QUESTIONS_MAX, OPTIONS_MAX, WORDS_MAX = 40, 20, 100
PROPOSED = {
    "reminders_max": "reminders_most",
    "cell_min": "small_number_least",
    "cross_min": "cross_table_least",
}
"""Field -> what the policy proposes for it."""
Line = Annotated[str, Meta(min_length=1, max_length=200)]


@command(
    "draft-survey",
    ja="アンケートの案を作る",
    en="Draft a survey",
    roles=("officer",),
    clauses=(20, 28),
)
class DraftSurvey(Command, frozen=True):
    """Before it opens, a later draft replaces the earlier; its questions stay."""

    survey: SurveyId
    ja_title: Annotated[Line, Label("題名", "Title in Japanese")]
    en_title: Annotated[Line, Label("題名（英語）", "Title")]
    text: Annotated[Text, Label("目的", "Purpose", "回答する人に示します", "Shown to respondents")]
    audience: Annotated[str, Label("対象", "Who is asked", choices=AUDIENCES)]
    fiscal_years: Annotated[
        tuple[str, ...],
        Label(
            "年度",
            "Fiscal years",
            "交付金の年度、または認証の年度。西暦、複数は「、」で区切る",
            "Of the grant, or of certification; Gregorian",
        ),
    ] = ()
    months: Annotated[
        Annotated[int, Meta(ge=0, le=600)],
        Label(
            "従事した月数（一定程度）",
            "Months of work at least",
            "認証を受けた人に聞くとき。0 は問わない",
            "Of certified people; 0: any",
        ),
    ] = 0
    reminders_max: Annotated[
        Annotated[int, Meta(ge=0, le=10)] | None,
        Label("督促の上限", "Reminders at most", *EMPTY_HELP),
    ] = None
    cell_min: Annotated[
        Annotated[int, Meta(ge=2, le=100)] | None,
        Label(
            "示す人数の下限",
            "Least number shown",
            "これより少ない数は出さない。" + EMPTY_HELP[0],
            "Nothing below it is shown. " + EMPTY_HELP[1],
        ),
    ] = None
    cross_min: Annotated[
        Annotated[int, Meta(ge=2, le=10_000)] | None,
        Label("クロス集計に要る回答数", "Answers needed for cross-tables", *EMPTY_HELP),
    ] = None


@decides(DraftSurvey, streams=lambda wanted: (stream_of(wanted.survey),), ask=ask_always)
def draft(wanted: DraftSurvey, states: States, known: Known) -> Sequence[To]:
    """Only before it opens; the same draft again changes nothing."""
    state: Survey | None = states[stream_of(wanted.survey)]
    if state:
        _still_a_draft(state)
    _check_rule(wanted, proposed(known))
    wanted = filled(wanted, known, PROPOSED)
    assert wanted.reminders_max is not None
    assert wanted.cell_min is not None
    assert wanted.cross_min is not None
    years = tuple(sorted({int(year) for year in wanted.fiscal_years}))
    drafted = SurveyDrafted(
        survey=wanted.survey,
        ja_title=wanted.ja_title,
        en_title=wanted.en_title,
        purpose=wanted.text,
        audience=Audience(wanted.audience, years, wanted.months),
        reminders_max=wanted.reminders_max,
        cell_min=wanted.cell_min,
        cross_min=wanted.cross_min,
    )
    return [] if state and state.draft == drafted else [To(stream_of(wanted.survey), drafted)]


def _check_rule(wanted: DraftSurvey, ruling: DefaultsRuling) -> None:
    faults = Faults()
    _check_limits(wanted, ruling, faults)
    plain = all(
        len(year) == 4 and year.isascii() and year.isdigit() for year in wanted.fiscal_years
    )
    faults.unless(
        plain,
        "survey.bad_year",
        "年度は西暦4桁で書いてください。",
        "Write fiscal years with four digits.",
        "fiscal_years",
    )
    faults.unless(
        wanted.audience != GRANT_WINDOWS or wanted.fiscal_years,
        "survey.no_year",
        "交付金は年度ごとです。どの年度かを指定してください。",
        "The grant belongs to a fiscal year: say of which year.",
        "fiscal_years",
    )
    faults.unless(
        wanted.audience != WINDOWS or not wanted.fiscal_years,
        "survey.idle_year",
        "すべての相談窓口に聞くときは、年度を指定できません。",
        "All windows are asked whatever the year.",
        "fiscal_years",
    )
    faults.unless(
        wanted.audience == COORDINATORS or not wanted.months,
        "survey.idle_months",
        "従事した月数は、認証を受けた人に聞くときだけ指定できます。",
        "Months of work are for certified people only.",
        "months",
    )
    faults.raise_any()


def _check_limits(wanted: DraftSurvey, ruling: DefaultsRuling, faults: Faults) -> None:
    """More may be hidden than the policy asks for, and fewer reminded, never the reverse."""
    most, least = ruling.reminders_most, ruling.small_number_least
    faults.unless(
        most is None or wanted.reminders_max is None or wanted.reminders_max <= most,
        "survey.too_many_reminders",
        f"督促は {most} 回までです。",
        f"{most} reminders at most.",
        "reminders_max",
    )
    for name in ("cell_min", "cross_min"):
        given = getattr(wanted, name)
        faults.unless(
            least is None or given is None or given >= least,
            "survey.too_small",
            f"{least} より小さくはできません。",
            f"It cannot be less than {least}.",
            name,
        )


@command(
    "set-survey-question",
    ja="アンケートの設問を定める",
    en="Set a survey's question",
    roles=("officer",),
    clauses=(20, 28),
)
class SetSurveyQuestion(Command, frozen=True):
    """One question a row; a workbook of them is a questionnaire."""

    survey: SurveyId
    code: Annotated[Code, Label("設問番号", "Question", "例: need", "For example need")]
    kind: Annotated[str, Label("答え方", "How it is answered", choices=KINDS)]
    ja_text: Annotated[Text, Label("設問", "Question in Japanese")]
    en_text: Annotated[Text, Label("設問（英語）", "Question in English")]
    required: Annotated[bool, Label("必須", "Must be answered")] = False
    options: Annotated[
        tuple[str, ...],
        Label(
            "選択肢",
            "Options",
            "記号=日本語=英語 を「、」で区切る（例: yes=必要=needed、no=不要=not needed）",
            "code=Japanese=English",
        ),
    ] = ()
    steps: Annotated[Annotated[int, Meta(ge=2, le=10)], Label("段階の数", "Steps of a scale")] = 5
    asked: Annotated[bool, Label("使う", "Asked")] = True


@decides(SetSurveyQuestion, streams=lambda wanted: (stream_of(wanted.survey),))
def set_question(wanted: SetSurveyQuestion, states: States, known: Known) -> Sequence[To]:
    """Only before the survey opens; an equal question changes nothing."""
    state = known_survey(states, wanted.survey)
    _still_a_draft(state)
    if wanted.asked and len({*state.questions, wanted.code}) > QUESTIONS_MAX:
        raise refuse(
            "survey.too_many",
            f"設問は {QUESTIONS_MAX} 問までです。",
            f"A survey has {QUESTIONS_MAX} questions at most.",
            "code",
        )
    question = Question(
        code=wanted.code,
        kind=wanted.kind,
        ja=wanted.ja_text,
        en=wanted.en_text,
        required=wanted.required,
        options=_options(wanted),
    )
    if state.questions.get(wanted.code) == (question if wanted.asked else None):
        return []
    told = QuestionSet(survey=state.id, code=question.code, question=question, asked=wanted.asked)
    return [To(stream_of(state.id), told)]


def _options(wanted: SetSurveyQuestion) -> tuple[Option, ...]:
    """The options as data, or every reason why they cannot be."""
    if wanted.kind == SCALE:
        return tuple(Option(str(n), str(n), str(n)) for n in range(1, wanted.steps + 1))
    parts = [tuple(each.strip().split("=")) for each in wanted.options]
    faults = Faults()
    faults.unless(
        all(_is_option(each) for each in parts),
        "survey.bad_option",
        f"選択肢は 記号=日本語=英語 の形で、記号は半角英数字、ことばは {WORDS_MAX} 字までです。",
        f"Write an option as code=Japanese=English: a plain code, {WORDS_MAX} characters of words.",
        "options",
    )
    listed = wanted.kind in (CHOICE, MULTI)
    faults.unless(
        len({each[0] for each in parts}) == len(parts) <= OPTIONS_MAX
        and (len(parts) >= 2 if listed else not parts),
        "survey.options",
        f"選択肢は、選ぶ設問では異なるもの 2〜{OPTIONS_MAX} 個、ほかの設問ではなしです。",
        f"2 to {OPTIONS_MAX} different options where one chooses, none elsewhere.",
        "options",
    )
    faults.raise_any()
    return tuple(Option(*each) for each in parts)


def _is_option(parts: Sequence[str]) -> bool:
    if len(parts) != 3 or not all(parts):
        return False
    code = parts[0]
    plain = code.isascii() and code.replace("-", "").replace("_", "").isalnum()
    return plain and all(len(each) <= WORDS_MAX for each in parts)


def _still_a_draft(state: Survey) -> None:
    if state.opened is not None:
        raise refuse(
            "survey.opened",
            "アンケートは始まっているため、もう変えられません。",
            "The survey has begun and cannot be changed.",
            "survey",
        )
