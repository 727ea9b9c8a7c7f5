"""“Tell me when it is known”: the button below an answer, and the notice once it is."""

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot import facts
from bot.context import Ctx, Keyboard, Services
from bot.quiet import is_quiet
from bot.services.answers import Asker
from bot.services.people import Who
from bot.services.waiting import Due, wish_key
from bot.text import Voice
from bot.to_announce import Fact, known
from handlers import notices
from handlers.notices import Notice
from handlers.presses import LIMIT, AwaitFacts, Press, StopAwaiting
from handlers.routes import Route, pressed

log = logging.getLogger(__name__)

BETWEEN = "+"


def offer(voice: Voice, unknown: Sequence[Fact], below: Keyboard | None) -> Keyboard | None:
    """Put the button below the others, where something is still to be announced.

    A message has one keyboard: where it carries that of the line to type in, there is no button.
    """
    if not unknown or not isinstance(below, InlineKeyboardMarkup | None):
        return below
    rows = [*(below.inline_keyboard if below else ()), (_ask(voice, _written(unknown)),)]
    return InlineKeyboardMarkup(rows)


def _written(unknown: Sequence[Fact]) -> str:
    """Write as many facts as a button holds."""
    room = LIMIT - len(f"{StopAwaiting.CODE}:")
    text = ""
    for fact in map(str, unknown):
        longer = f"{text}{BETWEEN}{fact}" if text else fact
        if len(longer) <= room:
            text = longer
    return text


def _ask(voice: Voice, written: str) -> InlineKeyboardButton:
    text = voice.plain("🔔 Tell me when it is known")
    return InlineKeyboardButton(text, callback_data=AwaitFacts(written).data())


def _stop(voice: Voice, written: str) -> InlineKeyboardButton:
    text = voice.plain("🔕 No need to tell me")
    return InlineKeyboardButton(text, callback_data=StopAwaiting(written).data())


async def on_wish(ctx: Ctx, press: AwaitFacts) -> None:
    """Remember the wish; what is known by now is answered at once."""
    wanted = _read(press.facts)
    there = [fact for fact in wanted if known(ctx.event, fact, ctx.who.delegate)]
    missing = [fact for fact in wanted if fact not in there]
    if not wanted:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    if missing:
        await ctx.services.waiting.add(ctx.who.id, missing)
        await ctx.note(ctx.voice.plain("🔔 You will be told here as soon as it is known."))
        await replace(ctx, press, _stop(ctx.voice, press.facts))
    else:
        await ctx.note()
    if there:
        text = ctx.services.answers.announced(ctx.voice, ctx.event, ctx.asker, there)
        await ctx.say(text)


async def on_stop(ctx: Ctx, press: StopAwaiting) -> None:
    """Forget the wish, and offer it again."""
    await ctx.services.waiting.stop(ctx.who.id, _read(press.facts))
    await ctx.note(ctx.voice.plain("🔕 All right, you will not be told."))
    await replace(ctx, press, _ask(ctx.voice, press.facts))


def _read(written: str) -> list[Fact]:
    """Read what a button carries; what this version does not know is left out."""
    found: list[Fact] = []
    for text in written.split(BETWEEN):
        try:
            found.append(Fact.read(text))
        except ValueError:
            log.info("a button of another version asks for a fact that is not known here")
    return found


async def replace(ctx: Ctx, press: Press, button: InlineKeyboardButton) -> None:
    """Put another button in the place of the one that was pressed; the others stay."""
    message = ctx.query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return  # too old to be changed; what was pressed is done all the same
    rows = [
        [button if one.callback_data == press.data() else one for one in row]
        for row in message.reply_markup.inline_keyboard
    ]
    try:
        await message.edit_reply_markup(InlineKeyboardMarkup(rows))
    except BadRequest as refusal:
        log.info("a button stays as it was: %s", refusal.message)


async def tell(services: Services) -> None:
    """Have everybody told whose wish can be fulfilled now; the outbox does it."""
    for due in await services.waiting.due():
        claimed = await services.waiting.claim(due)
        who = await services.people.get(due.person_id) if claimed else None
        if claimed is not None and who is not None:
            await notices.send(services, wish_key(claimed), who, _news(services, claimed, who))


def _news(services: Services, due: Due, who: Who) -> Notice:
    event = due.released.event
    voice = services.voices[who.locale or services.config.languages.default]
    text = facts.paragraphs(
        [
            voice.say("🔔 You asked to be told, and now it is known:"),
            services.answers.announced(voice, event, Asker(who.delegate), due.facts),
        ]
    )
    return Notice(text, silent=is_quiet(event, services.clock.now()))


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(AwaitFacts, on_wish), pressed(StopAwaiting, on_stop)]
