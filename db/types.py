"""Column types and choices shared by the tables."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

# Surrogate keys: 64 bits on PostgreSQL; SQLite only counts up by itself for a plain INTEGER.
Key = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment: aware going in, aware UTC coming out; a naive datetime is a programming error.

    SQLite has no time zones: a naive value or one in another zone would silently come back
    shifted, so everything is stored in UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; store UTC (without zone on SQLite, which would drop it)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value.isoformat()}: times are aware here")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Choice(TypeDecorator[Any]):
    """A StrEnum stored as its value in a text column: readable, and renaming a member is safe."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002 (SQLAlchemy's signature)
        """Accept a member or its value; refuse anything else."""
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ANN401, ARG002
        """Give back the member."""
        return None if value is None else self.choices(value)


class Role(StrEnum):
    """What an account may do: see ``handlers/commands.py`` for who may use what."""

    GUEST = "guest"
    DELEGATE = "delegate"
    STAFF = "staff"
    ORGANISER = "organiser"


class RosterStatus(StrEnum):
    """Whether a roster row is in the latest roster; a row is never removed silently."""

    ACTIVE = "active"
    GONE = "gone"


class Verification(StrEnum):
    """How an account was tied to its roster row."""

    LINK = "link"
    CONTACT = "contact"
    STAFF = "staff"


class InviteKind(StrEnum):
    """What a single-use link makes of the account that opens it."""

    DELEGATE = "delegate"
    STAFF = "staff"
    ORGANISER = "organiser"


class RequestStatus(StrEnum):
    """A request to be added to the roster: open until staff decide."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class RsvpChoice(StrEnum):
    """The three answers; no answer is the absence of a row."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Via(StrEnum):
    """How an answer came in."""

    BUTTON = "button"
    TEXT = "text"
    STAFF = "staff"
    CLI = "cli"


class IntakeState(StrEnum):
    """Life of a received update: ``new -> done | set_aside``."""

    NEW = "new"
    DONE = "done"
    SET_ASIDE = "set_aside"


class TopicStatus(StrEnum):
    """Life of a topic: ``open <-> taken -> answered | done``; later ones are new."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    DONE = "done"


class QuestionKind(StrEnum):
    """What a question came as; all but a text are copied to staff."""

    TEXT = "text"
    VOICE = "voice"
    AUDIO = "audio"
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    PLACE = "place"
    OTHER = "other"


class Sending(StrEnum):
    """What became of a message that the bot sends first."""

    WAITING = "waiting"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"  # it may have arrived


class PointStage(StrEnum):
    """Life of a point: ``(asked ->) standing <-> withdrawn``."""

    ASKED = "asked"
    STANDING = "standing"
    WITHDRAWN = "withdrawn"


class FileKind(StrEnum):
    """What was handed in beside words, by Telegram's name for it."""

    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"


class WaitStage(StrEnum):
    """Life of a wish to be told: ``waiting -> telling -> told``, or ``stopped``."""

    WAITING = "waiting"
    TELLING = "telling"
    TOLD = "told"
    STOPPED = "stopped"


class DeliveryState(StrEnum):
    """Life of a delivery; drawn in ``db/outbox.py``."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    STARTED = "started"
    SENT = "sent"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    IN_DOUBT = "in_doubt"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class DeliveryKind(StrEnum):
    """What a delivery says; each kind has one renderer, see ``handlers/outgoing.py``."""

    NOTICE = "notice"  # made when it was queued: staff answers, what was decided
    REPORT = "report"  # to staff: whom their answer reached
    CHANGE = "change"  # the session was moved, called off, or is elsewhere
    CARD = "card"  # edits a delegate's own card, silently
    REMINDER = "reminder"
    ANNOUNCEMENT = "announcement"
    CORRECTION = "correction"  # edits an announcement that was delivered
    RECALL = "recall"  # deletes one
    DIGEST = "digest"  # the announcements that a late joiner missed
    THANKS = "thanks"  # after the event
    MORNING = "morning"  # the team's figures and what waits


class ReminderStage(StrEnum):
    """Life of a reminder; drawn in ``db/reminders.py``."""

    AHEAD = "ahead"
    PLANNING = "planning"
    PLANNED = "planned"
    OVER = "over"
    SKIPPED = "skipped"
    PASSED = "passed"
    GONE = "gone"


class DoorVia(StrEnum):
    """How somebody was found at the door."""

    PASS = "pass"  # noqa: S105 (a pass, not a password); scanned, or its code typed
    NUMBER = "number"  # by roster number
    NAME = "name"
    PAPER = "paper"  # entered later from a printed list
    CLI = "cli"


class LetIn(StrEnum):
    """Why somebody was let in although the list said otherwise."""

    CAME_AFTER_ALL = "came"  # he had said no
    AGREED = "agreed"  # the organisers agreed
    LIST_WRONG = "list"  # the list is wrong


class AnnouncementKind(StrEnum):
    """What is sent: something new, other words for what was sent, or that it be taken back."""

    NEWS = "news"
    CORRECTION = "correction"
    RECALL = "recall"


class AnnouncementStage(StrEnum):
    """Life of an announcement; drawn in ``db/announcements.py``."""

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    PLANNING = "planning"
    SENDING = "sending"
    CANCELLING = "cancelling"
    DONE = "done"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class HoldReason(StrEnum):
    """Why an announcement that was released does not go on."""

    ASKED = "asked"  # an organiser paused it
    FAULT = "fault"  # Telegram refuses it
    DATES = "dates"  # it speaks of a date that was moved since
