"""A policy from its folder: its files alone, or loaded with its hooks (design.md part 5).

To read one runs none of its code. Every policy is loaded under a name made from the digest of its
files, so that a copy with one byte changed is another policy, and can stand beside it.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pluggy
from msgspec import Struct

from core.audit.manifest import folder_digest
from core.errors import Invalid
from plugins import hookspecs, refusals
from plugins.api import API_VERSION, PROJECT
from plugins.contradictions import contradictions
from plugins.manifest import MANIFEST, Manifest, read_manifest, read_sources
from plugins.remarks import check_observing


class Policy(Struct, frozen=True, kw_only=True):
    """A policy's files: manifest, digest and the bytes that were digested."""

    manifest: Manifest
    digest: str
    sources: dict[str, bytes]


class Loaded(Policy, frozen=True, kw_only=True):
    """A policy that runs in this process, with its hooks alone."""

    hooks: pluggy.HookRelay


def read_policy(folder: Path) -> Policy:
    """Read one policy; `Invalid` with a fixed sentence if it is not one that can be asked,
    `Refused` if it is for another version of `plugins.api`."""
    if not (folder / MANIFEST).is_file():
        raise Invalid("a policy has no policy.toml")
    sources = read_sources(folder)
    manifest = read_manifest(sources[MANIFEST])
    if not manifest.api[0] <= API_VERSION <= manifest.api[1]:
        raise refusals.other_api(manifest.id, manifest.api, API_VERSION)
    if any(contradictions(manifest)):
        raise Invalid("policy.toml contradicts itself")
    check_observing(manifest)
    return Policy(manifest=manifest, digest=folder_digest(sources), sources=sources)


_loaded: dict[str, Loaded] = {}
"""By digest: every tenant of a process asks the same hooks."""


def load_policy(folder: Path) -> Loaded:
    """Read and import one policy; `Invalid` as `read_policy`, or whatever its code raises."""
    read = read_policy(folder)
    if read.digest not in _loaded:
        hooks = _hooks(_module(folder, read.digest), read.manifest)
        _loaded[read.digest] = Loaded(
            manifest=read.manifest, digest=read.digest, sources=read.sources, hooks=hooks
        )
    return _loaded[read.digest]


def _module(folder: Path, digest: str) -> ModuleType:
    name = f"daicho_policy_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _hooks(module: ModuleType, manifest: Manifest) -> pluggy.HookRelay:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(module, manifest.id)
    manager.check_pending()
    callers = manager.get_hookcallers(module) or []
    answered = {caller.name.removeprefix("decide_") for caller in callers}
    if answered - {"observe_events"} != set(manifest.questions):
        raise Invalid("the policy's hooks and the questions in policy.toml differ")
    if manifest.observes and "observe_events" not in answered:
        raise Invalid("the policy observes, and has no hook that is told")
    return manager.hook
