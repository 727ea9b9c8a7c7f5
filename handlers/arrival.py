"""What happens first with every update: who writes, in which language, and is it for us."""

from telegram import Chat, Update, User
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.context import Ctx
from handlers.routes import Route


async def arrive(update: Update, ctx: Ctx) -> None:
    """Load who writes and the event in force; in a group, only for those of the team."""
    user, chat = update.effective_user, update.effective_chat
    if update.my_chat_member is not None:
        return  # blocked, unblocked, taken into a group: handlers/reach.py, inbox_group.py
    if user is None or user.is_bot:
        await _decline_group(update, ctx)
        raise ApplicationHandlerStop
    services = ctx.services
    if chat is not None and chat.type != Chat.PRIVATE:
        who = await services.people.known(user.id)
        if who is None or not who.is_staff:
            await _decline_group(update, ctx)
            raise ApplicationHandlerStop
        event, place = (await services.events.current()).event, chat.id
    else:
        chat_id = chat.id if chat else user.id
        arrival = await services.arrivals.receive(user.id, chat_id, user.full_name)
        who, event, place = arrival.who, arrival.released.event, None
    ctx.arrived(who, services.voices[who.locale or first_guess(user)], event, place)


def first_guess(user: User) -> str:
    """Guess the language of someone who was not asked yet: Hindi, unless his app says English."""
    return "en" if (user.language_code or "hi").startswith("en") else "hi"


async def _decline_group(update: Update, ctx: Ctx) -> None:
    """Say, only when addressed, why nothing is done in a group."""
    message, user = update.message, update.effective_user
    if user is None:
        return
    voice = ctx.services.voices[first_guess(user)]
    if update.callback_query is not None:
        await ctx.note(voice.plain("This button is for the organisers."), alert=True)
    if message is None or message.chat.type == Chat.PRIVATE:
        return
    answered = message.reply_to_message.from_user if message.reply_to_message else None
    if message.text and message.text.startswith("/") and f"@{ctx.bot.username}" in message.text:
        await message.reply_text(
            voice.plain(
                "I talk with each person alone. Please write to me here: {link}",
                link=f"https://t.me/{ctx.bot.username}",
            )
        )
    elif answered is not None and answered.id == ctx.bot.id:
        await message.reply_text(
            voice.plain("Only the organisers' team can answer here, each under their own name.")
        )


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [TypeHandler(Update, arrive)]
