"""Area call: one invitation for nominees, its text, and its deadline as a history of facts
(clauses 7, 8, 24)."""

from core.programme.call import commands as commands
from core.programme.call import sending as sending
from core.programme.call import texts as texts
from core.programme.call.facts import (
    ASKED as ASKED,
)
from core.programme.call.facts import (
    Call as Call,
)
from core.programme.call.facts import (
    CallOpened as CallOpened,
)
from core.programme.call.facts import (
    NominationReceived as NominationReceived,
)
from core.programme.call.facts import (
    Pin as Pin,
)
from core.programme.call.facts import (
    Pins as Pins,
)
from core.programme.call.facts import (
    known_call as known_call,
)
from core.programme.call.facts import (
    opened_call as opened_call,
)
from core.programme.call.facts import (
    stream_of as stream_of,
)
