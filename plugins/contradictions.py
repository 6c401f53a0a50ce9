"""Where a `policy.toml` that can be read contradicts itself, so that nobody could use the policy.

The kit shows an author each of these with its words; the host turns the policy down.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.programme.questions import QUESTIONS
from plugins.manifest import Manifest
from plugins.parameters import Parameter

NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,59}")
"""What an id and a version may be: commands and files name them."""
STATUSES = ("draft", "final")


class Contradiction(NamedTuple):
    """One of them: where in `policy.toml`, and what is wrong there, ja and en."""

    where: str
    ja: str
    en: str


def contradictions(manifest: Manifest) -> Iterator[Contradiction]:
    """All of them."""
    for field in ("id", "version"):
        if not NAME.fullmatch(getattr(manifest, field)):
            yield Contradiction(
                field,
                "英数字で始め、英数字・「_」「.」「-」で60字以内にしてください。",
                "Begin with a letter or digit; letters, digits, _ . and -, 60 at most.",
            )
    if manifest.source.status not in STATUSES:
        yield Contradiction(
            "source.status",
            "draft（案）か final（確定）にしてください。",
            "Write draft or final.",
        )
    if manifest.api[0] > manifest.api[1]:
        yield _turned("api")
    if manifest.years.last is not None and manifest.years.first > manifest.years.last:
        yield _turned("years")
    yield from _questions(manifest)
    for number, parameter in enumerate(manifest.parameters):
        yield from _parameter(manifest, parameter, f"parameters[{number}] {parameter.name}")


def _turned(where: str) -> Contradiction:
    return Contradiction(
        where, "小さい方を先に書いてください。", "The first must not be above the last."
    )


def _questions(manifest: Manifest) -> Iterator[Contradiction]:
    for name in dict.fromkeys(manifest.questions):
        if name not in QUESTIONS:
            yield Contradiction(
                "questions",
                f"「{name}」という質問はありません。次のいずれかです: {', '.join(QUESTIONS)}。",
                f"There is no question {name!r}. There are: {', '.join(QUESTIONS)}.",
            )
        if manifest.questions.count(name) > 1:
            yield _twice("questions", name)
    names = [each.name for each in manifest.parameters]
    yield from (_twice("parameters", name) for name in sorted({*names}) if names.count(name) > 1)


def _twice(where: str, name: str) -> Contradiction:
    return Contradiction(where, f"「{name}」が二度あります。", f"{name!r} is there twice.")


def _parameter(manifest: Manifest, parameter: Parameter, where: str) -> Iterator[Contradiction]:
    whole = isinstance(parameter.default, int)
    if whole and (parameter.lowest is None or parameter.highest is None):
        yield Contradiction(
            where,
            "数の設定には lowest と highest が要ります。",
            "A number needs lowest and highest.",
        )
    elif not _holds(parameter):
        yield Contradiction(
            where,
            f"default の {parameter.default} が、使える値（{parameter.allowed()}）にありません。",
            f"The default {parameter.default} is not among its values ({parameter.allowed()}).",
        )
    for name in parameter.questions:
        if name not in manifest.questions:
            yield Contradiction(
                where,
                f"この規則は質問「{name}」に答えません。questions を確かめてください。",
                f"This policy does not answer {name!r}. Check its questions.",
            )


def _holds(parameter: Parameter) -> bool:
    try:
        return parameter.read(parameter.default) == parameter.default
    except re.error:
        return False
