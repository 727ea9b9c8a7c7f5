"""A reply of staff to a post, in private or in a group, on its way to all who asked."""

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot import facts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.inbox_replies import Replied, ToSend, Written
from bot.text import N_, units
from db.inbox import Reply
from db.types import Sending
from handlers import inbox_post, refusals
from handlers.notices import Notice, Sent, deliver
from handlers.presses import SendAsWell
from handlers.routes import Route, pressed

LONGEST = 3_500  # UTF-16 units that fit below the heading; a longer text is copied as it is
MISSED = {
    Sending.UNREACHABLE: N_(
        "⚠️ Not delivered to {names}: the bot is blocked there, or the account is gone."
    ),
    Sending.FAILED: N_(
        "⚠️ Not delivered to {names}: Telegram did not take it. Please try again later."
    ),
}


async def on_reply(update: Update, ctx: Ctx) -> None:
    """Send a reply to a post to those who asked; any other reply is somebody else's matter."""
    message, chat = update.effective_message, update.effective_chat
    target = message.reply_to_message if message else None
    if message is None or chat is None or target is None or not ctx.who.is_staff:
        return
    services = ctx.services
    topic = await services.board.topic_of(chat.id, target.message_id)
    if topic is None:
        if chat.type != Chat.PRIVATE:
            raise ApplicationHandlerStop
        return
    written = Written(message.text or "", chat.id, message.message_id, ctx.update_id)
    try:
        replied = await services.replies.reply(topic, ctx.who.id, ctx.who.states, written)
    except Refusal as refusal:
        text = refusals.sentence(ctx.voice, ctx.event, refusal)
        await ctx.say(text, reply_to=message.message_id)
    else:
        await _report(ctx, replied)
    raise ApplicationHandlerStop


async def on_send_as_well(ctx: Ctx, press: SendAsWell) -> None:
    """Send a reply that came second."""
    reply_id = int(press.reply) if press.reply.isdigit() else 0
    try:
        replied = await ctx.services.replies.send_as_well(reply_id, ctx.who.id, ctx.who.states)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    if replied.held:
        await ctx.say(ctx.voice.say("Only the one who wrote it can send it."))
    elif replied.to_send:
        await ctx.query.edit_message_reply_markup(None)
        await _report(ctx, replied)


async def _report(ctx: Ctx, replied: Replied) -> None:
    """Send what there is to send, and tell its author what became of it."""
    voice, reply = ctx.voice, replied.reply
    ctx.services.board_news.set()
    if replied.held:
        words = replied.first.text if replied.first else ""
        button = InlineKeyboardButton(
            voice.plain("📨 Send mine as well"), callback_data=SendAsWell(str(reply.id)).data()
        )
        text = inbox_post.held(voice, replied.first_by, words)
        await ctx.say(text, InlineKeyboardMarkup([[button]]), reply_to=reply.message_id)
        return
    reached = 0
    for one in replied.to_send:
        sent = await _send(ctx, reply, one)
        reached += sent.outcome is Sending.SENT
        await ctx.services.replies.settle(one.sending_id, sent.outcome, sent.message_id)
    missed = await ctx.services.replies.unreached(reply.id or 0)
    text = facts.lines(
        voice.plural("✅ Sent to {n} person.", "✅ Sent to {n} people.", reached)
        if reached
        else None,
        *(
            voice.say(sentence, names=voice.list(names))
            for outcome, sentence in MISSED.items()
            if (names := [name for name, became in missed if became is outcome])
        ),
    )
    await ctx.say(text, reply_to=reply.message_id)


async def _send(ctx: Ctx, reply: Reply, to: ToSend) -> Sent:
    """Send a reply to one who asked, quoting what he asked."""
    who = await ctx.services.people.get(to.person_id)
    if who is None:
        return Sent(Sending.FAILED)
    if reply.text and units(reply.text) <= LONGEST:
        voice = ctx.services.voices[who.locale or to.locale]
        source = ctx.event.source.in_(voice.locale)
        head = voice.say("💬 <b>Answer ({source}):</b>", source=source)
        notice = Notice(head + "\n" + reply.text, quotes=to.quotes)
    else:
        notice = Notice(copy_of=(reply.chat_id, reply.message_id), quotes=to.quotes)
    person = who.person
    return await deliver(ctx.bot, ctx.services, person.chat_id, notice, person.telegram_id)


def before() -> list[Route]:
    """Give what is asked before any other conversation."""
    return [MessageHandler(filters.REPLY & ~filters.COMMAND, on_reply)]


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(SendAsWell, on_send_as_well)]
