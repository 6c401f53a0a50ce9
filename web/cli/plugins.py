"""`plugin new|test`: a policy of one's own, and what the kit says of it."""

from pathlib import Path

import msgspec

from core.errors import refuse
from plugins.kit.examining import examine
from plugins.kit.new import new_policy
from plugins.kit.report import lines
from web.cli.output import Commands, Context, command


def add(commands: Commands) -> None:
    """The policy author's commands."""
    parser = commands.add_parser("plugin", help="規則を書く・確かめる / write and test a policy")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    step = command(steps, "new", "規則のひな形を作る / a policy's folder that passes")
    step.add_argument("name", metavar="NAME")
    step.add_argument("--out", required=True, metavar="DIR", type=Path)
    step.set_defaults(run=new)
    step = command(steps, "test", "規則を確かめる / examine a policy's folder")
    step.add_argument("folder", metavar="DIR", type=Path)
    step.set_defaults(run=test)


def new(context: Context) -> None:
    """Write the folder, and say what comes next."""
    args = context.args
    files = new_policy(args.name, args.out)
    context.show(
        {"policy": args.name, "folder": str(args.out), "files": files},
        *(f"✓ {args.out / name}" for name in files),
        f"  daicho plugin test {args.out}",
        f"  daicho -t SLUG policy shadow --folder {args.out} --over CALL",
    )


def test(context: Context) -> int:
    """The three levels with what was found; exit 1 unless all are passed."""
    folder = context.args.folder
    if not folder.is_dir():
        raise refuse(
            "plugin.no_folder",
            f"フォルダ {folder} がありません。",
            f"There is no folder {folder}.",
        )
    report = examine(folder.resolve())
    document = {"ok": report.ok, **msgspec.to_builtins(report)}
    context.show(document, *lines(report))
    return 0 if report.ok else 1
