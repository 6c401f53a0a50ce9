"""Where policies lie: those shipped here, and those of installed distributions, none imported."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from pathlib import Path

SHIPPED = Path(__file__).parent / "policies"
ENTRY_POINTS = "daicho.policy"


def installed_folders() -> list[Path]:
    """The folders of policies: those shipped here, then those of installed distributions."""
    shipped = sorted(path.parent for path in SHIPPED.glob("*/policy.toml"))
    points = sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name)
    found = [_folder(point.module) for point in points]
    return shipped + [folder for folder in found if folder is not None]


def is_shipped(folder: Path) -> bool:
    """Whether the policy comes with this program, and may run in its process."""
    return folder.resolve().parent == SHIPPED.resolve()


def _folder(module: str) -> Path | None:
    """The folder of a module; `importlib.util.find_spec` would import the packages around it."""
    spec: ModuleSpec | None = None
    path: Sequence[str] | None = None
    for number, _ in enumerate(parts := module.split("."), 1):
        spec = _spec(".".join(parts[:number]), path)
        if spec is None:
            return None
        path = spec.submodule_search_locations
    return Path(spec.origin).parent if spec and spec.origin else None


def _spec(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        spec = finder.find_spec(name, path)
        if spec is not None:
            return spec
    return None
