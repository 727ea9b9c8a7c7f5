"""What the bot cannot read: passed on to people, or a kind answer instead of silence."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.context import Ctx
from handlers import broadcast_compose, inbox_asking, keyboards, points
from handlers.routes import Route, unknown_press

READABLE = filters.TEXT | filters.CONTACT
IDLE = filters.Sticker.ALL | filters.Dice.ALL | filters.GAME  # these ask nothing


async def on_media(update: Update, ctx: Ctx) -> None:
    """Take it in as a point where one is awaited; pass on else what the bot cannot read."""
    if await broadcast_compose.on_media(update, ctx) or await points.on_media(update, ctx):
        return
    message = update.effective_message
    if message is not None and not ctx.who.is_staff:
        passed = ctx.voice.say(
            "I cannot read this myself, so I have passed it on to the organisers. Their answer "
            "will come here."
        )
        await inbox_asking.pass_on(ctx, message, passed)
    else:
        await on_idle(update, ctx)


async def on_idle(_update: Update, ctx: Ctx) -> None:
    """Say that only text can be read, where there is nothing to pass on."""
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
        MessageHandler(IDLE, on_idle),
        MessageHandler(~READABLE & ~filters.StatusUpdate.ALL, on_media),
    ]
