"""A reply of staff to a post, in private or in a group, on its way to all who asked."""

from collections.abc import Mapping, Sequence

import orjson
from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot import facts
from bot.context import Ctx, Services
from bot.delivery.outgoing import Made, Outgoing, Renderer, Turn
from bot.errors import Refusal
from bot.services.inbox_replies import Replied, ReplyOutcome, ToSend, Written, sending_key
from bot.text import N_, Voice, units
from db.inbox import Reply
from db.types import Sending
from handlers import inbox_post, refusals
from handlers.notices import Notice, request, send
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
    Sending.IN_DOUBT: N_("❔ It is not certain that it reached {names}: Telegram gave no answer."),
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
        await ctx.take_off()
        await _report(ctx, replied)


async def _report(ctx: Ctx, replied: Replied) -> None:
    """Have sent what there is to send; its author is told once it is known what became of it."""
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
    for one in replied.to_send:
        await _send(ctx, reply, one)
    stop = await ctx.services.outbox.stopped()
    if stop is not None and replied.to_send:
        until = voice.moment(ctx.event.local(stop.until))
        text = voice.say(
            "⏳ Telegram takes no messages before {moment}; it goes out then.", moment=until
        )
        await ctx.say(text, reply_to=reply.message_id)


async def _send(ctx: Ctx, reply: Reply, to: ToSend) -> None:
    """Have a reply sent to one who asked, quoting what he asked."""
    who = await ctx.services.people.get(to.person_id)
    if who is None:
        return
    if reply.text and units(reply.text) <= LONGEST:
        voice = ctx.services.voices[who.locale or to.locale]
        source = ctx.event.source.in_(voice.locale)
        head = voice.say("💬 <b>Answer ({source}):</b>", source=source)
        notice = Notice(head + "\n" + reply.text, quotes=to.quotes)
    else:
        notice = Notice(copy_of=(reply.chat_id, reply.message_id), quotes=to.quotes)
    await send(ctx.services, sending_key(to.sending_id), who, notice)


def reports(services: Services) -> Renderer:
    """Give the renderer of what staff are told: whom their answer reached, and whom it did not."""

    async def render(turns: Sequence[Turn]) -> Mapping[int, Made]:
        made: dict[int, Made] = {}
        for row, who in turns:
            voice = services.voices[who.locale or services.config.languages.default]
            reply = orjson.loads(row.payload or "{}")["reply"]
            found = await services.replies.outcome(reply, voice.locale)
            if found is not None:
                method, parameters = request(_told(voice, found))
                chat = {"chat_id": found.reply.chat_id}  # a group, perhaps
                made[row.id] = Outgoing(method, {**parameters, **chat})
        return made

    return render


def _told(voice: Voice, found: ReplyOutcome) -> Notice:
    text = facts.lines(
        voice.plural("✅ Sent to {n} person.", "✅ Sent to {n} people.", found.reached)
        if found.reached
        else None,
        *(
            voice.say(sentence, names=voice.list(names))
            for outcome, sentence in MISSED.items()
            if (names := [name for name, became in found.missed if became is outcome])
        ),
    )
    return Notice(text, quotes=found.reply.message_id)


def before() -> list[Route]:
    """Give what is asked before any other conversation."""
    return [MessageHandler(filters.REPLY & ~filters.COMMAND, on_reply)]


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(SendAsWell, on_send_as_well)]
