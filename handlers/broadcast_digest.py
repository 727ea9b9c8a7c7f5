"""The digest for those who joined late: what it says, what came with it, what is changed later."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import facts
from bot.announcement_content import Content
from bot.context import Ctx, Services
from bot.delivery.outgoing import Dropped, Made, Outgoing, Postponed, Renderer, Turn
from bot.event import Event
from bot.markup import cut
from bot.services.announcement_digests import Standing
from bot.services.announcement_rows import of_lane
from bot.services.digest_rows import DIGESTED
from bot.text import Html, Voice
from db.announcements import Announcement
from db.types import AnnouncementKind
from handlers.broadcast_presses import ShowMissedOne
from handlers.broadcast_rendering import GONE, Asked, answering, in_turn, requests, surplus
from handlers.presses import number
from handlers.routes import Route, pressed

IN_HAND = timedelta(seconds=5)  # after which a digest that was being sent is looked at again


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


def amended(services: Services, amendments: Renderer) -> Renderer:
    """Give the renderer of corrections or recalls: those of digests, and ``amendments``."""

    async def render(turns: Sequence[Turn]) -> Mapping[int, Made]:
        digested = [turn for turn in turns if turn[0].payload == DIGESTED]
        others = [turn for turn in turns if turn[0].payload != DIGESTED]
        made: dict[int, Made] = dict(await amendments(others)) if others else {}
        if digested:
            made |= await _in_digests(services, digested)
        return made

    return render


async def _in_digests(services: Services, turns: Sequence[Turn]) -> dict[int, Made]:
    """Give the edits of digests, one after the other, and a line that says so."""
    now = services.clock.now()
    event = (await services.events.current()).event
    standing = await services.digests.sent([claimed.person_id for claimed, _ in turns])
    rows = await services.announcement_work.many({of_lane(claimed.lane) for claimed, _ in turns})
    made: dict[int, Made] = {}
    for claimed, who in turns:
        row, theirs = rows.get(of_lane(claimed.lane)), standing.get(claimed.person_id)
        changed = _which(theirs, row)
        if theirs is not None and theirs.sent.is_open and not theirs.sent.messages:
            made[claimed.id] = Postponed(now + IN_HAND)
            continue
        if theirs is None or row is None or changed is None:
            made[claimed.id] = GONE
            continue
        voice = services.voices[who.locale or services.config.languages.default]
        parts = _amendment(voice, event, theirs, _told(voice, event, row, changed), now)
        made[claimed.id] = parts[claimed.part - 1] if claimed.part <= len(parts) else GONE
    return made


def _which(standing: Standing | None, row: Announcement | None) -> Announcement | None:
    """Give the announcement of a digest that is corrected or taken back."""
    if standing is None or row is None:
        return None
    return next((one for one in standing.found if one.id == row.amends), None)


def _told(voice: Voice, event: Event, row: Announcement, changed: Announcement) -> Html:
    moment = _moment(voice, event, changed)
    if row.kind is AnnouncementKind.RECALL:
        return voice.say("🗑 The announcement of {moment} above was taken back.", moment=moment)
    return voice.say(
        "✏️ The announcement of {moment} above was corrected. Please read it once more.",
        moment=moment,
    )


def _amendment(
    voice: Voice, event: Event, standing: Standing, told: Html, now: datetime
) -> list[Outgoing]:
    """Give what makes a digest say how things stand; what grew beyond its messages follows."""
    got = standing.sent.messages
    new = [one.parameters for one in digest(voice, event, standing.found, standing.taken_back)]
    made: list[Asked] = []
    for (key, _), parameters in zip(got, new, strict=False):
        made.append(("editMessageText", {"message_id": key, **parameters}))
    if not standing.sent.is_open:  # else its last parts are still to come, in the new words
        made += [("sendMessage", dict(parameters)) for parameters in new[len(got) :]]
    made += [surplus(one, now) for one in got[len(new) :]]
    return in_turn([*made, answering(got, told)])


def digest(
    voice: Voice,
    event: Event,
    found: Sequence[Announcement],
    taken_back: Collection[int] = (),
) -> list[Outgoing]:
    """Give the messages of a digest, the buttons for files below the last one."""
    if not found:
        return []
    head = voice.say("📣 <b>From before you joined, and still of use:</b>")
    entries = (_entry(voice, event, row, gone=row.id in taken_back) for row in found)
    parts = cut(facts.paragraphs([head, *entries]))
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
        if row.file_id and row.id not in taken_back
    ]
    made: list[Outgoing] = []
    for at, part in enumerate(parts, 1):
        parameters: dict[str, object] = {"text": part, "parse_mode": "HTML"}
        if files and at == len(parts):
            parameters["reply_markup"] = InlineKeyboardMarkup(files).to_dict()
        made.append(Outgoing("sendMessage", parameters, more=at < len(parts)))
    return made


def _entry(voice: Voice, event: Event, row: Announcement, *, gone: bool) -> Html:
    when = Html("<b>") + _moment(voice, event, row) + Html("</b>")
    if gone:
        return facts.lines(when, voice.say("<i>This announcement was taken back.</i>"))
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
