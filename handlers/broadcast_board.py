"""What handlers of announcements share: one found for a button, a draft shown, what is awaited."""

from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardMarkup

from bot import announcement_texts as texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.announcement_rows import NotADraft
from bot.services.announcements import Announcements
from bot.text import Html
from db.announcements import Announcement
from db.types import AnnouncementStage
from handlers import broadcast_keyboards as keyboards
from handlers import broadcast_standing, refusals
from handlers.presses import number

ASKING = "ann:"  # then the key of the announcement, ':', and what of it is awaited


async def got(ctx: Ctx, key: str) -> Announcement | None:
    """Give the announcement of a button; says so where there is none."""
    try:
        return await ctx.services.announcements.get(number(key) or 0, ctx.who)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return None


async def board(ctx: Ctx, row: Announcement) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give a draft with all that can be done to it."""
    if row.stage is AnnouncementStage.DISCARDED:
        return ctx.voice.say("This announcement was discarded."), None
    reach = await ctx.services.releases.reach(row, ctx.who)
    text = texts.draft(ctx.voice, ctx.event, ctx.services.states, row, reach)
    return text, keyboards.draft(ctx.voice, row)


async def changed(
    ctx: Ctx, key: str, change: Callable[[Announcements, int], Awaitable[Announcement]]
) -> None:
    """Make a change of a draft and show it."""
    try:
        row = await change(ctx.services.announcements, number(key) or 0)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        if isinstance(refusal, NotADraft):
            row = await ctx.services.announcements.get(number(key) or 0, ctx.who)
            await ctx.change(*await broadcast_standing.shown(ctx, row))
        return
    await ctx.note()
    await ctx.change(*await board(ctx, row))


async def expect(ctx: Ctx, row: Announcement, what: str) -> None:
    """Await something of a draft."""
    await ctx.services.people.expect(ctx.who.id, f"{ASKING}{row.id}:{what}")
