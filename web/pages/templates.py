"""Templates to fill in: a workbook for the friendly forms and for any command (programme.md part
4)."""

from starlette.responses import Response

from core.errors import Refused
from web.visit import NotHere, Visit
from workers.documents.writing import workbook_bytes
from workers.imports import form_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_template(visit: Visit) -> Response:
    """The empty form with its example row. It holds nothing of this tenant."""
    name, _, kind = visit.part("file").rpartition(".")
    if kind != "xlsx":
        raise NotHere
    try:
        form, _ = form_of(name)
    except Refused:
        raise NotHere from None
    content = workbook_bytes(form, (), example=True)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)
