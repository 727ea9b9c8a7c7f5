"""Requests over aiohttp: what each failure is called, and that the token is never logged."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote

import pytest
from stage import MORNING, TOKEN
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot import logs
from bot.pacing import ReplyPacing
from bot.transport import AiohttpRequest, NotSent
from rehearsal.clock import RehearsalClock
from rehearsal.faults import Fault
from rehearsal.pace import Limits
from rehearsal.people import User
from rehearsal.server import RehearsalServer

PERSON = 7_000_000_001


@pytest.fixture(autouse=True)
def _as_the_application_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@asynccontextmanager
async def bot_at(api_url: str, *, pacing: ReplyPacing | None = None) -> AsyncIterator[ExtBot[None]]:
    """Give a bot that was not asked who it is."""
    requests = [AiohttpRequest(8), AiohttpRequest(1)]
    bot: ExtBot[None] = ExtBot(
        TOKEN,
        base_url=api_url,
        request=requests[0],
        get_updates_request=requests[1],
        rate_limiter=pacing,
    )
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()


@pytest.fixture
async def server() -> AsyncIterator[RehearsalServer]:
    server = RehearsalServer(token=TOKEN, clock=RehearsalClock(MORNING, 0), limits=Limits.none())
    server.world.add_user(User(PERSON, "Namuna")).started = True
    await server.start()
    yield server
    await server.stop()


def delivered(server: RehearsalServer) -> list[str]:
    return [row.text for row in server.world.ledger.rows]


async def test_hindi_files_and_keyboards_arrive_as_they_were_sent(server: RehearsalServer) -> None:
    text = "ज़िलाध्यक्ष & <b> 👨‍👩‍👧‍👦 =%+\n"
    async with bot_at(server.api_url) as bot:
        await bot.send_message(PERSON, text)
        await bot.send_document(PERSON, b"\x00\xff\n", filename="नमूना.ics", caption=text)
    chat = server.world.chats[PERSON]
    said = list(chat.messages.values())
    file = server.world.files.get(said[1].wire["document"]["file_id"])
    assert [m.text.strip() for m in said] == [text.strip(), text.strip()]
    assert (unquote(file.name), file.content) == ("नमूना.ics", b"\x00\xff\n")


FAILURES: list[tuple[Fault, type[TelegramError], int]] = [
    (Fault.RATE_LIMITED, RetryAfter, 0),
    (Fault.SERVER_ERROR, NetworkError, 0),
    (Fault.BAD_GATEWAY, NetworkError, 0),
    (Fault.UNAUTHORIZED, InvalidToken, 0),
    (Fault.NOT_FOUND, InvalidToken, 0),
    (Fault.CONFLICT, Conflict, 0),
    (Fault.RESET, NetworkError, 0),
    (Fault.LOST, NetworkError, 1),
    (Fault.BROKEN_JSON, NetworkError, 1),
    (Fault.HTML, NetworkError, 1),
]


@pytest.mark.parametrize(("fault", "error", "arrived"), FAILURES)
async def test_each_failure_has_its_name(
    server: RehearsalServer, fault: Fault, error: type[TelegramError], arrived: int
) -> None:
    server.faults.next(fault, "sendMessage")
    async with bot_at(server.api_url) as bot:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(PERSON, "नमस्ते")
    assert type(raised.value) is error
    assert len(delivered(server)) == arrived


async def test_an_answer_that_takes_too_long_is_timed_out(server: RehearsalServer) -> None:
    server.faults.next(Fault.SLOW, "sendMessage", seconds=1.0)
    async with bot_at(server.api_url) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(PERSON, "नमस्ते", read_timeout=0.1)


async def test_no_connection_means_not_sent() -> None:
    async with bot_at("http://127.0.0.1:9/bot") as bot:
        with pytest.raises(NotSent):
            await bot.send_message(PERSON, "नमस्ते")


REPLIES: list[tuple[Fault, int, list[str]]] = [
    (Fault.RATE_LIMITED, 1, ["x"]),
    (Fault.RESET, 1, ["x"]),
    (Fault.BAD_GATEWAY, 1, ["x"]),
    (Fault.LOST, 1, ["x", "x"]),  # twice is a smaller harm than never
    (Fault.BROKEN_JSON, 1, ["x", "x"]),
]


@pytest.mark.parametrize(("fault", "times", "arrives"), REPLIES)
async def test_a_reply_survives_a_passing_failure(
    server: RehearsalServer, fault: Fault, times: int, arrives: list[str]
) -> None:
    server.faults.next(fault, "sendMessage", times)
    async with bot_at(server.api_url, pacing=ReplyPacing()) as bot:
        await bot.send_message(PERSON, "x")
    assert delivered(server) == arrives


async def test_a_send_whose_answer_is_lost_is_repeated_once_only(server: RehearsalServer) -> None:
    server.faults.next(Fault.LOST, "sendMessage", 5)
    async with bot_at(server.api_url, pacing=ReplyPacing()) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(PERSON, "x")
    assert delivered(server) == ["x", "x"]


async def test_what_no_time_heals_is_not_repeated(server: RehearsalServer) -> None:
    chat = server.world.chats[PERSON]
    async with bot_at(server.api_url, pacing=ReplyPacing()) as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(PERSON, "<b>", parse_mode="HTML")
        with pytest.raises(BadRequest):
            await bot.send_message(1, "x")
        chat.blocked = True
        with pytest.raises(Forbidden):
            await bot.send_message(PERSON, "x")
    methods = [call["method"] for call in server.world.calls]
    assert methods == ["sendMessage"] * 3


async def test_a_429_holds_up_nobody_else(server: RehearsalServer) -> None:
    server.world.add_user(User(PERSON + 1, "Namuna")).started = True
    server.faults.next(Fault.RATE_LIMITED, "sendMessage", seconds=1.0)
    async with bot_at(server.api_url, pacing=ReplyPacing()) as bot:
        waiting = asyncio.create_task(bot.send_message(PERSON, "late"))
        while not server.faults.happened:  # noqa: ASYNC110 (the other side is behind a wire)
            await asyncio.sleep(0)
        await bot.send_message(PERSON + 1, "at once")
        assert delivered(server) == ["at once"]
        await waiting
    assert delivered(server) == ["at once", "late"]


@pytest.mark.parametrize("form", ["text", "json"])
async def test_the_token_is_in_no_line_of_the_log(server: RehearsalServer, form: str) -> None:
    """Even at DEBUG, for every library, in messages and in tracebacks."""
    said = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level = root.level
    try:
        logs.start("DEBUG", "json" if form == "json" else "text")
        (handler,) = root.handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(said)
        for name in ("httpx", "httpcore", "telegram", "aiohttp", "asyncio"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        for fault in (Fault.UNAUTHORIZED, Fault.RESET, Fault.BROKEN_JSON):
            server.faults.next(fault, "sendMessage")
            async with bot_at(server.api_url) as bot:
                try:
                    await bot.send_message(PERSON, "x")
                except TelegramError:
                    logging.getLogger("bot").exception("failed at %s%s", server.api_url, TOKEN)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for name in ("httpx", "httpcore", "telegram", "aiohttp", "asyncio"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    assert said.getvalue().count("<token>") >= 3
    assert TOKEN.partition(":")[2] not in said.getvalue()
