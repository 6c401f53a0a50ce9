"""Area plan: lecturers of each round, and what-ifs of rounds and seats (clauses 21, 22)."""

from core.programme.plan import lecturers as lecturers
from core.programme.plan import simulating as simulating
from core.programme.plan.facts import (
    LecturerAssigned as LecturerAssigned,
)
from core.programme.plan.facts import (
    PlanSimulated as PlanSimulated,
)
