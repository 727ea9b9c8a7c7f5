"""Files that take long, made beside a person's other messages.

He is told at once that one is being made; that line goes when the file is there. A bot that stops
meanwhile makes it no more: whoever still wants it presses again.
"""

import contextlib
import logging
from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

from bot.context import Ctx

log = logging.getLogger(__name__)


async def beside(ctx: Ctx, name: str, make: Callable[[], Awaitable[None]]) -> None:
    """Say that a file is being made, and make it while he goes on; ``name`` tells files apart."""
    errands, key = ctx.services.errands, (ctx.who.id, name)
    if errands.under_way(key):
        await ctx.say(ctx.voice.say("⏳ This file is being made already; it comes here soon."))
        return
    line = await ctx.say(ctx.voice.say("⏳ The file is being made; it comes here in a moment."))

    async def work() -> None:
        try:
            await make()
        except TelegramError as error:
            log.warning("a file did not go out: %s", type(error).__name__)
            await _failed(ctx)
        except Exception:
            log.exception("a file could not be made")
            await _failed(ctx)
        finally:
            with contextlib.suppress(TelegramError):
                await ctx.bot.delete_message(ctx.chat_id, line)

    errands.start(key, work)


async def _failed(ctx: Ctx) -> None:
    with contextlib.suppress(TelegramError):
        await ctx.say(ctx.voice.say("The file could not be made. Please try again."))
