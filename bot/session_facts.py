"""What a delegate is told of his session, and what differs between two moments: pure.

Compared is what is said, not how it is stored: another session on the same day at the same place
is no change for anybody.
"""

import datetime as dt
from dataclasses import dataclass, fields

from bot.event import Both, Event, Session


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What one is told of a session; ``programme`` are its points with their times."""

    date: dt.date
    time: dt.time | None
    doors: dt.time | None
    end_time: dt.time | None
    place: Both
    address: Both
    gate: Both | None
    programme: tuple[tuple[str, dt.time | None], ...]
    cancelled: bool


ALL = frozenset(field.name for field in fields(SessionFacts))


def session_facts(event: Event, session: Session | None) -> SessionFacts | None:
    """Give what one is told of a session; None where none is set."""
    if session is None:
        return None
    venue = event.venue_of(session)
    items = event.agenda_of(session)
    return SessionFacts(
        date=session.date,
        time=session.time,
        doors=session.doors,
        end_time=session.end_time,
        place=venue.name,
        address=venue.address,
        gate=event.gate_of(session),
        programme=tuple((item.id or item.title.en, item.time) for item in items),
        cancelled=session.cancelled,
    )


def differing(old: SessionFacts | None, new: SessionFacts | None) -> frozenset[str]:
    """Name the facts that differ; all of them where there was, or is, no session.

    While a session stays cancelled nothing about it is news. A point of the programme that is
    only worded anew is the same point.
    """
    if old == new or (old and new and old.cancelled and new.cancelled):
        return frozenset()
    if old is None or new is None:
        return ALL
    return frozenset(name for name in ALL if getattr(old, name) != getattr(new, name))


def same_day(session: Session | None, starts: str) -> bool:
    """Tell whether an answer given for ``starts`` (ISO, see `Rsvp.starts`) holds for a session.

    It is given for a day: one who comes on 3 April comes at 11 as at 10, and is told.
    """
    return session is not None and starts[:10] == session.date.isoformat()


def last_use(event: Event, old: Session | None, new: Session | None) -> dt.datetime | None:
    """Give the moment from which nobody needs to hear of a change any more."""
    ends = [event.ends(session) for session in (old, new) if session is not None]
    return max(ends, default=None)


def dates_left(old: Event, new: Event) -> set[dt.date]:
    """Give the days on which a dialogue, or that of a state, was to be and is not any more."""
    now = {s.id: s for s in new.sessions}
    left = {
        s.date
        for s in old.sessions
        if not s.cancelled and (s.id not in now or now[s.id].cancelled or now[s.id].date != s.date)
    }
    for session in old.sessions:
        moved = [new.session_of(code) for code in session.states]
        if any(to is None or to.date != session.date for to in moved):
            left.add(session.date)
    return left
