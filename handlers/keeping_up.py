"""The loop of what keeps messages in step with the database: it looks, rests, and looks again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

LOOK_AGAIN = 1.0  # seconds, while something had to wait
LOOK_ANYWAY = 30.0  # seconds: another process may have changed something


async def keep_up(
    news: asyncio.Event, catch_up: Callable[[], Awaitable[bool]], *, what: str
) -> None:
    """Go on until cancelled; ``catch_up`` tells whether something had to wait.

    The loop outlives whatever goes wrong in one look: ``what`` names it in the log, and it is
    tried again.
    """
    while True:
        news.clear()
        try:
            waiting = await catch_up()
        except Exception:
            log.exception("%s could not be brought up to date; trying again", what)
            waiting = True
        if waiting:
            await asyncio.sleep(LOOK_AGAIN)
            continue
        try:
            async with asyncio.timeout(LOOK_ANYWAY):
                await news.wait()
        except TimeoutError:
            continue
