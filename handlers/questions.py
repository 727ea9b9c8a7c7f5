"""Questions about the event: by button, by command, and as people type them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import MessageHandler, filters

from bot import introduction
from bot.context import Ctx
from bot.services.answers import TYPED, Answer
from bot.understanding import Intent, Reading, Slots
from handlers import (
    asking_back,
    broadcast_board,
    broadcast_compose,
    cards,
    changing,
    details,
    door,
    feedback,
    helping,
    inbox_asking,
    inbox_faq,
    joining,
    keyboards,
    language,
    other,
    passes,
    person_acts,
    person_seats,
    points,
    rsvp,
    waiting,
)
from handlers.arrival import first_guess
from handlers.presses import Ask, AskState, NoReason, ShowMap
from handlers.routes import Handler, Route, pressed

LONGEST = 1_000  # characters of a message that are read

# Takes a line and how it reads; False when it was no answer to what the key says was asked.
Expected = Callable[[Ctx, str, Reading, str], Awaitable[bool]]
EXPECTED: dict[str, Expected] = {
    details.ASKING_REASON: details.on_typed_reason,
    details.ASKING_DETAIL: details.on_typed_detail,
    joining.ASKING_DISTRICT: joining.on_district,
    joining.ASKING_NAME: joining.on_name,
    inbox_asking.ASKING_STAFF: inbox_asking.on_typed,
    inbox_faq.ASKING_TEXT: inbox_faq.on_typed,
    broadcast_board.ASKING: broadcast_compose.on_typed,
    points.ASKING: points.on_typed,
    changing.ASKING: changing.on_typed,
    person_acts.ASKING_NOTE: person_acts.on_note,
    person_seats.ASKING_SUCCESSOR: person_seats.on_successor,
    feedback.ASKING: feedback.on_typed,
}


def about(intent: Intent) -> Handler:
    """Give the handler of a command that asks one thing."""

    async def handle(_update: Update, ctx: Ctx) -> None:
        await _ask(ctx, intent)

    return handle


async def on_text(update: Update, ctx: Ctx) -> None:
    """Answer what was typed: the menu's words, an expected answer, or a question."""
    message = update.effective_message
    text = (message.text or "").strip() if message else ""
    if ctx.who.is_staff and await door.on_line(ctx, text):
        return
    if keyboards.is_point(ctx.services.voices, text):
        await points.on_point(update, ctx)
        return
    chosen = keyboards.menu_intent(ctx.services.voices, text)
    if chosen is not None:
        await _ask(ctx, chosen)
        return
    reading = _read(ctx, text)
    _speak_as_written(update, ctx, reading)
    forwarded = message is not None and message.forward_origin is not None
    if forwarded:
        reading = _of_someone_else(reading)
    own = not forwarded or points.awaited(ctx)  # a point may have been written elsewhere
    if update.edited_message is None and own and await _expected(ctx, text, reading):
        return
    if update.edited_message is not None and await points.on_edited(ctx, update.edited_message):
        return
    if message is not None:
        await _respond(ctx, message, text, reading)


async def on_no_reason(ctx: Ctx, _press: NoReason) -> None:
    """Answer as a question what was kept as a reason."""
    asked = await details.taken_for_reason(ctx)
    if asked is not None:
        text = (asked.text or "").strip()
        await _respond(ctx, asked, text, _read(ctx, text))


async def _respond(ctx: Ctx, message: Message, text: str, reading: Reading) -> None:
    """Answer by the FAQ, by what was understood, or by passing the message on."""
    entry = None if reading.intents else ctx.services.faq_match.find(ctx.event.faq, text)
    unclear_again = await asking_back.is_done(ctx)
    if entry is not None:
        found = ctx.services.answers.of_faq(ctx.voice, ctx.event, entry)
        await ctx.say(found.text, waiting.offer(ctx.voice, found.unknown, None))
    elif reading.intents:
        await answer(ctx, reading)
    elif reading.alternatives and not unclear_again:
        await asking_back.ask(ctx, message, reading)
    else:
        await inbox_asking.not_understood(ctx, message)


async def on_caption(update: Update, ctx: Ctx) -> None:
    """Answer what stands below a picture or a voice message, where it can be understood."""
    if await broadcast_compose.on_media(update, ctx) or await points.on_media(update, ctx):
        return
    message = update.effective_message
    reading = _read(ctx, (message.caption or "").strip() if message else "")
    if message is None or not reading.intents:
        await other.on_media(update, ctx)
        return
    _speak_as_written(update, ctx, reading)
    if message.forward_origin is not None:
        reading = _of_someone_else(reading)
    await answer(ctx, reading)


def _read(ctx: Ctx, text: str) -> Reading:
    delegate = ctx.who.delegate
    own = (
        (delegate.name, delegate.name_hi, delegate.district, delegate.district_hi)
        if delegate
        else (ctx.who.person.name,)
    )
    return introduction.read(ctx.services.understanding, text[:LONGEST], own)


def _of_someone_else(reading: Reading) -> Reading:
    """Take a forwarded "I am coming" for a question about the own answer: he did not say it."""
    intents = (Intent.MY_RSVP if i in TYPED else i for i in reading.intents)
    return replace(reading, intents=tuple(dict.fromkeys(intents)))


def _speak_as_written(update: Update, ctx: Ctx, reading: Reading) -> None:
    """Answer someone who has not chosen a language in that of his message."""
    user = update.effective_user
    if ctx.who.locale is None and user is not None:
        known = reading.intents or reading.script == "deva"
        locale = reading.locale if known else first_guess(user)
        ctx.arrived(ctx.who, ctx.services.voices[locale], ctx.event)


async def _expected(ctx: Ctx, text: str, reading: Reading) -> bool:
    """Take a line as the answer to what the bot asked not long ago; tell whether it was one."""
    key = ctx.who.expects(ctx.now, ctx.update_id)
    if ctx.again:
        before = await ctx.services.rsvp.answered_by(ctx.update_id)
        if before is not None:
            key = before if before == details.ASKING_REASON else f"{details.ASKING_DETAIL}{before}"
    take = next((f for start, f in EXPECTED.items() if key and key.startswith(start)), None)
    return take is not None and key is not None and await take(ctx, text, reading, key)


async def _ask(ctx: Ctx, intent: Intent, state: str | None = None) -> None:
    """Answer what a button or command asks; who uses one is no longer writing a point."""
    await points.lapse(ctx)
    await answer(ctx, _reading(ctx, intent, state))


async def answer(ctx: Ctx, reading: Reading) -> None:
    """Say the answer, with the buttons that go with it; record an answer that was typed."""
    if reading.intents == (Intent.HELP,):
        await helping.show(ctx)
        return
    if Intent.LANGUAGE in reading.intents:
        await _switch(ctx)
        return
    found = ctx.services.answers.reply(ctx.voice, ctx.event, ctx.asker, reading)
    if found.ask_number:
        await ctx.say(found.text, keyboards.share_number(ctx.voice))
    elif found.text:
        below = waiting.offer(ctx.voice, found.unknown, _keyboard(ctx, found))
        if Intent.ENTRY in found.intents:
            below = await passes.offered(ctx, below)
        await ctx.say(found.text, below)
    typed = next((i for i in found.intents if i in TYPED), None)
    if typed is not None:
        await _typed(ctx, typed)
    elif found.card:
        await cards.show(ctx, anew=True)


async def _typed(ctx: Ctx, intent: Intent) -> None:
    if not await rsvp.on_typed(ctx, intent):
        await answer(ctx, _reading(ctx, Intent.RSVP))


async def _switch(ctx: Ctx) -> None:
    """Ask for the language; it is never changed by a word that might have meant something else."""
    await ctx.say(language.question(ctx), keyboards.languages())


def _keyboard(ctx: Ctx, found: Answer) -> InlineKeyboardMarkup | None:
    voice = ctx.voice
    if found.ask_state is not None:
        return keyboards.states(voice, ctx.services.states, use="ask", only=found.ask_state)
    if found.venue is not None:
        way = Intent.DIRECTIONS not in found.intents
        return keyboards.place(voice, ctx.event, found.venue, way=way)
    return None


async def on_ask(ctx: Ctx, press: Ask) -> None:
    """Answer a question that a button asks."""
    await ctx.note()
    await asking_back.settle(ctx)
    if press.intent in set(Intent):
        await _ask(ctx, Intent(press.intent))


async def on_state(ctx: Ctx, press: AskState) -> None:
    """Tell the date of the state that a button names."""
    await ctx.note()
    if press.code in ctx.services.states.codes:
        await _ask(ctx, Intent.DATE, press.code)


async def on_map(ctx: Ctx, press: ShowMap) -> None:
    """Send the place as a point on the map."""
    await ctx.note()
    venue = ctx.event.venues.get(press.venue)
    if venue is None:
        await answer(ctx, _reading(ctx, Intent.VENUE))
        return
    await ctx.bot.send_venue(
        ctx.who.person.chat_id,
        latitude=venue.latitude,
        longitude=venue.longitude,
        title=venue.name.in_(ctx.voice.locale),
        address=venue.address.in_(ctx.voice.locale),
    )


def _reading(ctx: Ctx, intent: Intent, state: str | None = None) -> Reading:
    """Give what a button or command means, as if it had been typed and understood."""
    locale: Literal["hi", "en"] = "hi" if ctx.voice.locale == "hi" else "en"
    slots = Slots(states=(state,) if state else ())
    return Reading((intent,), 1.0, (), slots, locale, "none")


def routes() -> list[Route]:
    """Give the handlers of this module."""
    text = filters.TEXT & ~filters.COMMAND
    return [
        pressed(Ask, on_ask),
        pressed(NoReason, on_no_reason),
        pressed(AskState, on_state),
        pressed(ShowMap, on_map),
        MessageHandler(text, on_text),
        MessageHandler(filters.CAPTION, on_caption),
    ]
