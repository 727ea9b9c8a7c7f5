"""How long people who ask wait while the bot is busy with an announcement."""

import asyncio
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from statistics import median, quantiles

import orjson

from benchmarks import bots, crowd
from db.outbox import NOTICES
from db.types import DeliveryKind

TOLD = 640  # the first of the crowd get the announcement, in 25.6 s; the others ask
ASKS = 55
PAUSE = 0.1  # seconds between one answer and the next question


def main() -> None:
    """Measure it and print it, without and with network delay."""
    prepared = bots.prepare()
    connection = sqlite3.connect(prepared)
    quiet = [asyncio.run(_waits(prepared, delay)) for delay in (0.0, 0.1)]
    _queue(connection)
    connection.close()
    busy = [asyncio.run(_waits(prepared, delay)) for delay in (0.0, 0.1)]
    for delay, before, during in zip((0, 100), quiet, busy, strict=True):
        print(
            f"a reply, {delay} ms of network delay: alone {_shown(before)}; "
            f"while an announcement goes out at 25/s {_shown(during)}",
            flush=True,
        )
    shutil.rmtree(bots.FOLDER)


def _queue(connection: sqlite3.Connection) -> None:
    """Put a notice for each of the first into the outbox."""
    request = {"method": "sendMessage", "parameters": {"text": "सूचना"}}
    now = datetime.now(UTC).replace(tzinfo=None, year=2025, month=1, day=1).isoformat(" ")
    people = connection.execute("SELECT id FROM person ORDER BY telegram_id LIMIT ?", (TOLD,))
    connection.executemany(
        "INSERT INTO delivery (key, lane, kind, person_id, payload, part, continued, state, "
        "due_at, attempts) VALUES (?, ?, ?, ?, ?, 1, 0, 'queued', ?, 0)",
        [
            (
                f"bench:{n}",
                NOTICES,
                DeliveryKind.NOTICE.value,
                n,
                orjson.dumps(request).decode(),
                now,
            )
            for (n,) in people.fetchall()
        ],
    )
    connection.commit()


async def _waits(prepared: bots.Path, delay: float) -> list[float]:
    """Let one after the other ask; give the seconds that each waited for the answer."""
    waits: list[float] = []
    async with bots.started(bots.SAMVAD, prepared) as bot:
        bot.telegram.delay = delay
        for number in range(TOLD, TOLD + ASKS):
            chat = crowd.chat_of(number)
            began = bot.telegram.write([(chat, crowd.question_of(number))])
            async with asyncio.timeout(30):
                while chat not in bot.telegram.said:  # noqa: ASYNC110 (said by another process)
                    await asyncio.sleep(0.001)
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(PAUSE)
    return waits[5:]  # the first ones wait for what loads after a start


def _shown(waits: list[float]) -> str:
    return f"p50 {median(waits) * 1000:.0f} ms, p95 {quantiles(waits, n=20)[18] * 1000:.0f} ms"
