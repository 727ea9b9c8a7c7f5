"""What happens first with every update: who writes, in which language, and is it for us."""

from telegram import Chat, Update, User
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.context import Ctx
from handlers.routes import Route


async def arrive(update: Update, ctx: Ctx) -> None:
    """Load who writes and the event in force; stop what is not a private chat."""
    user, chat = update.effective_user, update.effective_chat
    if update.my_chat_member is not None and (chat is None or chat.type == Chat.PRIVATE):
        return  # blocked or unblocked: handlers/reach.py
    if user is None or user.is_bot or (chat is not None and chat.type != Chat.PRIVATE):
        await _decline_group(update, ctx)
        raise ApplicationHandlerStop
    services = ctx.services
    chat_id = chat.id if chat else user.id
    arrival = await services.arrivals.receive(user.id, chat_id, user.full_name)
    voice = services.voices[arrival.who.locale or first_guess(user)]
    ctx.arrived(arrival.who, voice, arrival.released.event)


def first_guess(user: User) -> str:
    """Guess the language of someone who was not asked yet: Hindi, unless his app says English."""
    return "en" if (user.language_code or "hi").startswith("en") else "hi"


async def _decline_group(update: Update, ctx: Ctx) -> None:
    """Say, only when addressed by a command, that personal matters belong in a private chat."""
    message, user = update.message, update.effective_user
    if message is None or user is None or user.is_bot:
        return
    if message.text and message.text.startswith("/") and f"@{ctx.bot.username}" in message.text:
        voice = ctx.services.voices[first_guess(user)]
        await message.reply_text(
            voice.plain(
                "I talk with each person alone. Please write to me here: {link}",
                link=f"https://t.me/{ctx.bot.username}",
            )
        )


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [TypeHandler(Update, arrive)]
