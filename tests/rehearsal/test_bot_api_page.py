"""What the page is told: people, chats, the clock, calls, and events as they happen."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from scene import GROUP, NOON, RAM, SITA, STRANGER, TOKEN, Api

from bot.papers import FONTS
from rehearsal.clock import RehearsalClock
from rehearsal.people import Kind, User
from rehearsal.server import RehearsalServer


async def stream(client: httpx.AsyncClient, address: str) -> AsyncIterator[tuple[str, Any]]:
    async with client.stream("GET", address) as response:
        name = ""
        async for line in response.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


async def heard(
    server: RehearsalServer, address: str, count: int, ready: asyncio.Event
) -> list[tuple[str, Any]]:
    """Return the first events of a stream, the greeting left out."""
    found = []
    async with httpx.AsyncClient(base_url=server.page_url, timeout=5) as client:
        async for event in stream(client, address):
            if not ready.is_set():
                ready.set()
                continue
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_people_are_found_by_any_of_their_words(
    server: RehearsalServer, http: httpx.AsyncClient
) -> None:
    server.world.add_users(
        [
            User(11, "Kamla", "Sample", kind=Kind.STAFF),
            User(12, "Hari", "Sample", name_hi="हरि", state="RJ", state_name="राजस्थान",
                 district="Jaipur", link="https://t.me/samvad_rehearsal_bot?start=x"),
        ]
    )  # fmt: skip

    async def found(**query: str) -> tuple[int, list[int]]:
        answer = (await http.get("/api/people", params=query)).json()
        return answer["total"], [person["id"] for person in answer["people"]]

    assert await found(q="राजस्थान") == (1, [12])
    assert await found(q="jaipur hari") == (1, [12])
    assert await found(q="+911000000002") == (1, [SITA])
    assert await found(q="nobody") == (0, [])
    assert await found(kind="staff") == (1, [11])
    assert await found(kind="group") == (1, [GROUP])
    assert await found(kind="group", q="nobody") == (0, [])
    assert await found(limit="2", offset="1") == (5, [SITA, STRANGER])


async def test_the_latest_conversation_comes_first(
    server: RehearsalServer, http: httpx.AsyncClient
) -> None:
    clock = server.world.clock
    assert isinstance(clock, RehearsalClock)
    for person in (SITA, RAM):
        await http.post(f"/api/chat/{person}/text", json={"text": "?"})
        clock.jump(timedelta(minutes=1))
    people = (await http.get("/api/people")).json()["people"]
    assert [person["id"] for person in people] == [RAM, SITA, STRANGER]


async def test_a_chat_is_shown_as_its_person_sees_it(
    server: RehearsalServer, http: httpx.AsyncClient, api: Api
) -> None:
    user = server.world.users[RAM]
    user.invitation, user.link = "संवाद", "https://t.me/samvad_rehearsal_bot?start=x"
    await http.post(f"/api/chat/{RAM}/text", json={"text": "<b>?"})
    buttons = [
        {"text": "हाँ", "callback_data": "yes", "style": "success"},
        {"text": "map", "url": "https://example.org/"},
        {"text": "copy", "copy_text": {"text": "24 Akbar Road"}},
    ]
    await api(
        "sendMessage",
        chat_id=RAM,
        text="<b>x</b>",
        parse_mode="HTML",
        reply_parameters={"message_id": 1},
        reply_markup={"inline_keyboard": [buttons]},
    )
    assert (await http.get("/api/people", params={"q": "राम"})).json()["people"][0]["unread"] == 1
    chat = (await http.get(f"/api/chat/{RAM}")).json()
    assert chat["messages"] == [
        {
            "id": 1,
            "out": True,
            "from": {"id": RAM, "name": "राम Sample", "is_bot": False},
            "date": NOON.isoformat(),
            "edited": False,
            "html": "&lt;b&gt;?",
            "text": "<b>?",
            "entities": [],
        },
        {
            "id": 2,
            "out": False,
            "from": {"id": 123456, "name": "Samvad", "is_bot": True},
            "date": NOON.isoformat(),
            "edited": False,
            "html": "<b>x</b>",
            "text": "x",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
            "reply_to": {"id": 1, "text": "<b>?"},
            "buttons": [
                [
                    {"text": "हाँ", "kind": "callback", "data": "yes", "style": "success"},
                    {"text": "map", "kind": "url", "url": "https://example.org/"},
                    {"text": "copy", "kind": "copy", "copy": "24 Akbar Road"},
                ]
            ],
        },
    ]
    assert chat["invitation"] == {"text": "संवाद", "url": user.link}
    assert (chat["person"]["last"], chat["person"]["unread"]) == ("x", 0)
    assert (await http.get("/api/chat/5")).status_code == 404


async def test_a_file_is_served_so_that_it_can_run_nothing(http: httpx.AsyncClient) -> None:
    page = b"<script>alert(1)</script>"
    sent = await http.post(
        f"/api/chat/{RAM}/file", data={"caption": "देखें"}, files={"file": ("a.html", page)}
    )
    message = sent.json()["message"]
    media = message["media"]
    assert (media["kind"], media["name"], media["size"]) == ("document", "a.html", len(page))
    assert message["text"] == "देखें"
    response = await http.get(media["url"])
    assert response.content == page
    assert response.headers["content-security-policy"].startswith("sandbox")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_clock_is_moved(server: RehearsalServer, http: httpx.AsyncClient) -> None:
    async def moved(**asked: object) -> datetime:
        answer = (await http.post("/api/clock", json=asked)).json()
        return datetime.fromisoformat(answer["now"])

    assert await moved(jump_seconds=3600) == NOON + timedelta(hours=1)
    assert await moved(to="2025-04-03T09:00:00+05:30") == datetime.fromisoformat(
        "2025-04-03T03:30:00+00:00"
    )
    nothing = await http.post("/api/clock", json={"next": True})
    assert (nothing.status_code, nothing.json()) == (409, {"error": "nothing is planned"})
    server.page.next_moment = lambda: NOON
    assert await moved(next=True) == NOON
    for unreadable in ({"to": "tomorrow"}, {"to": "2025-04-03T09:00"}, {"speed": -1}):
        assert (await http.post("/api/clock", json=unreadable)).status_code == 400
    await http.post("/api/clock", json={"speed": 60})
    assert (await http.get("/api/clock")).json()["speed"] == 60


async def test_events_of_one_person(
    server: RehearsalServer, http: httpx.AsyncClient, api: Api
) -> None:
    ready = asyncio.Event()
    watching = asyncio.create_task(heard(server, f"/api/events?user={RAM}", 9, ready))
    await ready.wait()
    await api("sendMessage", chat_id=SITA, text="not for him")
    await http.post(f"/api/chat/{RAM}/text", json={"text": "a"})
    await api("sendMessage", chat_id=RAM, text="b", reply_markup={"keyboard": [[{"text": "c"}]]})
    await api("sendChatAction", chat_id=RAM, action="typing")
    await api("deleteMessage", chat_id=RAM, message_id=2)
    events = await watching
    assert [name for name, _ in events] == [
        "call",
        "message",
        "keyboard",
        "message",
        "call",
        "typing",
        "call",
        "delete",
        "call",
    ]
    assert events[1][1]["chat_id"] == RAM
    assert events[1][1]["message"]["out"] is True
    assert events[2][1]["keyboard"]["rows"] == [[{"text": "c", "kind": "text"}]]
    assert events[7][1] == {"chat_id": RAM, "message_id": 2}


async def test_calls_are_told_without_the_token(api: Api, http: httpx.AsyncClient) -> None:
    await api("sendMessage", chat_id=RAM, text="नमस्ते")
    await api("sendMessage", chat_id=5, text="x")
    await api("getUpdates")
    response = await http.get("/api/calls", params={"limit": 5})
    told = [
        (call["method"], call["chat_id"], call["ok"], call["error"], call["summary"])
        for call in response.json()["calls"]
    ]
    assert told == [
        ("sendMessage", RAM, True, None, "नमस्ते"),
        ("sendMessage", 5, False, "Bad Request: chat not found", "x"),
    ]
    assert TOKEN not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:9"}, 200),
        ({"origin": "http://localhost"}, 200),
        ({"origin": "https://example.org"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "example.org"}, 403),
        ({"host": "localhost:80"}, 200),
    ],
)
async def test_pages_of_other_sites_drive_nothing(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    response = await http.post(f"/api/chat/{RAM}/text", json={"text": "x"}, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("text", {}),
        ("text", {"text": " "}),
        ("text", {"text": "x", "reply_to": 99}),
        ("press", {"message_id": 99, "data": "x"}),
        ("edit", {"message_id": 99, "text": "x"}),
        ("contact", {}),
        ("file", {}),
        ("block", {}),
    ],
)
async def test_what_cannot_be_done_is_told(
    http: httpx.AsyncClient, act: str, asked: dict[str, object]
) -> None:
    response = await http.post(f"/api/chat/{RAM}/{act}", json=asked)
    assert 400 <= response.status_code < 500
    assert list(response.json()) == ["error"]


async def test_a_taken_port_is_an_oserror(server: RehearsalServer) -> None:
    second = RehearsalServer(token=TOKEN, clock=server.world.clock, port=server.port)
    with pytest.raises(OSError, match="in use"):
        await second.start()


async def test_the_page_has_the_font_that_pictures_are_drawn_with(http: httpx.AsyncClient) -> None:
    for file in sorted(FONTS.glob("*.ttf")):
        response = await http.get(f"/page/fonts/{file.name}")
        assert (response.status_code, response.content) == (200, file.read_bytes())
