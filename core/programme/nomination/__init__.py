"""Area nomination: one person put forward by a local government for one call (clauses 3, 4, 7)."""

from core.programme.nomination import after as after
from core.programme.nomination import carrying as carrying
from core.programme.nomination import confirming as confirming
from core.programme.nomination import proving as proving
from core.programme.nomination import receiving as receiving
from core.programme.nomination import submit as submit
from core.programme.nomination.facts import (
    Nomination as Nomination,
)
from core.programme.nomination.facts import (
    nominee_facts as nominee_facts,
)
from core.programme.nomination.facts import (
    stream_of as stream_of,
)
