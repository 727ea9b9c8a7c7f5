"""What happens when a handler fails: logged first, then told in one line, nothing lost."""

import logging

from sqlalchemy.exc import OperationalError
from telegram import Chat, Update
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
    if isinstance(error, Forbidden):
        await _out_of_reach(update, ctx)
        return
    try:
        said = await _say(ctx, error)
    except (TelegramError, LookupError) as failure:
        said = False
        if isinstance(error, Refusal):
            error = failure  # so that the refusal is said later
    if not (said and isinstance(error, Refusal)):
        ctx.services.failures[update.update_id] = error


async def _say(ctx: Ctx, error: Exception) -> bool:
    """Tell the person; not what will be tried again, for then the answer still comes."""
    if isinstance(error, Refusal):
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, error))
        return True
    if isinstance(error, TelegramError | OperationalError):
        return False
    await ctx.say(
        ctx.voice.say(
            "Something went wrong on our side. It is noted and will be looked at. Please try "
            "again in a little while."
        )
    )
    return True


async def _out_of_reach(update: Update, ctx: Ctx) -> None:
    """Note that someone blocked us in this very moment: his update is done."""
    user, chat = update.effective_user, update.effective_chat
    if user is not None and chat is not None and chat.type == Chat.PRIVATE:
        await ctx.services.people.lost(user.id)
