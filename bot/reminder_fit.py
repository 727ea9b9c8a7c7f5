"""Whether a reminder still fits who is about to get it: looked at again when its turn comes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.event import Audience, Event
from bot.quiet import after_quiet
from bot.reminder_plan import Occasion, groups
from db.models import Delegate, Person
from db.types import RosterStatus, RsvpChoice


class Misfit(StrEnum):
    """Why somebody does not get a reminder that was queued for him."""

    MOVED = "the session was moved or called off"
    ELSEWHERE = "belongs to another session by now"
    MUTED = "wants no reminders"
    ANSWERED = "an answer came"
    CLOSED = "answers are no longer taken"
    USELESS = "too late"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is to get it, and his answer with the session and start that it was given for."""

    person: Person
    delegate: Delegate | None
    choice: RsvpChoice | None
    answered: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A reminder that fits: which, the audiences of its reader, and whether he may answer.

    ``later`` is when it may go out, where now are quiet hours.
    """

    occasion: Occasion
    belongs_to: frozenset[Audience]
    may_answer: bool
    later: datetime | None


def fit(event: Event, one: Occasion | None, seat: Seat, now: datetime) -> Fit | Misfit:
    """Tell whether a reminder is to be sent as things stand; ``one`` as the event has it now."""
    if one is None:
        return Misfit.MOVED
    goes = after_quiet(event, now)
    if goes >= one.until:
        return Misfit.USELESS
    delegate = seat.delegate
    if delegate is None or not _belongs(event, one, delegate):
        return Misfit.ELSEWHERE
    found = groups(seat.choice, seat.answered, one.session)
    may_answer = delegate.deadline_waived or now < event.deadline(one.session)
    unwanted = _unwanted(one, seat.person, found, may_answer=may_answer)
    return unwanted or Fit(one, found, may_answer, goes if goes > now else None)


def _belongs(event: Event, one: Occasion, delegate: Delegate) -> bool:
    own = event.session_of(delegate.state, delegate.session_override)
    return delegate.status is RosterStatus.ACTIVE and own == one.session


def _unwanted(
    one: Occasion, person: Person, found: frozenset[Audience], *, may_answer: bool
) -> Misfit | None:
    meant = found & set(one.rule.to)
    if person.reminders_off_at is not None:
        return Misfit.MUTED
    if not meant:
        return Misfit.ANSWERED
    return Misfit.CLOSED if meant <= _ASKING and not may_answer else None


_ASKING = frozenset({Audience.SILENT, Audience.MAYBE})
