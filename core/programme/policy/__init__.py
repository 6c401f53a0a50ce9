"""Area policy: which rules are in force from when (clauses 1, 2, 19, 21). The rules themselves
are plugins."""

from core.programme.policy import withdrawing as withdrawing
from core.programme.policy.adopting import (
    AdoptPolicy as AdoptPolicy,
)
from core.programme.policy.adopting import (
    ProposePolicy as ProposePolicy,
)
from core.programme.policy.adopting import (
    read_pairs as read_pairs,
)
from core.programme.policy.facts import (
    FAILED_STREAM as FAILED_STREAM,
)
from core.programme.policy.facts import (
    FAILURES as FAILURES,
)
from core.programme.policy.facts import (
    STREAM as STREAM,
)
from core.programme.policy.facts import (
    Adoption as Adoption,
)
from core.programme.policy.facts import (
    Policies as Policies,
)
from core.programme.policy.facts import (
    PolicyAdopted as PolicyAdopted,
)
from core.programme.policy.facts import (
    PolicyFailed as PolicyFailed,
)
from core.programme.policy.facts import (
    PolicyProposed as PolicyProposed,
)
from core.programme.policy.facts import (
    PolicyWithdrawalProposed as PolicyWithdrawalProposed,
)
from core.programme.policy.facts import (
    PolicyWithdrawn as PolicyWithdrawn,
)
from core.programme.policy.facts import (
    adopted_after as adopted_after,
)
from core.programme.policy.facts import (
    evolve as evolve,
)
from core.programme.policy.facts import (
    newest_first as newest_first,
)
from core.programme.policy.facts import (
    parameters_on as parameters_on,
)
from core.programme.policy.facts import (
    with_parameters as with_parameters,
)
from core.programme.policy.failing import (
    RecordPolicyFailure as RecordPolicyFailure,
)
