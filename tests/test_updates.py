"""The short way to an Update ends where the library's own does, in every slot."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot, TelegramObject, Update
from telegram.error import TelegramError
from telegram.ext import filters

from handlers.updates import update_of

USER = {"id": 7_000_000_001, "is_bot": False, "first_name": "नमूना"}
CHAT = {"id": 7_000_000_001, "type": "private", "first_name": "नमूना"}
MESSAGE = {"message_id": 5, "from": USER, "chat": CHAT, "date": 1_742_450_000, "text": "कब आना है?"}
NAMED = {"last_name": "Namuna", "username": "namuna"}


@pytest.fixture
def bot() -> Bot:
    return Bot("1:test")


def slots(value: object) -> object:
    """Give everything that an object of the library holds, all the way down."""
    if not isinstance(value, TelegramObject):
        return value
    names = {n for kind in type(value).__mro__ for n in getattr(kind, "__slots__", ())}
    return type(value), {
        name: getattr(value, name) if name == "_id_attrs" else slots(getattr(value, name, None))
        for name in names
        if name != "_bot"
    }


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE,
        MESSAGE | {"from": USER | NAMED | {"language_code": "hi", "is_premium": True}},
        MESSAGE | {"chat": CHAT | NAMED},
        MESSAGE
        | {"text": "/start x", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
        MESSAGE | {"from": USER | {"a_field_of_tomorrow": 1}},
        MESSAGE | {"chat": {"id": -5, "type": "group", "title": "Sample"}},
        MESSAGE | {"reply_to_message": MESSAGE | {"message_id": 4}},
        {key: value for key, value in MESSAGE.items() if key != "text"} | {"caption": "x"},
    ],
)
def test_same_in_every_slot(message: dict[str, Any], bot: Bot) -> None:
    raw = {"update_id": 9, "message": message}
    ours, theirs = update_of(raw, bot), Update.de_json(raw, bot)
    assert slots(ours) == slots(theirs)
    assert ours == theirs
    assert ours.to_dict() == theirs.to_dict()
    assert ours.effective_message is not None
    assert ours.effective_message.get_bot() is bot


def test_other_updates_go_the_library_s_way(bot: Bot) -> None:
    raw = {"update_id": 9, "edited_message": MESSAGE | {"edit_date": 1_742_450_001}}
    assert slots(update_of(raw, bot)) == slots(Update.de_json(raw, bot))


def test_what_it_is_made_of_can_be_used(bot: Bot) -> None:
    update = update_of({"update_id": 9, "message": MESSAGE}, bot)
    assert update.effective_user is not None
    assert update.effective_user.full_name == "नमूना"
    assert update.message is not None
    assert update.message.date == datetime(2025, 3, 20, 5, 53, 20, tzinfo=UTC)
    assert filters.ChatType.PRIVATE.check_update(update)
    with pytest.raises(AttributeError):
        update.message.text = "changed"


@pytest.mark.parametrize("missing", ["id", "is_bot", "first_name"])
def test_a_user_without_what_every_user_has_is_refused(missing: str, bot: Bot) -> None:
    user = {key: value for key, value in USER.items() if key != missing}
    with pytest.raises((TypeError, TelegramError)):
        update_of({"update_id": 9, "message": MESSAGE | {"from": user}}, bot)
