"""The live bot as a process: it asks Telegram for updates first and loads the rest meanwhile.

Loading what answers takes a second or more, and so may connecting. The first batch is confirmed by
the next request only, which goes out when it was committed, as ever; so nothing hangs on how far
the loading has come.
"""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.clock import Clock
from bot.config import Config
from bot.intake import polling
from bot.loading import quickly
from db.engine import Database

COLLECTOR = (10_000, 20, 20)  # objects made, rounds, rounds between looks at older objects


async def run(token: str, config: Config, database: Database, clock: Clock) -> None:
    """Run the bot until SIGINT or SIGTERM; done within ten seconds of it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
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
