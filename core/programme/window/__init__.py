"""Area window: places where foreign residents are advised, all attributes dated (clauses 5, 11,
12).

Founder (設置者), operator (運営主体) and employer (所属機関) are three things. Grant and caseload
belong to a fiscal year; a caseload has a unit, and units are never compared.
"""

from core.programme.window import commands as commands
from core.programme.window import organisation as organisation
from core.programme.window import succession as succession
from core.programme.window.facts import (
    CaseloadRecorded as CaseloadRecorded,
)
from core.programme.window.facts import (
    ExceptionApproved as ExceptionApproved,
)
from core.programme.window.facts import (
    GrantRecorded as GrantRecorded,
)
from core.programme.window.facts import (
    OrganisationRecorded as OrganisationRecorded,
)
from core.programme.window.facts import (
    Window as Window,
)
from core.programme.window.facts import (
    WindowAttributes as WindowAttributes,
)
from core.programme.window.facts import (
    WindowFactsRecorded as WindowFactsRecorded,
)
from core.programme.window.facts import (
    WindowsFoundDistinct as WindowsFoundDistinct,
)
from core.programme.window.facts import (
    WindowSucceeded as WindowSucceeded,
)
from core.programme.window.facts import (
    WindowTookOver as WindowTookOver,
)
from core.programme.window.facts import (
    current_code as current_code,
)
from core.programme.window.facts import (
    facts_of as facts_of,
)
from core.programme.window.facts import (
    known_window as known_window,
)
from core.programme.window.facts import (
    stream_of as stream_of,
)
