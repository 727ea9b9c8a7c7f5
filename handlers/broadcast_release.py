"""Announcements looked at and released, paused, cancelled, sent again, corrected, taken back."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from telegram.error import BadRequest

from bot import announcement_report_texts, facts
from bot import announcement_texts as texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.announcement_review import Review
from bot.services.announcement_rows import OVER, ChangedSince, Place
from bot.sheet_file import write_table
from bot.text import N_
from db.announcements import Announcement
from db.types import AnnouncementKind, AnnouncementStage
from handlers import broadcast_after, broadcast_notices, broadcast_standing, refusals
from handlers import broadcast_keyboards as keyboards
from handlers.broadcast_board import board, got
from handlers.broadcast_presses import (
    Amend,
    CancelIt,
    GoOn,
    HoldIt,
    ListMissed,
    ReleaseIt,
    ReviewIt,
    SendAgain,
)
from handlers.broadcast_rendering import requests
from handlers.presses import number
from handlers.routes import Route, pressed

PREVIEWS = {
    "hi": N_("👁 Readers of Hindi see this:"),
    "en": N_("👁 Readers of English see this:"),
    "": N_("👁 Everybody sees this:"),
}


async def on_review(ctx: Ctx, press: ReviewIt) -> None:
    """Show it as everybody will see it, and ask whether to send it."""
    try:
        review = await ctx.services.releases.review(number(press.announcement) or 0, ctx.who)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    row = review.row
    await ctx.services.people.expect(ctx.who.id, None)
    if row.stage not in {AnnouncementStage.DRAFT, AnnouncementStage.WAITING}:
        await ctx.note()
        await ctx.change(*await broadcast_standing.shown(ctx, row))
        return
    if row.kind is not AnnouncementKind.RECALL and review.content.is_empty:
        await ctx.note(
            ctx.voice.plain("There is nothing to send yet: write a text first."), alert=True
        )
        return
    await ctx.note()
    if await _preview(ctx, review):
        text = texts.confirm(ctx.voice, ctx.event, review)
        await ctx.say(text, keyboards.confirm(ctx.voice, review))


async def _preview(ctx: Ctx, review: Review) -> bool:
    """Send what will be sent; tell whether Telegram takes it."""
    if review.row.kind is AnnouncementKind.RECALL:
        return True
    content, chat = review.content, ctx.who.person.chat_id
    different = bool(content.hi and content.en)
    try:
        for locale in ("hi", "en") if different else ("",):
            await ctx.say(ctx.voice.say(PREVIEWS[locale]))
            for one in requests(content, locale or "hi"):
                await ctx.bot.reply(one.method, {"chat_id": chat, **one.parameters})
    except BadRequest as refused:
        await ctx.say(
            ctx.voice.say(
                "Telegram does not take this: {reason}\nPlease write the text anew.",
                reason=refused.message,
            ),
            keyboards.draft(ctx.voice, review.row),
        )
        return False
    return True


async def on_release(ctx: Ctx, press: ReleaseIt) -> None:
    """Send what was previewed; the message of the button shows the progress from now on."""
    place = _place(ctx)
    key, version = number(press.announcement) or 0, number(press.version) or 0
    try:
        row = await ctx.services.releases.release(key, ctx.who, version, place)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        if isinstance(refusal, ChangedSince):
            await ctx.change(*await board(ctx, await ctx.services.announcements.get(key, ctx.who)))
        return
    await ctx.note()
    await ctx.change(*await broadcast_standing.shown(ctx, row))
    if row.stage is AnnouncementStage.WAITING:
        await broadcast_notices.second(ctx.services, row, ctx.who)
    ctx.services.announcement_news.set()


async def on_hold(ctx: Ctx, press: HoldIt) -> None:
    """Pause."""
    await _act(ctx, lambda key: ctx.services.releases.hold(key, ctx.who), press.announcement)


async def on_go_on(ctx: Ctx, press: GoOn) -> None:
    """Let a paused one go on."""
    await _act(ctx, lambda key: ctx.services.releases.go_on(key, ctx.who), press.announcement)


async def on_cancel(ctx: Ctx, press: CancelIt) -> None:
    """Ask whether to send nothing more, or do it."""
    if press.sure == "1":
        await _act(ctx, lambda key: ctx.services.releases.cancel(key, ctx.who), press.announcement)
        return
    row = await got(ctx, press.announcement)
    if row is not None:
        await ctx.note()
        text = ctx.voice.say(
            "Send nothing more of {name}? Whoever has it already keeps it.",
            name=texts.name(ctx.voice, row),
        )
        await ctx.change(text, broadcast_after.sure(ctx.voice, row))


async def on_again(ctx: Ctx, press: SendAgain) -> None:
    """Send again to some of those who did not get it; the report becomes the progress of that."""
    again, place = ctx.services.amendments.again, _place(ctx)
    await _act(ctx, lambda key: again(key, ctx.who, press.what, place), press.announcement)
    row = await got(ctx, press.announcement)
    if row is not None and row.stage in OVER:  # few are reached before it says that it goes on
        event, voice = ctx.event, ctx.voice
        await ctx.change(*await broadcast_standing.progress(ctx.services, voice, event, row))


def _place(ctx: Ctx) -> Place | None:
    """Give the message of the button."""
    found = broadcast_standing.place(ctx)
    return Place(*found) if found else None


async def on_amend(ctx: Ctx, press: Amend) -> None:
    """Begin a correction, or ask whether to take it back."""
    if press.kind not in {AnnouncementKind.CORRECTION, AnnouncementKind.RECALL}:
        await ctx.note()
        return
    key = number(press.announcement) or 0
    try:
        row = await ctx.services.amendments.amend(key, ctx.who, AnnouncementKind(press.kind))
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    if row.kind is AnnouncementKind.RECALL:
        review = await ctx.services.releases.review(row.id or 0, ctx.who)
        text = texts.confirm(ctx.voice, ctx.event, review)
        await ctx.say(text, keyboards.confirm(ctx.voice, review))
        return
    text, keyboard = await board(ctx, row)
    hint = ctx.voice.say("Choose the language whose text is to be changed.")
    await ctx.say(facts.paragraphs([text, hint]), keyboard)


async def on_missed(ctx: Ctx, press: ListMissed) -> None:
    """Send the list of those whom it did not reach, with their numbers."""
    key = number(press.announcement) or 0
    try:
        found = await ctx.services.announcement_reports.missed(key, ctx.who)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    if not found:
        await ctx.say(ctx.voice.say("It reached everybody."))
        return
    states, phones = ctx.services.states, ctx.sees_phones
    rows = announcement_report_texts.missed_rows(ctx.voice, states, found, phones=phones)
    header = announcement_report_texts.missed_header(ctx.voice, phones=phones)
    widths = announcement_report_texts.missed_widths(phones=phones)
    file = await asyncio.to_thread(_workbook, header, rows, widths)
    await ctx.services.audit.exported(ctx.who.id, f"missed: {len(found)}")
    await ctx.bot.send_document(
        ctx.who.person.chat_id,
        file,
        filename=f"{ctx.event.id}-{key}-{ctx.event.local(ctx.now):%Y%m%d-%H%M}.xlsx",
        caption=ctx.voice.plural("{n} person to call", "{n} people to call", len(found)),
        parse_mode="HTML",
    )


def _workbook(header: list[str], rows: list[list[str | int | None]], widths: list[int]) -> bytes:
    """Write the file; it holds names and numbers, so none is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "missed.xlsx"
        write_table(path, header, rows, widths)
        return path.read_bytes()


async def _act(ctx: Ctx, act: Callable[[int], Awaitable[Announcement]], key: str) -> None:
    """Do something about one on its way, and show how it stands then."""
    try:
        row = await act(number(key) or 0)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    ctx.services.announcement_news.set()
    if row.stage is AnnouncementStage.DRAFT:
        text, keyboard = await board(ctx, row)
        taken = ctx.voice.say("Taken back: it is a draft again.")
        await ctx.change(facts.paragraphs([taken, text]), keyboard)
    else:
        await ctx.change(*await broadcast_standing.shown(ctx, row))


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ReviewIt, on_review),
        pressed(ReleaseIt, on_release),
        pressed(HoldIt, on_hold),
        pressed(GoOn, on_go_on),
        pressed(CancelIt, on_cancel),
        pressed(SendAgain, on_again),
        pressed(Amend, on_amend),
        pressed(ListMissed, on_missed),
    ]
