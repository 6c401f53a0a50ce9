"""Area course: what the training of one cohort consists of beside its steps: units, attempts, the
practice, the venue of course 2 (clauses 15-17).

Everything here is the year's own data, pinned or planned per cohort; a cohort keeps its fiscal
year wherever the venue's days move.
"""

from core.programme.course import planning as planning
from core.programme.course.facts import (
    BY_DECISION as BY_DECISION,
)
from core.programme.course.facts import (
    UNLIMITED as UNLIMITED,
)
from core.programme.course.facts import (
    Course as Course,
)
from core.programme.course.facts import (
    course_of as course_of,
)
from core.programme.course.facts import (
    pinned as pinned,
)
from core.programme.course.facts import (
    stream_of as stream_of,
)
