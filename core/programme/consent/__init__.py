"""Area consent: publication needs the person's and the institution's, and a proof by both (clauses
30, 32, 33).

Consent is for one (person, institution, purpose, text): a transfer ends both. Silence is no.
"""

from core.programme.consent import commands as commands
from core.programme.consent import proofs as proofs
from core.programme.consent.events import (
    ConsentAsked as ConsentAsked,
)
from core.programme.consent.events import (
    ConsentEnded as ConsentEnded,
)
from core.programme.consent.events import (
    ConsentGiven as ConsentGiven,
)
from core.programme.consent.events import (
    ConsentRefused as ConsentRefused,
)
from core.programme.consent.events import (
    ConsentRequested as ConsentRequested,
)
from core.programme.consent.events import (
    ConsentWithdrawn as ConsentWithdrawn,
)
from core.programme.consent.events import (
    ProofConfirmed as ProofConfirmed,
)
from core.programme.consent.facts import (
    Consent as Consent,
)
from core.programme.consent.facts import (
    ended as ended,
)
from core.programme.consent.facts import (
    stream_of as stream_of,
)
