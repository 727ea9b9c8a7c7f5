"""A released announcement as a message: its progress while it is on its way, its report after."""

from telegram import InlineKeyboardMarkup

from bot import announcement_report_texts as texts
from bot.context import Ctx, Services
from bot.event import Event
from bot.services.announcement_rows import OVER
from bot.text import Html, Voice
from db.announcements import Announcement
from handlers import broadcast_keyboards as keyboards

Shown = tuple[Html, InlineKeyboardMarkup | None]


async def shown(ctx: Ctx, row: Announcement) -> Shown:
    """Give how it stands, with what can be done."""
    return await standing(ctx.services, ctx.voice, ctx.event, row)


async def standing(services: Services, voice: Voice, event: Event, row: Announcement) -> Shown:
    """Give how it stands in a language: the progress, or the report where it is over."""
    if row.stage not in OVER:
        return await progress(services, voice, event, row)
    found = await services.announcement_reports.standing(row, whole=True)
    return texts.report(voice, event, found), keyboards.report(voice, found)


async def progress(services: Services, voice: Voice, event: Event, row: Announcement) -> Shown:
    """Give how far it got."""
    found = await services.announcement_reports.standing(row)
    pace = services.config.delivery.per_second
    text = texts.progress(voice, event, found, per_second=pace, now=services.clock.now())
    return text, keyboards.progress(voice, row)
