"""Whom a change of the event would concern, and which answers and reminders it touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlmodel import Session as Db

from bot.event import Event, Session
from bot.services.change_rows import Moved
from bot.session_facts import same_day
from db.dialects import table
from db.models import Delegate, Person, Rsvp
from db.types import RosterStatus, RsvpChoice


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the delegates whose session changes: how many there are, and what becomes of them."""

    delegates: int = 0
    told: int = 0  # have joined and can be reached
    unreachable: int = 0
    yes: int = 0
    maybe: int = 0
    to_be_confirmed: int = 0  # of yes and maybe: their day changes
    reminders: int = 0  # that are due at another time
    again: int = 0  # of these: whose time for the old date has passed
    closed: tuple[Session, ...] = ()  # nobody could answer for these any more

    @property
    def not_joined(self) -> int:
        """Count those whom nobody tells: they have not opened the bot."""
        return self.delegates - self.told - self.unreachable


def reach_of(db: Db, before: Event, after: Event, now: datetime) -> Reach:
    """Count what a change would do; nothing is changed."""

    @cache
    def moved(state: str, override: str | None) -> Moved:
        old, new = (event.session_of(state, override) for event in (before, after))
        return Moved(before, old, after, new)

    delegates = told = unreachable = yes = maybe = confirm = 0
    for state, override, joined, lost, choice, starts in _delegates(db):
        move = moved(state, override)
        if not move.is_news or (move.new and after.has_ended(move.new, now)):
            continue
        delegates += 1
        told += joined is not None and lost is None
        unreachable += lost is not None
        yes += choice == RsvpChoice.YES
        maybe += choice == RsvpChoice.MAYBE
        answered = choice in {RsvpChoice.YES, RsvpChoice.MAYBE}
        confirm += answered and same_day(move.old, starts) and not same_day(move.new, starts)
    due = list(_reminders(before, after))
    again = sum(old is not None and old <= now < new for old, new in due)
    reach = (delegates, told, unreachable, yes, maybe, confirm)
    return Reach(*reach, len(due), again, tuple(_closed(before, after, now)))


def _delegates(db: Db) -> Iterator[tuple[str, str | None, int | None, object, str | None, str]]:
    delegates, people, answers = table(Delegate), table(Person), table(Rsvp)
    query = (
        select(
            delegates.c.state,
            delegates.c.session_override,
            people.c.id,
            people.c.unreachable_at,
            answers.c.choice,
            answers.c.starts,
        )
        .select_from(delegates)
        .outerjoin(people, people.c.delegate_id == delegates.c.id)
        .outerjoin(answers, answers.c.delegate_id == delegates.c.id)
        .where(delegates.c.status == RosterStatus.ACTIVE)
    )
    return (tuple(row) for row in db.execute(query))


def _reminders(before: Event, after: Event) -> Iterator[tuple[datetime | None, datetime]]:
    """Give the reminders that are due at another time, before and after."""
    for session in after.sessions:
        old = before.session(session.id)
        for rule in after.reminders.rules:
            was = before.due(rule, old) if old else None
            due = after.due(rule, session)
            if due is not None and due != was:
                yield was, due


def _closed(before: Event, after: Event, now: datetime) -> Iterator[Session]:
    """Give the sessions that change their day to one for which nobody can answer any more."""
    for session in after.sessions:
        old = before.session(session.id)
        moved = old is None or old.date != session.date
        if moved and not session.cancelled and after.deadline(session) <= now:
            yield session
