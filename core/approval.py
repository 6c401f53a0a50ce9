"""決裁: a second person decides. One rule for every approving command: by is not the proposer."""

from datetime import date

from msgspec import Struct

from core.area import Known
from core.errors import Faults


class Approval(Struct, frozen=True, forbid_unknown_fields=True):
    """Who approved, on which day, and the digest (SHA-256, hex) of what they had before them."""

    by: str
    on: date
    digest_seen: str


def approve(proposer: str, digest: str, digest_seen: str, known: Known) -> Approval:
    """The approval of what has `digest`, or every reason why it cannot stand."""
    faults = Faults()
    faults.unless(
        known.actor != proposer,
        "approval.same_person",
        "起案した人は決裁できません。別の人が決裁してください。",
        "The proposer cannot approve. Another person must decide.",
    )
    faults.unless(
        digest_seen == digest,
        "approval.other_content",
        "決裁の対象が、画面で確認した内容から変わっています。もう一度確認してください。",
        "What is to be approved differs from what was shown. Please look at it again.",
    )
    faults.raise_any()
    return Approval(known.actor, known.today, digest)
