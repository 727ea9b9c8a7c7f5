"""Announcements in the making: written in the chat text by text, with a file, given a time.

What a typed line is for stands in the person's row (``ann:<key>:<what>``): a language, ``hi`` or
``en``, with ``>`` where the other language is asked for next and ``+`` where it goes on; or
``when``. Everything else stands in the draft.
"""

from telegram import Message, Update

from bot import announcement_texts as texts
from bot import facts
from bot.context import Ctx
from bot.errors import Refusal
from bot.text import N_
from bot.understanding import Reading
from db.announcements import Announcement
from db.types import AnnouncementStage, FileKind
from handlers import broadcast_keyboards as keyboards
from handlers import broadcast_standing, broadcast_time, point_files, refusals
from handlers.broadcast_board import ASKING, board, changed, expect, got
from handlers.broadcast_presses import (
    DiscardDraft,
    DropFile,
    ListAnnouncements,
    NewAnnouncement,
    OpenAnnouncement,
    WriteWords,
)
from handlers.presses import number
from handlers.routes import Route, pressed

LONG = 2_000  # characters; apps send what is longer than a message in several
ASKS = {
    "hi": N_("✍️ Please write the <b>Hindi text</b>, just as it is to be sent."),
    "en": N_("✍️ Please write the <b>English text</b>, just as it is to be sent."),
}
FILE_HINT = N_(
    "You can also send a picture, a video, a document or a voice message; the words below it are "
    "the text."
)


async def on_announce(_update: Update, ctx: Ctx) -> None:
    """Begin an announcement."""
    await _begin(ctx)


async def on_new(ctx: Ctx, _press: NewAnnouncement) -> None:
    """Begin an announcement, from a button."""
    await ctx.note()
    await _begin(ctx)


async def _begin(ctx: Ctx) -> None:
    row = await ctx.services.announcements.begin(ctx.who)
    await _ask(ctx, row, "hi", first=True)


async def on_announcements(_update: Update, ctx: Ctx) -> None:
    """Show the announcements."""
    found = await ctx.services.announcements.listed(ctx.who)
    await ctx.say(texts.listed(ctx.voice, ctx.event, found), keyboards.listed(ctx.voice, found))


async def on_list(ctx: Ctx, _press: ListAnnouncements) -> None:
    """Show the announcements in place of what the button stood under."""
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    found = await ctx.services.announcements.listed(ctx.who)
    await ctx.change(texts.listed(ctx.voice, ctx.event, found), keyboards.listed(ctx.voice, found))


async def on_open(ctx: Ctx, press: OpenAnnouncement) -> None:
    """Show one as it stands: a draft, its progress, or its report."""
    row = await got(ctx, press.announcement)
    if row is None:
        return
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    if row.stage in {AnnouncementStage.DRAFT, AnnouncementStage.DISCARDED}:
        await ctx.change(*await board(ctx, row))
    else:
        await ctx.change(*await broadcast_standing.shown(ctx, row))


async def on_write(ctx: Ctx, press: WriteWords) -> None:
    """Ask for the words of a language, or leave them out."""
    row = await got(ctx, press.announcement)
    if row is None or press.locale not in ASKS:
        return
    await ctx.note()
    if press.how == "-":
        begun = not (row.text_hi or row.text_en or row.file_id)
        if not begun and not await _written(ctx, row, press.locale, ""):
            return
        if begun:
            await _ask(ctx, row, "en", first=False)
            return
        await ctx.change(
            *await board(ctx, await ctx.services.announcements.get(row.id or 0, ctx.who))
        )
    elif press.how == "+":
        await expect(ctx, row, f"{press.locale}+")
        await ctx.say(
            ctx.voice.say("Please write what is to be added."), keyboards.finish(ctx.voice, row)
        )
    else:
        await _ask(ctx, row, press.locale, first=False)


async def _ask(ctx: Ctx, row: Announcement, locale: str, *, first: bool) -> None:
    """Ask for the words of a language; of the ``first``, those of the other come next."""
    await expect(ctx, row, f"{locale}>" if first else locale)
    parts = [ctx.voice.say(ASKS[locale])]
    if locale == "hi" and first:
        parts.append(ctx.voice.say(FILE_HINT))
    text = facts.paragraphs(parts)
    await ctx.say(text, keyboards.asked(ctx.voice, row, locale, first=first))


async def on_typed(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Take a line as words of an announcement, or as its time."""
    message = ctx.incoming.effective_message if ctx.incoming else None
    row, what = await _awaited(ctx, key)
    if row is None or message is None:
        return row is None
    if what == "when":
        await broadcast_time.typed(ctx, row, text)
        return True
    await _words_came(ctx, row, what, message.text_html or "")
    return True


async def on_media(update: Update, ctx: Ctx) -> bool:
    """Take a file with the words below it; False where none is awaited."""
    key = ctx.who.expects(ctx.now, ctx.update_id) or ""
    message = update.effective_message
    if not key.startswith(ASKING) or message is None or not ctx.who.is_staff:
        return False
    row, what = await _awaited(ctx, key)
    if row is None or what == "when" or update.edited_message is not None:
        return row is None
    await _file_came(ctx, row, what, message)
    return True


async def _awaited(ctx: Ctx, key: str) -> tuple[Announcement | None, str]:
    """Give the draft that is being written; says why where it can't be any more."""
    announcement, _, what = key.removeprefix(ASKING).partition(":")
    try:
        return await ctx.services.announcements.get(number(announcement) or 0, ctx.who), what
    except Refusal as refusal:
        await ctx.services.people.expect(ctx.who.id, None)
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return None, what


async def _words_came(ctx: Ctx, row: Announcement, what: str, markup: str) -> None:
    locale, goes_on = what.rstrip(">+"), what.endswith("+")
    before = (row.text_en if locale == "en" else row.text_hi) or ""
    held = _held_already(row, markup) if ctx.again else None
    if held is not None:
        await _next(ctx, row, f"{held}>" if held == "hi" and not row.text_en else held)
        return
    repeated = ctx.again and before.endswith(markup.strip())
    if not repeated and not await _written(ctx, row, locale, markup, add=goes_on):
        return
    if goes_on or len(markup) >= LONG:
        await expect(ctx, row, f"{locale}+")
        text = ctx.voice.say(
            "Taken. That was long: if more of it follows, it is added to it. Then tap the button."
        )
        await ctx.say(text, keyboards.finish(ctx.voice, row))
        return
    await _next(ctx, row, what)


def _held_already(row: Announcement, markup: str) -> str | None:
    """Tell as what the words of an update that came before were taken then."""
    said = {"hi": row.text_hi, "en": row.text_en}
    return next((locale for locale, text in said.items() if text == markup.strip()), None)


async def _next(ctx: Ctx, row: Announcement, what: str) -> None:
    """Ask for the other language, or show the whole."""
    if what.endswith(">") and what.startswith("hi"):
        await _ask(ctx, row, "en", first=True)
        return
    await ctx.services.people.expected(ctx.who.id, f"{ASKING}{row.id}:{what}", ctx.update_id)
    fresh = await ctx.services.announcements.get(row.id or 0, ctx.who)
    await ctx.say(*await board(ctx, fresh))


async def _written(
    ctx: Ctx, row: Announcement, locale: str, markup: str, *, add: bool = False
) -> bool:
    try:
        await ctx.services.announcements.write(row.id or 0, ctx.who, locale, markup, add=add)
    except Refusal as refusal:
        await ctx.services.people.expect(ctx.who.id, None)
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return False
    return True


async def _file_came(ctx: Ctx, row: Announcement, what: str, message: Message) -> None:
    announcements = ctx.services.announcements
    album = message.media_group_id
    if album is not None:
        if await announcements.decline_album(row.id or 0, ctx.who, album):
            await ctx.say(
                ctx.voice.say("One picture or file at a time, please: send the one that matters.")
            )
        return
    file = point_files.attached(message)
    if file is None or file.kind is FileKind.VIDEO_NOTE:
        await ctx.say(
            ctx.voice.say(
                "This cannot carry words below it. Please send a picture, a video, a document or "
                "a voice message, or write the text."
            )
        )
        return
    try:
        row = await announcements.attach(row.id or 0, ctx.who, file.kind, file.file_id)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return
    if message.caption:
        await _words_came(ctx, row, what, message.caption_html)
        return
    await ctx.say(ctx.voice.say("📎 Taken. The words to go with it are still missing."))
    await _ask(ctx, row, what.rstrip(">+"), first=what.endswith(">"))


async def on_drop_file(ctx: Ctx, press: DropFile) -> None:
    """Take the file off."""
    await changed(ctx, press.announcement, lambda a, key: a.attach(key, ctx.who, None, None))


async def on_discard(ctx: Ctx, press: DiscardDraft) -> None:
    """Give up a draft."""
    await ctx.services.people.expect(ctx.who.id, None)
    await changed(ctx, press.announcement, lambda a, key: a.discard(key, ctx.who))


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(NewAnnouncement, on_new),
        pressed(ListAnnouncements, on_list),
        pressed(OpenAnnouncement, on_open),
        pressed(WriteWords, on_write),
        pressed(DropFile, on_drop_file),
        pressed(DiscardDraft, on_discard),
    ]
