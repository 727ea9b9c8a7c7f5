"""What happens when a handler fails: logged first, then told in one line, nothing lost."""

import contextlib
import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot.context import Ctx
from bot.errors import Refusal
from handlers import refusals

log = logging.getLogger(__name__)


async def on_failure(update: object, ctx: Ctx) -> None:
    """Hand the failure to the intake, which sets the update aside or tries it again."""
    error = ctx.error
    if not isinstance(update, Update) or error is None:
        log.error("failure outside an update", exc_info=error)
        return
    if isinstance(error, Refusal):
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, error))
        return
    if isinstance(error, Forbidden):  # blocked us in this very moment: his update is done
        if update.effective_user is not None:
            await ctx.services.people.lost(update.effective_user.id)
        return
    ctx.services.failures[update.update_id] = error
    if isinstance(error, TelegramError):
        return  # nothing more can be said while Telegram does not answer
    with contextlib.suppress(TelegramError, LookupError):
        await ctx.say(
            ctx.voice.say(
                "Something went wrong on our side. It is noted and will be looked at. Please try "
                "again in a little while."
            )
        )
