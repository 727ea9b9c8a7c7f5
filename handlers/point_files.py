"""The files of a point: found in a message, and sent again."""

from collections.abc import Awaitable, Callable

from telegram import Message, VideoNote, Voice
from telegram.error import BadRequest

from bot.context import Ctx
from bot.services.points import Attached
from db.points import PointFile
from db.types import FileKind


def attached(message: Message) -> Attached | None:
    """Give the file of a message; None for what is no file (a place, a sticker)."""
    recordings = (
        (FileKind.VOICE, message.voice),
        (FileKind.AUDIO, message.audio),
        (FileKind.VIDEO, message.video),
        (FileKind.VIDEO_NOTE, message.video_note),
    )
    for kind, found in recordings:
        if found is not None:
            name = None if isinstance(found, Voice | VideoNote) else found.file_name
            # The attribute changes its type between versions of the library; this does not.
            return Attached(kind, found.file_id, name, found.to_dict()["duration"])
    if message.photo:  # in several sizes, the last is the largest
        return Attached(FileKind.PHOTO, message.photo[-1].file_id)
    if message.document:
        return Attached(FileKind.DOCUMENT, message.document.file_id, message.document.file_name)
    return None


async def send(ctx: Ctx, file: PointFile) -> None:
    """Send a file to who asks for it; its id is good for this bot alone."""
    methods: dict[FileKind, Callable[..., Awaitable[Message]]] = {
        FileKind.VOICE: ctx.bot.send_voice,
        FileKind.AUDIO: ctx.bot.send_audio,
        FileKind.DOCUMENT: ctx.bot.send_document,
        FileKind.PHOTO: ctx.bot.send_photo,
        FileKind.VIDEO: ctx.bot.send_video,
        FileKind.VIDEO_NOTE: ctx.bot.send_video_note,
    }
    try:
        await methods[file.kind](ctx.who.person.chat_id, file.file_id)
    except BadRequest:
        await ctx.say(ctx.voice.say("This file can no longer be shown."))
