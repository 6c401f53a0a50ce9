"""Signed checkpoints of a tenant's log (C2SP tlog-checkpoint, Ed25519)."""

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.audit.note import Checkpoint, VerifierKey, format_checkpoint, format_vkey, signed_note
from core.log.tiles import Tree
from tenants.gate import Tenant

ORIGIN_PREFIX = "daicho/"


def origin_of(tenant: Tenant) -> str:
    """The log's name in checkpoints."""
    return ORIGIN_PREFIX + tenant.slug


def verifier_key(tenant: Tenant) -> VerifierKey:
    """The public half of the key that signs the tenant's checkpoints."""
    public = tenant.keys.signing_key().public_key()
    return VerifierKey(origin_of(tenant), public.public_bytes(Encoding.Raw, PublicFormat.Raw))


def vkey(tenant: Tenant) -> str:
    """The verifier key as text, to be published where the checkpoints are not."""
    return format_vkey(verifier_key(tenant))


def sign_head(tenant: Tenant) -> tuple[int, str]:
    """The present size of the log, and a signed note of its root; `Invalid` if the stored events
    do not lead there."""
    tree = tenant.tiles.tree()
    return tree.size, sign_at(tenant, tree, tree.size)


def sign_at(tenant: Tenant, tree: Tree, size: int) -> str:
    """A signed note of the root that the tenant's tree had at `size`."""
    text = format_checkpoint(Checkpoint(origin_of(tenant), size, tree.root_at(size)))
    signature = tenant.keys.signing_key().sign(text.encode())
    return signed_note(text, verifier_key(tenant), signature)
