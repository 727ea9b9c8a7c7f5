"""“My point”: a delegate hands in what should be put before the leadership.

The next message after the button is the point: words, a voice message, a document, a picture.
"""

from datetime import timedelta

from telegram import Message, Update

from bot import point_texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services import points
from bot.understanding import Intent, Reading
from handlers import own_points, point_files, point_keyboards, refusals, welcome
from handlers.point_presses import DropPoint, WritePoint
from handlers.routes import Route, pressed

ASKING = "point"
PATIENCE = timedelta(hours=1)  # for the point; what comes later is hardly meant as one
FEW = 12  # words; what is longer is a point even if it asks something
CHAT = {Intent.GREETING, Intent.THANKS, Intent.HELP}
LITTLE = 3  # words that only greet or thank


async def on_point(_update: Update, ctx: Ctx) -> None:
    """Ask for a point."""
    await _ask(ctx)


async def on_write(ctx: Ctx, _press: WritePoint) -> None:
    """Ask for a point, or for another one."""
    await ctx.note()
    await _ask(ctx)


async def _ask(ctx: Ctx) -> None:
    voice, delegate = ctx.voice, ctx.who.delegate
    if delegate is None and ctx.who.is_staff:
        await ctx.say(voice.say("Delegates hand in their points here. /points shows them to you."))
        return
    if delegate is None:
        await welcome.ask_number(ctx)
        return
    before = await ctx.services.points.own(delegate.id or 0)
    if len(before) >= points.MOST:
        await _refuse(ctx, points.TooManyPoints())
        return
    await ctx.services.people.expect(ctx.who.id, ASKING)
    await ctx.say(
        voice.say(
            "✍️ <b>My point for the dialogue</b>\nWhat should be put before the leadership? Write "
            "it here in one message, or speak it. You can also send a document or a picture of a "
            "letter.\n\nThe organisers collect the points for the dialogue."
        ),
        point_keyboards.asked(voice, any_before=bool(before)),
    )


async def on_drop(ctx: Ctx, _press: DropPoint) -> None:
    """Await no point any more."""
    await ctx.note()
    await lapse(ctx)
    await ctx.change(ctx.voice.say("All right. You can hand in a point at any time: /point"))


async def lapse(ctx: Ctx) -> None:
    """Await no point any more, where one was: what comes next is not meant as one."""
    if ctx.who.expects(ctx.now, ctx.update_id) == ASKING:
        await ctx.services.people.expect(ctx.who.id, None)


def awaited(ctx: Ctx) -> bool:
    """Tell whether the next message is the point that was asked for."""
    since = ctx.who.person.expecting_since
    asked = ctx.who.expects(ctx.now, ctx.update_id) == ASKING
    return asked and since is not None and ctx.now - since <= PATIENCE


async def on_typed(ctx: Ctx, text: str, reading: Reading, _key: str) -> bool:
    """Take words in as a point; ask first where they look like a question to the bot."""
    delegate = ctx.who.delegate
    message = ctx.incoming.effective_message if ctx.incoming else None
    words = len(text.split())
    if delegate is None or message is None or not awaited(ctx):
        return False
    if reading.intents and set(reading.intents) <= CHAT and words <= LITTLE:
        return False
    sent = points.Message(ctx.update_id, message.message_id, text)
    await _take(ctx, sent, sure=words > FEW or set(reading.intents) <= CHAT)
    return True


async def on_media(update: Update, ctx: Ctx) -> bool:
    """Take a file in as a point, or as one more picture of it; False where it is neither."""
    message, delegate = update.effective_message, ctx.who.delegate
    file = point_files.attached(message) if message else None
    if message is None or file is None or delegate is None:
        return False
    if update.edited_message is not None:
        return await on_edited(ctx, message)
    caption = message.caption or ""
    sent = points.Message(ctx.update_id, message.message_id, caption, file, message.media_group_id)
    if await ctx.services.points.join_album(ctx.who.id, sent):
        return True
    if not awaited(ctx):
        return False
    await _take(ctx, sent, sure=True)
    return True


async def on_edited(ctx: Ctx, message: Message) -> bool:
    """Follow an edit of the message that a point came as; False where it was none's."""
    if ctx.who.delegate is None:
        return False
    text = message.text or message.caption or ""
    own = await ctx.services.points.reword(ctx.who.id, message.message_id, text)
    if own is None:
        return False
    await ctx.say(point_texts.own(ctx.voice, ctx.event, own), point_keyboards.own(ctx.voice, own))
    return True


async def _take(ctx: Ctx, sent: points.Message, *, sure: bool) -> None:
    if ctx.who.delegate is None:
        return
    delegate = ctx.who.delegate.id or 0
    try:
        own = await ctx.services.points.hand_in(delegate, ctx.who.id, sent, sure=sure)
    except Refusal as refusal:
        await _refuse(ctx, refusal)
    else:
        text, keyboard = own_points.shown(ctx, own)
        await ctx.say(text, keyboard, reply_to=sent.message_id)
    await ctx.services.people.expected(ctx.who.id, ASKING, ctx.update_id)


async def _refuse(ctx: Ctx, refusal: Refusal) -> None:
    mine = await ctx.services.points.own(ctx.who.delegate.id or 0) if ctx.who.delegate else []
    text = refusals.sentence(ctx.voice, ctx.event, refusal)
    await ctx.say(text, point_keyboards.own_list(ctx.voice, mine))


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(WritePoint, on_write), pressed(DropPoint, on_drop), *own_points.routes()]
