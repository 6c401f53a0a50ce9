"""Policy isa_fy2027_course, the hooks: course, certificate and public list go on (policy.toml).

Calendar, eligibility and selection of these years are another policy's.
"""

from plugins import api
from plugins.api import hookimpl

from . import certificates, course, listing


@hookimpl
def decide_curriculum(facts: api.CurriculumFacts) -> api.CurriculumRuling:
    return course.steps_of(facts)


@hookimpl
def decide_certification(facts: api.CertificationFacts) -> api.CertificationRuling:
    return certificates.certified(facts)


@hookimpl
def decide_directory(facts: api.DirectoryFacts) -> api.DirectoryRuling:
    return listing.rows_of(facts)
