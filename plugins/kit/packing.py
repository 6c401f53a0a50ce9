"""`daicho plugin pack`: a policy's folder as a wheel, which any Daicho can install.

A wheel is a zip with three files of its own. The policy's files go in as they are, so that what is
installed has the digest that was tried.
"""

import base64
import hashlib
import io
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.errors import refuse
from plugins.finding import ENTRY_POINTS
from plugins.kit.new import put
from plugins.loading import Policy, read_policy

VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can hold: the same files make the same bytes."""


def pack(folder: Path, out: Path) -> Path:
    """Write the wheel into the folder `out`, and say where.

    `Invalid` or `Refused` as `read_policy`; `Refused` too if its version is none of a distribution.
    """
    policy = read_policy(folder)
    version = policy.manifest.version
    if not VERSION.fullmatch(version):
        raise refuse(
            "plugin.version",
            f"版の番号 {version} では配布できません。数字を「.」で区切ってください（例 1.0）。",
            f"The version {version} cannot be distributed. Write numbers with dots (1.0).",
            "version",
        )
    wheel = out / f"{_package(policy)}-{version}-py3-none-any.whl"
    put(wheel, _zipped(_members(policy)))
    return wheel


def _package(policy: Policy) -> str:
    return "daicho_policy_" + re.sub(r"[_.-]+", "_", policy.manifest.id).lower()


def _members(policy: Policy) -> dict[str, bytes]:
    package, manifest = _package(policy), policy.manifest
    about = f"{package}-{manifest.version}.dist-info"
    name = package.replace("_", "-")
    texts = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {manifest.version}\n"
        f"Summary: {' '.join(manifest.en.split())}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: daicho\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        "entry_points.txt": f"[{ENTRY_POINTS}]\n{manifest.id} = {package}\n",
    }
    members = {f"{package}/{path}": content for path, content in policy.sources.items()}
    members |= {f"{about}/{file}": text.encode() for file, text in texts.items()}
    record = f"{about}/RECORD"
    lines = [*map(_line, members, members.values()), f"{record},,"]
    return members | {record: "".join(f"{line}\n" for line in lines).encode()}


def _line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    quoted = f'"{name}"' if "," in name else name
    return f"{quoted},sha256={digest},{len(content)}"


def _zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = ZipInfo(name, LONG_AGO)
            info.external_attr = 0o644 << 16
            archive.writestr(info, content, ZIP_DEFLATED)
    return whole.getvalue()
