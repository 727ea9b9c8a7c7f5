"""What is kept about oneself, and being forgotten: for anybody, at any time."""

import contextlib

from telegram import (
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest

from bot import own_data_texts
from bot.context import Ctx
from bot.errors import Refusal
from handlers import door, refusals
from handlers.door_presses import ForgetMe
from handlers.routes import Route, pressed

FILE_NAME = "mydata.txt"
BOM = "\ufeff"  # without which Windows shows Hindi as garbage


async def on_mydata(_update: Update, ctx: Ctx) -> None:
    """Tell what is kept, with all of it in a file."""
    kept = await ctx.services.own_data.kept(ctx.who.id)
    desk = door.desk(ctx)
    days = ctx.services.config.privacy.keep_intake_days
    await ctx.say(own_data_texts.summary(desk, kept, days=days))
    content = (BOM + own_data_texts.document(desk, kept)).encode()
    await ctx.bot.send_document(ctx.who.person.chat_id, InputFile(content, FILE_NAME))


async def on_forget(_update: Update, ctx: Ctx) -> None:
    """Say what forgetting means, and ask."""
    voice = ctx.voice
    text = own_data_texts.what_forgetting_means(
        voice, team=ctx.who.is_staff, seat=ctx.who.delegate is not None
    )
    yes = InlineKeyboardButton(
        voice.plain("🗑️ Yes, forget me"), callback_data=ForgetMe("1").data(), style="danger"
    )
    no = InlineKeyboardButton(voice.plain("No, stay"), callback_data=ForgetMe("0").data())
    await ctx.say(text, InlineKeyboardMarkup([[yes], [no]]))


async def on_confirmed(ctx: Ctx, press: ForgetMe) -> None:
    """Forget, and leave nothing in the chat that would be out of date."""
    voice, person = ctx.voice, ctx.who.person
    if press.sure != "1":
        await ctx.note()
        await ctx.change(voice.say("All right, everything stays as it is."))
        return
    try:
        await ctx.services.own_data.forget(ctx.who.id)
    except Refusal as refusal:
        await ctx.note(refusals.plain(voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    await ctx.change(voice.say("🗑️ Done: I no longer know who you are."))
    if person.card_message_id is not None:
        with contextlib.suppress(BadRequest):  # older than 48 hours: then it is unpinned at least
            await ctx.bot.delete_message(person.chat_id, person.card_message_id)
        with contextlib.suppress(BadRequest):
            await ctx.bot.unpin_all_chat_messages(person.chat_id)
    await ctx.bot.delete_my_commands(BotCommandScopeChat(person.chat_id))
    await ctx.say(voice.say("🙏 Good-bye, and all the best."), ReplyKeyboardRemove())


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ForgetMe, on_confirmed)]
