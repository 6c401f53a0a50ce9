"""Members, policies, editions and views of a bundle: changed, stray or missing ones are named."""

import json
from hashlib import sha256

import pytest

from core.audit.manifest import PolicyDigest
from tests.audit.sample import (
    EDITION_JSON,
    FEW,
    bundle_of,
    detail,
    entries_of,
    failed,
    look,
    members_of,
    parts_of,
    relist,
    repack,
    results,
)

ENTRIES = entries_of(FEW)
WHOLE = bundle_of(parts_of(ENTRIES, older=2))
MEMBERS = members_of(WHOLE)


def test_a_stray_a_missing_and_a_renamed_member_are_named() -> None:
    stray = look(repack({**MEMBERS, "editions/e1/extra.html": b"x"}))
    assert "editions/e1/extra.html: not listed" in detail(stray, "members")
    missing = look(repack({n: raw for n, raw in MEMBERS.items() if n != "README.md"}))
    assert "README.md: listed but missing" in detail(missing, "members")
    unknown = look(repack(relist({**MEMBERS, "notes.txt": b"x"})))
    assert "notes.txt: no such member" in detail(unknown, "members")


def test_a_changed_policy_is_named_even_when_the_manifest_was_adapted() -> None:
    changed = {**MEMBERS, "policies/p/rules.py": b"ORDER = 2\n"}
    assert "policies/p" in detail(look(repack(changed)), "policies")
    policies = {"p": json.loads(MEMBERS["manifest.json"])["policies"]["p"]}
    assert failed(look(repack(relist(changed)))) == {"policies"}
    fresh = {n[11:]: raw for n, raw in changed.items() if n.startswith("policies/p/")}
    lines = "".join(f"{sha256(fresh[n]).hexdigest()}  {n}\n" for n in sorted(fresh))
    policies["p"]["digest"] = sha256(lines.encode()).hexdigest()
    adapted = relist(changed, policies=_policy_digests(policies))
    report = look(repack(adapted))
    assert failed(report) == {"rulings"}
    assert "position 5: policy p 1.0" in detail(report, "rulings")


def _policy_digests(policies: dict[str, dict[str, str]]) -> object:
    return {name: PolicyDigest(**fields) for name, fields in policies.items()}


def test_a_policy_that_ruled_and_is_absent_is_not_called_verified() -> None:
    report = look(bundle_of(parts_of(ENTRIES)._replace(policies={})))
    assert results(report)["rulings"] == "not_checked"
    assert "position 5: policy p 1.0" in detail(report, "rulings")


def test_a_changed_edition_is_named_even_when_the_manifest_was_adapted() -> None:
    csv = {**MEMBERS, "editions/e1/directory.csv": b"region,count\nA,3\n"}
    report = look(repack(relist(csv)))
    assert failed(report) == {"editions"}
    assert "editions/e1/directory.csv" in detail(report, "editions")
    whole = json.loads(EDITION_JSON)
    whole["files"]["directory.csv"] = sha256(csv["editions/e1/directory.csv"]).hexdigest()
    forged = {**csv, "editions/e1/edition.json": json.dumps(whole).encode()}
    report = look(repack(relist(forged)))
    assert failed(report) == {"edition_records"}
    assert "editions/e1" in detail(report, "edition_records")


def test_a_file_missing_from_an_edition_is_named() -> None:
    less = {n: raw for n, raw in MEMBERS.items() if n != "editions/e1/directory.csv"}
    report = look(repack(relist(less)))
    assert failed(report) == {"editions"}
    assert "editions/e1/directory.csv" in detail(report, "editions")


def test_a_policy_outside_the_manifest_or_without_files_is_named() -> None:
    more = look(repack(relist({**MEMBERS, "policies/q/rules.py": b""})))
    assert failed(more) == {"policies"}
    assert "policies/q" in detail(more, "policies")
    less = look(repack(relist({n: r for n, r in MEMBERS.items() if "policies/" not in n})))
    assert failed(less) == {"policies"}
    assert "policies/p" in detail(less, "policies")


@pytest.mark.parametrize("raw", [b"[]", b'{"roster": 1}', b'{"roster": "AB"}', b"{"])
def test_digests_of_views_of_another_form_fail(raw: bytes) -> None:
    assert failed(look(repack(relist({**MEMBERS, "views.json": raw})))) == {"views"}


def test_an_edition_no_event_published_is_not_called_verified() -> None:
    report = look(bundle_of(parts_of(ENTRIES[:5])))
    assert results(report)["edition_records"] == "not_checked"
    assert results(report)["editions"] == "pass"
