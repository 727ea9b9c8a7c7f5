"""A day or a time of day in an organiser's words: read, or refused for one clear reason; pure.

"4 april", "४ अप्रैल", "04/04/2025", "somvar" are days; "11 baje", "11:30", "शाम 4 बजे",
"साढ़े दस" times. What is read is always shown before it counts, so the likelier meaning is taken:
4 o'clock without a part of the day is in the afternoon.
"""

import contextlib
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

from bot.errors import Refusal
from bot.understanding.fold import normalise
from bot.understanding.reading import DayMention

AHEAD = dt.timedelta(days=300)  # without a year: the next such day, if it is this near
EARLIEST = 7  # an hour before it, without a part of the day, is one in the afternoon
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEPS = {"today": 0, "tomorrow": 1, "yesterday_or_tomorrow": 1, "day_after": 2}
_ISO = regex.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")
_NUMBERS = regex.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-]((?:20)?\d\d))?")
_YEAR = regex.compile(r"\b20\d\d\b")
_CLOCK = regex.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


class NotADay(Refusal):
    """The words name no day."""


class NoSuchDay(Refusal):
    """The calendar has no such day."""


class DayIsOver(Refusal):
    """The day lies behind us."""


class NotATime(Refusal):
    """The words name no time of day."""


class NoSuchTime(Refusal):
    """The clock shows no such time."""


def read_day(text: str, named: Sequence[DayMention], today: dt.date) -> dt.date:
    """Give the day that a line means; ``named`` are the days that were understood in it.

    Without a year it is the next such day. Raises NotADay, NoSuchDay or DayIsOver.
    """
    line = normalise(text)
    if found := _ISO.search(line):
        day = _day(*(int(part) for part in found.groups()))
    elif found := _NUMBERS.search(line):
        year = int(found[3]) if found[3] else None
        day = _next(int(found[1]), int(found[2]), _full(year), today)
    elif len(named) == 1:
        year = int(_YEAR.findall(line)[0]) if _YEAR.search(line) else None
        day = _named(named[0], year, today)
    else:
        raise NotADay
    if day < today:
        raise DayIsOver
    return day


def _full(year: int | None) -> int | None:
    return year + 2000 if year is not None and year < 100 else year  # noqa: PLR2004 (two digits)


def _named(named: DayMention, year: int | None, today: dt.date) -> dt.date:
    if named.word is not None:
        if named.word in _STEPS:
            return today + dt.timedelta(days=_STEPS[named.word])
        ahead = (_WEEK.index(named.word) - today.weekday() - 1) % 7 + 1
        return today + dt.timedelta(days=ahead)
    if named.day is None:
        raise NotADay
    if named.month is not None:
        return _next(named.day, named.month, year, today)
    months = [today.replace(day=1), (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)]
    days = [_day(m.year, m.month, named.day) for m in months if named.day <= _length(m)]
    return next((day for day in days if day >= today), days[-1])


def _length(month: dt.date) -> int:
    following = (month + dt.timedelta(days=32)).replace(day=1)
    return (following - dt.timedelta(days=1)).day


def _next(day: int, month: int, year: int | None, today: dt.date) -> dt.date:
    """Give the day in its year, or else the next one; one far ahead was meant for the past."""
    if year is not None:
        return _day(year, month, day)
    if (month, day) == (2, 29):
        return next(d for y in range(today.year, today.year + 9) if (d := _leap(y)) and d >= today)
    this = _day(today.year, month, day)
    following = _day(today.year + 1, month, day)
    return following if this < today and following - today <= AHEAD else this


def _leap(year: int) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date(year, 2, 29)
    return None


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NoSuchDay from None


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a time of day, folded."""

    hours: Mapping[str, int]
    minutes: Mapping[str, int]
    times: Mapping[str, dt.time]
    parts: Mapping[str, tuple[int, int]]
    beside: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    """Read ``locales/clock.toml`` once."""
    found = tomllib.loads((files("locales") / "clock.toml").read_text("utf-8"))

    def folded(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
        return {normalise(word): value for value, words in table.items() for word in words}

    def span(text: str) -> tuple[int, int]:
        first, _, last = text.partition("-")
        return int(first), int(last)

    return _Words(
        hours={word: int(value) for word, value in folded(found["hours"]).items()},
        minutes={word: int(value) for word, value in folded(found["minutes"]).items()},
        times={w: dt.time.fromisoformat(value) for w, value in folded(found["times"]).items()},
        parts={word: span(value) for word, value in folded(found["parts"]).items()},
        beside=frozenset(normalise(word) for word in found["beside"]["words"]),
    )


def read_time(text: str) -> dt.time:
    """Give the time of day that a line means; raises NotATime or NoSuchTime."""
    words = _words()
    line = f" {normalise(text)} "
    for phrase in (p for p in words.minutes if " " in p):
        line = line.replace(f" {phrase} ", f" {phrase.replace(' ', '_')} ")
    line = regex.sub(r"(\d)(\p{L})", r"\1 \2", line)  # "4pm"
    clock: dt.time | None = None
    part: tuple[int, int] | None = None
    shift = 0
    for token in (t.strip(".,!।") for t in line.split()):
        plain = token.replace("_", " ")
        if plain in words.parts:
            part = words.parts[plain]
        elif plain in words.minutes:
            shift = words.minutes[plain]
        elif plain not in words.beside:
            if clock is not None:
                raise NotATime
            clock = _clock(plain, words)
            part = part or ((0, 23) if plain.startswith("0") else None)  # as a timetable has it
    if clock is None:
        raise NotATime
    return _of_the_day(clock, shift, part)


def _clock(token: str, words: _Words) -> dt.time:
    if token in words.times:
        return words.times[token]
    if token in words.hours:
        return dt.time(words.hours[token])
    found = _CLOCK.fullmatch(token)
    if found is None:
        raise NotATime
    try:
        return dt.time(int(found[1]), int(found[2] or 0))
    except ValueError:
        raise NoSuchTime from None


def _of_the_day(clock: dt.time, shift: int, part: tuple[int, int] | None) -> dt.time:
    """Find the hour within the part of the day; without one, between morning and evening."""
    first, last = part or ((EARLIEST, EARLIEST + 11) if clock.hour <= 12 else (0, 23))  # noqa: PLR2004 (noon)
    hours = [clock.hour + more for more in (0, 12, 24) if clock.hour <= 12 or not more]  # noqa: PLR2004
    hour = next((h for h in hours if first <= h <= last), None)
    if hour is None and clock.hour == 12 and first <= 12:  # noqa: PLR2004 (12 at night is 0)
        hour = 0
    if hour is None:
        raise NoSuchTime
    minutes = (hour * 60 + clock.minute + shift) % (24 * 60)
    return dt.time(minutes // 60, minutes % 60)
