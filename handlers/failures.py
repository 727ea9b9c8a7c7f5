"""What happens when a handler fails: logged first, then told in one line, nothing lost."""

import logging

from sqlalchemy.exc import OperationalError
from telegram import Chat, Update
from telegram.error import Forbidden, TelegramError

from bot.context import Ctx
from bot.errors import Refusal
from handlers import refusals
from handlers.arrival import arrive

log = logging.getLogger(__name__)


async def on_failure(update: object, ctx: Ctx) -> None:
    """Hand the failure to the intake, which sets the update aside or tries it again."""
    error = ctx.error
    if not isinstance(update, Update) or error is None:
        log.error("failure outside an update", exc_info=error)
        return
    if isinstance(error, Forbidden):
        await _out_of_reach(update, ctx)
        return
    if isinstance(error, TelegramError | OperationalError):  # tried again: the answer still comes
        ctx.services.failures[update.update_id] = error
        return
    try:
        await arrive(update, ctx)  # the library gives failures a context of their own
        await _say(ctx, error)
    except Exception as failure:  # noqa: BLE001 (nothing may come out of here)
        log.warning("a failure could not be told: %s", type(failure).__name__)
        if isinstance(error, Refusal):
            ctx.services.failures[update.update_id] = failure  # so that it is told later
    if not isinstance(error, Refusal):
        ctx.services.failures[update.update_id] = error


async def _say(ctx: Ctx, error: Exception) -> None:
    """Tell the person what was refused, or that something went wrong."""
    if isinstance(error, Refusal):
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, error))
        return
    if ctx.incoming is not None and ctx.incoming.callback_query is not None:
        await ctx.note()  # or else the button spins on
    await ctx.say(
        ctx.voice.say(
            "Something went wrong on our side. It is noted and will be looked at. Please try "
            "again in a little while."
        )
    )


async def _out_of_reach(update: Update, ctx: Ctx) -> None:
    """Note that someone blocked us in this very moment: his update is done."""
    user, chat = update.effective_user, update.effective_chat
    if user is not None and chat is not None and chat.type == Chat.PRIVATE:
        await ctx.services.people.lost(user.id)
