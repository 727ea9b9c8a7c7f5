"""Figures as pictures and people as files, in the language of who asks; each file is audited."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path

from telegram import InlineKeyboardMarkup

from bot import reach_texts
from bot.context import Ctx
from bot.event_parts import Both
from bot.making import CallList, RosterBook, made
from bot.papers import pictures
from bot.place import EVERYBODY, Group, Place
from bot.text import N_, Html
from handlers import desk_sight
from handlers.desk_keyboards import button
from handlers.desk_presses import SendFile, ShowPicture, ShowReach
from handlers.errands import beside
from handlers.routes import Route, pressed

STATES, FUNNEL, TIME = "states", "funnel", "time"
_KINDS = {
    STATES: N_("📊 By state"),
    FUNNEL: N_("🪜 How far"),
    TIME: N_("📈 Over time"),
}
XLSX, CSV, PDF = "xlsx", "csv", "pdf"
AT_ONCE = 3_000  # people whose spreadsheet is made in less than half a second
LARGEST = 50_000_000  # bytes, https://core.telegram.org/bots/api#senddocument
MOST = {XLSX: 550_000, CSV: 350_000, PDF: 5_000}  # people; more is larger, or nobody prints it


async def on_picture(ctx: Ctx, press: ShowPicture) -> None:
    """Draw the figures of a place."""
    await ctx.note(ctx.voice.plain("One moment …"))
    await draw(ctx, desk_sight.place(ctx, press.place), press.kind)


async def draw(ctx: Ctx, place: Place, kind: str) -> None:
    """Send a picture of a place, and offer the others."""
    offered = [k for k in _KINDS if k != STATES or place.state is None]
    chosen = kind if kind in offered else offered[0]
    picture = await _picture(ctx, place, chosen)
    code = place.code()
    row = [
        button(ctx.voice.plain(text), ShowPicture(code, k))
        for k, text in _KINDS.items()
        if k in offered and k != chosen
    ]
    back = button(ctx.voice.plain("📊 All figures"), ShowReach(code))
    await ctx.bot.send_photo(ctx.chat_id, picture, reply_markup=InlineKeyboardMarkup([row, [back]]))


async def _picture(ctx: Ctx, place: Place, kind: str) -> bytes:
    reach, scope, voice, event = ctx.services.reach, ctx.who.states, ctx.voice, ctx.event
    states = ctx.services.states
    by_state = kind == STATES and place == EVERYBODY
    found = await (
        reach.by_state(event, scope) if by_state else reach.overview(place, event, scope)
    )
    about = reach_texts.place_name(voice, event, states, place, found.names)
    if kind == STATES:
        rows = [
            (reach_texts.part_name(voice, event, states, place, part), part.funnel)
            for part in found.parts
        ]
        return await asyncio.to_thread(
            pictures.answers_by_state, voice, rows, as_of=found.as_of, about=about
        )
    if kind == TIME:
        days = await ctx.services.roster_files.days(place, event, scope)
        return await asyncio.to_thread(
            pictures.answers_over_time,
            voice,
            days,
            invited=found.total.invited,
            as_of=found.as_of,
            about=about,
        )
    return await asyncio.to_thread(
        pictures.funnel,
        voice,
        found.total,
        as_of=found.as_of,
        before=found.before,
        about=about,
    )


async def on_file(ctx: Ctx, press: SendFile) -> None:
    """Send a group of a place as a file, or offer the kinds of file."""
    place, group = desk_sight.place(ctx, press.place), desk_sight.group(press.group)
    await ctx.note()
    if press.kind in {XLSX, CSV, PDF}:
        await send(ctx, place, group, kind=press.kind)
        return
    await ctx.say(ctx.voice.say("📄 As which file?"), _kinds(ctx, place, group))


def _kinds(ctx: Ctx, place: Place, group: Group) -> InlineKeyboardMarkup:
    voice, code = ctx.voice, place.code()
    rows = [
        [button(voice.plain("Excel file"), SendFile(code, group, XLSX))],
        [button(voice.plain("Plain table (CSV)"), SendFile(code, group, CSV))],
    ]
    if ctx.sees_phones:
        text = voice.plain("📞 To print and call from")
        rows.append([button(text, SendFile(code, group, PDF))])
    return InlineKeyboardMarkup(rows)


async def send(ctx: Ctx, place: Place, group: Group, *, kind: str) -> None:
    """Send a file of a group of a place, one that takes long beside all else."""
    if kind == PDF and not ctx.sees_phones:
        await ctx.say(
            ctx.voice.say("Phone numbers are not shown to you, so there is no call list.")
        )
        return
    count = await ctx.services.roster_files.count(place, group, ctx.event, ctx.who.states)
    if not count:
        await ctx.say(ctx.voice.say("Nobody."))
        return
    if count > MOST[kind]:
        await _too_large(ctx)
        return
    long = kind == PDF or count > AT_ONCE
    make = partial(_make, ctx, place, group, kind, aside=long)
    await (beside(ctx, f"{kind} {place.code()} {group}", make) if long else make())


async def _too_large(ctx: Ctx) -> None:
    await ctx.say(
        ctx.voice.say("This would be larger than Telegram takes. Please ask for a smaller part.")
    )


async def _make(ctx: Ctx, place: Place, group: Group, kind: str, *, aside: bool) -> None:
    """Make a file and send it; who took it is in the audit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roster.{kind}"
        count = await _write(ctx, path, place, group, aside=aside)
        if not count:
            await ctx.say(ctx.voice.say("Nobody."))
            return
        if path.stat().st_size > LARGEST:
            await _too_large(ctx)
            return
        about = f"{kind} {place.code()} {group}: {count}"
        await ctx.services.audit.exported(ctx.who.id, about)
        name = f"{ctx.event.id}-{_slug(place, group)}-{ctx.event.local(ctx.now):%Y%m%d-%H%M}"
        await ctx.bot.send_document(
            ctx.chat_id,
            await asyncio.to_thread(path.read_bytes),
            filename=f"{name}.{kind}",
            caption=_caption(ctx, place, group, count),
            parse_mode="HTML",
        )


async def _write(ctx: Ctx, path: Path, place: Place, group: Group, *, aside: bool) -> int:
    files, event, scope = ctx.services.roster_files, ctx.event, ctx.who.states
    if path.suffix == f".{PDF}":
        return await _call_list(ctx, path, place, group)
    if not aside:
        return await files.workbook(
            path, ctx.voice, (place, group), event, scope, phones=ctx.sees_phones
        )
    return await made(
        RosterBook(
            url=files.source,
            now=ctx.now,
            path=path,
            locale=ctx.voice.locale,
            place=place.code(),
            group=group,
            event=event.model_dump_json(),
            scope=scope,
            phones=ctx.sees_phones,
        )
    )


async def _call_list(ctx: Ctx, path: Path, place: Place, group: Group) -> int:
    event = ctx.event
    people = await ctx.services.roster_files.to_call(place, group, event, ctx.who.states)
    voices, states = ctx.services.voices, ctx.services.states
    title = Both(
        hi=reach_texts.place_name(voices["hi"], event, states, place),
        en=reach_texts.place_name(voices["en"], event, states, place),
    )
    if people:
        printed = await made(CallList(title, tuple(people), event.local(ctx.now)))
        await asyncio.to_thread(path.write_bytes, printed)
    return len(people)


def _slug(place: Place, group: Group) -> str:
    parts = [place.session, place.state, group if group is not Group.ALL else None]
    return "-".join(part for part in parts if part) or "all"


def _caption(ctx: Ctx, place: Place, group: Group, count: int) -> Html:
    voice = ctx.voice
    return voice.say(
        "{place} – {group}: {count}",
        place=reach_texts.place_name(voice, ctx.event, ctx.services.states, place),
        group=voice.plain(reach_texts.GROUPS[group]),
        count=voice.number(count),
    )


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ShowPicture, on_picture), pressed(SendFile, on_file)]
