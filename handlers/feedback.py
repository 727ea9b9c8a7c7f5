"""After the dialogue: thanks, a rating from 1 to 5 and a comment; the results for organisers."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot import facts, feedback_texts
from bot.context import NO_PREVIEW, Ctx, Services
from bot.delivery.outgoing import Dropped, Outgoing, Renderer, Turn
from bot.errors import Refusal
from bot.services.feedback import BEST
from bot.sheet_file import Cell, write_table
from bot.text import Voice
from bot.understanding import Intent, Reading
from handlers import refusals
from handlers.door_presses import FeedbackTable, NoComment, Rate
from handlers.presses import number
from handlers.routes import Route, pressed

ASKING = "said:"  # then the id of the session
ASIDE = {Intent.LANGUAGE, Intent.HELP, Intent.CONTACT}


def thanks(services: Services) -> Renderer:
    """Give what renders the thanks when their turn comes."""

    async def render(turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        event = (await services.events.current()).event
        asked = {
            row.id: (who.delegate.id or 0, orjson.loads(row.payload or "{}").get("session", ""))
            for row, who in turns
            if who.delegate is not None
        }
        fits = await services.feedback.may_ask(list(asked.values()))
        made: dict[int, Outgoing | Dropped] = {}
        for row, who in turns:
            session = event.session(asked[row.id][1]) if row.id in asked else None
            if session is None or asked[row.id] not in fits:
                made[row.id] = Dropped(reason="did not come, or has rated")
                continue
            voice = services.voices[who.locale or services.config.languages.default]
            name = who.name_in(voice.locale)
            parameters: dict[str, object] = {
                "text": str(feedback_texts.question(voice, session, name)),
                "parse_mode": "HTML",
                "reply_markup": ratings(voice, session.id),
                "link_preview_options": NO_PREVIEW,
            }
            made[row.id] = Outgoing("sendMessage", parameters)
        return made

    return render


def ratings(voice: Voice, session_id: str) -> InlineKeyboardMarkup:
    """Offer 1 to 5."""
    row = [
        InlineKeyboardButton(f"{voice.number(n)} ⭐", callback_data=Rate(session_id, str(n)).data())
        for n in range(1, BEST + 1)
    ]
    return InlineKeyboardMarkup([row])


async def on_rate(ctx: Ctx, press: Rate) -> None:
    """Keep the rating, and ask whether there is more to say."""
    rating = number(press.rating) or 0
    delegate = ctx.who.delegate
    if delegate is None or not 1 <= rating <= BEST:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    try:
        await ctx.services.feedback.rate(delegate.id or 0, press.session, rating)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, f"{ASKING}{press.session}")
    voice = ctx.voice
    text = facts.paragraphs(
        [
            voice.say("🙏 Thank you! You gave {rating} of 5.", rating=voice.number(rating)),
            voice.say("What was good, what should be better? Please write it here, if you like."),
        ]
    )
    skip = InlineKeyboardButton(voice.plain("Nothing more"), callback_data=NoComment().data())
    again = ratings(voice, press.session).inline_keyboard
    await ctx.change(text, InlineKeyboardMarkup([*again, (skip,)]))


async def on_typed(ctx: Ctx, text: str, reading: Reading, key: str) -> bool:
    """Keep a comment; what ends as a question, or asks for help, is none.

    "The time was too short" reads like a question about the time, so what a line seems to ask
    says nothing here.
    """
    delegate = ctx.who.delegate
    asks = text.rstrip().endswith("?") or bool(set(reading.intents) & ASIDE)
    if delegate is None or asks:
        return False
    session_id = key.removeprefix(ASKING)
    if not await ctx.services.feedback.comment(delegate.id or 0, session_id, text):
        return False
    await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
    await ctx.say(ctx.voice.say("🙏 Thank you. The organisers read it, without your name."))
    return True


async def on_no_comment(ctx: Ctx, _press: NoComment) -> None:
    """Leave it at the rating."""
    await ctx.note()
    expected = ctx.who.expects(ctx.now, ctx.update_id) or ""
    if expected.startswith(ASKING):
        await ctx.services.people.expect(ctx.who.id, None)
    await ctx.change(ctx.voice.say("🙏 Thank you for coming."))


async def on_results(_update: Update, ctx: Ctx) -> None:
    """Show how the sessions were rated, and the newest comments."""
    found = await ctx.services.feedback.results(ctx.services.states, ctx.who.states)
    states, phones = ctx.services.states, ctx.sees_phones
    text = feedback_texts.results(ctx.voice, ctx.event, states, found, phones_shown=phones)
    keyboard = None
    if found.comments:
        label = ctx.voice.plain("📄 All comments")
        button = InlineKeyboardButton(label, callback_data=FeedbackTable().data())
        keyboard = InlineKeyboardMarkup([[button]])
    await ctx.say(text, keyboard)


async def on_table(ctx: Ctx, _press: FeedbackTable) -> None:
    """Send all comments as a file, without names."""
    await ctx.note()
    found = await ctx.services.feedback.results(ctx.services.states, ctx.who.states)
    states, phones = ctx.services.states, ctx.sees_phones
    rows = feedback_texts.rows(ctx.voice, ctx.event, states, found, phones_shown=phones)
    file = await asyncio.to_thread(_table, feedback_texts.header(ctx.voice), rows)
    await ctx.services.audit.exported(ctx.who.id, f"feedback: {len(found.comments)}")
    await ctx.bot.send_document(
        ctx.who.person.chat_id,
        file,
        filename=f"{ctx.event.id}-feedback.xlsx",
        caption=ctx.voice.plural(
            "{n} comment, without names", "{n} comments, without names", len(found.comments)
        ),
        parse_mode="HTML",
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feedback.xlsx"
        write_table(path, header, rows, feedback_texts.WIDTHS)
        return path.read_bytes()


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(Rate, on_rate),
        pressed(NoComment, on_no_comment),
        pressed(FeedbackTable, on_table),
    ]
