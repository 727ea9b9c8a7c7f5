"""What Telegram's answer to a message of the outbox means for it, and for what comes after.

A send is not idempotent: a timeout, a reset or a 5xx may each come after the message was
delivered, so they leave it in doubt. Only what certainly never arrived is simply tried again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.services.outbox_claims import ATTEMPTS, REPEATED, Claimed
from bot.services.outbox_outcomes import Outcome
from bot.transport import NotSent
from db.types import DeliveryState

UNSAID = 30.0  # seconds to wait where Telegram asks to wait and does not say how long
NO_CONNECTION = 3.0
NOT_TELEGRAM = 30.0
REFUSED_TOKEN = 30.0  # a proxy's 401 or 404 may pass; a token that was revoked will not
REPEAT_AFTER = timedelta(seconds=30)
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_OURS = ("can't parse entities", "message is too long", "message text is empty", "caption is too")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row; ``pause`` holds the outbox, ``fault`` closes the row's lane."""

    outcome: Outcome
    pause: float = 0.0  # seconds
    asked: bool = False  # Telegram asked for the pause: it is kept over a restart
    fault: str | None = None


def verdict(  # noqa: PLR0911 (one line for each answer)
    row: Claimed, error: Exception, now: datetime, *, more: bool = False
) -> Verdict:
    """Judge what a request raised.

    The order matters: BadRequest and TimedOut are NetworkErrors by name
    (https://docs.python-telegram-bot.org/en/stable/telegram.error.html).
    """
    if isinstance(error, RetryAfter):
        return Verdict(_again(row), pause=_seconds(error.retry_after), asked=True)
    if isinstance(error, Forbidden | BadRequest) and error.__cause__ is not None:
        return Verdict(_again(row), pause=NOT_TELEGRAM)  # a proxy's page: it was never delivered
    if isinstance(error, Forbidden):
        return Verdict(Outcome(row.id, DeliveryState.UNREACHABLE, error=_brief(error), gone=True))
    if isinstance(error, BadRequest):
        return _refused(row, error, more=more)
    if isinstance(error, InvalidToken):
        return Verdict(_again(row), pause=REFUSED_TOKEN)
    if isinstance(error, NotSent):
        return Verdict(_again(row), pause=NO_CONNECTION)
    if isinstance(error, NetworkError) and "too many requests" in str(error).lower():
        return Verdict(_again(row), pause=UNSAID, asked=True)
    if isinstance(error, NetworkError):
        return Verdict(_in_doubt(row, error, now))
    return Verdict(Outcome(row.id, DeliveryState.FAILED, error=_brief(error)))


def _refused(row: Claimed, error: BadRequest, *, more: bool) -> Verdict:
    said = error.message.lower()
    if "not modified" in said or "message to delete not found" in said:  # it is so already
        return Verdict(Outcome(row.id, DeliveryState.SENT, more=more))
    if any(words in said for words in _GONE):
        return Verdict(Outcome(row.id, DeliveryState.UNREACHABLE, error=_brief(error), gone=True))
    failed = Outcome(row.id, DeliveryState.FAILED, error=_brief(error))
    return Verdict(failed, fault=_brief(error) if any(words in said for words in _OURS) else None)


def _in_doubt(row: Claimed, error: Exception, now: datetime) -> Outcome:
    if row.kind in REPEATED and row.attempts < ATTEMPTS - 1:
        return Outcome(row.id, DeliveryState.QUEUED, error=_brief(error), due_at=now + REPEAT_AFTER)
    return Outcome(row.id, DeliveryState.IN_DOUBT, error=_brief(error))


def _again(row: Claimed) -> Outcome:
    return Outcome(row.id, DeliveryState.QUEUED, attempts=0)


def _brief(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST]


def _seconds(retry_after: int | timedelta) -> float:
    if isinstance(retry_after, timedelta):
        return retry_after.total_seconds()
    return float(retry_after)
