"""Public vectors (RFC 6962 proofs, Wycheproof Ed25519), where the folder that holds them is there.

Without it these tests do not exist, and `test_proofs` and `test_ed25519` cover the same ground
alone; the first test says which of the two happened and fails if it is neither.
"""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from core.audit.ed25519 import signature_holds
from core.audit.proofs import consistency_holds, inclusion_holds

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / os.environ.get("DAICHO_VECTORS", "../shared/vectors")
FOUND = VECTORS.is_dir()


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / name).read_text("utf-8"))
    return loaded


def _hashes(values: list[str] | None) -> list[bytes]:
    return [b64decode(value) for value in values or []]


def test_the_public_vectors_run_exactly_when_their_folder_is_there() -> None:
    collected = [name for name in globals() if name.startswith("test_every_public")]
    assert len(collected) == (3 if FOUND else 0)


if FOUND:

    def test_every_public_inclusion_vector_is_judged_as_stated() -> None:
        cases = _load("rfc6962_inclusion.json")
        for name, case in cases.items():
            held = inclusion_holds(
                b64decode(case["leafHash"]),
                case["leafIdx"],
                case["treeSize"],
                _hashes(case["proof"]),
                b64decode(case["root"]),
            )
            assert held is not case["wantErr"], name
        assert len(cases) == 98

    def test_every_public_consistency_vector_is_judged_as_stated() -> None:
        cases = _load("rfc6962_consistency.json")
        for name, case in cases.items():
            held = consistency_holds(
                case["size1"],
                case["size2"],
                _hashes(case["proof"]),
                b64decode(case["root1"]),
                b64decode(case["root2"]),
            )
            assert held is not case["wantErr"], name
        assert len(cases) == 98

    @pytest.mark.parametrize("group", _load("wycheproof_ed25519_test.json")["testGroups"])
    def test_every_public_ed25519_vector_is_judged_as_stated(group: dict[str, Any]) -> None:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            held = signature_holds(public, message, signature)
            assert held is (case["result"] == "valid"), case["tcId"]
