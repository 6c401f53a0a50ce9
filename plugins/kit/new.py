"""`daicho plugin new`: a policy's folder that passes at once, from `plugins/kit/template/`."""

import keyword
import re
from pathlib import Path

from core.errors import Faults, Invalid, refuse
from plugins.finding import installed_folders
from plugins.manifest import MANIFEST, read_manifest

TEMPLATE = Path(__file__).parent / "template"
PLACEHOLDER = "template_policy"
NAME = re.compile(r"(?=.{3,40}\Z)[a-z](?:[_-]?[a-z0-9])*")


def new_policy(name: str, folder: Path) -> list[str]:
    """Write a policy named `name` into `folder`; its files by relative path.

    `Refused` if the name is none or taken, if there is anything in the folder, or if it cannot be
    written.
    """
    _check(name, folder)
    written = []
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            relative = path.relative_to(TEMPLATE).as_posix()
            text = path.read_text("utf-8").replace(PLACEHOLDER, name)
            put(folder / relative, text.encode())
            written.append(relative)
    return written


def put(file: Path, content: bytes) -> None:
    """Write a file, and the folders above it; `Refused` if that cannot be done."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise refuse(
            "plugin.not_written",
            f"{file} に書けません（{error.strerror}）。ほかの場所を指定してください。",
            f"{file} cannot be written ({error.strerror}). Name another place.",
            "out",
        ) from None


def _check(name: str, folder: Path) -> None:
    faults = Faults()
    faults.unless(
        NAME.fullmatch(name),
        "plugin.name",
        "名前は半角の英小文字で始め、英小文字・数字と、間に「_」「-」で3～40字にしてください"
        "（例 harbour-2027）。",
        "Begin the name with a small letter; small letters and digits, _ or - between them, 3 to 40"
        " (harbour-2027).",
        "name",
    )
    faults.unless(
        name not in _taken() and not keyword.iskeyword(name) and name != PLACEHOLDER,
        "plugin.name_taken",
        f"「{name}」という規則がすでに入っているか、Python の予約語です。別の名前にしてください。",
        f"A policy called {name} is installed already, or the word is Python's. Choose another.",
        "name",
    )
    faults.unless(
        _is_free(folder),
        "plugin.folder_in_use",
        f"{folder} にはすでにファイルがあります。空のフォルダを指定してください。",
        f"There are files in {folder} already. Name an empty folder.",
        "out",
    )
    faults.raise_any()


def _taken() -> set[str]:
    found = set()
    for folder in installed_folders():
        try:
            found.add(read_manifest((folder / MANIFEST).read_bytes()).id)
        except (Invalid, OSError):
            continue  # `daicho policy list` and `doctor` name it
    return found


def _is_free(folder: Path) -> bool:
    if not folder.is_dir():
        return not folder.exists() and not folder.is_symlink()
    return not any(folder.iterdir())
