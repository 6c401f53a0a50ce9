"""Questions to a session, and answers for all to read (clause 26).

The rule for a warning: a question seems to hold details of a client where it has one of the shapes
of `activity_case.signs` (numbers of cards and telephones, mail addresses, birthdays), six digits in
a row, a name with さん, 様 or 氏, two words in capital letters such as a passport has, or a
nationality and a town together. A question is sealed, so it is only warned about; an answer is not,
so it is refused.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated

from core.area import Known, States, To, decides
from core.command import Label, Text, command
from core.errors import refuse
from core.privacy import clear
from core.programme.activity_case.signs import rare_pair, shapes_in
from core.programme.followup.facts import QuestionAnswered, QuestionAsked, QuestionFlagged
from core.programme.followup.state import (
    OfPerson,
    OfSession,
    Part,
    joined_part,
    known_session,
    part_stream,
    person_streams,
    stream_of,
)
from core.programme.words import PersonId

QUESTIONS_MAX = 50
SHAPES = {
    "digits": r"\d{6}",
    "name": r"(?:[一-龥]{2,}|[ァ-ヴー]{2,}|[A-Z])(?:さん|様|氏)(?!名)",
    "roman_name": r"(?<![A-Z])[A-Z]{2,} [A-Z]{2,}(?![A-Z])",
}
NOBODY = re.compile("皆様|皆さん|各位|相談者様|相談者さん|お客様|外国人さん")


def signs_in(text: str) -> tuple[str, ...]:
    """The codes of what in the text looks like details of a client, none if nothing does."""
    plain = NOBODY.sub("", unicodedata.normalize("NFKC", text))
    own = tuple(code for code, shape in SHAPES.items() if re.search(shape, plain))
    pair = ("rare_pair",) if rare_pair(plain) else ()
    return (*shapes_in(plain), *own, *pair)


@command(
    "ask-follow-up-question",
    ja="フォローアップ研修に質問する",
    en="Ask a question at a follow-up session",
    roles=("officer", "person"),
    clauses=(26,),
)
class AskFollowUpQuestion(OfPerson, frozen=True):
    """Before or after the session; each is one more question."""

    text: Annotated[
        Text,
        Label(
            "質問",
            "Question",
            "相談者が分かることは書かない",
            "Nothing that tells who a client is",
            personal=True,
        ),
    ]


@decides(AskFollowUpQuestion, streams=person_streams)
def ask(wanted: AskFollowUpQuestion, states: States, known: Known) -> Sequence[To]:
    """By those who join or were there; signs of a client's details are recorded beside it."""
    session, part = joined_part(states, wanted)
    number = part.questions + 1
    if number > QUESTIONS_MAX:
        raise refuse(
            "followup.too_many_questions",
            f"質問は一人 {QUESTIONS_MAX} 件までです。",
            f"At most {QUESTIONS_MAX} questions a person.",
            "text",
        )
    stream = part_stream(session.id, wanted.person)
    asked = QuestionAsked(
        session=session.id,
        person=wanted.person,
        number=number,
        text=clear(wanted.person, wanted.text),
    )
    flagged = QuestionFlagged(
        session=session.id, person=wanted.person, number=number, signs=signs_in(wanted.text)
    )
    return [To(stream, asked), *([To(stream, flagged)] if flagged.signs else [])]


@command(
    "answer-follow-up-question",
    ja="フォローアップ研修の質問に回答する",
    en="Answer a question of a follow-up session",
    roles=("officer",),
    clauses=(26,),
)
class AnswerFollowUpQuestion(OfSession, frozen=True, kw_only=True):
    """For every participant to read; answered again, it replaces the answer."""

    person: PersonId
    number: Annotated[int, Label("質問の番号", "Number of the question")]
    text: Annotated[
        Text,
        Label(
            "回答",
            "Answer",
            "参加者全員が読む。だれかが分かることは書かない",
            "All participants read it: nothing that tells who somebody is",
        ),
    ]


@decides(
    AnswerFollowUpQuestion,
    streams=lambda wanted: (
        stream_of(wanted.session),
        part_stream(wanted.session, wanted.person),
    ),
)
def answer(wanted: AnswerFollowUpQuestion, states: States, known: Known) -> Sequence[To]:
    """Of a question that was asked; the same answer again changes nothing."""
    session = known_session(states, wanted.session)
    stream = part_stream(session.id, wanted.person)
    part: Part = states[stream] or Part()
    if not 1 <= wanted.number <= part.questions:
        raise refuse(
            "followup.no_question", "その質問はありません。", "There is no such question.", "number"
        )
    if signs_in(wanted.text):
        raise refuse(
            "followup.personal",
            "だれかが分かる番号や名前と思われる箇所があります。取り除いてください。",
            "It seems to hold a number or name of somebody. Please take it out.",
            "text",
        )
    given = QuestionAnswered(
        session=session.id, person=wanted.person, number=wanted.number, answer=wanted.text
    )
    return [] if part.answers.get(wanted.number) == wanted.text else [To(stream, given)]
