"""How long a reply waits, and what is repeated: the rules of the pacing without a network."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot import pacing
from bot.pacing import PATIENCE, ReplyPacing
from bot.transport import NotSent

GAVE_UP: list[tuple[str, Callable[[], TelegramError], int]] = [
    # what Telegram is asked, how it fails for ever, how often it is asked
    ("sendMessage", lambda: RetryAfter(timedelta(seconds=PATIENCE + 1)), 1),
    ("sendMessage", lambda: NetworkError("Bad Gateway"), 2),
    ("sendDocument", TimedOut, 2),
    ("editMessageText", TimedOut, 4),
    ("answerCallbackQuery", lambda: NetworkError("reset"), 4),
    ("sendMessage", lambda: NotSent("no connection"), 6),
]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.mark.parametrize(("endpoint", "failure", "asked"), GAVE_UP)
async def test_it_gives_up_after_so_many_attempts(
    endpoint: str, failure: Callable[[], TelegramError], asked: int
) -> None:
    calls = 0

    async def call(*_: object, **__: object) -> None:
        nonlocal calls
        calls += 1
        raise failure()

    limiter = ReplyPacing(pauses=(0.0,) * len(pacing.PAUSES))
    with pytest.raises(TelegramError):
        await limiter.process_request(call, (), {}, endpoint, {}, None)
    assert calls == asked
