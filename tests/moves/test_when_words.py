"""Days and times of day as organisers say them."""

from datetime import date, time

import pytest

from bot.errors import Refusal
from bot.states import States
from bot.understanding import Understanding
from bot.when_words import (
    DayIsOver,
    NoSuchDay,
    NoSuchTime,
    NotADay,
    NotATime,
    read_day,
    read_time,
)

TODAY = date(2025, 3, 20)  # a Thursday
APRIL_4 = date(2025, 4, 4)

DAYS: list[tuple[str, date | type[Refusal]]] = [
    *((text, APRIL_4) for text in ("4 april", "४ अप्रैल", "4 अप्रैल", "April 4", "4th april")),
    *((text, APRIL_4) for text in ("4/4", "04.04.2025", "4-4-25", "2025-04-04", "4 अप्रैल 2025")),
    *((text, APRIL_4) for text in ("4 april ko rakhiye", "4 tareekh", "4 अप्रैल को")),
    ("28 मार्च", date(2025, 3, 28)),
    ("25 tareekh", date(2025, 3, 25)),
    ("kal", date(2025, 3, 21)),
    ("परसों", date(2025, 3, 22)),
    ("शुक्रवार", date(2025, 3, 21)),
    ("somvar ko", date(2025, 3, 24)),
    ("thursday", date(2025, 3, 27)),
    ("5 january", date(2026, 1, 5)),
    ("31 april", NoSuchDay),
    ("31/2", NoSuchDay),
    ("32/1/2026", NoSuchDay),
    ("19 march", DayIsOver),
    ("4 april 2024", DayIsOver),
    ("1 feb", DayIsOver),
    ("jaldi", NotADay),
    ("april", NotADay),
    ("4 april ya 5 april", NotADay),
    ("11", NotADay),
]
TIMES: list[tuple[str, time | type[Refusal]]] = [
    *((text, time(11)) for text in ("11", "11 baje", "११ बजे", "11:00", "gyarah baje", "11 am")),
    *((text, time(11)) for text in ("सुबह 11 बजे", "subah 11 baje se", "eleven o'clock")),
    *((text, time(11, 30)) for text in ("11:30", "11.30", "साढ़े ग्यारह", "sadhe 11 baje")),
    *((text, time(16)) for text in ("4", "4 pm", "4pm", "शाम 4 बजे", "sham char baje", "16:00")),
    ("half past ten", time(10, 30)),
    ("सवा 11 बजे", time(11, 15)),
    ("पौने ग्यारह", time(10, 45)),
    ("ढाई बजे", time(14, 30)),
    ("दोपहर 12 बजे", time(12)),
    ("12 am", time(0)),
    ("रात 9 बजे", time(21)),
    ("06:30", time(6, 30)),
    ("6:30", time(18, 30)),
    ("25:00", NoSuchTime),
    ("11:75", NoSuchTime),
    ("शाम 11 बजे", NoSuchTime),
    ("kab", NotATime),
    ("11 12", NotATime),
    ("", NotATime),
]


@pytest.fixture(scope="module")
def words(states: States) -> Understanding:
    return Understanding.load(states)


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_days(words: Understanding, text: str, expected: date | type[Refusal]) -> None:
    named = words.read(text).slots.days
    if isinstance(expected, date):
        assert read_day(text, named, TODAY) == expected
    else:
        with pytest.raises(expected):
            read_day(text, named, TODAY)


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times(text: str, expected: time | type[Refusal]) -> None:
    if isinstance(expected, time):
        assert read_time(text) == expected
    else:
        with pytest.raises(expected):
            read_time(text)
