"""How fast and how evenly the outbox delivers, and whether people who ask meanwhile wait."""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from resource import RUSAGE_SELF, getrusage
from statistics import median, quantiles

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from benchmarks.databases import FOLDER, KINDS, new_database
from benchmarks.deliverer import delivery
from benchmarks.outbound import FIRST_ID, LANE, TOKEN, account, fill, telegram
from bot.clock import WallClock
from bot.services.outbox import Outbox
from bot.transport import AiohttpRequest, LeanBot
from db.engine import Database
from db.migrate import migrate
from rehearsal.pace import Limits
from rehearsal.server import RehearsalServer

PACED = 700
UNPACED = 5_000
SIDE_BY_SIDE = 16  # sends of the bare loop under way, as many as the outbox has
MANY = 1_000_000
CLAIMS = 300
WARMING = 20
BATCH = 50


def main() -> None:
    """Measure and print."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for rate in (25.0, 30.0):
        asyncio.run(_paced(rate))
    asyncio.run(_unpaced())
    for kind in KINDS:
        asyncio.run(_many(kind))


def _database(folder: str) -> Database:
    url = f"sqlite:///{folder}/samvad.db"
    migrate(url, now=datetime.now(UTC))
    return Database.open(url)


def _bot(server: RehearsalServer) -> LeanBot:
    request = AiohttpRequest(64)
    return LeanBot(
        TOKEN,
        base_url=server.api_url,
        request=request,
        get_updates_request=AiohttpRequest(1),
    )


async def _deliver_all(database: Database, server: RehearsalServer, per_second: float) -> float:
    """Deliver what is queued; give the seconds from the first message to the last outcome."""
    outbox = Outbox(database, WallClock())
    async with _bot(server) as bot:
        working = asyncio.create_task(delivery(bot, database, per_second=per_second).run())
        while not server.world.ledger.rows:  # noqa: ASYNC110 (nothing says when)
            await asyncio.sleep(0.001)
        began = time.perf_counter()
        while (await outbox.tally(LANE)).open:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        took = time.perf_counter() - began
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    return took


async def _paced(rate: float) -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        database = _database(folder)
        fill(database, PACED)
        async with telegram(PACED, limits=Limits()) as server:
            took = await _deliver_all(database, server, rate)
            refused = sum(bool(call["error"]) for call in server.world.calls)
            found = account(database, server, PACED)
        database.close()
    wanted = PACED / rate
    print(
        f"{PACED} at {rate:.0f}/s: {took:.2f} s, {took / wanted - 1:+.1%} of {wanted:.1f} s; "
        f"refused for pace {refused}, lost {found.lost}, doubled {found.doubled}",
        flush=True,
    )


async def _unpaced() -> None:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        database = _database(folder)
        fill(database, UNPACED)
        async with telegram(UNPACED) as server:
            ours = UNPACED / await _deliver_all(database, server, 0)
        database.close()
    async with telegram(UNPACED) as server:
        bare = UNPACED / await _bare_loop(server)
    print(
        f"no pace: {ours:.0f} messages/s recorded one by one; bare PTB loop {bare:.0f}/s; "
        f"ratio {ours / bare:.2f}",
        flush=True,
    )


async def _bare_loop(server: RehearsalServer) -> float:
    """Send as a bare python-telegram-bot does, remembering nothing; give the seconds."""
    gate = asyncio.Semaphore(SIDE_BY_SIDE)
    request = HTTPXRequest(connection_pool_size=SIDE_BY_SIDE, pool_timeout=60)
    async with ExtBot(TOKEN, base_url=server.api_url, request=request) as bot:

        async def send(number: int) -> None:
            async with gate:
                await bot.send_message(FIRST_ID + number, f"a1:{number}")

        began = time.perf_counter()
        await asyncio.gather(*(send(n) for n in range(1, UNPACED + 1)))
        return time.perf_counter() - began


async def _many(kind: str) -> None:
    with new_database(kind) as database:
        fill(database, MANY)
        outbox = Outbox(database, WallClock())
        for _ in range(WARMING):
            await outbox.claim("bench", BATCH)
        before = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        times, busy = [], []
        for _ in range(CLAIMS):
            began, worked = time.perf_counter(), time.process_time()
            claimed = await outbox.claim("bench", BATCH)
            times.append((time.perf_counter() - began) * 1000)
            busy.append((time.process_time() - worked) * 1000)
            assert len(claimed) == BATCH
        growth = getrusage(RUSAGE_SELF).ru_maxrss / 1024 - before
    print(
        f"{MANY:,} rows queued on {kind}: claiming {BATCH} takes {median(times):.1f} ms, "
        f"p99 {quantiles(times, n=100)[98]:.1f} ms, of these {median(busy):.1f} and "
        f"{quantiles(busy, n=100)[98]:.1f} ms of this process's time; "
        f"memory grew by {growth:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
