"""A delegate's own pass: on request, from the card, and ready to go with a reminder."""

from telegram import InlineKeyboardMarkup, InputFile, Update
from telegram.error import BadRequest

from bot import pass_sheet
from bot.context import Ctx, Keyboard, Services
from bot.delivery.outgoing import Outgoing
from bot.event import Event
from bot.pass_sheet import Sheet
from bot.services.people import Who
from bot.services.rsvp import Standing
from bot.text import Voice
from handlers import cards, keyboards, welcome
from handlers.door_presses import ShowPass
from handlers.routes import Route, pressed

FILE_NAME = "pass.png"


async def on_pass(_update: Update, ctx: Ctx) -> None:
    """Send the pass, or say what it takes to have one."""
    delegate = ctx.who.delegate
    if delegate is None:
        if ctx.who.is_staff:
            await ctx.say(ctx.voice.say("Passes are for the invited delegates."))
        else:
            await welcome.ask_number(ctx)
        return
    standing = await ctx.services.rsvp.standing(delegate)
    if pass_sheet.is_due(ctx.event, standing, ctx.now):
        await _send(ctx, standing)
    else:
        await _explain(ctx, standing)


async def is_own(ctx: Ctx, code: str) -> bool:
    """Tell whether a code is that of one's own pass."""
    if ctx.who.delegate is None:
        return False
    return (await ctx.services.passes.of(ctx.who.delegate.id or 0)).code == code


async def on_button(ctx: Ctx, _press: ShowPass) -> None:
    """Send the pass, from a button."""
    await ctx.note()
    if ctx.incoming is not None:
        await on_pass(ctx.incoming, ctx)


async def _explain(ctx: Ctx, standing: Standing) -> None:
    session = standing.session
    over = session is not None and ctx.event.has_ended(session, ctx.now)
    if session is None:
        await ctx.say(ctx.voice.say("Your date will be announced soon."))
    elif over and not session.cancelled:
        await ctx.say(ctx.voice.say("Your dialogue is over, so no pass is needed any more."))
    else:
        if not session.cancelled:
            await ctx.say(ctx.voice.say("The pass is for those who have said that they come."))
        await cards.show(ctx, anew=True)


async def _send(ctx: Ctx, standing: Standing) -> None:
    made = await _sheet(ctx.services, ctx.event, ctx.who, standing, ctx.bot.username)
    if made is None:
        return
    found, file_id = made
    chat = ctx.who.person.chat_id
    photo: str | InputFile = file_id or await _file(_voice(ctx.services, ctx.who), found)
    try:
        sent = await ctx.bot.send_photo(chat, photo, caption=found.caption, parse_mode="HTML")
    except BadRequest:
        if file_id is None:
            raise
        photo = await _file(
            _voice(ctx.services, ctx.who), found
        )  # Telegram's copy was another bot's, or is gone
        sent = await ctx.bot.send_photo(chat, photo, caption=found.caption, parse_mode="HTML")
    if photo != file_id:
        code = found.card.link.rpartition("=")[2]
        await ctx.services.passes.keep_picture(code, sent.photo[-1].file_id, found.digest)


async def _sheet(
    services: Services, event: Event, who: Who, standing: Standing, username: str
) -> tuple[Sheet, str | None] | None:
    """Give the pass of somebody, and Telegram's copy of its picture if it shows just that."""
    delegate, session = who.delegate, standing.session
    if delegate is None or session is None:
        return None
    voice = _voice(services, who)
    own = await services.passes.of(delegate.id or 0)
    found = pass_sheet.sheet(
        voice, event, services.states, delegate, session, entry_pass=own, username=username
    )
    return found, own.picture_like(found.digest)


def _voice(services: Services, who: Who) -> Voice:
    return services.voices[who.locale or services.config.languages.default]


async def _file(voice: Voice, found: Sheet) -> InputFile:
    return InputFile(await pass_sheet.drawn(voice, found), FILE_NAME)


async def outgoing(services: Services, event: Event, who: Who, username: str) -> Outgoing | None:
    """Give the request that sends somebody's pass, for what the bot says first.

    None where he has none (any more): he is looked at again at this moment.
    """
    if who.delegate is None:
        return None
    standing = await services.rsvp.standing(who.delegate)
    if not pass_sheet.is_due(event, standing, services.clock.now()):
        return None
    made = await _sheet(services, event, who, standing, username)
    if made is None:
        return None
    found, file_id = made
    photo = file_id or await _file(_voice(services, who), found)
    caption = {"caption": str(found.caption), "parse_mode": "HTML"}
    return Outgoing("sendPhoto", {"photo": photo, **caption})


async def offered(ctx: Ctx, below: Keyboard | None) -> Keyboard | None:
    """Put the button of the pass below the others, for one who has a pass."""
    delegate = ctx.who.delegate
    if delegate is None or not isinstance(below, InlineKeyboardMarkup | None):
        return below
    standing = await ctx.services.rsvp.standing(delegate)
    if not pass_sheet.is_due(ctx.event, standing, ctx.now):
        return below
    rows = [*(below.inline_keyboard if below else ()), (keyboards.my_pass(ctx.voice),)]
    return InlineKeyboardMarkup(rows)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ShowPass, on_button)]
