"""What the stand-in for Telegram refuses, with the words and codes of the real one."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from scene import GROUP, RAM, SITA, STRANGER, TOKEN, Api

from rehearsal.clock import RehearsalClock
from rehearsal.server import RehearsalServer

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
URL = "inline keyboard button URL"
PROTOCOL = "Unsupported URL protocol"
TEXT_BUTTON = (
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)


def text(value: str, **more: object) -> dict[str, Any]:
    return {"chat_id": RAM, "text": value, **more}


def inline(**button: object) -> dict[str, Any]:
    return text("x", reply_markup={"inline_keyboard": [[{"text": "b", **button}]]})


def keyboard(chat_id: int = RAM, **button: object) -> dict[str, Any]:
    markup = {"keyboard": [[{"text": "b", **button}]]}
    return {"chat_id": chat_id, "text": "x", "reply_markup": markup}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    # who and what
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody_here", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": RAM}, "message text is empty"),
    ("sendMessage", text(""), "message text is empty"),
    ("sendMessage", text(" \n "), "message text is empty"),
    ("sendMessage", text("<b> </b>", parse_mode="HTML"), "message text is empty"),
    ("sendMessage", text("x", colour="red"), "unknown parameter colour"),
    ("sendMessage", text("x", reply_to_message_id=1), "unknown parameter reply_to_message_id"),
    ("sendMessage", text("x", disable_notification=3),
     "value must be true or false: disable_notification"),
    ("sendMessage", text("x", entities=[{"type": "bold", "offset": 0, "length": 2}]),
     "entity beyond the end of the text"),
    # lengths, in UTF-16 units after parsing
    ("sendMessage", text("a" * 4097), "message is too long"),
    ("sendMessage", text("😀" * 2049), "message is too long"),
    ("sendMessage", text("क" * 4097), "message is too long"),
    # parse mode
    ("sendMessage", text("x", parse_mode="rtf"), "unsupported parse_mode"),
    ("sendMessage", text("<b>x", parse_mode="HTML"),
     "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    # buttons
    ("sendMessage", inline(callback_data="क" * 22), "BUTTON_DATA_INVALID"),
    ("sendMessage", inline(callback_data="a", url="https://x.in"),
     "can't parse inline keyboard button: only one action, found url and callback_data"),
    ("sendMessage", inline(), TEXT_BUTTON),
    ("sendMessage", inline(url="nowhere"), f"{URL} 'nowhere' is invalid: Wrong HTTP URL"),
    ("sendMessage", inline(url="ftp://x.in"), f"{URL} 'ftp://x.in' is invalid: {PROTOCOL}"),
    ("sendMessage", inline(callback_data="a", style="purple"),
     "invalid inline keyboard button style specified"),
    ("sendMessage", inline(copy_text={"text": "a" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    ("sendMessage", inline(callback_data="a", colour="red"),
     "unknown field colour of InlineKeyboardButton"),
    ("sendMessage", text("x", reply_markup={"inline_keyboard": [[{"callback_data": "a"}]]}),
     "can't find field \"text\" of InlineKeyboardButton"),
    ("sendMessage", text("x", reply_markup="no json"), "can't parse reply_markup JSON object"),
    ("sendMessage", keyboard(GROUP, request_contact=True),
     "phone number can be requested in private chats only"),
    ("sendMessage", text("x", reply_markup={"keyboard": []}), "reply keyboard must be non-empty"),
    # replies
    ("sendMessage", text("x", reply_parameters={"message_id": 999}),
     "message to be replied not found"),
    # files and places
    ("sendPhoto", {"chat_id": RAM}, "there is no photo in the request"),
    ("sendPhoto", {"chat_id": RAM, "photo": "https://example.org/a.png"},
     "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"chat_id": RAM, "document": "attach://nothing"},
     "wrong file identifier/HTTP URL specified"),
    ("sendLocation", {"chat_id": RAM, "latitude": 91, "longitude": 0}, "location is invalid"),
    ("sendVenue", {"chat_id": RAM, "latitude": 1, "longitude": 1, "title": " ", "address": "a"},
     "venue title and address must be non-empty"),
    ("getFile", {"file_id": "unknown"}, "invalid file_id"),
    # edits and deletions
    ("editMessageText", {"chat_id": RAM, "message_id": 999, "text": "x"},
     "message to edit not found"),
    ("editMessageText", {"chat_id": RAM, "text": "x"}, "message identifier is not specified"),
    ("editMessageText", {"chat_id": RAM, "message_id": 999}, "message text is empty"),
    ("editMessageText", {"inline_message_id": "a", "text": "x"}, "MESSAGE_ID_INVALID"),
    ("deleteMessage", {"chat_id": RAM, "message_id": 999}, "message to delete not found"),
    ("deleteMessages", {"chat_id": RAM, "message_ids": list(range(101))},
     "too many message identifiers specified"),
    ("pinChatMessage", {"chat_id": RAM, "message_id": 999}, "message to pin not found"),
    ("unpinChatMessage", {"chat_id": RAM}, "message to unpin not found"),
    ("copyMessage", {"chat_id": RAM, "from_chat_id": SITA, "message_id": 999},
     "message to copy not found"),
    ("setMessageReaction", {"chat_id": RAM, "message_id": 999}, "message to react not found"),
    ("sendChatAction", {"chat_id": RAM, "action": "dancing"},
     "wrong parameter action in request"),
    # buttons that were not pressed
    ("answerCallbackQuery", {"callback_query_id": "17"}, TOO_OLD),
    ("answerCallbackQuery", {}, TOO_OLD),
    # how the bot presents itself
    ("setMyCommands", {"commands": [{"command": "Start!", "description": "x"}]},
     "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "start", "description": "x" * 257}]},
     "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [], "language_code": "hindi"},
     "invalid language code specified"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 5}},
     "chat not found"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_SHORT_DESCRIPTION_INVALID"),
    # known to the specification, not to this server
    ("sendDice", {"chat_id": RAM},
     "method is available but not implemented in the rehearsal"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "parameters", "reason"), REFUSED)
async def test_refuses(api: Api, method: str, parameters: dict[str, Any], reason: str) -> None:
    assert await api(method, **parameters) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"},
    )


@pytest.mark.parametrize(
    ("address", "status", "description"),
    [
        ("/bot123456:another-token-altogether/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot", 404, "Not Found"),
        (f"/bot{TOKEN}", 404, "Not Found"),
        (f"/bot{TOKEN}/sendTelegram", 404, "Not Found"),
        (f"/file/bot{TOKEN}/documents/none.pdf", 404, "Not Found"),
        ("/file/bot123456:another-token-altogether/documents/none.pdf", 404, "Not Found"),
    ],
)
async def test_refuses_addresses(
    http: httpx.AsyncClient, address: str, status: int, description: str
) -> None:
    response = await http.get(address)
    assert response.status_code == status
    assert response.json() == {"ok": False, "error_code": status, "description": description}


async def test_writes_only_to_who_lets_it(api: Api, server: RehearsalServer) -> None:
    server.world.chats[SITA].blocked = True
    assert (await api("sendMessage", chat_id=STRANGER, text="x"))[1]["description"] == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    assert (await api("sendMessage", chat_id=SITA, text="x"))[1] == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
    server.world.users[RAM].deactivated = True
    assert (await api("sendMessage", chat_id=RAM, text="x"))[1]["description"] == (
        "Forbidden: user is deactivated"
    )
    assert server.world.ledger.rows == []


async def test_an_edit_must_change_something(api: Api) -> None:
    markup = {"inline_keyboard": [[{"text": "हाँ", "callback_data": "yes"}]]}
    message = {"chat_id": RAM, "message_id": 1}
    await api("sendMessage", **text("<b>एक</b>", parse_mode="HTML", reply_markup=markup))
    same = message | {"text": "<b>एक</b>", "parse_mode": "HTML", "reply_markup": markup}
    again = await api("editMessageText", **same)
    assert again[1]["description"] == f"Bad Request: {NOT_MODIFIED}"
    plain = await api("editMessageText", **(same | {"parse_mode": None, "text": "एक"}))
    assert "entities" not in plain[1]["result"]
    removed = await api("editMessageReplyMarkup", **message)
    assert "reply_markup" not in removed[1]["result"]
    assert (await api("editMessageReplyMarkup", **message))[1]["description"] == (
        f"Bad Request: {NOT_MODIFIED}"
    )


@pytest.mark.parametrize(
    "markup", [{"keyboard": [[{"text": "b"}]]}, {"remove_keyboard": True}, {"force_reply": True}]
)
async def test_a_message_with_a_reply_keyboard_stays_as_it_is(
    api: Api, markup: dict[str, Any]
) -> None:
    await api("sendMessage", **text("x", reply_markup=markup))
    edited = await api("editMessageText", chat_id=RAM, message_id=1, text="y")
    assert edited[1]["description"] == "Bad Request: message can't be edited"


async def test_only_own_messages_are_edited(api: Api, http: httpx.AsyncClient) -> None:
    await http.post(f"/api/chat/{RAM}/text", json={"text": "मेरा"})
    edited = await api("editMessageText", chat_id=RAM, message_id=1, text="y")
    assert edited[1]["description"] == "Bad Request: message can't be edited"


async def test_nothing_is_deleted_after_two_days(api: Api, server: RehearsalServer) -> None:
    await api("sendMessage", **text("first"))
    await api("sendMessage", **text("second"))
    assert await api("deleteMessage", chat_id=RAM, message_id=1) == (
        200,
        {"ok": True, "result": True},
    )
    assert isinstance(server.world.clock, RehearsalClock)
    server.world.clock.jump(timedelta(days=2))
    late = await api("deleteMessage", chat_id=RAM, message_id=2)
    assert late[1]["description"] == "Bad Request: message can't be deleted for everyone"
    assert list(server.world.chats[RAM].messages) == [2]


async def test_captions_are_shorter(api: Api, http: httpx.AsyncClient) -> None:
    form = {"chat_id": str(RAM), "caption": "😀" * 513}
    files = {"document": ("a.ics", b"BEGIN:VCALENDAR", "text/calendar")}
    response = await http.post(f"/bot{TOKEN}/sendDocument", data=form, files=files)
    assert response.json()["description"] == "Bad Request: message caption is too long"
    sent = await http.post(
        f"/bot{TOKEN}/sendDocument", data=form | {"caption": "क" * 1024}, files=files
    )
    edited = await api(
        "editMessageCaption",
        chat_id=RAM,
        message_id=sent.json()["result"]["message_id"],
        caption="x" * 1025,
    )
    assert edited[1]["description"] == "Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x10\0\0\0\0\x01" + bytes(20),
            "PHOTO_INVALID_DIMENSIONS",
        ),
    ],
)
async def test_a_photo_must_be_one(http: httpx.AsyncClient, content: bytes, reason: str) -> None:
    response = await http.post(
        f"/bot{TOKEN}/sendPhoto", data={"chat_id": str(RAM)}, files={"photo": ("a.png", content)}
    )
    assert response.json()["description"] == f"Bad Request: {reason}"


async def test_thirty_messages_a_second(api: Api, server: RehearsalServer) -> None:
    answers = [await api("sendMessage", chat_id=chat, text="x") for chat in [RAM, SITA] * 16]
    assert [status for status, _ in answers] == [200] * 30 + [429] * 2
    assert answers[30][1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert len(server.world.ledger.rows) == 30


async def test_twenty_messages_a_minute_to_a_group(api: Api) -> None:
    answers = [await api("sendMessage", chat_id=GROUP, text="x") for _ in range(21)]
    assert [status for status, _ in answers] == [200] * 20 + [429]
    assert 50 < answers[20][1]["parameters"]["retry_after"] <= 60
