"""Area letter: the texts of the letters that facts call for; an organisation may set its own
(clauses 7, 14, 24, 30).

A kind of letter is an entry of `defaults/<area>.toml`, with the fields its text may name.
"""

from core.programme.letter import commands as commands
from core.programme.letter.facts import (
    Template as Template,
)
from core.programme.letter.facts import (
    stream_of as stream_of,
)
