"""Area activity_case: an edited account of a coordinator's work for the public (clauses 35-38)."""

from core.programme.activity_case import deciding as deciding
from core.programme.activity_case import editing as editing
from core.programme.activity_case import intake as intake
from core.programme.activity_case import showing as showing
from core.programme.activity_case.case import (
    Case as Case,
)
from core.programme.activity_case.case import (
    stream_of as stream_of,
)
