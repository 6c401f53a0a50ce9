"""`plugin new|test|pack`: a policy of one's own, what the kit says of it, how it is handed on."""

import shlex
import sys
import sysconfig
from pathlib import Path

import msgspec

from core.errors import refuse
from plugins.kit.examining import examine
from plugins.kit.new import new_policy
from plugins.kit.packing import pack
from plugins.kit.report import lines
from web.cli.output import Commands, Context, command


def add(commands: Commands) -> None:
    """The policy author's commands."""
    parser = commands.add_parser("plugin", help="規則を書く・確かめる / write and test a policy")
    steps = parser.add_subparsers(metavar="STEP", required=True)
    step = command(steps, "new", "規則のひな形を作る / a policy's folder that passes")
    step.add_argument("name", metavar="NAME")
    step.add_argument("--out", metavar="DIR", type=Path, help="作る場所 / where (./NAME)")
    step.set_defaults(run=new)
    step = command(steps, "test", "規則を確かめる / examine a policy's folder")
    step.add_argument("folder", metavar="DIR", type=Path)
    step.set_defaults(run=test)
    step = command(steps, "pack", "配布できる形にする / a wheel of a policy that passes")
    step.add_argument("folder", metavar="DIR", type=Path)
    step.add_argument(
        "--out", metavar="DIR", type=Path, default=Path(), help="置く場所 / where (.)"
    )
    step.set_defaults(run=packed)


def new(context: Context) -> None:
    """Write the folder, and say what comes next."""
    args = context.args
    folder = args.out or Path(args.name)
    files = new_policy(args.name, folder)
    context.show(
        {"policy": args.name, "folder": str(folder), "files": files},
        *(f"✓ {folder / name}" for name in files),
        f"  {_tested(folder)}",
        f"  {_tried(folder)}",
    )


def test(context: Context) -> int:
    """The three levels with what was found; exit 1 unless all are passed."""
    folder = _folder(context)
    report = examine(folder.resolve())
    document = {"ok": report.ok, **msgspec.to_builtins(report)}
    following = [f"  {_tried(folder)}"] if report.ok else []
    context.show(document, *lines(report), *following)
    return 0 if report.ok else 1


def packed(context: Context) -> None:
    """The wheel of a policy that passes, and how to install it."""
    folder = _folder(context)
    report = examine(folder.resolve())
    if not report.ok:
        raise refuse(
            "plugin.not_passed",
            f"まだ通っていません。{_tested(folder)} で確かめて直してください。",
            f"It does not pass yet. See {_tested(folder)}, and mend it.",
            "folder",
        )
    wheel = pack(folder, context.args.out)
    install = _installing(wheel)
    context.show(
        {"policy": report.policy, "digest": report.digest, "wheel": str(wheel), "next": install},
        f"✓ {wheel}",
        f"  {install}",
        f"  daicho -t SLUG policy enable {report.policy} --from DATE",
    )


def _folder(context: Context) -> Path:
    folder: Path = context.args.folder
    if not folder.is_dir():
        raise refuse(
            "plugin.no_folder",
            f"フォルダ {folder} がありません。",
            f"There is no folder {folder}.",
            "folder",
        )
    return folder


def _installing(wheel: Path) -> str:
    """The command that puts it where this runs; uv lies beside our own interpreter."""
    ours = Path(sysconfig.get_path("scripts")) / "uv"
    uv = str(ours) if ours.exists() else "uv"
    words = ("--python", sys.executable, "--no-deps", "--reinstall", str(wheel))
    return shlex.join([uv, "pip", "install", *words])


def _tested(folder: Path) -> str:
    return f"daicho plugin test {folder}"


def _tried(folder: Path) -> str:
    return f"daicho -t SLUG policy shadow --folder {folder} --over CALL"
