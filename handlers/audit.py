"""/audit: what the team did, page by page, for organisers."""

from telegram import InlineKeyboardMarkup, Update

from bot import audit_texts
from bot.context import Ctx
from bot.services.audit import Deeds
from bot.text import Html, Voice
from handlers.desk_keyboards import button
from handlers.desk_presses import ReadAudit
from handlers.presses import number
from handlers.routes import Route, pressed


async def on_audit(_update: Update, ctx: Ctx) -> None:
    """Show the newest acts."""
    await ctx.say(*await _page(ctx, 0))


async def on_page(ctx: Ctx, press: ReadAudit) -> None:
    """Turn the page."""
    await ctx.note()
    await ctx.change(*await _page(ctx, number(press.page) or 0))


async def _page(ctx: Ctx, page: int) -> tuple[Html, InlineKeyboardMarkup | None]:
    found = await ctx.services.audit.page(page)
    text = audit_texts.page(
        ctx.voice, ctx.event, ctx.services.states, found, phones_shown=ctx.sees_phones
    )
    return text, _turning(ctx.voice, found)


def _turning(voice: Voice, found: Deeds) -> InlineKeyboardMarkup | None:
    row = []
    if found.number:
        row.append(button(voice.plain("← Newer"), ReadAudit(str(found.number - 1))))
    if found.number + 1 < found.pages:
        row.append(button(voice.plain("Older →"), ReadAudit(str(found.number + 1))))
    return InlineKeyboardMarkup([row]) if row else None


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ReadAudit, on_page)]
