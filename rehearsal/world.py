"""The state of a rehearsal: who is there, what was said, and what waits for the bot."""

import time
from collections import deque
from collections.abc import Callable, Iterable

from rehearsal import view
from rehearsal.callbacks import Callbacks
from rehearsal.clock import Clock
from rehearsal.errors import bad_request, forbidden
from rehearsal.events import Events
from rehearsal.files import Files
from rehearsal.ledger import Delivered, Ledger
from rehearsal.pace import Limits, Pace
from rehearsal.people import Chat, Group, Stored, User, group_chat, private_chat
from rehearsal.profile import Profile
from rehearsal.updates import Updates
from rehearsal.wire import Wire

_CALLS_KEPT = 500


class World:
    """Everything that Telegram would know about this bot and the people who talk to it.

    Always holds: message ids count up over all chats; an update is queued when the message it
    tells of is stored; the ledger has a line for each message of the bot that a chat contains.
    """

    def __init__(
        self,
        token: str,
        clock: Clock,
        *,
        name: str = "Samvad",
        username: str = "samvad_rehearsal_bot",
        limits: Limits | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        limits = limits or Limits()
        self.clock = clock
        self.bot: Wire = {
            "id": int(token.split(":", maxsplit=1)[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates()
        self.callbacks = Callbacks(limits.callback_seconds)
        self.events = Events()
        self.files = Files()
        self.ledger = ledger or Ledger()
        self.pace = Pace(limits)
        self.profile = Profile(name)
        self.calls: deque[Wire] = deque(maxlen=_CALLS_KEPT)
        # When something next happens by itself; the composer of the rehearsal knows.
        self.next_moment: Callable[[], object] | None = None
        self._next_message = 1

    # People

    def add_user(self, user: User) -> Chat:
        """Register a person; he has not pressed start yet."""
        self.users[user.id] = user
        chat = self.chats[user.id] = private_chat(user)
        return chat

    def add_users(self, users: Iterable[User]) -> None:
        """Register many people."""
        for user in users:
            self.add_user(user)

    def add_group(self, group: Group) -> Chat:
        """Register a group with the bot in it."""
        chat = self.chats[group.id] = group_chat(group)
        return chat

    # Where the bot may write

    def chat(self, chat_id: int | str) -> Chat:
        """Return a chat by id or @username; raise a 400 where the bot knows none."""
        if isinstance(chat_id, str):
            name = chat_id.removeprefix("@").lower()
            for user in self.users.values():
                if (user.username or "").lower() == name and name:
                    return self.chats[user.id]
            raise bad_request("chat not found")
        try:
            return self.chats[chat_id]
        except KeyError:
            raise bad_request("chat not found") from None

    def writable(self, chat_id: int | str) -> Chat:
        """Return a chat to which the bot may write now; raise Telegram's refusal otherwise."""
        chat = self.chat(chat_id)
        if chat.user is not None and chat.user.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            reason = "blocked by the user" if chat.private else "kicked from the group chat"
            raise forbidden(f"bot was {reason}")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def message(self, chat: Chat, message_id: int, purpose: str) -> Stored:
        """Return a message of a chat; raise a 400 "message to <purpose> not found" otherwise."""
        try:
            return chat.messages[message_id]
        except KeyError:
            raise bad_request(f"message to {purpose} not found") from None

    # Messages

    def now(self) -> int:
        """Return the Unix time of the rehearsal's clock."""
        return int(self.clock.now().timestamp())

    def deliver(self, chat: Chat, method: str, content: Wire, markup: Wire | None = None) -> Stored:
        """Put a message of the bot into a chat; the same moment writes the ledger."""
        stored = self._store(chat, self.bot, content)
        if markup is not None:
            self._attach(chat, stored, markup)
        chat.unread += 1
        self.record(chat, method, stored)
        self.show("message", chat, stored)
        return stored

    def receive(self, chat: Chat, user: User, content: Wire) -> Stored:
        """Put a message of a person into a chat and queue the update that tells the bot."""
        stored = self._store(chat, user.wire(), content)
        chat.unread = 0
        if self.heard(chat, stored):
            self.updates.add("message", stored.wire)
        self.show("message", chat, stored)
        return stored

    def note(self, chat: Chat, author: Wire, service: str, content: Wire) -> Stored:
        """Put a service message into a chat; the bot gets no update of what it did itself."""
        stored = self._store(chat, author, content)
        stored.service = service
        self.show("message", chat, stored)
        return stored

    def record(self, chat: Chat, method: str, stored: Stored) -> None:
        """Write into the ledger that a message, or its edit, has reached its chat."""
        now = self.clock.now().isoformat()
        self.ledger.add(Delivered(now, chat.id, method, stored.text, stored.id))

    def show(self, event: str, chat: Chat, stored: Stored) -> None:
        """Tell the pages about a new or changed message."""
        if self.events.watched:
            shown = view.message(stored, chat.id)
            self.events.publish(event, {"chat_id": chat.id, "message": shown}, chat.id)

    def heard(self, chat: Chat, stored: Stored) -> bool:
        """Return whether a message reaches the bot: in a group with privacy not all do."""
        if chat.group is None or not chat.group.privacy:
            return True
        wire = stored.wire
        to_bot = wire.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]
        named = f"@{self.bot['username']}".lower() in stored.text.lower()
        return bool(to_bot or named or stored.text.startswith("/"))

    def delete(self, chat: Chat, message_id: int) -> None:
        """Take a message out of a chat, and off its pins."""
        del chat.messages[message_id]
        if message_id in chat.pinned:
            self.pin(chat, [pinned for pinned in chat.pinned if pinned != message_id])
        self.events.publish(
            "delete",
            {"chat_id": chat.id, "message_id": message_id},
            chat.id,
        )

    def pin(self, chat: Chat, pinned: list[int]) -> None:
        """Make these the pinned messages of a chat, newest first."""
        chat.pinned = pinned
        self.events.publish("pin", {"chat_id": chat.id, "pinned": pinned}, chat.id)

    def log_call(self, method: str, chat_id: int | None, error: str, began: float, of: str) -> None:
        """Remember a call of the bot: what, where to, how it ended, how many ms it took."""
        call: Wire = {
            "time": self.clock.now().isoformat(),
            "method": method,
            "chat_id": chat_id,
            "ok": not error,
            "error": error or None,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "summary": of,
        }
        self.calls.append(call)
        self.events.publish("call", call)

    def close(self) -> None:
        """End what waits: polls, pages, the ledger's file."""
        self.updates.close()
        self.callbacks.close()
        self.events.close()
        self.ledger.close()

    def _store(self, chat: Chat, author: Wire, content: Wire) -> Stored:
        message_id = self._next_message
        self._next_message += 1
        wire = {
            "message_id": message_id,
            "from": author,
            "chat": chat.wire,
            "date": self.now(),
            **content,
        }
        stored = chat.messages[message_id] = Stored(wire, author["id"])
        return stored

    def _attach(self, chat: Chat, stored: Stored, markup: Wire) -> None:
        """Put an inline keyboard under its message, or change the chat's reply keyboard."""
        if "inline_keyboard" in markup:
            if any(markup["inline_keyboard"]):
                stored.wire["reply_markup"] = markup
            return
        stored.fixed = True
        chat.keyboard = markup if "keyboard" in markup else None
        data = {"chat_id": chat.id, "keyboard": view.keyboard(chat.keyboard)}
        self.events.publish("keyboard", data, chat.id)
