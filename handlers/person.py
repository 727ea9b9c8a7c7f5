"""A delegate's page: what is known, his history, and the answer that he gave by phone."""

from telegram import InlineKeyboardMarkup

from bot import person_texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.facts import CHOICES
from bot.services.people import Who
from bot.staff_words import Wish
from bot.text import Html, safe
from db.types import RsvpChoice, Via
from handlers import cards, keyboards, notices, person_keyboards, refusals
from handlers.desk_presses import EnterAnswer, OnDelegate, ShowDelegate, ShowHistory
from handlers.presses import number
from handlers.routes import Route, pressed


async def page(ctx: Ctx, at: OnDelegate) -> tuple[Html, InlineKeyboardMarkup]:
    """Give a delegate's page and its buttons; raises NoSuchDelegate or OutOfSight."""
    found = await ctx.services.person_pages.page(number(at.delegate) or 0, ctx.who.states)
    text = person_texts.page(
        ctx.voice, ctx.event, ctx.services.states, found, phones_shown=ctx.sees_phones
    )
    return text, person_keyboards.page(ctx.voice, found, at)


async def show(ctx: Ctx, at: OnDelegate, *, done: str | None = None) -> None:
    """Show the page in place of what was pressed, or say why it cannot be seen; ``done`` tells
    what the press did.
    """  # noqa: D205 (one rule)
    try:
        text, keyboard = await page(ctx, at)
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note(done)
    await ctx.change(text, keyboard)


async def on_show(ctx: Ctx, press: ShowDelegate) -> None:
    """Open a delegate's page."""
    await show(ctx, press)


async def on_history(ctx: Ctx, press: ShowHistory) -> None:
    """Show every change of the answer."""
    key = number(press.delegate) or 0
    try:
        found = await ctx.services.person_pages.page(key, ctx.who.states)
        steps = await ctx.services.person_pages.history(key, ctx.who.states)
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    text = person_texts.history(
        ctx.voice, ctx.event, found.delegate, steps, phones_shown=ctx.sees_phones
    )
    await ctx.change(text, person_keyboards.back(ctx.voice, press))


async def on_answer(ctx: Ctx, press: EnterAnswer) -> None:
    """Note the answer that came by phone, and show the page with it."""
    key = number(press.delegate) or 0
    if press.choice not in set(RsvpChoice):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /status."))
        return
    try:
        await _enter(ctx, key, RsvpChoice(press.choice))
        text, keyboard = await page(ctx, press)
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note(ctx.voice.plain("The answer is entered."))
    await ctx.change(text, keyboard)


async def on_typed_answer(ctx: Ctx, wish: Wish) -> bool:
    """Note "123 haan": whose number it is decides, and his page shows what was entered."""
    found = await ctx.services.finder.find(wish.who, ctx.who.states)
    voice = ctx.voice
    if len(found.people) != 1 or wish.choice is None:
        text = (
            voice.say(
                "Several people have the number {number}. Please send the roster number.",
                number=wish.who,
            )
            if found.people
            else voice.say("Nobody on your list has the number {number}.", number=wish.who)
        )
        await ctx.say(text)
        return True
    at = ShowDelegate(str(found.people[0].id))
    try:
        await _enter(ctx, found.people[0].id, wish.choice)
        text, keyboard = await page(ctx, at)
    except Refusal as refusal:
        await ctx.say(safe(refusals.to_staff(voice, ctx.event, refusal)))
        return True
    await ctx.say(voice.say("✅ Entered.") + "\n\n" + text, keyboard)
    return True


async def _enter(ctx: Ctx, delegate_id: int, choice: RsvpChoice) -> None:
    """Record the answer and tell the delegate, where he can be reached."""
    pages, services = ctx.services.person_pages, ctx.services
    await pages.page(delegate_id, ctx.who.states)  # refuses what may not be seen
    receipt = await services.rsvp.answer(delegate_id, choice, ctx.cause(Via.STAFF))
    who = await services.people.of_delegate(delegate_id)
    if not receipt.changed or who is None or who.person.unreachable_at is not None:
        return
    await _tell(ctx, who, choice)


async def _tell(ctx: Ctx, who: Who, choice: RsvpChoice) -> None:
    voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
    text = voice.say(
        "The organisers have entered the answer that you gave by phone: <b>{choice}</b>. If that "
        "is not right, please tap below.",
        choice=voice.plain(CHOICES[choice]),
    )
    await notices.notify(ctx, who, text, keyboards.correct(voice))
    await cards.renew(ctx, who)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ShowDelegate, on_show),
        pressed(ShowHistory, on_history),
        pressed(EnterAnswer, on_answer),
    ]
