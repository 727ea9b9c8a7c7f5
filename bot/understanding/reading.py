"""What a message is found to say: the vocabulary of results."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

DayWord = Literal[
    "today",
    "tomorrow",
    "yesterday_or_tomorrow",
    "day_after",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]


class Intent(StrEnum):
    """What a delegate may want; the ids are public, `samvad ask --json` prints them."""

    DATE = "date"
    VENUE = "venue"
    AGENDA = "agenda"
    RSVP = "rsvp"
    RSVP_YES = "rsvp_yes"
    RSVP_NO = "rsvp_no"
    RSVP_MAYBE = "rsvp_maybe"
    MY_RSVP = "my_rsvp"
    SPEAKERS = "speakers"
    PURPOSE = "purpose"
    DIRECTIONS = "directions"
    STAY = "stay"
    MEALS = "meals"
    ENTRY = "entry"
    COMPANIONS = "companions"
    CONTACT = "contact"
    LANGUAGE = "language"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True)
class DayMention:
    """A day as it was named: "28", "3 अप्रैल", "कल", "sunday"; what was not said is None.

    कल is both yesterday and tomorrow, hence `yesterday_or_tomorrow`; परसों is `day_after`.
    """

    day: int | None = None
    month: int | None = None
    word: DayWord | None = None


@dataclass(frozen=True)
class Slots:
    """The particulars of a message.

    `states` are codes in order of mention; `state_sure` is False when a name may mean several
    and all candidates are listed. `language` is the one asked for, with the `language` intent.
    """

    states: tuple[str, ...] = ()
    state_sure: bool = True
    days: tuple[DayMention, ...] = ()
    language: Literal["hi", "en"] | None = None


@dataclass(frozen=True)
class Reading:
    """How a message was understood.

    `intents` stand in order of mention and are empty when nothing was understood, or when it is
    unsure which of `alternatives` was meant: those are then to be offered. `locale` is the
    language of the message (romanised Hindi is "hi"), `confidence` lies between 0 and 1. `bare`
    is a yes or no by itself ("haan", "nahi ji"): it may answer whatever was asked last.
    """

    intents: tuple[Intent, ...]
    confidence: float
    alternatives: tuple[Intent, ...]
    slots: Slots
    locale: Literal["hi", "en"]
    script: Literal["deva", "latn", "mixed", "none"]
    bare: bool = False
