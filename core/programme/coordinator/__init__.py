"""Area coordinator: a certified person's affiliation, work and certificate (clauses 18, 24, 34).

"Certified" and "acting" are two states: leaving the work ends the second only. Lapse is not
revocation.
"""

from core.programme.coordinator.facts import (
    CertificateReissued as CertificateReissued,
)
from core.programme.coordinator.facts import (
    CoordinatorCeased as CoordinatorCeased,
)
from core.programme.coordinator.facts import (
    CoordinatorCertified as CoordinatorCertified,
)
from core.programme.coordinator.facts import (
    CoordinatorLapsed as CoordinatorLapsed,
)
from core.programme.coordinator.facts import (
    CoordinatorRenewed as CoordinatorRenewed,
)
from core.programme.coordinator.facts import (
    CoordinatorResumed as CoordinatorResumed,
)
from core.programme.coordinator.facts import (
    CoordinatorRetired as CoordinatorRetired,
)
from core.programme.coordinator.facts import (
    CoordinatorTransferred as CoordinatorTransferred,
)
from core.programme.coordinator.facts import (
    RenewalReminded as RenewalReminded,
)
from core.programme.coordinator.revocation import (
    CertificateRevoked as CertificateRevoked,
)
from core.programme.coordinator.revocation import (
    Revocation as Revocation,
)
from core.programme.coordinator.revocation import (
    RevocationDecided as RevocationDecided,
)
from core.programme.coordinator.revocation import (
    RevocationNoticed as RevocationNoticed,
)
from core.programme.coordinator.revocation import (
    RevocationProposed as RevocationProposed,
)
from core.programme.coordinator.revoking import (
    ApproveRevocation as ApproveRevocation,
)
from core.programme.coordinator.revoking import (
    CarryOutRevocation as CarryOutRevocation,
)
from core.programme.coordinator.revoking import (
    ProposeRevocation as ProposeRevocation,
)
from core.programme.coordinator.revoking import (
    RecordRevocationNotice as RecordRevocationNotice,
)
from core.programme.coordinator.state import (
    ACTING as ACTING,
)
from core.programme.coordinator.state import (
    CEASED as CEASED,
)
from core.programme.coordinator.state import (
    CERTIFIED as CERTIFIED,
)
from core.programme.coordinator.state import (
    LAPSED as LAPSED,
)
from core.programme.coordinator.state import (
    RETIRED as RETIRED,
)
from core.programme.coordinator.state import (
    REVOKED as REVOKED,
)
from core.programme.coordinator.state import (
    Coordinator as Coordinator,
)
from core.programme.coordinator.state import (
    certified as certified,
)
from core.programme.coordinator.state import (
    evolve as evolve,
)
from core.programme.coordinator.state import (
    known_coordinator as known_coordinator,
)
from core.programme.coordinator.state import (
    nominable as nominable,
)
from core.programme.coordinator.state import (
    stream_of as stream_of,
)
from core.programme.coordinator.working import (
    CeaseCoordinator as CeaseCoordinator,
)
from core.programme.coordinator.working import (
    RegisterCoordinator as RegisterCoordinator,
)
from core.programme.coordinator.working import (
    ResumeCoordinator as ResumeCoordinator,
)
from core.programme.coordinator.working import (
    RetireCoordinator as RetireCoordinator,
)
from core.programme.coordinator.working import (
    TransferCoordinator as TransferCoordinator,
)
