"""Announcements as requests to Telegram: the same for the preview and for everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.announcement_content import Content, Message
from bot.context import Services
from bot.delivery.outgoing import Dropped, Outgoing, Turn
from bot.services.announcement_rows import Got, of_lane
from bot.text import Html
from db.announcements import Announcement
from db.types import DeliveryState, FileKind

METHODS = {
    FileKind.PHOTO: ("sendPhoto", "photo"),
    FileKind.VIDEO: ("sendVideo", "video"),
    FileKind.VOICE: ("sendVoice", "voice"),
    FileKind.AUDIO: ("sendAudio", "audio"),
    FileKind.DOCUMENT: ("sendDocument", "document"),
}
# https://core.telegram.org/bots/api#deletemessage.
DELETABLE = timedelta(hours=48)
Made = dict[int, Outgoing | Dropped]
Asked = tuple[str, dict[str, object]]  # a method and its parameters
GONE = Dropped(DeliveryState.CANCELLED, "there is nothing to say any more")
LEFT = Dropped(DeliveryState.CANCELLED, "no longer on the list under this account")
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


def correction(
    row: Announcement, locale: str, got: Got, told: Html, now: datetime
) -> list[Outgoing]:
    """Give the requests that put right what somebody got, and tell him so.

    Messages that are not needed any more are deleted; a message that was not sent yet is left to
    the announcement, which says the new words.
    """
    before = Content.before(row).messages(locale)
    after = Content.of(row).messages(locale)
    got = got[: len(before)]
    made: list[Asked] = []
    for (number, _), old, new in zip(got, before, after, strict=False):
        if old.text != new.text:
            made.append(_edit(number, new))
    made += [surplus(one, now) for one in got[len(after) :]]
    return in_turn([*made, answering(got, told)])


def surplus(message: tuple[int, datetime], now: datetime) -> Asked:
    """Do away with a message that is not needed any more; an old one can only be emptied."""
    number, at = message
    if now - at < DELETABLE:
        return "deleteMessage", {"message_id": number}
    return "editMessageText", {"message_id": number, "text": "…"}


def answering(got: Got, told: Html) -> Asked:
    """Say something in answer to the first of the messages that somebody got."""
    quote = {"message_id": got[0][0], "allow_sending_without_reply": True} if got else None
    return "sendMessage", {"text": told, "parse_mode": "HTML", "reply_parameters": quote}


def in_turn(made: Sequence[Asked]) -> list[Outgoing]:
    """Give requests as the parts of one message, each after the one before."""
    return [Outgoing(*one, more=at < len(made)) for at, one in enumerate(made, 1)]


def _edit(number: int, new: Message) -> Asked:
    if new.file_kind is None:
        parameters = {"message_id": number, "text": new.text, "parse_mode": "HTML"}
        return "editMessageText", parameters
    return "editMessageCaption", {"message_id": number, "caption": new.text, "parse_mode": "HTML"}


class Rendering:
    """Renders what the outbox holds of announcements."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def news(self, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        """Give the part of its announcement that each row stands for."""
        found = await self._rows(turns)
        known: dict[tuple[int, str], list[Outgoing]] = {}
        made: Made = {}
        for claimed, who in turns:
            row = found.get(of_lane(claimed.lane))
            if row is None:
                made[claimed.id] = GONE
                continue
            if who.delegate is None:
                made[claimed.id] = LEFT
                continue
            key = (row.id or 0, claimed.payload or "hi")
            if key not in known:
                known[key] = requests(Content.of(row), key[1])
            parts = known[key]
            made[claimed.id] = parts[claimed.part - 1] if claimed.part <= len(parts) else GONE
        return made

    async def corrections(self, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        """Give the edits of what each got, one after the other, and a line that says so."""
        made: Made = {}
        now = self._services.clock.now()
        for row, theirs in await self._amending(turns):
            got = await self._got(row, theirs)
            for claimed, _ in theirs:
                locale = claimed.payload or "hi"
                voice = self._services.voices[locale]
                told = voice.say(
                    "✏️ The announcement above was corrected. Please read it once more."
                )
                parts = correction(row, locale, got.get(claimed.person_id, []), told, now)
                made[claimed.id] = parts[claimed.part - 1] if claimed.part <= len(parts) else GONE
        return made

    async def recalls(self, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        """Give the deletion of the messages that each got, where Telegram still allows it."""
        made: Made = {}
        now = self._services.clock.now()
        for row, theirs in await self._amending(turns):
            got = await self._got(row, theirs)
            for claimed, _ in theirs:
                messages = got.get(claimed.person_id, [])
                if claimed.part > len(messages):
                    made[claimed.id] = GONE
                    continue
                number, at = messages[claimed.part - 1]
                more = claimed.part < len(messages)
                delete = Outgoing("deleteMessage", {"message_id": number}, more)
                made[claimed.id] = delete if now - at < DELETABLE else TOO_OLD
        return made

    async def _amending(self, turns: Sequence[Turn]) -> list[tuple[Announcement, list[Turn]]]:
        found = await self._rows(turns)
        return [
            (row, [turn for turn in turns if of_lane(turn[0].lane) == key])
            for key, row in found.items()
        ]

    async def _got(self, row: Announcement, turns: Sequence[Turn]) -> dict[int, Got]:
        people = [claimed.person_id for claimed, _ in turns]
        return await self._services.announcement_work.messages_got(row.amends or 0, people)

    async def _rows(self, turns: Sequence[Turn]) -> dict[int, Announcement]:
        keys = {of_lane(claimed.lane) for claimed, _ in turns}
        return await self._services.announcement_work.many(keys)
