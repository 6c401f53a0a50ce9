"""Area followup: what certified coordinators are invited to: lectures, talks in groups, questions,
recordings (clauses 24-27)."""

from core.programme.followup import announcing as announcing
from core.programme.followup import groups as groups
from core.programme.followup import items as items
from core.programme.followup import questions as questions
from core.programme.followup import recordings as recordings
from core.programme.followup import taking_part as taking_part
from core.programme.followup.state import (
    stream_of as stream_of,
)
