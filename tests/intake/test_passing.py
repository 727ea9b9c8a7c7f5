"""Which failures time heals, and how long it needs at least."""

import warnings
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.app import passing
from bot.transport import NotSent

CASES: list[tuple[Exception, float | None]] = [
    (NotSent("no connection"), 0.0),
    (TimedOut(), 0.0),
    (NetworkError("Bad Gateway"), 0.0),
    (InvalidToken("Unauthorized"), 0.0),
    (OperationalError("INSERT", {}, Exception("database or disk is full")), 0.0),
    (BadRequest("can't parse entities"), None),
    (Forbidden("bot was blocked by the user"), None),
    (TelegramError("something else"), None),
    (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), None),
    (ValueError("a bug"), None),
]


@pytest.mark.parametrize("as_timedelta", ["", "1"])
def test_a_429_waits_as_long_as_telegram_says(
    monkeypatch: pytest.MonkeyPatch, as_timedelta: str
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        assert passing(RetryAfter(timedelta(seconds=90))) == 90.0


@pytest.mark.parametrize(("error", "seconds"), CASES, ids=lambda x: type(x).__name__)
def test_only_what_time_heals_is_tried_again(error: Exception, seconds: float | None) -> None:
    assert passing(error) == seconds
