"""Area directory: the public list of institutions, one edition at a time (clauses 30-34)."""

from core.programme.directory import campaign as campaign
from core.programme.directory import commands as commands
from core.programme.directory import proofs as proofs
from core.programme.directory import reduce as reduce
from core.programme.directory.facts import (
    Directory as Directory,
)
from core.programme.directory.facts import (
    stream_of as stream_of,
)
