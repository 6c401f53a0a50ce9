"""Area cohort: training rounds as data: number, seats, planned months (頃), actual start (clauses
6, 13, 15, 22)."""

from core.programme.cohort import carrying as carrying
from core.programme.cohort import planning as planning
from core.programme.cohort import starting as starting
from core.programme.cohort.carrying import (
    carried_cohort as carried_cohort,
)
from core.programme.cohort.carrying import (
    carry_in as carry_in,
)
from core.programme.cohort.carrying import (
    next_carried as next_carried,
)
from core.programme.cohort.facts import (
    CapacityChanged as CapacityChanged,
)
from core.programme.cohort.facts import (
    Cohort as Cohort,
)
from core.programme.cohort.facts import (
    CohortCarriedIn as CohortCarriedIn,
)
from core.programme.cohort.facts import (
    CohortPlanned as CohortPlanned,
)
from core.programme.cohort.facts import (
    CohortStarted as CohortStarted,
)
from core.programme.cohort.facts import (
    TraineeCarriedIn as TraineeCarriedIn,
)
from core.programme.cohort.facts import (
    carried_plan as carried_plan,
)
from core.programme.cohort.facts import (
    known_cohort as known_cohort,
)
from core.programme.cohort.facts import (
    stream_of as stream_of,
)
from core.programme.cohort.planning import (
    assign_seats as assign_seats,
)
from core.programme.cohort.planning import (
    hold_seat as hold_seat,
)
from core.programme.cohort.planning import (
    release_seat as release_seat,
)
