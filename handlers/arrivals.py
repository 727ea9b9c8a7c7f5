"""The arrivals for the team: a message that counts along, who is missing, a list to print."""

import asyncio
import contextlib
import hashlib
import tempfile
from functools import partial
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot import arrival_texts
from bot.context import Ctx
from bot.door_texts import Desk
from bot.event import Both, Event, Session
from bot.making import DoorList, made
from bot.papers.lists import Listed
from bot.papers.pictures import Arrivals, arrivals
from bot.pass_code import shown
from bot.services.attendance import Count
from bot.sheet_file import write_table
from bot.text import Html, Voice
from db.models import Delegate
from db.types import RsvpChoice
from handlers.door_presses import DrawArrivals, ListMissing, PrintDoorList, ShowArrivals
from handlers.errands import beside
from handlers.presses import Press
from handlers.routes import Route, pressed

MOST_LISTED = 30  # people in a message; more are in a file


async def on_arrivals(_update: Update, ctx: Ctx) -> None:
    """Send a message that counts along, in place of the one before."""
    session = nearest(ctx.event, ctx)
    text, keyboard, digest = await page(ctx, session)
    for old in await ctx.services.attendance.following(ctx.who.id):
        with contextlib.suppress(BadRequest):  # older than 48 hours, or deleted
            await ctx.bot.delete_message(ctx.who.person.chat_id, old.message_id)
    number = await ctx.say(text, keyboard)
    await ctx.services.attendance.follow(ctx.who.id, session.id, number, digest)


def nearest(event: Event, ctx: Ctx) -> Session:
    """Give the session of today, or else the last one that was, or the first to come."""
    held = sorted(event.sessions, key=lambda s: (s.cancelled, s.date))
    past = [s for s in held if not s.cancelled and event.days_until(s, ctx.now) <= 0]
    return past[-1] if past else held[0]


async def page(ctx: Ctx, session: Session) -> tuple[Html, InlineKeyboardMarkup, str]:
    """Give the message of a session, its buttons, and a digest of its figures."""
    count = await ctx.services.attendance.count(ctx.event, session, ctx.who.states)
    desk = Desk(ctx.voice, ctx.event, ctx.services.states)
    text = arrival_texts.counted(desk, session, count, ctx.now)
    return text, buttons(ctx.voice, ctx.event, session, count), digest_of(ctx.voice, count)


def digest_of(voice: Voice, count: Count) -> str:
    """Give what tells whether a message says these figures already."""
    return hashlib.sha256(f"{voice.locale} {count!r}".encode()).hexdigest()


def buttons(voice: Voice, event: Event, session: Session, count: Count) -> InlineKeyboardMarkup:
    """Offer who is missing, a picture, the list to print, and the other days."""
    rows: list[list[InlineKeyboardButton]] = []
    if count.missing:
        text = voice.plain("👥 Still to come ({count})", count=voice.number(count.missing))
        rows.append([_button(text, ListMissing(session.id))])
    rows.append(
        [
            _button(voice.plain("🖼️ Picture"), DrawArrivals(session.id)),
            _button(voice.plain("🖨️ Door list"), PrintDoorList(session.id)),
        ]
    )
    others = [s for s in event.sessions if s != session and not s.cancelled]
    rows.append([_button(voice.short_date(s.date), ShowArrivals(s.id)) for s in others][:4])
    return InlineKeyboardMarkup([row for row in rows if row])


def _button(text: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=press.data())


async def on_show(ctx: Ctx, press: ShowArrivals) -> None:
    """Count another day in this message."""
    session = await _session(ctx, press.session)
    message = ctx.query.message
    if session is None or not isinstance(message, Message):
        return
    await ctx.note()
    text, keyboard, digest = await page(ctx, session)
    await ctx.change(text, keyboard)
    await ctx.services.attendance.follow(ctx.who.id, session.id, message.message_id, digest)


async def on_missing(ctx: Ctx, press: ListMissing) -> None:
    """List who said yes and has not come; many also as a file."""
    session = await _session(ctx, press.session)
    if session is None:
        return
    await ctx.note()
    people = await ctx.services.attendance.missing(ctx.event, session, ctx.who.states)
    if not people:
        await ctx.say(ctx.voice.say("Everybody who said yes is in."))
        return
    desk = Desk(ctx.voice, ctx.event, ctx.services.states)
    phones = ctx.sees_phones
    text = arrival_texts.missing(desk, session, people, MOST_LISTED, phones_shown=phones)
    await ctx.say(text)
    await ctx.services.attendance.taken_out(ctx.who.id, "door.missing", session)
    if len(people) > MOST_LISTED:
        file = await asyncio.to_thread(_table, desk, people, phones=phones)
        await ctx.bot.send_document(
            ctx.who.person.chat_id,
            file,
            filename=f"{ctx.event.id}-{session.id}-missing.xlsx",
            caption=ctx.voice.say("Said yes, still to come"),
            parse_mode="HTML",
        )


def _table(desk: Desk, people: list[Delegate], *, phones: bool) -> bytes:
    """Write the file; it holds numbers of people, so none is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "missing.xlsx"
        rows = (arrival_texts.row(desk, one, phones_shown=phones) for one in people)
        header = arrival_texts.header(desk.voice, phones_shown=phones)
        write_table(path, header, rows, arrival_texts.WIDTHS[: len(header)])
        return path.read_bytes()


async def on_print(ctx: Ctx, press: PrintDoorList) -> None:
    """Send the list of a session as PDF, with the codes of the passes of those who come."""
    session = await _session(ctx, press.session)
    if session is None:
        return
    await ctx.note()
    await beside(ctx, f"door {session.id}", partial(_print, ctx, session))


async def _print(ctx: Ctx, session: Session) -> None:
    invited = await ctx.services.attendance.invited(ctx.event, session, ctx.who.states)
    coming = [one.id or 0 for one, choice in invited if choice is RsvpChoice.YES]
    codes = await ctx.services.passes.of_many(coming)
    listed = tuple(_listed(ctx, one, choice, codes.get(one.id or 0)) for one, choice in invited)
    file = await made(DoorList(_title(ctx, session), listed, ctx.event.local(ctx.now)))
    await ctx.services.attendance.taken_out(ctx.who.id, "door.list", session)
    await ctx.bot.send_document(
        ctx.who.person.chat_id,
        file,
        filename=f"{ctx.event.id}-{session.id}-door.pdf",
        caption=ctx.voice.say(
            "🖨️ To let people in without a network: tick those who come. Later send me the numbers "
            "that are ticked, as 12 15 18-20, in /door."
        ),
        parse_mode="HTML",
    )


def _title(ctx: Ctx, session: Session) -> Both:
    """Name the day and the gate in both languages."""
    gate = ctx.event.gate_of(session)

    def in_(locale: str) -> str:
        date = ctx.services.voices[locale].date(session.date)
        return f"{date} – {gate.in_(locale)}" if gate else date

    return Both(hi=in_("hi"), en=in_("en"))


def _listed(ctx: Ctx, one: Delegate, choice: RsvpChoice | None, code: str | None) -> Listed:
    state = ctx.services.states.get(one.state)
    return Listed(
        roster_no=one.roster_no,
        name=one.name,
        name_hi=one.name_hi,
        state=state.en,
        state_hi=state.hi,
        district=one.district,
        district_hi=one.district_hi,
        answer=choice,
        code=shown(code) if code else None,
    )


async def on_draw(ctx: Ctx, press: DrawArrivals) -> None:
    """Draw the arrivals by state."""
    session = await _session(ctx, press.session)
    if session is None:
        return
    await ctx.note()
    count = await ctx.services.attendance.count(ctx.event, session, ctx.who.states)
    states, locale = ctx.services.states, ctx.voice.locale
    rows = [
        Arrivals(states.get(r.code).name(locale), r.expected, r.arrived + r.others)
        for r in count.states
    ]
    if not rows:
        await ctx.say(ctx.voice.say("There is nothing to draw yet."))
        return
    as_of, about = ctx.event.local(ctx.now), ctx.voice.short_date(session.date)
    picture = await asyncio.to_thread(arrivals, ctx.voice, rows, as_of=as_of, about=about)
    await ctx.bot.send_photo(ctx.who.person.chat_id, picture)


async def _session(ctx: Ctx, session_id: str) -> Session | None:
    """Give the session that a button names; say so where there is none any more."""
    found = ctx.event.session(session_id)
    if found is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
    return found


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ShowArrivals, on_show),
        pressed(ListMissing, on_missing),
        pressed(PrintDoorList, on_print),
        pressed(DrawArrivals, on_draw),
    ]
