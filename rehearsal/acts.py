"""What a person does in a chat with the bot, and the updates that come of it."""

from dataclasses import dataclass
from enum import StrEnum

from rehearsal.calls import TEXT_LIMIT, without_reply
from rehearsal.entities import detected
from rehearsal.files import File
from rehearsal.media import FOLDERS, media
from rehearsal.people import Chat, Stored, User
from rehearsal.wire import Wire, utf16_length
from rehearsal.world import World


class Refused(Exception):  # noqa: N818 - an answer to the person, not a fault
    """What the messenger would not let this person do; the words are for the page."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class Attachment(StrEnum):
    """What a person can attach."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at his phone with one chat open: his own with the bot, or a group."""

    world: World
    chat: Chat
    user: User

    @classmethod
    def at(cls, world: World, chat_id: int, user_id: int | None = None) -> "Person":
        """Return who acts: `user_id` in a group that has him, otherwise whose chat it is."""
        chat = world.chats.get(chat_id)
        if chat is None:
            raise Refused(f"there is no chat {chat_id}", 404)
        if chat.user is not None:
            return cls(world, chat, chat.user)
        if user_id is None or user_id not in chat.members():
            raise Refused("say with ?as= which member of the group you are")
        return cls(world, chat, world.users[user_id])

    def start(self, payload: str = "") -> Stored:
        """Press Start, or open a link t.me/bot?start=payload; this also lifts a block."""
        if self.chat.blocked:
            self.block(blocked=False)
        return self.say(f"/start {payload}".strip())

    def say(self, text: str, reply_to: int | None = None) -> Stored:
        """Send a text; one that is too long goes out in parts, as the apps do it."""
        text = text.strip()
        if not text:
            raise Refused("a message needs text")
        parts = _split(text)
        for part in parts[:-1]:
            self._send(_texted(part), reply_to)
        return self._send(_texted(parts[-1]), reply_to)

    def press(self, message_id: int, data: str) -> str:
        """Press an inline button; return the id of the callback query."""
        stored = self._message(message_id)
        rows = stored.wire.get("reply_markup", {}).get("inline_keyboard", [])
        if data not in {button.get("callback_data") for row in rows for button in row}:
            raise Refused("there is no such button under this message", 409)
        query_id = self.world.callbacks.open()
        query: Wire = {
            "id": query_id,
            "from": self.user.wire(),
            "message": stored.wire,
            "chat_instance": str(self.chat.id),
            "data": data,
        }
        self.world.updates.add("callback_query", query)
        return query_id

    def share_own_contact(self) -> Stored:
        """Send one's own number. Telegram leaves out the plus and adds one's id."""
        contact = self.user.wire() | {
            "phone_number": self.user.phone.removeprefix("+"),
            "user_id": self.user.id,
        }
        names = ("phone_number", "first_name", "last_name", "user_id")
        return self._send({"contact": {name: contact[name] for name in names if name in contact}})

    def share_contact(self, phone: str, name: str) -> Stored:
        """Send somebody else's number; known people keep their id, as with a forwarded card."""
        contact: Wire = {"phone_number": phone, "first_name": name}
        digits = phone.lstrip("+")
        for user in self.world.users.values():
            if digits and user.phone.lstrip("+") == digits:
                contact["user_id"] = user.id
        return self._send({"contact": contact})

    def send_file(self, file: File, kind: Attachment, caption: str = "") -> Stored:
        """Send a stored file as a photo, a document, a voice note, a sticker."""
        content = media(kind.value, file, {})
        if caption:
            content["caption"] = caption
            if entities := detected(caption, []):
                content["caption_entities"] = entities
        return self._send(content)

    def send_location(self, latitude: float, longitude: float) -> Stored:
        """Send where one is."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def edit(self, message_id: int, text: str) -> Stored:
        """Change one's own text; the bot gets an edited_message."""
        stored = self._message(message_id)
        if stored.author != self.user.id or "text" not in stored.wire:
            raise Refused("only one's own text can be edited", 409)
        changed = {key: value for key, value in stored.wire.items() if key != "entities"}
        stored.wire = changed | _texted(text.strip()) | {"edit_date": self.world.now()}
        if self.world.heard(self.chat, stored):
            self.world.updates.add("edited_message", stored.wire)
        self.world.show("edit", self.chat, stored)
        return stored

    def block(self, *, blocked: bool) -> None:
        """Block the bot or unblock it; the bot hears of it as my_chat_member."""
        if not self.chat.private:
            raise Refused("a group can't be blocked")
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        member: Wire = {"status": "member", "user": self.world.bot}
        kicked: Wire = {"status": "kicked", "user": self.world.bot, "until_date": 0}
        change = {
            "chat": self.chat.wire,
            "from": self.user.wire(),
            "date": self.world.now(),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self.world.updates.add("my_chat_member", change)

    def _send(self, content: Wire, reply_to: int | None = None) -> Stored:
        if self.chat.blocked:
            raise Refused("the bot is blocked", 409)
        self.chat.started = True
        if reply_to is not None:
            content["reply_to_message"] = without_reply(self._message(reply_to).wire)
        return self.world.receive(self.chat, self.user, content)

    def _message(self, message_id: int) -> Stored:
        try:
            return self.chat.messages[message_id]
        except KeyError:
            raise Refused("the message is gone", 404) from None


def folder(kind: Attachment) -> str:
    """Return where files of this kind are kept."""
    return FOLDERS[kind.value]


def _texted(text: str) -> Wire:
    entities = detected(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}


def _split(text: str) -> list[str]:
    """Return `text` in parts that fit into one message each."""
    if utf16_length(text) <= TEXT_LIMIT:
        return [text]
    half = TEXT_LIMIT // 2
    # Half the limit in characters is never more than the limit in UTF-16 units.
    return [text[at : at + half] for at in range(0, len(text), half)]
