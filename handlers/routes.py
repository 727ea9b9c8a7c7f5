"""From what Telegram sends to a function: the one place where rights are checked."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.context import Ctx
from db.types import Role
from handlers.presses import Press

P = TypeVar("P", bound=Press)
Handler = Callable[[Update, Ctx], Awaitable[None]]
Route = Any  # PTB's handlers are invariant in types that say nothing here


def may(ctx: Ctx, who: frozenset[Role]) -> bool:
    """Tell whether the one who writes has one of these roles."""
    return ctx.who.role in who


def pressed(kind: type[P], run: Callable[[Ctx, P], Awaitable[None]]) -> Route:
    """Route presses of one kind of button; refused to those who may not."""

    async def handle(update: Update, ctx: Ctx) -> None:
        if not may(ctx, kind.WHO):
            await ctx.note(ctx.voice.plain("This button is for the organisers."), alert=True)
            return
        query = update.callback_query
        try:
            press = kind.read((query.data if query else None) or "")
        except ValueError:
            await unknown_press(update, ctx)
            return
        await run(ctx, press)

    return CallbackQueryHandler(handle, pattern=rf"^{kind.CODE}(:|$)")


def command(name: str, who: frozenset[Role], run: Handler) -> Route:
    """Route a command; to those who may not use it, it does not exist."""

    async def handle(update: Update, ctx: Ctx) -> None:
        if not may(ctx, who):
            await ctx.say(ctx.voice.say("There is no such command. /help shows what I can do."))
            return
        await run(update, ctx)

    return CommandHandler(name, handle, filters=filters.ChatType.PRIVATE)


async def unknown_press(_update: Update, ctx: Ctx) -> None:
    """Answer a button that no version of the bot knows any more."""
    await ctx.note(
        ctx.voice.plain("This button is no longer in use. Please send /start."), alert=True
    )
