"""One file of the corpus, and what reading it must give."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from workers.documents.columns import Form


class Case(NamedTuple):
    """A file, and what reading it must give.

    `refused`: code of the refusal of the whole file. `errors`: (row, header) of each, (None, None)
    for a fault of the header. `values`: field → value of the first row, where it must be right.
    """

    name: str
    form: Form
    data: bytes
    refused: str = ""
    errors: tuple[tuple[int | None, str | None], ...] = ()
    values: Mapping[str, Any] = MappingProxyType({})
    says: str = ""
    notice: str = ""
