"""The API: every command as JSON with its schema, and readers for programs (design page, parts 3
and 10)."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from core.command import COMMANDS, Command
from core.errors import Fault, Refused
from web.forms import refused_by_shape
from web.pages.commands import own_id
from web.schemas import COMMANDS_PATH
from web.visit import Visit

NOT_JSON = Fault(
    "page.not_json",
    "本文を JSON のオブジェクトとして送ってください。",
    "Send the body as a JSON object.",
)
ID_NOT_TEXT = Fault(
    "command.bad_value",
    "command_id は1〜200文字の文字列にしてください。",
    "command_id must be a text of 1 to 200 characters.",
    "command_id",
)


async def call_command(visit: Visit) -> Response:
    """Issue a command sent as JSON; answers with its receipt, or with every fault."""
    wanted = _sent(visit)
    if visit.tenant.is_brief(wanted):
        receipt = await visit.tenant.handle_awaited(wanted, visit.someone)
    else:
        receipt = await run_in_threadpool(visit.tenant.handle, wanted, visit.someone)
    return JSONResponse(receipt.document(), 200 if receipt.unchanged else 201)


def _sent(visit: Visit) -> Command:
    name = visit.request.url.path.rpartition(COMMANDS_PATH)[2]
    try:
        values = msgspec.json.decode(visit.body, type=dict[str, object])
    except msgspec.MsgspecError:
        raise Refused(NOT_JSON) from None
    given = values.pop("command_id", None)
    if given is not None and not (isinstance(given, str) and 0 < len(given) <= 200):
        raise Refused(ID_NOT_TEXT)
    try:
        wanted = visit.tenant.read_command(name, values)
    except msgspec.ValidationError as error:
        raise refused_by_shape(COMMANDS[name], error) from None
    own = own_id(visit, str(given)) if given else ""
    return msgspec.structs.replace(wanted, command_id=own)


def show_openapi(visit: Visit) -> Response:
    """The description of this API; the same for every tenant."""
    return JSONResponse(visit.request.app.openapi())
