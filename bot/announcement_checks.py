"""What looks wrong about an announcement before it goes out; nothing of it forbids sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.announcement_content import Content, words
from bot.dates_in_text import dates_in
from bot.event import Event
from bot.services.audience import Reach

REPEAT = timedelta(hours=1)  # within which the same words are hardly meant to be sent again


class Worry(StrEnum):
    """What an organiser should look at once more."""

    MISSING_LANGUAGE = "missing_language"
    OTHER_DATE = "other_date"  # named, and on it none of those who are meant are expected
    SOME_DATE = "some_date"  # named, and only some of them are expected on it
    REPEATED = "repeated"
    QUIET = "quiet"
    UNREACHABLE = "unreachable"
    NOT_JOINED = "not_joined"


@dataclass(frozen=True, slots=True)
class Concern:
    """A worry with what it is about."""

    worry: Worry
    count: int = 0
    locale: str = ""  # that is missing
    named: tuple[date, ...] = ()
    expected: tuple[date, ...] = ()
    at: datetime | None = None


def concerns(
    content: Content,
    reach: Reach,
    event: Event,
    *,
    sessions: Sequence[str],
    at: datetime,
    sent_before: datetime | None,
) -> list[Concern]:
    """Give what looks wrong, the gravest first.

    ``sessions`` are those of whom it is for, ``at`` the moment of sending, ``sent_before`` when
    the same was released last.
    """
    found = _dates(content, event, sessions)
    if sent_before is not None and timedelta(0) <= at - sent_before < REPEAT:
        found.append(Concern(Worry.REPEATED, at=sent_before))
    missing = content.missing
    readers = {"hi": reach.hindi, "en": reach.english}.get(missing or "", 0)
    if missing and readers:
        found.append(Concern(Worry.MISSING_LANGUAGE, readers, missing))
    if is_quiet(event, at):
        found.append(Concern(Worry.QUIET, at=at))
    if reach.not_joined:
        found.append(Concern(Worry.NOT_JOINED, reach.not_joined))
    if reach.unreachable:
        found.append(Concern(Worry.UNREACHABLE, reach.unreachable))
    return found


def _dates(content: Content, event: Event, sessions: Sequence[str]) -> list[Concern]:
    held = [one for one in event.sessions if one.id in sessions]
    expected = tuple(dict.fromkeys(one.date for one in held))
    if not expected:
        return []
    named = dates_in(words(content), expected[0].year)
    other = tuple(day for day in named if day not in expected)
    some = tuple(day for day in named if day in expected)
    found = [Concern(Worry.OTHER_DATE, named=other, expected=expected)] if other else []
    if some and set(expected) - set(some):
        found.append(Concern(Worry.SOME_DATE, named=some, expected=expected))
    return found


def is_quiet(event: Event, at: datetime) -> bool:
    """Tell whether a moment lies in the hours at which nobody should be disturbed."""
    clock = event.local(at).time()
    start, end = event.reminders.quiet_from, event.reminders.quiet_until
    return start <= clock < end if start <= end else clock >= start or clock < end
