"""Area selection: who gets the seats of a call, and what became of each seat (clauses 10-14)."""

from core.programme.selection import closing as closing
from core.programme.selection import overrides as overrides
from core.programme.selection import reminders as reminders
from core.programme.selection import run as run
from core.programme.selection import seats as seats
from core.programme.selection.facts import (
    stream_of as stream_of,
)
from core.programme.selection.snapshot import (
    selection_facts as selection_facts,
)
from core.programme.selection.state import (
    Selection as Selection,
)
