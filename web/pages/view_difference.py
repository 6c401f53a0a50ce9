"""Row by row what a rebuild made otherwise: to be looked at before it is accepted (design page,
part 6).

A sealed value is named, never opened and never shown as bytes.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from starlette.responses import Response

from core.privacy import Sealed
from projections import cursors, rebuild
from projections.compare import Difference
from projections.runner import Standing
from projections.sealed import SealedCell
from projections.versions import Stored
from projections.view import Parked, Table, View
from web.pages.views import STEWARDS, progress_of, standing_of, view_named
from web.render import page
from web.shortfall import differs
from web.view_labels import LABELS
from web.visit import NotHere, Visit
from workers.rebuilds import seen

ROWS_SHOWN_MAX = 200
ENDS = "to_position"
UNREADABLE = "row"
SEALED = (SealedCell, Sealed)


class Field(NamedTuple):
    """A field that is not the same, as text; None on the side that has no such row."""

    name: str
    before: str | None
    after: str | None


class Change(NamedTuple):
    """A version of a row that differs; `gone` or `new` where only one side has it. `same`: how many
    fields do not differ."""

    kind: str
    key: str
    position: int
    gone: bool
    new: bool
    fields: list[Field]
    same: int


def show_difference(visit: Visit) -> Response:
    """What would change for readers, and the button that accepts it."""
    view = view_named(visit)
    standing = standing_of(visit, view)
    if standing.beside is None:
        raise NotHere
    tenant = visit.tenant
    found = rebuild.difference(tenant.slug, tenant.views, view, ROWS_SHOWN_MAX + 1)
    return page(
        visit,
        "operator/difference.html",
        standing=standing,
        label=LABELS[view.name],
        changes=[change_of(visit, view, each) for each in found[:ROWS_SHOWN_MAX]],
        more=len(found) > ROWS_SHOWN_MAX,
        newly_still=_newly_still(visit, view, standing),
        most=ROWS_SHOWN_MAX,
        waits=differs(standing),
        progress=progress_of(standing, tenant.now()),
        seen=seen(standing.beside),
        may=visit.has(*STEWARDS),
    )


def change_of(visit: Visit, view: View, difference: Difference) -> Change:
    """The fields that differ, each as text."""
    table = next(each for each in view.tables if each.kind == difference.kind)
    before, after = (_fields(table, side) for side in (difference.before, difference.after))
    names = [name for name in {**before, **after} if _other(before, after, name)]
    fields = [Field(name, _text(visit, before, name), _text(visit, after, name)) for name in names]
    return Change(
        kind=difference.kind,
        key=difference.key,
        position=difference.from_position,
        gone=difference.after is None,
        new=difference.before is None,
        fields=fields,
        same=len({**before, **after}) - len(names),
    )


def _newly_still(visit: Visit, view: View, standing: Standing) -> list[Parked]:
    """The streams that would stand still only in the new rows."""
    assert standing.beside is not None
    tenant, before = visit.tenant, {each.stream for each in standing.parked}
    with tenant.views.reading(tenant.slug) as db:
        beside = cursors.parked_in(db, tenant.slug, [view])
    found = beside.get((view.label, standing.beside.generation), [])
    return [each for each in found if each.stream not in before]


def _fields(table: Table[Any], stored: Stored | None) -> dict[str, Any]:
    """Field name -> value, of structs within as `outer.inner`; a row that cannot be read has one
    field, None, that says so."""
    if stored is None:
        return {}
    try:
        return {**_flat(table.unpack(stored.row)), ENDS: stored.to_position}
    except msgspec.MsgspecError:
        return {UNREADABLE: None, ENDS: stored.to_position}


def _flat(row: Struct, within: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if isinstance(value, Struct) and not isinstance(value, SEALED):
            found |= _flat(value, f"{within}{name}.")
        else:
            found[within + name] = value
    return found


def _other(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    return not (name in before and name in after and before[name] == after[name])


def _text(visit: Visit, side: Mapping[str, Any], name: str) -> str | None:
    if name not in side:
        return None
    if name == UNREADABLE:
        return visit.say("読めない行", "a row that cannot be read")
    shown = plain(side[name], visit.say("封印された値", "a sealed value"))
    if shown is None:
        return visit.say("空", "empty")
    if isinstance(shown, str):
        return shown
    return msgspec.json.format(msgspec.json.encode(shown), indent=1).decode()


def plain(value: Any, sealed: str) -> Any:
    """The value with the word `sealed` in the place of whatever is sealed, however deep."""
    if isinstance(value, SEALED):
        return sealed
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name), sealed) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(each, sealed) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each, sealed) for each in value]
    return msgspec.to_builtins(value)
