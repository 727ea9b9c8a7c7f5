"""When each reminder goes out, to whom, and what is to be done about it now: rules, no database.

A reminder is one rule for one session on one date. It is identified by its ``anchor``, the date it
reminds of: where the session moves, the anchor is another one and so is the reminder. A rule that
counts hours from the start is anchored at the time of day, too; any other is not sent again because
the time was announced.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.event import Audience, Event, ReminderRule, Session
from bot.quiet import after_quiet
from db.reminders import EVERY_RULE
from db.types import ReminderStage, RsvpChoice

Key = tuple[str, str, str]  # rule, session, anchor


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reminder: at what moment it is sent, and from when on it is of no use any more."""

    rule: ReminderRule
    session: Session
    anchor: str
    at: datetime  # in the morning where the rule's own moment is in the quiet hours
    until: datetime  # not sent from this moment on

    @property
    def key(self) -> Key:
        """Give what identifies it."""
        return self.rule.id, self.session.id, self.anchor


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept about a reminder: how far it got, and for which moments."""

    id: int
    stage: ReminderStage
    at: datetime
    until: datetime


class Act(StrEnum):
    """What is to be done about a reminder."""

    NOTE = "note"  # remember it, before its moment
    PLAN = "plan"  # queue it for everybody, or go on with that
    CLOSE = "close"  # it is out, or useless: see whether everything is settled
    PASS = "pass"  # noqa: S105 (a word) nobody gets it: it is useless by now
    WITHDRAW = "withdraw"  # the event no longer has it


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done; ``occasion`` is None where the event has no such reminder now."""

    act: Act
    key: Key
    occasion: Occasion | None
    record: Record | None


def occasions(event: Event) -> list[Occasion]:
    """Give all reminders of an event, in the order in which they go out."""
    found = [
        one
        for session in event.sessions
        for rule in event.reminders.rules
        if (one := _occasion(event, rule, session)) is not None
    ]
    return sorted(found, key=lambda one: one.at)


def _occasion(event: Event, rule: ReminderRule, session: Session) -> Occasion | None:
    due = event.due(rule, session)
    if due is None:
        return None
    useless = due.astimezone(UTC) + timedelta(hours=rule.useless_after_hours)
    until = min(useless, begins(event, session).astimezone(UTC))
    at = after_quiet(event, due).astimezone(UTC)
    return Occasion(rule, session, anchor(rule, session), at, until)


def anchor(rule: ReminderRule, session: Session) -> str:
    """Give the date, and the time of day for a rule that counts from it."""
    day = session.date.isoformat()
    timed = rule.when.hours_before is not None and session.time is not None
    return f"{day}T{session.time:%H:%M}" if timed else day


def begins(event: Event, session: Session) -> datetime:
    """Give the moment after which nobody needs to be reminded of a session."""
    return event.starts(session) if session.time else event.ends(session)


def steps(
    found: Iterable[Occasion],
    records: Mapping[Key, Record],
    stopped: Collection[str],
    now: datetime,
) -> Iterator[Step]:
    """Give what is to be done now; nothing for a reminder that is well as it is."""
    current = {one.key: one for one in found}
    for key, one in current.items():
        record = records.get(key)
        act = _act(one, record, now, stopped=bool({one.rule.id, EVERY_RULE} & set(stopped)))
        if act is not None:
            yield Step(act, key, one, record)
    for key, record in records.items():
        if key not in current and record.stage in _UNFINISHED:
            yield Step(Act.WITHDRAW, key, None, record)


_WAITING = {ReminderStage.AHEAD, ReminderStage.GONE}
_UNFINISHED = {ReminderStage.AHEAD, ReminderStage.PLANNING, ReminderStage.PLANNED}


def _act(one: Occasion, record: Record | None, now: datetime, *, stopped: bool) -> Act | None:
    if record is None:
        return Act.PASS if now >= one.until else Act.NOTE
    if record.stage in _WAITING:
        if stopped:
            return Act.PASS if now >= one.until else None
        if now >= one.at:
            return Act.PLAN
        fits = record.stage is ReminderStage.AHEAD and record.at == one.at
        return None if fits and record.until == one.until else Act.NOTE
    if record.stage is ReminderStage.PLANNING:
        return Act.PLAN
    return Act.CLOSE if record.stage is ReminderStage.PLANNED else None


def groups(
    choice: RsvpChoice | None, answered: tuple[str, str] | None, session: Session
) -> frozenset[Audience]:
    """Give the audiences that somebody belongs to.

    ``answered`` are the session and start that the answer was given for. A yes or maybe for another
    date is to be confirmed: it counts as itself and as no answer.
    """
    if choice is None:
        return frozenset({Audience.SILENT})
    own = Audience(choice.value)
    return frozenset({own, Audience.SILENT} if _stale(choice, answered, session) else {own})


def _stale(choice: RsvpChoice, answered: tuple[str, str] | None, session: Session) -> bool:
    """Tell whether an answer was for another date; the time of day alone makes none of it."""
    if choice is RsvpChoice.NO or answered is None:
        return False
    name, starts = answered
    return (name, starts[:10]) != (session.id, session.date.isoformat())
