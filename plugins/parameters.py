"""Parameters: a policy's choices where its source is silent (programme.md part 3)."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from core.errors import Fault, Refused
from core.programme.questions import Reading

Value = str | int


class Parameter(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named choice. An integer has bounds, a text other values or a pattern to match whole.

    `clause` is the clause of the source that is read; `questions` those whose ruling it changes.
    """

    name: str
    """By which it is set: `name=value`."""
    clause: str
    """The clause of the source that it reads."""
    default: Value
    """The value if nobody chooses: an integer or a text."""
    ja: str
    """What is chosen, in Japanese."""
    en: str
    """The same in English."""
    questions: tuple[str, ...]
    """The questions whose ruling it changes."""
    others: tuple[Value, ...] = ()
    """The other values of a text."""
    lowest: int | None = None
    """The lowest value of an integer, 0 or more."""
    highest: int | None = None
    """The highest value of an integer, below a million."""
    pattern: str | None = None
    """In place of `others`, a regular expression that a text must match whole."""

    def read(self, given: object) -> Value | None:
        """The value meant by `given` (digits stand for an integer), None if not allowed."""
        if isinstance(self.default, int):
            return self._integer(given)
        if self.pattern is not None:
            # A number typed for a text (`name=2`) is that text.
            typed = str(given) if type(given) in (str, int) else ""
            return typed if re.fullmatch(self.pattern, typed) else None
        return str(given) if given in (self.default, *self.others) else None

    def _integer(self, given: object) -> int | None:
        text = str(given)
        if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,6}", text):
            return None
        assert self.lowest is not None
        assert self.highest is not None
        return int(text) if self.lowest <= int(text) <= self.highest else None

    def allowed(self) -> str:
        """What may be given, as text for a message."""
        if isinstance(self.default, int):
            return f"{self.lowest}-{self.highest}"
        return self.pattern or ", ".join(str(value) for value in (self.default, *self.others))


def choose(parameters: Sequence[Parameter], given: Mapping[str, Value]) -> dict[str, Value]:
    """Every parameter's value, given or default; `Refused` naming each unknown or bad one."""
    known = {parameter.name: parameter for parameter in parameters}
    values = {name: parameter.default for name, parameter in known.items()}
    faults: list[Fault] = []
    for name in sorted(given):
        value = known[name].read(given[name]) if name in known else None
        if value is None:
            faults.append(_bad_value(known[name]) if name in known else _unknown(name, known))
        else:
            values[name] = value
    if faults:
        raise Refused(*faults)
    return values


def readings(
    parameters: Sequence[Parameter], question: str, values: Mapping[str, Value]
) -> tuple[Reading, ...]:
    """The parameters that bear on a question as they were used, with their other readings."""
    return tuple(
        Reading(
            name=parameter.name,
            clause=parameter.clause,
            value=values[parameter.name],
            default=parameter.default,
            others=parameter.others,
            ja=parameter.ja,
            en=parameter.en,
        )
        for parameter in parameters
        if question in parameter.questions
    )


def _unknown(name: str, known: Mapping[str, Parameter]) -> Fault:
    names, told = ", ".join(sorted(known)), name[:40]
    ja = f"次のいずれかです: {names}。" if names else "この規則にパラメータはありません。"
    en = f"There are: {names}." if names else "This policy has none."
    return Fault(
        "policy.parameter_unknown",
        f"「{told}」というパラメータはありません。{ja}",
        f"There is no parameter {told!r}. {en}",
        told,
    )


def _bad_value(parameter: Parameter) -> Fault:
    ja = f"パラメータ {parameter.name} の値が正しくありません。使える値: {parameter.allowed()}。"
    en = f"Parameter {parameter.name} cannot have this value. Allowed: {parameter.allowed()}."
    return Fault("policy.parameter_value", ja, en, parameter.name)
