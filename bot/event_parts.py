"""The parts of an event document: texts in two languages, sessions, venues, questions, reminders.

Dates and times of day are those of a wall clock at the venue. What is written with an offset, or
as a bare number, is refused: an organiser who means 10:30 in Delhi should never have to think of
UTC. All of it is plain data; what follows from it is computed in `bot.event`.
"""

import contextlib
import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.complaints import shown
from db.types import RsvpChoice

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NOT_JOINED = ("not_joined", "not joined", "unjoined")
LABEL_LENGTH = 60  # characters that a button shows on a phone without being cut


def _local_date(value: object) -> object:
    """Accept a date, or its ISO text as JSON has it; a moment or a number is a mistake."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(  # noqa: TRY004 (pydantic collects only this one)
            f"expected a date such as 2025-04-03, got {_shown(value)}"
        )
    return value


def _local_time(value: object) -> object:
    """Accept a time of day without an offset, or its text such as 10:30."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = time.fromisoformat(value)
    if not isinstance(value, time) or value.tzinfo is not None:
        raise ValueError(f"expected a local time of day such as 10:30:00, got {_shown(value)}")
    return value


def _local_moment(value: object) -> object:
    """Accept a date with a time, without an offset: it is read in the event's timezone."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise ValueError(
            f"expected a local date and time such as 2025-04-01T18:00:00, got {_shown(value)}"
        )
    return value


def _plain(value: object) -> object:
    """Refuse control characters, which Telegram drops or refuses; a line break is fine."""
    if isinstance(value, str) and (found := _CONTROL.search(value)):
        raise ValueError(f"expected plain text, got the control character {found.group()!r}")
    return value


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else shown(value)


def _some(value: object) -> object:
    """Refuse an empty list; here, because pydantic would also miss items that are wrong."""
    if isinstance(value, list | tuple) and not value:
        raise ValueError("expected at least one, got an empty list")
    return value


AtLeastOne = BeforeValidator(_some)
LocalDate = Annotated[date, BeforeValidator(_local_date)]
LocalTime = Annotated[time, BeforeValidator(_local_time)]
LocalMoment = Annotated[datetime, BeforeValidator(_local_moment)]
Text = Annotated[str, Field(min_length=1, max_length=3500), BeforeValidator(_plain)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,12}$")]  # short: ids travel in buttons
Number = Annotated[int, Field(strict=True, ge=0, le=10_000)]


class Part(BaseModel):
    """A part of the document: never changed after it is built, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Both(Part):
    """A text in both languages. It is plain text: it is escaped where it is shown."""

    hi: Text
    en: Text

    def in_(self, locale: str) -> str:
        """Give the text in ``locale``: Hindi for ``hi``, English for anything else."""
        return self.hi if locale == "hi" else self.en


class Venue(Part):
    """A place, as a person and as a map need it."""

    name: Both
    address: Both
    latitude: Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
    directions: Both | None = None
    gate: Both | None = None


class AgendaItem(Part):
    """One point of the programme; without a time it is a topic.

    With an id it stays the same topic when its title is worded anew.
    """

    title: Both
    id: Id | None = None
    time: LocalTime | None = None
    detail: Both | None = None


class Session(Part):
    """One batch: the states that come on one date to one place."""

    id: Id
    date: LocalDate
    time: LocalTime | None = None
    end_time: LocalTime | None = None
    doors: LocalTime | None = None
    venue: str
    gate: Both | None = None
    states: tuple[str, ...] = ()
    agenda: tuple[AgendaItem, ...] | None = None
    cancelled: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        start = self.time
        if start and self.end_time and self.end_time <= start:
            raise ValueError(
                f"expected end_time after time ({start:%H:%M}), got {self.end_time:%H:%M}"
            )
        if start and self.doors and self.doors > start:
            raise ValueError(
                f"expected doors no later than time ({start:%H:%M}), got {self.doors:%H:%M}"
            )
        return self


class Speaker(Part):
    """Someone of the leadership who will be there."""

    name: Both
    role: Both


class Contact(Part):
    """Whom a delegate can reach: by phone, on Telegram, or both."""

    label: Both
    phone: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()-]{2,20}$")] | None = None
    telegram: Annotated[str, Field(pattern=r"^@?[A-Za-z][A-Za-z0-9_]{3,31}$")] | None = None
    hours: Both | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not (self.phone or self.telegram):
            raise ValueError("expected a phone or a telegram name, got neither")
        return self


class FaqIntent(StrEnum):
    """The intents that a FAQ entry can answer."""

    STAY = "stay"
    MEALS = "meals"
    ENTRY = "entry"
    COMPANIONS = "companions"
    DIRECTIONS = "directions"


class Faq(Part):
    """A question that many ask; without an answer it is "to be announced"."""

    id: Id
    question: Both
    answer: Both | None = None
    intents: tuple[FaqIntent, ...] = ()
    phrases: tuple[Text, ...] = ()  # how people ask it, beside what the intents understand


class Option(Part):
    """A button to choose from."""

    id: Id
    label: Both

    @model_validator(mode="after")
    def _fits_a_button(self) -> Self:
        for text in (self.label.hi, self.label.en):
            if len(text) > LABEL_LENGTH:
                raise ValueError(f"expected a label of at most {LABEL_LENGTH} characters: {text}")
        return self


class FollowUpKind(StrEnum):
    """How a follow-up question is answered."""

    CHOICE = "choice"
    TEXT = "text"


class FollowUp(Part):
    """A question asked after the answer; every one can be skipped."""

    id: Id
    text: Both
    kind: FollowUpKind
    options: tuple[Option, ...] = ()
    ask_after: tuple[RsvpChoice, ...] = (RsvpChoice.YES,)

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        if self.kind is FollowUpKind.CHOICE and len(self.options) < 2:  # noqa: PLR2004 (a choice)
            raise ValueError(f"expected two options or more, got {len(self.options)}")
        if self.kind is FollowUpKind.TEXT and self.options:
            raise ValueError("expected no options where the answer is typed (kind = 'text')")
        return self

    def option(self, option_id: str) -> Option | None:
        """Find one of the options; None for one that is no longer there."""
        return next((o for o in self.options if o.id == option_id), None)


class When(Part):
    """A moment: so many days before a session at a time of day, so many hours before, or fixed."""

    days_before: Number | None = None
    at_time: LocalTime | None = None
    hours_before: Number | None = None
    at: LocalMoment | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [w for w in (self.days_before, self.hours_before, self.at) if w is not None]
        if len(ways) != 1:
            raise ValueError(
                f"expected exactly one of days_before, hours_before and at, got {len(ways)}"
            )
        if (self.days_before is None) != (self.at_time is None):
            raise ValueError("expected days_before and at_time together")
        return self


class Audience(StrEnum):
    """Whom a reminder is for: by the answer given, or those who gave none."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    SILENT = "silent"


def _within_reach(value: object) -> object:
    """Refuse whom a bot cannot write to: Telegram lets nobody be written to who has not joined."""
    if value in _NOT_JOINED:
        raise ValueError(
            f"{shown(value)} is impossible: who has not joined has no chat with the bot, and so "
            "cannot be reminded by it; send the link by SMS (samvad invite delegates)"
        )
    return value


class ReminderRule(Part):
    """One reminder per session; without a text of its own it says what the catalogue says."""

    id: Id
    to: Annotated[tuple[Annotated[Audience, BeforeValidator(_within_reach)], ...], AtLeastOne]
    when: When
    text: Both | None = None
    useless_after_hours: Number = 24  # not sent when it could not be sent for so long
    sessions: tuple[str, ...] = ()  # none named: all


class Reminders(Part):
    """What is sent unasked, and when nothing is: ``quiet_from`` the evening to the morning."""

    quiet_from: LocalTime = time(21, 0)
    quiet_until: LocalTime = time(8, 0)
    rules: tuple[ReminderRule, ...] = ()


class Rsvp(Part):
    """What is asked, and until when; without a deadline until the session starts."""

    deadline: When | None = None
    no_reasons: tuple[Option, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    def follow_up(self, follow_up_id: str) -> FollowUp | None:
        """Find one of the questions; None for one that is no longer there."""
        return next((f for f in self.follow_ups if f.id == follow_up_id), None)

    def after(self, choice: RsvpChoice) -> tuple[FollowUp, ...]:
        """Give the questions to ask after this answer, in order."""
        return tuple(f for f in self.follow_ups if choice in f.ask_after)
