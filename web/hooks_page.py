"""docs/hooks.md from the code: every hook, what it is asked and answers, every field with its
sentence, and what else `plugins.api` has."""

import ast
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Container, Iterator
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import Struct

from core.programme.questions import QUESTIONS
from plugins import api, hookspecs
from plugins.api import API_VERSION, PROJECT
from plugins.kit.cases import Case
from plugins.kit.telling import Expected, Telling, ToldFact
from plugins.manifest import Manifest, RemarkWords, Source, Years
from plugins.parameters import Parameter

HEAD = f"""# The hooks of a policy

Made by `python -m web.hooks_page`; a test compares, and fails where a sentence is missing.
How to write a policy: [policies.md](policies.md). This is version {API_VERSION} of `plugins.api`,
from which everything below is imported.

`decide_*` may change an outcome: one frozen struct in, one out, or `Refused` with every fault at
once. `observe_*` is told afterwards, can only remark, and undoes nothing. A policy answers the
questions it names in `policy.toml`, and no others.

Nothing in the facts is personal: people, windows and nominations appear by id. A date is a day in
Japan. In `cases/*.json` the facts are as here: a date is `"2027-05-20"`, bytes are base64, a list
is a list, and what may be left out may be left out.
"""
FILES: tuple[type[Struct], ...] = (
    Manifest,
    Years,
    Source,
    Parameter,
    RemarkWords,
    Case,
    Telling,
    ToldFact,
    Expected,
)
"""The files of a policy that have a form: policy.toml with its tables, a case, and one of `told/`
for an observer."""

Hook = Callable[..., Any]


def hooks_page() -> str:
    """The page, whole; `ValueError` naming a hook or struct without a sentence."""
    shown: dict[type[Struct], None] = {}
    told = "".join(_hook(name, hook, shown) for name, hook in hooks().items())
    files = "\n\n".join(map(_struct, FILES))
    return (
        f"{HEAD}{told}\n## What else plugins.api has\n\n{_helpers(shown)}\n\n## Files\n\n{files}\n"
    )


def _hook(name: str, hook: Hook, shown: dict[type[Struct], None]) -> str:
    """One hook; a struct that several use is told where it is met first."""
    question = name.removeprefix("decide_")
    structs = list(_reached(*QUESTIONS.get(question, (api.Remark,))))
    new = [each for each in structs if each not in shown]
    shown.update(dict.fromkeys(new))
    parts = [f"## {name}", f"`{name}{_signature(hook)}`", sentence(name, hook), *_going(hook)]
    return "\n" + "\n\n".join([*parts, *map(_struct, new)]) + "\n"


def _going(hook: Hook) -> list[str]:
    """What pluggy will warn of whoever answers the hook, or takes one of its arguments."""
    marks = getattr(hook, f"{PROJECT}_spec")
    warnings = [marks.get("warn_on_impl"), *(marks.get("warn_on_impl_args") or {}).values()]
    return [f"**It will go.** {warning}" for warning in warnings if warning]


def _helpers(shown: Container[type]) -> str:
    """The functions, and the classes that have no table on the page."""
    rows = []
    for name in api.__all__:
        held = getattr(api, name)
        if inspect.isfunction(held):
            rows.append(f"- `{name}{_signature(held)}`: {sentence(name, held)}")
        elif inspect.isclass(held) and held not in shown and held not in FILES:
            rows.append(f"- `{name}`: {sentence(name, held)}")
    return "\n".join(rows)


def hooks() -> dict[str, Hook]:
    """Every hook of `plugins/hookspecs.py`, in its order."""
    marked = f"{PROJECT}_spec"
    return {name: hook for name, hook in vars(hookspecs).items() if hasattr(hook, marked)}


def sentence(name: str, about: object) -> str:
    """Its docstring as one paragraph or more; `ValueError` if there is none."""
    told = inspect.cleandoc(vars(about).get("__doc__") or getattr(about, "__doc__", None) or "")
    if not told or told == inspect.cleandoc(Struct.__doc__ or "") or told.startswith(f"{name}("):
        raise ValueError(f"{name} has no sentence")
    return "\n\n".join(" ".join(part.split()) for part in told.split("\n\n"))


def _reached(*structs: type[Struct]) -> Iterator[type[Struct]]:
    """These structs, and those that are in their fields, each once."""
    seen: dict[type[Struct], None] = {}
    waiting = list(structs)
    while waiting:
        struct = waiting.pop(0)
        if struct not in seen:
            seen[struct] = None
            kinds = typing.get_type_hints(struct).values()
            waiting += [each for kind in kinds for each in _structs(kind)]
    yield from seen


def _structs(kind: Any) -> Iterator[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield kind
    for part in typing.get_args(kind):
        yield from _structs(part)


def _struct(struct: type[Struct]) -> str:
    name = struct.__name__
    what, told = sentence(name, struct), field_sentences(struct)
    rows = "\n".join(
        f"| `{field.name}` | {_kind(field.type)} | {_default(field)} | {told[field.name]} |"
        for field in msgspec.structs.fields(struct)
    )
    head = "| field | type | if left out | |\n|---|---|---|---|\n"
    return f"### {name}\n\n{what}\n\n{head}{rows}"


def field_sentences(struct: type[Struct]) -> dict[str, str]:
    """Field -> the string that stands below it; `ValueError` naming a field without one."""
    (tree,) = ast.parse(inspect.getsource(struct)).body
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for node, after in pairwise(tree.body):
        told = after.value if isinstance(after, ast.Expr) else None
        if isinstance(node, ast.AnnAssign) and isinstance(told, ast.Constant):
            found[ast.unparse(node.target)] = " ".join(str(told.value).split())
    for field in struct.__struct_fields__:
        if not found.get(field):
            raise ValueError(f"{struct.__name__}.{field} has no sentence")
    return found


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be given"
    if field.default_factory is not msgspec.NODEFAULT:
        return "empty"
    if field.default is msgspec.UNSET:
        return "not set"
    plain = not isinstance(field.default, Struct)
    return f"`{field.default!r}`" if plain else f"an empty `{type(field.default).__name__}`"


def _kind(kind: Any) -> str:
    """A type in words: `tuple[X, ...]` is a list, `X | None` may be None."""
    if isinstance(kind, types.UnionType):
        return " or ".join(_kind(each) for each in typing.get_args(kind))
    if kind is type(None):
        return "None"
    if kind is msgspec.UnsetType:
        return "not set"
    parts = [each for each in typing.get_args(kind) if each is not Ellipsis]
    if typing.get_origin(kind) is tuple:
        return f"list of {_kind(parts[0])}"
    if typing.get_origin(kind) is dict:
        return f"map from {_kind(parts[0])} to {_kind(parts[1])}"
    return f"`{kind.__name__}`"


def _signature(hook: Hook) -> str:
    return re.sub(r"\b[a-z]+(\.[a-z]+)+\.", "", str(inspect.signature(hook)))


if __name__ == "__main__":
    sys.stdout.write(hooks_page())
