"""The calendar file of an appointment (RFC 5545): the same fact gives the same bytes."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from core.clock import JAPAN
from workers.letters.registry import Appointment


def calendar_file(appointment: Appointment, uid: str, told_at: datetime) -> bytes:
    """One event, all day or timed, in Japan's zone. `uid` names the fact, `told_at` is when it was
    recorded."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", told_at.astimezone(UTC))
    event.add("summary", appointment.title)
    event.add("dtstart", _civil(appointment.begins))
    event.add("dtend", _end(appointment))
    if appointment.place:
        event.add("location", appointment.place)
    calendar = Calendar()
    calendar.add("prodid", "-//daicho//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    if isinstance(appointment.begins, datetime):
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _end(appointment: Appointment) -> date | datetime:
    """The end as the format wants it: the day after the last, for whole days."""
    begins, ends = appointment.begins, appointment.ends
    if isinstance(begins, datetime):
        return _civil(ends or begins + timedelta(hours=1))
    last = ends or begins
    return last + timedelta(days=1)


def _civil(when: date | datetime) -> date | datetime:
    return when.astimezone(JAPAN) if isinstance(when, datetime) else when
