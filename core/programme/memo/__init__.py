"""Area memo: decisions written down under the headings of the programme, and approved (clauses 23,
28).

A memo stands under the policy that was in force when it was proposed; a later one takes its place.
Its text is about no person.
"""

from core.programme.memo import commands as commands
from core.programme.memo.facts import (
    Memo as Memo,
)
from core.programme.memo.facts import (
    stream_of as stream_of,
)
