"""A released announcement as a message: its progress while it is on its way, its report after.

One message of each is kept up to date, that of the release; a progress shown elsewhere says of when
it is, and can be shown anew.
"""

from telegram import InlineKeyboardMarkup

from bot import announcement_report_texts as texts
from bot.context import Ctx, Services
from bot.event import Event
from bot.services.announcement_rows import OVER
from bot.text import Html, Voice
from db.announcements import Announcement
from handlers import broadcast_after as keyboards

Shown = tuple[Html, InlineKeyboardMarkup | None]


async def shown(ctx: Ctx, row: Announcement) -> Shown:
    """Give how it stands, with what can be done, in place of the message whose button it was."""
    stays = place(ctx) != (row.progress_chat, row.progress_message)
    return await standing(ctx.services, ctx.voice, ctx.event, row, stays=stays)


def place(ctx: Ctx) -> tuple[int, int] | None:
    """Give the message of the button, as its chat and number there."""
    message = ctx.query.message
    return (ctx.who.person.chat_id, message.message_id) if message else None


async def standing(
    services: Services, voice: Voice, event: Event, row: Announcement, *, stays: bool = False
) -> Shown:
    """Give how it stands in a language: the progress, or the report where it is over."""
    if row.stage not in OVER:
        return await progress(services, voice, event, row, stays=stays)
    found = await services.announcement_reports.standing(row, whole=True)
    return texts.report(voice, event, found), keyboards.report(voice, found)


async def progress(
    services: Services, voice: Voice, event: Event, row: Announcement, *, stays: bool = False
) -> Shown:
    """Give how far it got."""
    found = await services.announcement_reports.standing(row)
    pace = services.config.delivery.per_second
    now = services.clock.now()
    text = texts.progress(voice, event, found, per_second=pace, now=now, stays=stays)
    return text, keyboards.progress(voice, row, stays=stays)
