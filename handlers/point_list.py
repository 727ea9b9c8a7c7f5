"""The points for the dialogue as organisers look at them: filtered, page by page, as a file."""

import asyncio
import tempfile
from pathlib import Path

from telegram import InlineKeyboardMarkup, Update

from bot import point_table, point_texts
from bot.context import Ctx
from bot.event import Event
from bot.services.point_list import Entry, Wanted
from bot.sheet_file import write_table
from bot.states import States
from bot.subjects import today
from bot.text import Html, Voice
from handlers import point_keyboards
from handlers.point_presses import ANY, FilterPoints, ListPoints, OpenPoint, PointTable
from handlers.presses import number
from handlers.routes import Route, pressed


async def on_points(_update: Update, ctx: Ctx) -> None:
    """Show the newest points."""
    await ctx.say(*await _page(ctx, ListPoints()))


async def on_list(ctx: Ctx, press: ListPoints) -> None:
    """Turn to another page, or to other states and subjects."""
    await ctx.note()
    await ctx.change(*await _page(ctx, press))


async def on_filter(ctx: Ctx, press: FilterPoints) -> None:
    """Show what can be filtered for, with how many points there are."""
    await ctx.note()
    services, voice = ctx.services, ctx.voice
    if press.by == point_keyboards.BY_STATE:
        counts = await services.point_list.by_state(_wanted(ctx, ANY, press.subject))
        keyboard = point_keyboards.by_state(voice, services.states, counts, press.subject)
        await ctx.change(voice.say("Of which state shall the points be?"), keyboard)
    else:
        found = await services.point_list.by_subject(_wanted(ctx, press.state, ANY))
        named = [(today(ctx.event, subject), count) for subject, count in found]
        keyboard = point_keyboards.by_subject(voice, named, press.state)
        await ctx.change(voice.say("On which subject shall the points be?"), keyboard)


async def on_open(ctx: Ctx, press: OpenPoint) -> None:
    """Show one point as a whole; one that was withdrawn meanwhile is gone from the list."""
    key = number(press.point)
    back = ListPoints(press.state, press.subject, press.page)
    one = await ctx.services.point_list.one(key, ctx.who.states) if key is not None else None
    if one is None:
        await ctx.note(ctx.voice.plain("This point was withdrawn."))
        await ctx.change(*await _page(ctx, back))
        return
    await ctx.note()
    text = point_texts.entry(
        ctx.voice, ctx.event, ctx.services.states, one, phones_shown=ctx.sees_phones
    )
    await ctx.change(text, point_keyboards.entry(ctx.voice, one.id, len(one.files), back))


async def on_table(ctx: Ctx, press: PointTable) -> None:
    """Send the points as a file for the meeting."""
    await ctx.note()
    entries = await ctx.services.point_list.all(_wanted(ctx, press.state, press.subject))
    if not entries:
        await ctx.say(ctx.voice.say("There are no such points."))
        return
    file = await asyncio.to_thread(
        _workbook, ctx.voice, ctx.event, ctx.services.states, entries, phones=ctx.sees_phones
    )
    await ctx.services.audit.exported(ctx.who.id, f"points: {len(entries)}")
    await ctx.bot.send_document(
        ctx.who.person.chat_id,
        file,
        filename=f"{ctx.event.id}-points-{ctx.event.local(ctx.now):%Y%m%d-%H%M}.xlsx",
        caption=ctx.voice.plural("{n} point", "{n} points", len(entries)),
        parse_mode="HTML",
    )


async def _page(ctx: Ctx, at: ListPoints) -> tuple[Html, InlineKeyboardMarkup]:
    wanted = _wanted(ctx, at.state, at.subject)
    page = await ctx.services.point_list.page(wanted, number(at.page) or 0)
    states, phones = ctx.services.states, ctx.sees_phones
    text = point_texts.listed(ctx.voice, ctx.event, states, page, wanted, phones_shown=phones)
    return text, point_keyboards.listed(ctx.voice, page, at)


def _wanted(ctx: Ctx, state: str, subject: str) -> Wanted:
    """Give what the buttons say, within the states that this member of the team may see."""
    known = state if state in ctx.services.states.codes else None
    return Wanted(ctx.who.states, known, subject if subject != ANY else None)


def _workbook(
    voice: Voice, event: Event, states: States, entries: list[Entry], *, phones: bool
) -> bytes:
    """Write the file; it holds names and numbers, so none is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "points.xlsx"
        rows = point_table.rows(voice, event, states, entries, phones_shown=phones)
        header = point_table.header(voice, phones_shown=phones)
        write_table(path, header, rows, point_table.WIDTHS[: len(header)])
        return path.read_bytes()


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ListPoints, on_list),
        pressed(FilterPoints, on_filter),
        pressed(OpenPoint, on_open),
        pressed(PointTable, on_table),
    ]
