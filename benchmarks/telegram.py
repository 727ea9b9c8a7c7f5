"""A lean Telegram on this machine: one process-local HTTP server that costs almost nothing.

It speaks just enough of the Bot API for a bot to live on, and enough of HTTP/1.1 for the clients
that are measured: requests with a Content-Length on connections that stay open. Each request takes
``delay`` seconds longer than it would; the rehearsal's server, which refuses what Telegram refuses,
would itself be what is measured.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from typing_extensions import override

TOKEN = "1:bench"  # noqa: S105 (of a bot that exists nowhere)
BATCH = 100  # updates in one answer at most, as Telegram has it
ME = {"id": 1, "is_bot": True, "first_name": "Samvad", "username": "samvad_bench_bot"}
NAMES = {
    "getmyname": {"name": ""},
    "getmydescription": {"description": ""},
    "getmyshortdescription": {"short_description": ""},
    "getmycommands": [],
    "getme": ME,
}


@dataclass(slots=True)
class Said:
    """What the bot wrote to one person first, and when."""

    at: float
    text: str


@dataclass(slots=True)
class LocalTelegram:
    """The world that a bot sees: updates that wait for it, and what it says to whom."""

    delay: float = 0.0  # seconds
    said: dict[int, Said] = field(default_factory=dict)  # by chat
    news: str = ""  # what is announced to all: nobody's answer
    told: list[float] = field(default_factory=list)  # when each of them got the news
    first_poll: asyncio.Event = field(default_factory=asyncio.Event)
    last_call: float = 0.0  # of anything but a poll
    _pending: deque[tuple[int, bytes]] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _answered: asyncio.Event = field(default_factory=asyncio.Event)
    _next_id: int = 1
    _server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen on a free port of the loopback; give the address as ``telegram.api_url``."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/bot"

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    def write(self, messages: Iterable[tuple[int, str]]) -> float:
        """Let each of these chats send its text at this moment; give the moment."""
        self.said.clear()
        for chat, text in messages:
            self._pending.append((self._next_id, _update(self._next_id, chat, text)))
            self._next_id += 1
        self._news.set()
        return time.perf_counter()

    async def all_answered(self, people: int) -> None:
        """Wait until so many chats have heard something."""
        while len(self.said) < people:
            self._answered.clear()
            await self._answered.wait()

    async def quiet(self, seconds: float) -> None:
        """Wait until the bot has asked for nothing but updates for a while."""
        rest = seconds
        while rest > 0:
            await asyncio.sleep(rest)
            rest = self.last_call + seconds - time.perf_counter()

    async def answer(self, method: str, body: bytes) -> bytes:
        """Give the JSON of a method's answer, after the delay."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if method == "getupdates":
            return await self._updates(_fields(body))
        self.last_call = time.perf_counter()
        if method == "sendmessage":
            return self._send(_fields(body))
        return orjson.dumps({"ok": True, "result": NAMES.get(method, True)})

    async def _updates(self, given: dict[str, Any]) -> bytes:
        offset = int(given.get("offset") or 0)
        limit = min(int(given.get("limit") or BATCH), BATCH)
        self.first_poll.set()
        while self._pending and self._pending[0][0] < offset:
            self._pending.popleft()
        if not self._pending:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(float(given.get("timeout") or 0)):
                    await self._news.wait()
        batch = [self._pending[n][1] for n in range(min(limit, len(self._pending)))]
        return b'{"ok":true,"result":[%s]}' % b",".join(batch)

    def _send(self, given: dict[str, Any]) -> bytes:
        chat, text = int(given["chat_id"]), str(given["text"])
        if text == self.news:
            self.told.append(time.perf_counter())
        else:
            self.said.setdefault(chat, Said(self.last_call, text))
            self._answered.set()
        result = {
            "message_id": len(self.said),
            "from": ME,
            "chat": {"id": chat, "type": "private", "first_name": "Delegate"},
            "date": 1_742_500_000,
            "text": text,
        }
        return orjson.dumps({"ok": True, "result": result})


class _Connection(asyncio.Protocol):
    """One HTTP connection; requests on it are answered in turn, as HTTP/1.1 wants it."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self._task: asyncio.Task[None] | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._task is not None:
            self._task.cancel()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = _content_length(head)
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        path = head.split(b" ", 2)[1].decode()
        method, _, query = path.rpartition("/")[2].partition("?")
        self._task = asyncio.create_task(
            self._reply(method.lower(), rest[:length] or query.encode())
        )

    async def _reply(self, method: str, body: bytes) -> None:
        answer = await self._telegram.answer(method, body)
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )


def _content_length(head: bytes) -> int:
    _, _, value = head.lower().partition(b"\r\ncontent-length:")
    return int(value.partition(b"\r\n")[0] or 0)


def _fields(body: bytes) -> dict[str, Any]:
    if body.startswith(b"{"):
        parsed: dict[str, Any] = orjson.loads(body)
        return parsed
    return dict(parse_qsl(body.decode()))


def _update(update_id: int, chat: int, text: str) -> bytes:
    person = {"id": chat, "first_name": "Delegate", "language_code": "hi"}
    message = {
        "message_id": update_id,
        "from": person | {"is_bot": False},
        "chat": {"id": chat, "type": "private", "first_name": "Delegate"},
        "date": 1_742_500_000,
        "text": text,
    }
    return orjson.dumps({"update_id": update_id, "message": message})
