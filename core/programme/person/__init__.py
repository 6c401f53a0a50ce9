"""Area person: one human being under an opaque id; names and contacts sealed; erasure on record
(clause 3, 7, 18).

The person's stream also guards that one person has one live nomination, though calls overlap.
"""

from core.programme.person.erasing import (
    ApproveErasure as ApproveErasure,
)
from core.programme.person.erasing import (
    RequestErasure as RequestErasure,
)
from core.programme.person.facts import (
    ContactChanged as ContactChanged,
)
from core.programme.person.facts import (
    ErasureRequested as ErasureRequested,
)
from core.programme.person.facts import (
    NameChanged as NameChanged,
)
from core.programme.person.facts import (
    NameChangeRequested as NameChangeRequested,
)
from core.programme.person.facts import (
    Person as Person,
)
from core.programme.person.facts import (
    PersonErased as PersonErased,
)
from core.programme.person.facts import (
    PersonNominated as PersonNominated,
)
from core.programme.person.facts import (
    PersonRegistered as PersonRegistered,
)
from core.programme.person.facts import (
    PersonReleased as PersonReleased,
)
from core.programme.person.facts import (
    kept as kept,
)
from core.programme.person.facts import (
    known_person as known_person,
)
from core.programme.person.facts import (
    registered as registered,
)
from core.programme.person.facts import (
    released as released,
)
from core.programme.person.facts import (
    stream_of as stream_of,
)
from core.programme.person.merging import (
    PersonAbsorbed as PersonAbsorbed,
)
from core.programme.person.merging import (
    PersonMerged as PersonMerged,
)
from core.programme.person.naming import (
    ChangeName as ChangeName,
)
from core.programme.person.naming import (
    RequestNameChange as RequestNameChange,
)
from core.programme.person.registering import (
    ChangeContact as ChangeContact,
)
from core.programme.person.registering import (
    RegisterPerson as RegisterPerson,
)
