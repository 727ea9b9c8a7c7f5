"""Delivery is killed at random moments: nobody is left out, nobody is told twice."""

import asyncio
import os
import random
import signal

import pytest

from benchmarks.outbound import LANE, account, deliverer, fill, telegram
from bot.clock import WallClock
from bot.services.outbox import Outbox
from bot.services.outbox_claims import LEASE
from db.engine import Database
from db.types import DeliveryState
from rehearsal.server import RehearsalServer

IN_FLIGHT = 16
LONG = bool(os.environ.get("SAMVAD_LONG"))
KILLS, PEOPLE = (200, 20_000) if LONG else (6, 1_500)
SLOWEST = 60.0  # seconds that a start may take on a busy machine


async def deliveries(server: RehearsalServer, count: int) -> None:
    """Wait until so many messages were delivered."""
    async with asyncio.timeout(SLOWEST):
        while len(server.world.ledger.rows) < count:  # noqa: ASYNC110 (another process's doing)
            await asyncio.sleep(0.002)


async def finished(outbox: Outbox) -> None:
    async with asyncio.timeout(SLOWEST):
        while (await outbox.tally(LANE)).open:  # noqa: ASYNC110 (another process's doing)
            await asyncio.sleep(0.1)


async def test_kills_leave_nobody_out_and_tell_nobody_twice(
    database: Database, database_url: str
) -> None:
    dice = random.Random(20250403)
    fill(database, PEOPLE)
    outbox = Outbox(database, WallClock())
    async with telegram(PEOPLE) as server:
        each = PEOPLE // (KILLS + 1)
        for _ in range(KILLS):
            process = await deliverer(database_url, server)
            before = len(server.world.ledger.rows)
            await deliveries(server, before + dice.randrange(1, each))
            process.send_signal(signal.SIGKILL)
            await process.wait()
        process = await deliverer(database_url, server)
        await finished(outbox)
        process.terminate()
        await process.wait()
        found = account(database, server, PEOPLE)
    in_doubt = found.tally[DeliveryState.IN_DOUBT]
    print(  # noqa: T201 (the figure, for who runs it by hand)
        f"{database.dialect}: {KILLS} kills, {PEOPLE} recipients: {found}"
    )
    assert (found.lost, found.doubled, found.phantom) == (0, 0, 0)
    assert found.adds_up(PEOPLE)
    assert found.tally[DeliveryState.SENT] + in_doubt == PEOPLE
    assert in_doubt <= KILLS * IN_FLIGHT


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_deliver_side_by_side(database: Database, database_url: str) -> None:
    fill(database, PEOPLE)
    outbox = Outbox(database, WallClock())
    async with telegram(PEOPLE) as server:
        pair = [await deliverer(database_url, server) for _ in range(2)]
        await deliveries(server, PEOPLE // 3)
        pair[0].send_signal(signal.SIGKILL)
        await pair[0].wait()
        async with asyncio.timeout(SLOWEST + LEASE.total_seconds()):
            await finished(outbox)
        pair[1].terminate()
        await pair[1].wait()
        found = account(database, server, PEOPLE)
    assert (found.lost, found.doubled, found.phantom) == (0, 0, 0)
    assert found.adds_up(PEOPLE)
    assert found.tally[DeliveryState.IN_DOUBT] <= IN_FLIGHT
