"""The event: sessions by state, venue, agenda, FAQ, RSVP and reminders, as one typed document.

The document is pure data. One from outside comes in through `bot.event_check`, which also looks
at what only shows between its parts. Its dates and times are those of the clock at the venue, in
the event's ``timezone``; every method here takes and gives aware datetimes. Documents are kept
for ever: a field added later needs a default.

A session without a time of day is "to be announced": it starts at 00:00 and ends at 24:00 of
its date, so that nothing about it counts as over while it may still be going on.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import orjson

from bot.event_parts import (
    AgendaItem,
    AtLeastOne,
    Audience,
    Both,
    Contact,
    Faq,
    FaqIntent,
    FollowUp,
    FollowUpKind,
    Id,
    Option,
    Part,
    ReminderRule,
    Reminders,
    Rsvp,
    Session,
    Speaker,
    Venue,
    When,
)

__all__ = [
    "AgendaItem",
    "Audience",
    "Both",
    "Contact",
    "Event",
    "Faq",
    "FaqIntent",
    "FollowUp",
    "FollowUpKind",
    "Id",
    "Option",
    "Part",
    "ReminderRule",
    "Reminders",
    "Rsvp",
    "Session",
    "Speaker",
    "Venue",
    "When",
]


class Event(Part):
    """The whole event, as released."""

    id: Id
    title: Both
    short_title: Both
    organiser: Both
    purpose: Both
    source: Both  # who stands behind an answer, as in "organising office"
    timezone: str
    venues: dict[Id, Venue]
    sessions: Annotated[tuple[Session, ...], AtLeastOne]
    agenda: tuple[AgendaItem, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    contacts: tuple[Contact, ...] = ()
    faq: tuple[Faq, ...] = ()
    rsvp: Rsvp = Rsvp()
    reminders: Reminders = Reminders()

    @cached_property
    def zone(self) -> ZoneInfo:
        """Give the event's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def _by_state(self) -> dict[str, Session]:
        return {state: session for session in self.sessions for state in session.states}

    def session(self, session_id: str) -> Session | None:
        """Find a session by its id; None for one that is no longer there."""
        return next((s for s in self.sessions if s.id == session_id), None)

    def session_of(self, state: str | None, override: str | None = None) -> Session | None:
        """Give the session of a state; a delegate's own ``override`` comes first if it exists."""
        own = self.session(override) if override else None
        return own or (self._by_state.get(state) if state else None)

    def venue_of(self, session: Session) -> Venue:
        """Give the place of a session."""
        return self.venues[session.venue]

    def gate_of(self, session: Session) -> Both | None:
        """Give the gate: the session's own, or else the venue's."""
        return session.gate or self.venue_of(session).gate

    def agenda_of(self, session: Session | None) -> tuple[AgendaItem, ...]:
        """Give the programme: the session's own, or else the event's."""
        own = session.agenda if session else None
        return self.agenda if own is None else own

    def faq_for(self, intent: str) -> Faq | None:
        """Find the FAQ entry that answers an intent."""
        return next((f for f in self.faq if intent in f.intents), None)

    def directions_of(self, session: Session) -> Both | None:
        """Tell how to get there: the venue's text, or else what the FAQ says."""
        general = self.faq_for(FaqIntent.DIRECTIONS)
        return self.venue_of(session).directions or (general.answer if general else None)

    def local(self, moment: datetime) -> datetime:
        """Give ``moment`` as the clock at the venue shows it."""
        return moment.astimezone(self.zone)

    def at(self, day: date, clock: time) -> datetime:
        """Give the moment when the venue's clock shows ``clock`` on ``day``."""
        return datetime.combine(day, clock, tzinfo=self.zone)

    def starts(self, session: Session) -> datetime:
        """Give the start; 00:00 of the date where no time of day is set."""
        return self.at(session.date, session.time or time.min)

    def ends(self, session: Session) -> datetime:
        """Give the end; 24:00 of the date where no end is set."""
        if session.end_time is None:
            return self.at(session.date + timedelta(days=1), time.min)
        return self.at(session.date, session.end_time)

    def has_started(self, session: Session, now: datetime) -> bool:
        """Tell whether a session has begun; without a time of day it has when its date ends."""
        return now >= (self.starts(session) if session.time else self.ends(session))

    def has_ended(self, session: Session, now: datetime) -> bool:
        """Tell whether a session lies behind us."""
        return now >= self.ends(session)

    def is_over(self, now: datetime) -> bool:
        """Tell whether all sessions lie behind us."""
        return all(self.has_ended(s, now) for s in self.sessions)

    def days_until(self, session: Session, now: datetime) -> int:
        """Count the days on the calendar at the venue: 0 is today, 1 tomorrow, -1 yesterday."""
        return (session.date - self.local(now).date()).days

    def moment(self, when: When, session: Session) -> datetime | None:
        """Give the moment that ``when`` means for a session.

        None where it counts hours from a time of day that is not announced yet.
        """
        if when.at is not None:
            return when.at.replace(tzinfo=self.zone)
        if when.days_before is not None and when.at_time is not None:
            return self.at(session.date - timedelta(days=when.days_before), when.at_time)
        if when.hours_before is None or session.time is None:
            return None
        # Through UTC: hours on the clock are not hours of waiting where clocks change.
        before = self.starts(session).astimezone(UTC) - timedelta(hours=when.hours_before)
        return before.astimezone(self.zone)

    def deadline(self, session: Session) -> datetime:
        """Give the moment until which answers can change; never after the session starts."""
        start = self.starts(session)
        set_for = self.moment(self.rsvp.deadline, session) if self.rsvp.deadline else None
        return start if set_for is None else min(set_for, start)

    def due(self, rule: ReminderRule, session: Session) -> datetime | None:
        """Give the moment of a reminder, quiet hours aside.

        None where there is none: not for this session, cancelled, or not before it starts.
        """
        if session.cancelled or (rule.sessions and session.id not in rule.sessions):
            return None
        due = self.moment(rule.when, session)
        return due if due is not None and not self.has_started(session, due) else None

    def to_json(self) -> str:
        """Write the document; the same event gives the same text."""
        document = self.model_dump(mode="json", exclude_none=True)
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a document that `to_json` wrote; raises pydantic's ValidationError."""
        return cls.model_validate(orjson.loads(text))
