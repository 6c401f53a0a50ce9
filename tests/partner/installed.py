"""The partner's distribution as if it were installed: its entry point can be found."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTION = ROOT / "docs" / "examples" / "daicho-policy-kitahama"
NAME, POLICY = "daicho_policy_kitahama", "kitahama_japanese"


@contextmanager
def installed(folder: Path) -> Iterator[None]:
    """While it lasts, the policy is found by whoever looks for policies in this process."""
    about = folder / f"{NAME}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[daicho.policy]\n{POLICY} = {NAME}\n", "utf-8")
    ways = [str(folder), str(DISTRIBUTION)]
    sys.path += ways
    try:
        yield
    finally:
        for way in ways:
            sys.path.remove(way)
