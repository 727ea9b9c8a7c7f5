"""The bot library that the project uses, against this server as against the real one."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest
from scene import GROUP, NOON, RAM, SITA, STRANGER, TOKEN
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode, UpdateType
from telegram.error import BadRequest, Conflict, Forbidden

from rehearsal.server import RehearsalServer

YES = InlineKeyboardMarkup([[InlineKeyboardButton("हाँ", callback_data="yes", style="success")]])


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress((b"\0" + bytes(width)) * height))
    return b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")


@pytest.fixture
async def bot(server: RehearsalServer) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=server.api_url, base_file_url=server.file_url) as bot:
        yield bot


async def act(http: httpx.AsyncClient, what: str, chat_id: int = RAM, **asked: object) -> None:
    response = await http.post(f"/api/chat/{chat_id}/{what}", json=asked)
    response.raise_for_status()


async def updates(bot: Bot, **asked: object) -> list[Update]:
    """Return the updates that wait, and confirm them."""
    found = await bot.get_updates(**asked)  # type: ignore[arg-type]
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return list(found)


async def received(bot: Bot) -> Message:
    (update,) = await updates(bot)
    assert update.message is not None
    return update.message


async def test_sends_text(bot: Bot, server: RehearsalServer) -> None:
    message = await bot.send_message(RAM, "<b>नमस्ते</b> /start", ParseMode.HTML, reply_markup=YES)
    assert (message.text, message.text_html) == ("नमस्ते /start", "<b>नमस्ते</b> /start")
    assert [entity.type for entity in message.entities] == ["bold", "bot_command"]
    assert (message.chat_id, message.date, message.reply_markup) == (RAM, NOON, YES)
    assert message.from_user is not None
    assert message.from_user.is_bot
    assert [row.text for row in server.world.ledger.to(RAM)] == ["नमस्ते /start"]


async def test_sends_files_and_finds_them_again(bot: Bot) -> None:
    sent = await bot.send_document(RAM, b"BEGIN:VCALENDAR", filename="संवाद.ics", caption="a")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.document.file_size) == (
        "संवाद.ics",
        "text/calendar",
        15,
    )
    again = await bot.send_document(SITA, sent.document.file_id)
    assert again.document == sent.document
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"


async def test_sends_every_kind(bot: Bot) -> None:
    photo = await bot.send_photo(RAM, png(30, 20), caption="<i>x</i>", parse_mode="HTML")
    assert [(size.width, size.height) for size in photo.photo] == [(30, 20)]
    assert photo.caption_html == "<i>x</i>"
    assert (await bot.send_voice(RAM, b"OggS", duration=3)).voice.mime_type == "audio/ogg"
    assert (await bot.send_audio(RAM, b"ID3", title="t")).audio.title == "t"
    assert (await bot.send_video(RAM, b"mp4", width=4, height=3)).video.width == 4
    assert (await bot.send_location(RAM, 28.6, 77.2)).location.latitude == 28.6
    venue = (await bot.send_venue(RAM, 28.6, 77.2, "भवन", "दिल्ली")).venue
    assert (venue.title, venue.address, venue.location.longitude) == ("भवन", "दिल्ली", 77.2)
    assert (await bot.send_contact(RAM, "+911000000009", "Desk")).contact.first_name == "Desk"


async def test_sends_albums(bot: Bot) -> None:
    album = await bot.send_media_group(
        RAM, [InputMediaPhoto(png(2, 2), caption="a"), InputMediaPhoto(png(3, 3))]
    )
    assert [message.caption for message in album] == ["a", None]
    assert len({message.media_group_id for message in album}) == 1
    with pytest.raises(BadRequest, match="from 2 to 10"):
        await bot.send_media_group(RAM, [InputMediaDocument(b"a")])


async def test_edits(bot: Bot, server: RehearsalServer) -> None:
    sent = await bot.send_message(RAM, "पहले", reply_markup=YES)
    edited = await sent.edit_text("<b>बाद</b>", parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("बाद", None, NOON)
    photo = await bot.send_photo(RAM, png(2, 2), caption="a")
    captioned = await photo.edit_caption("b", reply_markup=YES)
    assert isinstance(captioned, Message)
    assert (captioned.caption, captioned.reply_markup) == ("b", YES)
    document = await photo.edit_media(InputMediaDocument(b"x", filename="x.txt"))
    assert isinstance(document, Message)
    assert document.document is not None
    assert (document.photo, document.caption) == ((), None)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("x")
    assert [row.method for row in server.world.ledger.rows] == [
        "sendMessage",
        "editMessageText",
        "sendPhoto",
        "editMessageCaption",
        "editMessageMedia",
    ]


async def test_replies_copies_and_forwards(bot: Bot) -> None:
    first = await bot.send_message(RAM, "<b>a</b>", parse_mode="HTML", reply_markup=YES)
    reply = await bot.send_message(RAM, "b", reply_parameters=ReplyParameters(first.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "a"
    orphan = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(RAM, "c", reply_parameters=orphan)).reply_to_message is None
    copied = await bot.copy_message(SITA, RAM, first.message_id)
    assert copied.message_id == 4
    forwarded = await bot.forward_message(SITA, RAM, first.message_id)
    assert (forwarded.text_html, forwarded.reply_markup) == ("<b>a</b>", None)
    assert forwarded.forward_origin is not None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(RAM, "d", reply_parameters=ReplyParameters(999))


async def test_pins_and_reactions(bot: Bot, server: RehearsalServer) -> None:
    one, two = [await bot.send_message(RAM, text) for text in "ab"]
    await one.pin()
    await two.pin()
    assert server.world.chats[RAM].pinned == [two.message_id, one.message_id]
    full = await bot.get_chat(RAM)
    assert full.pinned_message is not None
    assert full.pinned_message.text == "b"
    await two.unpin()
    await one.delete()
    assert server.world.chats[RAM].pinned == []
    await two.set_reaction("🙏")
    assert server.world.chats[RAM].messages[two.message_id].reaction == "🙏"
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await two.set_reaction("🪷")
    await two.set_reaction([])
    assert server.world.chats[RAM].messages[two.message_id].reaction == ""


async def test_a_person_starts_and_shares_his_number(bot: Bot, http: httpx.AsyncClient) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(STRANGER, "x")
    await act(http, "start", STRANGER, payload="a_token-1")
    start = await received(bot)
    assert (start.text, start.chat.type, start.from_user.id) == (
        "/start a_token-1",
        "private",
        STRANGER,
    )
    assert [(e.type, e.offset, e.length) for e in start.entities] == [("bot_command", 0, 6)]
    await bot.send_message(
        STRANGER,
        "x",
        reply_markup=ReplyKeyboardMarkup([[KeyboardButton("मेरा नंबर", request_contact=True)]]),
    )
    await act(http, "contact", STRANGER, own=True)
    own = (await received(bot)).contact
    assert (own.phone_number, own.user_id) == ("911000000003", STRANGER)
    await act(http, "contact", STRANGER, phone="+911000000001", name="राम")
    other = (await received(bot)).contact
    assert (other.phone_number, other.user_id) == ("+911000000001", RAM)
    shown = (await http.get(f"/api/chat/{STRANGER}")).json()["keyboard"]
    assert shown["rows"] == [[{"text": "मेरा नंबर", "kind": "contact"}]]
    await bot.send_message(STRANGER, "x", reply_markup=ReplyKeyboardRemove())
    assert (await http.get(f"/api/chat/{STRANGER}")).json()["keyboard"] is None


async def test_a_button_is_answered_once(bot: Bot, http: httpx.AsyncClient) -> None:
    sent = await bot.send_message(RAM, "आएँगे?", reply_markup=YES)
    press = {"message_id": sent.message_id, "data": "yes"}
    waiting = asyncio.create_task(http.post(f"/api/chat/{RAM}/press", json=press))
    (update,) = await updates(bot, timeout=5)
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.message) == ("yes", RAM, sent)
    await query.answer("दर्ज हुआ", show_alert=True)
    outcome = {"answered": True, "text": "दर्ज हुआ", "alert": True}
    assert (await waiting).json() == outcome
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    missing = await http.post(f"/api/chat/{RAM}/press", json=press | {"data": "no"})
    assert missing.status_code == 409


async def test_a_person_writes_edits_sends_and_blocks(bot: Bot, http: httpx.AsyncClient) -> None:
    await act(http, "text", text="कब आना है?")
    asked = await received(bot)
    await act(http, "text", text="और?", reply_to=asked.message_id)
    assert (await received(bot)).reply_to_message == asked
    await act(http, "edit", message_id=asked.message_id, text="कहाँ?")
    (edit,) = await updates(bot)
    assert edit.edited_message is not None
    assert (edit.edited_message.text, edit.edited_message.edit_date) == ("कहाँ?", NOON)
    await act(http, "location", latitude=28.6, longitude=77.2)
    assert (await received(bot)).location.longitude == 77.2
    form = {"kind": "voice", "caption": ""}
    await http.post(f"/api/chat/{RAM}/file", data=form, files={"file": ("v.ogg", b"OggS")})
    voice = (await received(bot)).voice
    assert voice.file_size == 4
    await act(http, "block", blocked=True)
    (left,) = await updates(bot)
    assert left.my_chat_member is not None
    assert left.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(RAM, "x")
    refused = await http.post(f"/api/chat/{RAM}/text", json={"text": "x"})
    assert refused.status_code == 409
    await act(http, "start")
    back, start = await updates(bot)
    assert back.my_chat_member is not None
    assert back.my_chat_member.new_chat_member.status == "member"
    assert start.message is not None
    assert start.message.text == "/start"


async def test_a_wall_of_text_comes_in_parts(bot: Bot, http: httpx.AsyncClient) -> None:
    await act(http, "text", text="क" * 5000)
    parts = [update.message.text for update in await updates(bot) if update.message]
    assert "".join(parts) == "क" * 5000
    assert max(map(len, parts)) <= 4096


async def test_groups(bot: Bot, http: httpx.AsyncClient, server: RehearsalServer) -> None:
    response = await http.post(f"/api/chat/{GROUP}/text?as={SITA}", json={"text": "hello"})
    assert response.json()["message"]["out"] is True
    message = await received(bot)
    assert (message.chat.type, message.chat.title, message.from_user.first_name) == (
        "group",
        "Help desk",
        "Sita",
    )
    await message.reply_text("hi")
    seen = (await http.get(f"/api/chat/{GROUP}?as={RAM}")).json()["messages"]
    assert [(one["text"], one["out"]) for one in seen] == [("hello", False), ("hi", False)]
    stranger = await http.post(f"/api/chat/{GROUP}/text?as={STRANGER}", json={"text": "x"})
    assert stranger.status_code == 400
    group = server.world.chats[GROUP].group
    assert group is not None
    group.privacy = True
    for text in ("not for the bot", "/status"):
        await http.post(f"/api/chat/{GROUP}/text?as={RAM}", json={"text": text})
    assert (await received(bot)).text == "/status"
    assert await bot.get_chat_member_count(GROUP) == 3
    assert (await bot.get_chat_member(GROUP, STRANGER)).status == "left"


async def test_commands_by_scope_and_language(
    bot: Bot, http: httpx.AsyncClient, server: RehearsalServer
) -> None:
    await bot.set_my_commands([BotCommand("date", "My date")])
    await bot.set_my_commands([BotCommand("date", "मेरी तारीख़")], language_code="hi")
    await bot.set_my_commands([BotCommand("rsvp", "Answer")], BotCommandScopeChat(SITA))
    shown = {
        person: (await http.get(f"/api/chat/{person}")).json()["commands"] for person in (RAM, SITA)
    }
    assert shown == {
        RAM: [{"command": "date", "description": "मेरी तारीख़"}],
        SITA: [{"command": "rsvp", "description": "Answer"}],
    }
    assert await bot.get_my_commands(language_code="hi") == (BotCommand("date", "मेरी तारीख़"),)
    await bot.delete_my_commands(BotCommandScopeChat(SITA))
    chat = server.world.chats[SITA]
    assert server.world.profile.commands_in(chat, "en") == [
        {"command": "date", "description": "My date"}
    ]


async def test_names_by_language(bot: Bot, http: httpx.AsyncClient) -> None:
    await bot.set_my_name("संवाद", language_code="hi")
    await bot.set_my_description("Ask here", language_code="")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_name("hi")).name == "संवाद"
    assert (await bot.get_my_name("en")).name == "Samvad"
    assert (await bot.get_my_description("hi")).description == "Ask here"
    assert (await bot.get_my_short_description()).short_description == "Short"
    config = (await http.get("/api/config")).json()
    assert config["descriptions"] == {"": "Ask here"}
    assert config["names"] == {"": "Samvad", "hi": "संवाद"}


async def test_updates_stay_until_confirmed(bot: Bot, http: httpx.AsyncClient) -> None:
    for text in "abc":
        await act(http, "text", text=text)
    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    assert [update.message.text for update in again if update.message] == ["a", "b", "c"]
    assert first == again[:2]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert rest == again[2:]
    assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_an_update_can_come_twice(
    bot: Bot, http: httpx.AsyncClient, server: RehearsalServer
) -> None:
    await act(http, "text", text="a")
    (first,) = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    server.world.updates.repeat(first.to_dict())
    assert await bot.get_updates() == (first,)
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_updates_come_only_as_asked(bot: Bot, http: httpx.AsyncClient) -> None:
    await bot.get_updates(allowed_updates=[UpdateType.CALLBACK_QUERY])
    await act(http, "text", text="x")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await act(http, "text", text="y")
    assert (await received(bot)).text == "y"


async def test_a_second_poll_ends_the_first(
    bot: Bot, server: RehearsalServer, http: httpx.AsyncClient
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    address = f"{server.api_url}{TOKEN}/getUpdates"
    second = asyncio.create_task(http.post(address, json={"timeout": 5}))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await act(http, "text", text="x")
    assert len((await second).json()["result"]) == 1


async def test_a_webhook_ends_polling(bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
