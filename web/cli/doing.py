"""Any command of the catalogue: `do`, `template`, `import`, `catalogue`."""

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from core.command import COMMANDS, fields_of
from core.engine.receipt import Receipt
from core.errors import refuse
from tenants.gate import Tenant
from web.catalogue import whole_catalogue
from web.cli.output import Commands, Context, acting, command, out
from workers.documents.forms import CERTIFIED
from workers.documents.writing import write_template
from workers.imports import form_of, import_file, known_windows


def add(commands: Commands) -> None:
    """`do`, `template`, `import`, `catalogue`."""
    parser = command(commands, "do", "操作を一つ行う / do one command of the catalogue")
    parser.add_argument("name", metavar="COMMAND")
    parser.add_argument("--file", metavar="F.json", help="項目の JSON / fields as JSON")
    parser.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    acting(parser)
    parser.set_defaults(run=do)
    parser = command(commands, "template", "様式を書き出す / write a form", json=False)
    parser.add_argument("name", metavar="COMMAND|nominations|windows|bodies|certified")
    parser.add_argument("-o", "--out", required=True, metavar="FILE.xlsx")
    parser.set_defaults(run=template)
    parser = command(commands, "import", "ファイルを取り込む / import a file")
    parser.add_argument("name", metavar="COMMAND|windows|nominations|bodies")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--call", default="", metavar="ID")
    parser.add_argument("--partial", action="store_true", help="誤りのない行だけ / good rows only")
    acting(parser)
    parser.set_defaults(run=import_)
    parser = command(commands, "catalogue", "操作・記録・画面の一覧 / everything there is")
    parser.set_defaults(run=catalogue)


def do(context: Context) -> None:
    """Send one command and print its receipt."""
    tenant, args = context.tenant(), context.args
    if args.name not in COMMANDS:
        raise refuse("command.unknown", "そのような操作はありません。", "There is no such command.")
    given: dict[str, Any] = msgspec.json.decode(Path(args.file).read_bytes()) if args.file else {}
    texts = dict(pair.partition("=")[::2] for pair in args.values)
    show_receipt(context, send(context, tenant, args.name, {**given, **texts}))


def _typed(name: str, texts: dict[str, Any]) -> dict[str, Any]:
    """Values as the doors take them: lists, and instants as people write them."""
    kinds = {field.name: field.kind for field in fields_of(COMMANDS[name])}
    return {field: _value(kinds.get(field), text) for field, text in texts.items()}


def _value(kind: Any, text: Any) -> Any:
    if kind == tuple[str, ...] and isinstance(text, str):
        return tuple(text.split("、"))
    if kind is datetime and isinstance(text, str):
        with suppress(ValueError):
            return datetime.fromisoformat(text)
    return text


def send(context: Context, tenant: Tenant, name: str, values: dict[str, Any]) -> Receipt:
    """Build a command from texts or plain values and handle it."""
    wanted = tenant.read_command(name, _typed(name, values), strings=True)
    receipt = tenant.handle(wanted, context.actor(tenant, type(wanted)))
    tenant.catch_up()
    return receipt


def show_receipt(context: Context, receipt: Receipt) -> None:
    """What was stored, and the root after it."""
    changed = f"記録 {receipt.first}–{receipt.last}" if not receipt.unchanged else "変更なし"
    context.show(receipt.document(), f"✓ {receipt.command}: {changed}  根 {receipt.root[:16]}…")


def template(context: Context) -> None:
    """Write the form; a register's own windows are offered where one is named."""
    args = context.args
    form = CERTIFIED if args.name == CERTIFIED.name else form_of(args.name)[0]
    windows = sorted(known_windows(context.tenant()).items()) if args.tenant else ()
    write_template(form, Path(args.out), windows)
    out(args.out)


def import_(context: Context) -> int:
    """Import a file; exit 1 if there are errors."""
    tenant, args = context.tenant(), context.args
    _, kind = form_of(args.name)
    try:
        source = Path(args.file).read_bytes()
    except OSError:
        raise refuse(
            "import.unreadable", "ファイルを開けません。", "The file cannot be opened."
        ) from None
    actor = context.actor(tenant, kind)
    result = import_file(tenant, args.name, source, actor, call=args.call, partial=args.partial)
    tenant.catch_up()
    lines = [f"取り込み {result.accepted} 件、変更なし {result.unchanged} 件"]
    if result.late:
        rows = "、".join(map(str, result.late))
        lines.append(f"締切の後に届いた推薦として記録しました（決裁待ち）: {rows} 行目")
    context.show(result.as_json(), *lines)
    if not context.json:
        for error in result.errors:
            hint = f"（{error.suggestion}）" if error.suggestion else ""
            sys.stderr.write(f"✗ {error.where}: {error.message}{hint}\n")
    return 1 if result.errors else 0


def catalogue(context: Context) -> None:
    """Areas, commands, events, hooks, views, pages."""
    found = whole_catalogue()
    counts = ", ".join(f"{name} {len(entries)}" for name, entries in found.items())
    context.show(found, counts, *(f"{each['name']}: {each['ja']}" for each in found["commands"]))
