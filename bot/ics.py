"""The calendar file that a delegate gets after a yes.

The library for it is imported with the first file: it takes long to load, and few need it.
"""

from datetime import UTC, datetime, time, timedelta

from bot.event import Event, Session

EVENING = time(18, 0)  # the alarm of a session without a time of day: the evening before


def calendar(event: Event, session: Session, locale: str, now: datetime) -> bytes:
    """Give an .ics file (RFC 5545) with one entry, its place and its alarms.

    A session without a time of day is an all-day entry. The same session always has the same
    UID, so that a file sent after a move replaces the old entry.
    """
    from icalendar import Alarm, Calendar  # noqa: PLC0415 (see above)
    from icalendar import Event as Entry  # noqa: PLC0415

    venue = event.venue_of(session)
    entry = Entry()
    entry.add("uid", f"{event.id}-{session.id}@samvad")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("sequence", int(now.timestamp()) % 2**31)
    entry.add("summary", event.title.in_(locale))
    entry.add("location", f"{venue.name.in_(locale)}, {venue.address.in_(locale)}")
    entry.add("geo", (venue.latitude, venue.longitude))
    entry.add("description", event.purpose.in_(locale))
    if session.time is None:
        entry.add("dtstart", session.date)
        entry.add("dtend", session.date + timedelta(days=1))
        alarms = [timedelta(hours=EVENING.hour - 24)]
    else:
        entry.add("dtstart", event.starts(session).astimezone(UTC))
        entry.add("dtend", event.ends(session).astimezone(UTC))
        alarms = [timedelta(days=-1), timedelta(hours=-2)]
    for before in alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.short_title.in_(locale))
        alarm.add("trigger", before)
        entry.add_component(alarm)
    file = Calendar()
    file.add("prodid", "-//Samvad//samvad//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(entry)
    return bytes(file.to_ical())
