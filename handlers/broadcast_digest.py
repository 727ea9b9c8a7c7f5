"""The digest for those who joined late: what it says, and what came with it."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import facts
from bot.announcement_content import Content
from bot.context import Ctx, Services
from bot.delivery.outgoing import Dropped, Outgoing, Renderer, Turn
from bot.event import Event
from bot.markup import cut
from bot.text import Html, Voice
from db.announcements import Announcement
from handlers.broadcast_presses import ShowMissedOne
from handlers.broadcast_rendering import GONE, requests
from handlers.presses import number
from handlers.routes import Route, pressed


def digests(services: Services) -> Renderer:
    """Give the renderer of digests."""

    async def render(turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        event = (await services.events.current()).event
        missed = await services.digests.of([claimed.person_id for claimed, _ in turns])
        made: dict[int, Outgoing | Dropped] = {}
        for claimed, who in turns:
            voice = services.voices[who.locale or services.config.languages.default]
            parts = digest(voice, event, missed.get(claimed.person_id, []))
            made[claimed.id] = parts[claimed.part - 1] if claimed.part <= len(parts) else GONE
        return made

    return render


def digest(voice: Voice, event: Event, found: Sequence[Announcement]) -> list[Outgoing]:
    """Give the messages of a digest, the buttons for files below the last one."""
    if not found:
        return []
    head = voice.say("📣 <b>From before you joined, and still of use:</b>")
    parts = cut(facts.paragraphs([head, *(_entry(voice, event, row) for row in found)]))
    files = [
        [
            InlineKeyboardButton(
                voice.plain(
                    "📎 Show what came with it ({moment})", moment=_moment(voice, event, row)
                ),
                callback_data=ShowMissedOne(str(row.id)).data(),
            )
        ]
        for row in found
        if row.file_id
    ]
    made: list[Outgoing] = []
    for at, part in enumerate(parts, 1):
        parameters: dict[str, object] = {"text": part, "parse_mode": "HTML"}
        if files and at == len(parts):
            parameters["reply_markup"] = InlineKeyboardMarkup(files).to_dict()
        made.append(Outgoing("sendMessage", parameters, more=at < len(parts)))
    return made


def _entry(voice: Voice, event: Event, row: Announcement) -> Html:
    when = Html("<b>") + _moment(voice, event, row) + Html("</b>")
    return facts.lines(when, Html(Content.of(row).text(voice.locale)))


def _moment(voice: Voice, event: Event, row: Announcement) -> str:
    at = row.due_at or row.released_at or row.created_at
    return voice.moment(event.local(at))


async def on_show(ctx: Ctx, press: ShowMissedOne) -> None:
    """Send an announcement of one's digest as it was sent to the others."""
    row = await ctx.services.digests.one(number(press.announcement) or 0, ctx.who.id)
    if row is None:
        await ctx.note(ctx.voice.plain("This announcement is no longer valid."), alert=True)
        return
    await ctx.note()
    for one in requests(Content.of(row), ctx.voice.locale):
        await ctx.bot.reply(one.method, {"chat_id": ctx.who.person.chat_id, **one.parameters})


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ShowMissedOne, on_show)]
