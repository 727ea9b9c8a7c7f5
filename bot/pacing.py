"""How replies behave when Telegram or the network refuses: wait as told, try again when safe.

A reply belongs to a person who is waiting, so it is never delayed beforehand; it only reacts:

* it is only counted, so that the outbox leaves room for it (``bot/delivery/pace.py``);
* 429: this request waits as long as Telegram says (others are not held up by it);
* no connection came about: try again with growing pauses;
* the answer got lost (timeout, reset, 5xx): what changes nothing when repeated is repeated; a
  message is sent once more, since a reply seen twice is a smaller harm than one never seen.

This is the only layer that repeats a request.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter
from typing_extensions import override

from bot.delivery.pace import Pace
from bot.transport import NotSent

log = logging.getLogger(__name__)

PATIENCE = 120.0  # seconds that a reply may wait for a 429 to pass
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between attempts while there is no connection
_MESSAGES = ("send", "copy", "forward")  # methods that count against Telegram's limits
_SENDS_ONCE_MORE = 1
_REPEATS = 3  # of what changes nothing when repeated


class ReplyPacing(BaseRateLimiter[None]):
    """Plugged into the bot as python-telegram-bot's rate limiter."""

    def __init__(self, pauses: Sequence[float] = PAUSES, pace: Pace | None = None) -> None:
        self._pauses = pauses
        self._pace = pace

    @override
    async def initialize(self) -> None:
        """Nothing to prepare."""

    @override
    async def shutdown(self) -> None:
        """Nothing to release."""

    @override
    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make the request; repeat it as the module says; raise what remains."""
        if endpoint == "getMe":  # the start: whoever waits for it has pauses of its own
            return await callback(*args, **kwargs)
        if self._pace is None or not endpoint.startswith(_MESSAGES):
            return await self._repeating(callback, args, kwargs, endpoint)
        with self._pace.counting(data.get("chat_id")):
            return await self._repeating(callback, args, kwargs, endpoint)

    async def _repeating(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 (the library's signature)
        kwargs: dict[str, Any],
        endpoint: str,
    ) -> Any:  # noqa: ANN401
        waited = 0.0
        unconnected = 0
        unanswered = 0
        while True:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                pause = _seconds(refusal.retry_after)
                waited += pause
                if waited > PATIENCE:
                    raise
                log.info("%s: Telegram asks to wait %.1f s", endpoint, pause)
            except NotSent:
                if unconnected == len(self._pauses):
                    raise
                pause = self._pauses[unconnected]
                unconnected += 1
            except BadRequest:
                raise  # a NetworkError by name only
            except NetworkError:
                repeats = _SENDS_ONCE_MORE if endpoint.startswith("send") else _REPEATS
                if unanswered == repeats:
                    raise
                pause = self._pauses[unanswered]
                unanswered += 1
            await asyncio.sleep(pause)


def _seconds(retry_after: int | timedelta) -> float:
    if isinstance(retry_after, timedelta):
        return retry_after.total_seconds()
    return float(retry_after)
