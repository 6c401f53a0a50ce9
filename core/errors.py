"""Three errors, three voices: `Refused` a person can act on, `Invalid` is bad bytes, assertions
are ours."""

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One reason of a refusal: a stable code, a full sentence in Japanese and English, the field
    if any."""

    code: str
    ja: str
    en: str
    field: str | None = None


class Refused(Exception):
    """A command cannot be done, and a person can do something about it. All faults at once."""

    def __init__(self, *faults: Fault) -> None:
        assert faults, "a refusal without a reason"
        super().__init__(" / ".join(f"{fault.code}: {fault.ja}" for fault in faults))
        self.faults = faults


class Invalid(Exception):
    """Bad bytes: a short, fixed sentence without any of the bytes in it."""


def refuse(code: str, ja: str, en: str, field: str | None = None) -> Refused:
    """A refusal with a single reason, to be raised by the caller."""
    return Refused(Fault(code, ja, en, field))


class Faults:
    """Collects every reason before refusing, so that a person hears all of them at once."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def unless(self, holds: object, code: str, ja: str, en: str, field: str | None = None) -> None:
        """Note the fault unless `holds` is true."""
        if not holds:
            self._found.append(Fault(code, ja, en, field))

    def raise_any(self) -> None:
        """Raise `Refused` with everything noted, if anything was."""
        if self._found:
            raise Refused(*self._found)
