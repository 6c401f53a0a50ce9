"""Area certification: proposed, approved by a second person, numbered, issued (clause 18).

認証 is the agency's own and no national qualification; numbers run within the fiscal year of the
cohort.
"""

from core.programme.certification.facts import (
    Candidate as Candidate,
)
from core.programme.certification.facts import (
    CertificateIssued as CertificateIssued,
)
from core.programme.certification.facts import (
    CertificateNumbered as CertificateNumbered,
)
from core.programme.certification.facts import (
    CertificateWorded as CertificateWorded,
)
from core.programme.certification.facts import (
    Certification as Certification,
)
from core.programme.certification.facts import (
    CertificationApproved as CertificationApproved,
)
from core.programme.certification.facts import (
    CertificationProposed as CertificationProposed,
)
from core.programme.certification.facts import (
    stream_of as stream_of,
)
from core.programme.certification.issuing import IssueCertificates as IssueCertificates
from core.programme.certification.proposing import (
    ApproveCertification as ApproveCertification,
)
from core.programme.certification.proposing import (
    ProposeCertification as ProposeCertification,
)
from core.programme.certification.proposing import (
    candidates as candidates,
)
from core.programme.certification.reissuing import ReissueCertificate as ReissueCertificate
from core.programme.certification.renewing import SESSIONS as SESSIONS
from core.programme.certification.renewing import LapseCertificate as LapseCertificate
from core.programme.certification.renewing import RemindRenewal as RemindRenewal
from core.programme.certification.renewing import RenewCertificate as RenewCertificate
from core.programme.certification.renewing import certification_facts as certification_facts
