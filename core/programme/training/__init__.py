"""Area training: a trainee's way from a seat to the final test, steps in locked order (clauses 13,
15-17).

The steps, units and pass marks are the cohort's own, pinned when it started. Whoever failed,
withdrew or deferred is no longer expected to be certified, from that date on; past results stand.
"""

from core.programme.training import attempts as attempts
from core.programme.training import attending as attending
from core.programme.training import carrying as carrying
from core.programme.training import expecting as expecting
from core.programme.training import practising as practising
from core.programme.training import reporting as reporting
from core.programme.training import studying as studying
from core.programme.training.facts import (
    StepCompleted as StepCompleted,
)
from core.programme.training.facts import (
    TestFailed as TestFailed,
)
from core.programme.training.facts import (
    TraineeDeferred as TraineeDeferred,
)
from core.programme.training.facts import (
    TraineeEnrolled as TraineeEnrolled,
)
from core.programme.training.facts import (
    TraineeReturned as TraineeReturned,
)
from core.programme.training.facts import (
    TrainingEnded as TrainingEnded,
)
from core.programme.training.seat import (
    EnrolTrainee as EnrolTrainee,
)
from core.programme.training.state import (
    Trainee as Trainee,
)
from core.programme.training.state import (
    next_step as next_step,
)
from core.programme.training.state import (
    stream_of as stream_of,
)
