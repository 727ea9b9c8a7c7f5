"""A moment as an organiser types it: "कल सुबह 9 बजे", "3 अप्रैल 10:30", "today 6 pm"."""

from datetime import date, datetime, time, timedelta

import regex

from bot.dates_in_text import dates_in
from bot.event import Event

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_DAYS = {
    0: ("आज", "aaj", "today"),
    1: ("कल", "kal", "tomorrow"),
    2: ("परसों", "परसो", "parso", "parson"),
}
_PARTS = {
    "morning": ("सुबह", "सवेरे", "subah", "morning", "am", "a.m."),
    "noon": ("दोपहर", "dopahar", "afternoon", "noon"),
    "evening": ("शाम", "sham", "shaam", "evening", "pm", "p.m."),
    "night": ("रात", "raat", "night"),
}
_CLOCK = regex.compile(
    r"(?<![0-9./:-])(?P<hour>[01]?[0-9]|2[0-3])(?:[:.](?P<minute>[0-5][0-9]))?(?![0-9./:-])"
    r"\s*(?P<after>बजे|baje|o'?clock|a\.?m\.?|p\.?m\.?)?"
)
_NOON, _EARLY, _LATE = 12, 7, 5


def moment_in(text: str, event: Event, now: datetime) -> datetime | None:
    """Give the moment that a text names, by the clock at the venue; None where it names none.

    Without a day it is the next time that the clock shows it. Without a part of the day, an hour
    before seven is one of the afternoon. It may lie in the past.
    """
    text = text.translate(_DIGITS).casefold()
    clock = _clock_in(text)
    if clock is None:
        return None
    today = event.local(now).date()
    day = _day_in(text, today)
    if day is not None:
        return event.at(day, clock)
    moment = event.at(today, clock)
    return moment if moment > now else event.at(today + timedelta(days=1), clock)


def _day_in(text: str, today: date) -> date | None:
    named = dates_in(text, today.year)
    if named:
        return named[0]
    for days, words in _DAYS.items():
        if any(_stands(word, text) for word in words):
            return today + timedelta(days=days)
    return None


def _clock_in(text: str) -> time | None:
    part = next((p for p, words in _PARTS.items() if any(_stands(w, text) for w in words)), None)
    for found in _CLOCK.finditer(text):
        sure = found["minute"] or found["after"]
        if sure or (part and _follows_part(text, found.start())):
            hour, minute = int(found["hour"]), int(found["minute"] or 0)
            if part or not found["minute"]:
                hour = _hour(hour, _said(found["after"]) or part)
            return time(hour, minute)
    return None


def _said(after: str | None) -> str | None:
    return {"a": "morning", "p": "evening"}.get((after or "")[:1])


def _follows_part(text: str, at: int) -> bool:
    words = text[:at].split()
    return bool(words) and any(words[-1] in names for names in _PARTS.values())


def _hour(hour: int, part: str | None) -> int:
    """Give the hour of 24 that an hour with a part of the day means."""
    if hour > _NOON:
        return hour
    if part == "morning":
        return hour % _NOON
    if part == "night" and (hour == _NOON or hour < _LATE):
        return hour % _NOON
    if part is not None:
        return hour if hour == _NOON or (part == "noon" and hour > _EARLY) else hour % _NOON + _NOON
    return hour + _NOON if hour < _EARLY else hour


def _stands(word: str, text: str) -> bool:
    return (
        regex.search(rf"(?<![\p{{L}}\p{{M}}]){regex.escape(word)}(?![\p{{L}}\p{{M}}])", text)
        is not None
    )
