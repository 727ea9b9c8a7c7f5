"""A message that may mean one of two or three things: which one is asked back, once."""

from telegram import InlineKeyboardMarkup, Message

from bot.context import Ctx
from bot.understanding import Reading
from handlers import inbox_asking, keyboards
from handlers.presses import NoneOfThese
from handlers.routes import Route, pressed

_ASKED = "unsure:"


async def is_done(ctx: Ctx) -> bool:
    """Tell whether it was asked back just before: who is still unclear then is for the staff."""
    if ctx.who.expects(ctx.now, ctx.update_id) != _ASKED:
        return False
    await ctx.services.people.expected(ctx.who.id, _ASKED, ctx.update_id)
    return True


async def ask(ctx: Ctx, message: Message, reading: Reading) -> None:
    """Offer what may have been meant, and to pass the message on if it is none of that."""
    voice = ctx.voice
    rows = keyboards.offered(voice, reading.alternatives).inline_keyboard
    if not ctx.who.is_staff:
        none = voice.plain("✉️ No, pass it on to the organisers")
        rows = (*rows, (keyboards.button(none, NoneOfThese()),))
    await ctx.services.people.expect(ctx.who.id, _ASKED)
    text = ctx.services.answers.unsure(voice, reading)
    await ctx.say(text, InlineKeyboardMarkup(rows), reply_to=message.message_id)


async def settle(ctx: Ctx) -> None:
    """Take the buttons off when one of them was pressed; what is unclear later is asked back."""
    back = ctx.query.message
    keyboard = back.reply_markup if isinstance(back, Message) else None
    buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
    if any(button.callback_data == NoneOfThese().data() for button in buttons):
        await ctx.take_off()
    await _forget(ctx)


async def _forget(ctx: Ctx) -> None:
    if ctx.who.expects(ctx.now, ctx.update_id) == _ASKED:
        await ctx.services.people.expect(ctx.who.id, None)


async def on_none(ctx: Ctx, _press: NoneOfThese) -> None:
    """Pass on the message that was asked about."""
    back = ctx.query.message
    asked = back.reply_to_message if isinstance(back, Message) else None
    await ctx.note()
    await _forget(ctx)
    if asked is None:  # it was deleted meanwhile
        if ctx.incoming is not None:
            await inbox_asking.on_ask(ctx.incoming, ctx)
        return
    await ctx.change(ctx.voice.say("All right."))
    await inbox_asking.not_understood(ctx, asked)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(NoneOfThese, on_none)]
