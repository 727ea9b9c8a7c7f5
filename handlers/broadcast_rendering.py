"""Announcements as requests to Telegram: the same for the preview and for everybody."""

from collections.abc import Mapping, Sequence

from bot.announcement_content import Content, Message
from bot.context import Services
from bot.delivery.outgoing import Dropped, Outgoing, Turn
from bot.services.announcement_rows import of_lane
from db.announcements import Announcement
from db.types import DeliveryState, FileKind

METHODS = {
    FileKind.PHOTO: ("sendPhoto", "photo"),
    FileKind.VIDEO: ("sendVideo", "video"),
    FileKind.VOICE: ("sendVoice", "voice"),
    FileKind.AUDIO: ("sendAudio", "audio"),
    FileKind.DOCUMENT: ("sendDocument", "document"),
}
Made = dict[int, Outgoing | Dropped]
GONE = Dropped(DeliveryState.CANCELLED, "there is nothing to say any more")
TOO_OLD = Dropped(DeliveryState.EXPIRED, "Telegram deletes messages of 48 hours only")


def request(message: Message, *, more: bool = False) -> Outgoing:
    """Give the request that sends one message."""
    if message.file_kind is None:
        return Outgoing("sendMessage", {"text": message.text, "parse_mode": "HTML"}, more)
    method, name = METHODS[message.file_kind]
    parameters: dict[str, object] = {name: message.file_id}
    if message.text:
        parameters |= {"caption": message.text, "parse_mode": "HTML"}
    return Outgoing(method, parameters, more)


def requests(content: Content, locale: str) -> list[Outgoing]:
    """Give the requests that send it to a reader of a language."""
    messages = content.messages(locale)
    return [request(one, more=at < len(messages)) for at, one in enumerate(messages, 1)]


class Rendering:
    """Renders what the outbox holds of announcements."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def news(self, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        """Give the part of its announcement that each row stands for."""
        found = await self._rows(turns)
        known: dict[tuple[int, str], list[Outgoing]] = {}
        made: Made = {}
        for claimed, _ in turns:
            row = found.get(of_lane(claimed.lane))
            if row is None:
                made[claimed.id] = GONE
                continue
            key = (row.id or 0, claimed.payload or "hi")
            if key not in known:
                known[key] = requests(Content.of(row), key[1])
            parts = known[key]
            made[claimed.id] = parts[claimed.part - 1] if claimed.part <= len(parts) else GONE
        return made

    async def _rows(self, turns: Sequence[Turn]) -> dict[int, Announcement]:
        keys = {of_lane(claimed.lane) for claimed, _ in turns}
        return await self._services.announcement_work.many(keys)
