"""`daicho plugin new`: a policy's folder that passes at once, from `plugins/kit/template/`."""

import re
from pathlib import Path

from core.errors import refuse

TEMPLATE = Path(__file__).parent / "template"
PLACEHOLDER = "template_policy"
NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")


def new_policy(name: str, folder: Path) -> list[str]:
    """Write a policy named `name` into `folder`; its files by relative path.

    `Refused` if the name is none, or if there is anything in the folder.
    """
    if not NAME.fullmatch(name):
        raise refuse(
            "plugin.name",
            "名前は英小文字で始め、英小文字・数字・_ で3～40字にしてください（例 isa_fy2027）。",
            "Begin the name with a small letter; 3 to 40 small letters, digits and _ (isa_fy2027).",
            "name",
        )
    if folder.exists() and any(folder.iterdir()):
        raise refuse(
            "plugin.folder_in_use",
            f"{folder} にはすでにファイルがあります。空のフォルダを指定してください。",
            f"There are files in {folder} already. Name an empty folder.",
            "out",
        )
    written = []
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            relative = path.relative_to(TEMPLATE)
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8").replace(PLACEHOLDER, name)
            target.write_text(text, "utf-8")
            written.append(relative.as_posix())
    return written
