"""When an announcement is sent: at once, at one of some times, or as typed."""

from datetime import datetime, timedelta

from bot.context import Ctx
from bot.errors import Refusal
from bot.moment_in_text import moment_in
from bot.text import N_
from db.announcements import Announcement
from handlers import broadcast_keyboards as keyboards
from handlers import refusals
from handlers.broadcast_board import board, changed, expect, got
from handlers.broadcast_presses import SetTime
from handlers.routes import Route, pressed


async def on_time(ctx: Ctx, press: SetTime) -> None:
    """Show the times to choose from, take one, or ask for another."""
    row = await got(ctx, press.announcement)
    if row is None:
        return
    if not press.when:
        await ctx.note()
        await ctx.change(ctx.voice.say("When shall it be sent?"), keyboards.times(ctx.voice, row))
        return
    if press.when == "?":
        await ctx.note()
        await expect(ctx, row, "when")
        await ctx.say(
            ctx.voice.say(
                "Please write the day and time, for example: {example}", example=_example(ctx)
            )
        )
        return
    moment = None if press.when == "now" else _moment(ctx, press.when)
    await changed(ctx, press.announcement, lambda a, key: a.plan(key, ctx.who, moment))


def _example(ctx: Ctx) -> str:
    tomorrow = ctx.event.local(ctx.now + timedelta(days=1)).replace(hour=9, minute=30)
    return ctx.voice.moment(tomorrow)


def _moment(ctx: Ctx, code: str) -> datetime | None:
    """Give the moment of a button, counted from now."""
    local = ctx.event.local(ctx.now)
    if code == "morning":
        clock = ctx.event.reminders.quiet_until
        days = 0 if local.time() < clock else 1
        return ctx.event.at(local.date() + timedelta(days=days), clock)
    for known, _, ahead, hour in keyboards.TIMES:
        if known == code:
            return ctx.event.at(local.date() + ahead, local.time().replace(hour, 0, 0, 0))
    return None


async def typed(ctx: Ctx, row: Announcement, text: str) -> None:
    """Take a time as it was typed."""
    moment = moment_in(text, ctx.event, ctx.now)
    if moment is None or moment <= ctx.now:
        await expect(ctx, row, "when")
        unclear = N_("I could not find a time in that. For example: {example}")
        past = N_("That time is over. For example: {example}")
        await ctx.say(ctx.voice.say(past if moment else unclear, example=_example(ctx)))
        return
    try:
        row = await ctx.services.announcements.plan(row.id or 0, ctx.who, moment)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return
    await ctx.services.people.expect(ctx.who.id, None)
    await ctx.say(*await board(ctx, row))


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(SetTime, on_time)]
