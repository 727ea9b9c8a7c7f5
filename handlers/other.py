"""What the bot cannot read: a kind answer instead of silence."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import Ctx
from handlers import keyboards
from handlers.routes import Route, unknown_press

READABLE = filters.TEXT | filters.CONTACT


async def on_media(_update: Update, ctx: Ctx) -> None:
    """Say that only text can be read."""
    await ctx.say(
        ctx.voice.say(
            "I can only read what is written. Please write your question in a few words, or tap a "
            "button."
        ),
        keyboards.common_questions(ctx.voice),
    )


async def on_unknown_command(_update: Update, ctx: Ctx) -> None:
    """Say that there is no such command."""
    await ctx.say(ctx.voice.say("There is no such command. /help shows what I can do."))


def routes() -> list[Route]:
    """Give the handlers of this module; they come last."""
    return [
        CallbackQueryHandler(unknown_press),
        MessageHandler(filters.COMMAND, on_unknown_command),
        MessageHandler(~READABLE & ~filters.StatusUpdate.ALL, on_media),
    ]
