"""From what Telegram sent to python-telegram-bot's Update; the plainest messages take a short way.

Nearly all that people send in a private chat is a text and nothing else. The library looks in it
for each of some hundred things that a message may have, and sets as many fields one by one, which
is a tenth of the time that answering takes. So such an update is cast: the fields of a finished
one are copied, those few that differ are set. Whatever has a key more goes the library's own way;
tests compare the two, slot by slot.
"""

from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from telegram import Bot, Chat, Message, TelegramObject, Update, User
from telegram.constants import ChatType

from bot.intake.raw import Raw

T = TypeVar("T", bound=TelegramObject)

_UPDATE = {"update_id", "message"}
_MESSAGE = {"message_id", "from", "chat", "date", "text"}
_NEEDED = {"id", "is_bot", "first_name"}  # of a user
_USER = {"id", "is_bot", "first_name", "last_name", "username", "language_code", "is_premium"}
_CHAT = {"id", "type", "first_name", "last_name", "username"}


class _Mould(Generic[T]):
    """Makes objects like a finished one, but for a few fields."""

    def __init__(self, finished: T) -> None:
        self._kind = type(finished)
        # Each slot's own way of being set takes a third of the time that setting by name does.
        self._fields = [
            (slot.__set__, slot.__get__(finished))
            for kind in self._kind.__mro__
            for name in getattr(kind, "__slots__", ())
            if hasattr(finished, name)
            for slot in (getattr(kind, name),)
        ]

    def cast(self, bot: Bot, key: tuple[object, ...], differing: dict[str, Any]) -> T:
        """Make one; ``key`` is what the library compares such objects by."""
        made = self._kind.__new__(self._kind)
        for put, value in self._fields:
            put(made, value)
        for name, value in (differing | {"_bot": bot, "_id_attrs": key}).items():
            object.__setattr__(made, name, value)
        return made


_SOMEONE = User(1, "", is_bot=False)
_PRIVATE = Chat(1, ChatType.PRIVATE)
_LONG_AGO = datetime.fromtimestamp(0, UTC)
_USERS, _CHATS = _Mould(_SOMEONE), _Mould(_PRIVATE)
_MESSAGES = _Mould(Message(1, _LONG_AGO, _PRIVATE, from_user=_SOMEONE, text=""))
_UPDATES = _Mould(Update(1))


def update_of(raw: Raw, bot: Bot) -> Update:
    """Give the update as `Update.de_json` does; what it cannot read, it raises for."""
    message = raw.get("message")
    if not (isinstance(message, dict) and _is_plain(raw, message)):
        return Update.de_json(raw, bot)
    user, chat = message["from"], message["chat"]
    number = message["message_id"]
    place = _CHATS.cast(bot, (chat["id"],), chat | {"type": ChatType.PRIVATE})
    fields = {
        "message_id": number,
        "from_user": _USERS.cast(bot, (user["id"],), user),
        "chat": place,
        "date": datetime.fromtimestamp(message["date"], UTC),
        "text": message["text"],
    }
    cast = _MESSAGES.cast(bot, (number, place), fields)
    update_id = raw["update_id"]
    return _UPDATES.cast(bot, (update_id,), {"update_id": update_id, "message": cast})


def _is_plain(raw: Raw, message: dict[str, Any]) -> bool:
    """Tell a text in a private chat, from a person, with nothing else to it."""
    user, chat = message.get("from"), message.get("chat")
    return (
        raw.keys() == _UPDATE
        and message.keys() == _MESSAGE
        and isinstance(user, dict)
        and _NEEDED <= user.keys() <= _USER
        and isinstance(chat, dict)
        and "id" in chat
        and chat.keys() <= _CHAT
        and chat.get("type") == ChatType.PRIVATE
    )
