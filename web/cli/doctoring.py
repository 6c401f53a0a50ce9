"""`doctor`: what is wrong here, and the next step."""

from tenants.doctor import examine
from web.cli.output import Commands, Context, command


def add(commands: Commands) -> None:
    """The examination of a data directory."""
    parser = command(commands, "doctor", "悪いところと次の手順 / what is wrong, and the next step")
    parser.set_defaults(run=doctor)


def doctor(context: Context) -> int:
    """Read every log again; 1 if anything is wrong."""
    found = examine(context.place)
    lines = [f"✗ {each.tenant or '-'} {each.what}\n  → {each.next}" for each in found]
    context.show(
        {"ok": not found, "findings": [each._asdict() for each in found]},
        *(lines or ["✓ 悪いところはありません / nothing is wrong"]),
    )
    return 1 if found else 0
