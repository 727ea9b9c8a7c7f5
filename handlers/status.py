"""/status and what staff type: figures and lists, deeper and back by editing one message."""

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot import reach_texts
from bot.context import Ctx
from bot.place import EVERYBODY, Place
from bot.services.reach import A_DAY, PER_PAGE
from bot.staff_words import DATED, Day, Shape, Wish
from bot.text import Html
from handlers import desk_files, desk_keyboards, desk_sight, find, keyboards, person
from handlers.desk_presses import PARTS, STATES, ShowPeople, ShowReach
from handlers.presses import number
from handlers.routes import Route, pressed


async def on_status(_update: Update, ctx: Ctx) -> None:
    """Show how many got how far."""
    await ctx.say(*await _overview(ctx, ShowReach(desk_sight.home(ctx).code())))


async def on_reach(ctx: Ctx, press: ShowReach) -> None:
    """Show the figures of another place."""
    await ctx.note()
    await ctx.change(*await _overview(ctx, press))


async def on_people(ctx: Ctx, press: ShowPeople) -> None:
    """Show a page of people."""
    await ctx.note()
    await ctx.change(*await listed(ctx, press))


async def _overview(ctx: Ctx, press: ShowReach) -> tuple[Html, InlineKeyboardMarkup]:
    place = desk_sight.place(ctx, press.place)
    reach, voice, states = ctx.services.reach, ctx.voice, ctx.services.states
    by_state = press.by == STATES and place == EVERYBODY
    found = await (
        reach.by_state(ctx.event, ctx.who.states)
        if by_state
        else reach.overview(place, ctx.event, ctx.who.states)
    )
    at = ShowReach(place.code(), STATES if by_state else PARTS, str(number(press.page) or 0))
    text = reach_texts.overview(voice, ctx.event, states, found)
    return text, desk_keyboards.overview(
        voice, ctx.event, states, found, at, home=desk_sight.home(ctx)
    )


async def listed(ctx: Ctx, press: ShowPeople) -> tuple[Html, InlineKeyboardMarkup]:
    """Give a page of people and its buttons."""
    place = desk_sight.place(ctx, press.place)
    group = desk_sight.group(press.group)
    found = await ctx.services.reach.people(
        place, group, ctx.event, ctx.who.states, number(press.page) or 0
    )
    text = reach_texts.people(
        ctx.voice,
        ctx.event,
        ctx.services.states,
        found,
        place=place,
        group=group,
        phones_shown=ctx.sees_phones,
    )
    at = ShowPeople(place.code(), group, str(found.number))
    return text, desk_keyboards.people(ctx.voice, found, at, phones=ctx.sees_phones)


async def on_words(update: Update, ctx: Ctx) -> None:
    """Answer what staff type, where it is plainly meant for the desk; else it goes on."""
    message = update.message
    if message is None or message.text is None or not ctx.who.is_staff:
        return
    if ctx.who.expects(ctx.now, ctx.update_id) or _is_menu(ctx, message.text):
        return
    wish = ctx.services.staff_words.read(message.text, ctx.event)
    done = await (_fulfil(ctx, wish) if wish else find.by_name(ctx, message.text))
    if done:
        raise ApplicationHandlerStop


def _is_menu(ctx: Ctx, text: str) -> bool:
    voices = ctx.services.voices
    return keyboards.is_point(voices, text) or keyboards.menu_intent(voices, text) is not None


async def _fulfil(ctx: Ctx, wish: Wish) -> bool:
    place = desk_sight.place(ctx, wish.place.code())
    if not desk_sight.sees(ctx, wish.place):
        await ctx.say(ctx.voice.say("That state is not among those that you look after."))
        return True
    if wish.day is not None and wish.shape in {Shape.LIST, Shape.FIGURE} and wish.group in DATED:
        await _on_day(ctx, place, wish, wish.day)
        return True
    match wish.shape:
        case Shape.PERSON:
            return await find.by_number(ctx, wish.who)
        case Shape.ANSWER:
            return await person.on_typed_answer(ctx, wish)
        case Shape.LIST:
            await ctx.say(*await listed(ctx, ShowPeople(place.code(), wish.group)))
        case Shape.FIGURE:
            await _figure(ctx, place, wish)
        case Shape.FILE:
            await desk_files.send(ctx, place, wish.group, kind=desk_files.XLSX)
        case Shape.CALLS:
            await desk_files.send(ctx, place, wish.group, kind=desk_files.PDF)
        case Shape.PICTURE:
            await desk_files.draw(ctx, place, "")
        case _:
            await ctx.say(*await _overview(ctx, ShowReach(place.code())))
    return True


async def _on_day(ctx: Ctx, place: Place, wish: Wish, day: Day) -> None:
    """Tell who came into a group on a day; by name where that was asked for."""
    voice, today = ctx.voice, ctx.event.local(ctx.now).date()
    meant = today if day is Day.TODAY else today - A_DAY
    number, people = await ctx.services.reach.on_day(
        place, wish.group, ctx.event, ctx.who.states, meant
    )
    text = reach_texts.on_day(
        voice,
        ctx.services.states,
        wish.group,
        day,
        (number, people if wish.shape is Shape.LIST else ()),
        place=reach_texts.place_name(voice, ctx.event, ctx.services.states, place),
        now=ctx.event.local(ctx.now),
        phones_shown=ctx.sees_phones,
    )
    named = wish.shape is Shape.LIST
    few = people if named or number <= PER_PAGE else []
    await ctx.say(text, desk_keyboards.of_day(voice, place, few, numbered=named))


async def _figure(ctx: Ctx, place: Place, wish: Wish) -> None:
    reach, states, voice = ctx.services.reach, ctx.services.states, ctx.voice
    below = desk_keyboards.only_people(voice, place, wish.group)
    found = await reach.overview(place, ctx.event, ctx.who.states)
    await ctx.say(reach_texts.figure(voice, ctx.event, states, found, wish.group), below)


def before() -> list[Route]:
    """Give what is asked before the delegates' conversations."""
    typed = filters.TEXT & ~filters.COMMAND & filters.ChatType.PRIVATE
    return [MessageHandler(typed & filters.UpdateType.MESSAGE, on_words)]


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ShowReach, on_reach), pressed(ShowPeople, on_people)]
