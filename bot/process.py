"""The live bot as a process: it asks Telegram for updates first and loads the rest meanwhile.

Loading what answers takes a second or more, and so may connecting. The first batch is confirmed by
the next request only, which goes out when it was committed, as ever; so nothing hangs on how far
the loading has come.
"""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.clock import Clock
from bot.config import Config
from bot.intake import polling
from bot.loading import quickly
from db.engine import Database

_log = logging.getLogger(__name__)
COLLECTOR = (10_000, 20, 20)  # objects made, rounds, rounds between looks at older objects


async def run(token: str, config: Config, database: Database, clock: Clock) -> None:
    """Run the bot until SIGINT or SIGTERM; done within ten seconds of it."""
    stop = _asked_to_stop()
    async with AsyncExitStack() as stack:
        # Telegram may be out of reach for hours; being asked to stop must not wait for it.
        setting_up = asyncio.ensure_future(
            stack.enter_async_context(_set_up(token, config, database, clock))
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({setting_up, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if setting_up.done():
            serve = setting_up.result()
            _spare_the_collector()
            await serve(stop)
        else:
            setting_up.cancel()
            await asyncio.gather(setting_up, return_exceptions=True)


async def deliver(token: str, config: Config, database: Database, clock: Clock) -> None:
    """Deliver, and nothing else, until SIGINT or SIGTERM: beside the bot, on PostgreSQL."""
    from bot import app  # noqa: PLC0415 (see above)

    stopping = asyncio.create_task(_asked_to_stop().wait())
    async with app.set_up(token, config, database, clock) as running:
        _log.info("delivering for @%s", running.bot.username)
        delivering = asyncio.create_task(running.delivery.run())
        await asyncio.wait({delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
        delivering.cancel()
        (outcome,) = await asyncio.gather(delivering, return_exceptions=True)
    stopping.cancel()
    if isinstance(outcome, Exception):
        raise outcome


def _asked_to_stop() -> asyncio.Event:
    """Give what is set by SIGINT and SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


@asynccontextmanager
async def _set_up(
    token: str, config: Config, database: Database, clock: Clock
) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """Give what serves until an event is set."""
    async with polling(token, config.telegram) as poller:
        poller.begin()
        await asyncio.to_thread(_load)
        from bot import app  # noqa: PLC0415 (see above)

        async with app.set_up(token, config, database, clock, poller=poller) as running:
            yield partial(app.serve, running)


def _load() -> None:
    with quickly():
        import bot.app  # noqa: F401, PLC0415 (see above)


def _spare_the_collector() -> None:
    """Take all that was built so far out of the garbage collector's rounds, and make these rarer.

    It is kept for good. Looking through it again and again took a fifth of the time under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
