"""Telegram and the network misbehave: nothing is lost, nothing is sent twice by us."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func
from sqlmodel import col, select

from benchmarks.deliverer import delivery, say_the_key
from benchmarks.outbound import FIRST_ID, LANE, TOKEN, account, fill, telegram
from bot.clock import WallClock
from bot.delivery.outgoing import Outgoing, Renderer, Turn
from bot.delivery.worker import GONE_IN_A_ROW, Delivery
from bot.services.outbox import Outbox
from bot.services.outbox_outcomes import FAILURES
from bot.services.outbox_rows import Draft, Tally, lane_fault
from bot.transport import AiohttpRequest, LeanBot
from db.engine import Database
from db.models import Person
from db.types import DeliveryKind, DeliveryState
from rehearsal.faults import Fault
from rehearsal.pace import Limits
from rehearsal.server import RehearsalServer

PATIENCE = 60.0


@asynccontextmanager
async def delivering(
    database: Database,
    server: RehearsalServer,
    per_second: float = 0,
    says: Renderer = say_the_key,
) -> AsyncIterator[Delivery]:
    """Deliver in this process while the block runs."""
    bot = LeanBot(
        TOKEN,
        base_url=server.api_url,
        request=AiohttpRequest(64),
        get_updates_request=AiohttpRequest(1),
    )
    await bot.initialize()
    working = delivery(bot, database, per_second=per_second, says=says)
    task = asyncio.create_task(working.run())
    try:
        yield working
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bot.shutdown()


async def broken(turns: Sequence[Turn]) -> Mapping[int, Outgoing]:
    """Say what Telegram cannot read."""
    request = {"text": "<b>अधूरा", "parse_mode": "HTML"}
    return {row.id: Outgoing("sendMessage", request) for row, _ in turns}


async def settled(outbox: Outbox) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await outbox.tally(LANE)).open:  # noqa: ASYNC110 (nothing says when)
            await asyncio.sleep(0.05)


async def test_a_mix_of_faults_loses_nobody_and_doubles_nothing(database: Database) -> None:
    people = 400
    fill(database, people)
    async with telegram(people, seed=20250403) as server:
        plans = {
            Fault.SERVER_ERROR: 0.015,
            Fault.BAD_GATEWAY: 0.015,
            Fault.RESET: 0.015,
            Fault.LOST: 0.015,
            Fault.BROKEN_JSON: 0.015,
            Fault.HTML: 0.015,
            Fault.SLOW: 0.005,
            Fault.RATE_LIMITED: 0.005,
        }
        for fault, chance in plans.items():
            server.faults.chance(fault, chance, "sendMessage", seconds=1.0)
        async with delivering(database, server):
            await settled(Outbox(database, WallClock()))
        assert {fault for _, fault in server.faults.happened} == set(plans)
        found = account(database, server, people)
        calls = [c for c in server.world.calls if c["method"] == "sendMessage"]
    assert (found.lost, found.doubled, found.phantom) == (0, 0, 0)
    assert found.adds_up(people)
    assert found.tally[DeliveryState.FAILED] == 0
    in_doubt = found.tally[DeliveryState.IN_DOUBT]
    assert in_doubt + found.tally[DeliveryState.SENT] == people
    assert_silence_after(calls, seconds=1.0)


def assert_silence_after(calls: list[dict[str, object]], seconds: float) -> None:
    """Nothing may be begun while Telegram's time runs; what was under way may end."""
    asked = [c for c in calls if "429" in str(c["error"]) or "Too Many" in str(c["error"])]
    assert asked
    for one in asked:
        until = _moment(one) + timedelta(seconds=seconds)
        during = [
            c
            for c in calls
            if _moment(one) + timedelta(seconds=0.15) < _moment(c) < until
            and c["ms"] < 100  # a slow one was begun before
        ]
        assert during == []


def _moment(call: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(call["time"]))


async def test_a_stop_of_hours_is_kept_over_a_restart(database: Database) -> None:
    fill(database, 20)
    outbox = Outbox(database, WallClock())
    async with telegram(20) as server:
        server.faults.next(Fault.RATE_LIMITED, "sendMessage", seconds=7_200)
        async with delivering(database, server):
            async with asyncio.timeout(PATIENCE):
                while await outbox.stopped() is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
        before = len(server.world.ledger.rows)
        async with delivering(database, server):
            await asyncio.sleep(0.5)
        assert len(server.world.ledger.rows) == before
        stop = await outbox.stopped()
        assert stop is not None
        assert timedelta(minutes=119) < stop.until - WallClock().now() <= timedelta(hours=2)
        await outbox.go_on(stop.until)
        async with delivering(database, server):
            await settled(outbox)
        found = account(database, server, 20)
    assert (found.lost, found.doubled, found.tally[DeliveryState.SENT]) == (0, 0, 20)


async def test_a_refused_token_stops_delivery_and_fails_nobody(database: Database) -> None:
    fill(database, 10)
    outbox = Outbox(database, WallClock())
    async with telegram(10) as server:
        server.faults.next(Fault.UNAUTHORIZED, "sendMessage")
        async with delivering(database, server):
            await asyncio.sleep(1.0)
        assert (await outbox.tally(LANE))[DeliveryState.FAILED] == 0
        async with delivering(database, server):
            await settled(outbox)
        assert account(database, server, 10).tally[DeliveryState.SENT] == 10


async def test_broken_markup_stops_an_announcement_at_the_first(database: Database) -> None:
    people = 200
    fill(database, people)
    outbox = Outbox(database, WallClock())
    async with telegram(people) as server:
        async with delivering(database, server, per_second=200, says=broken):
            async with asyncio.timeout(PATIENCE):
                while database.fetch(lambda s: lane_fault(s, LANE)) is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
        tally = await outbox.tally(LANE)
    assert 1 <= tally[DeliveryState.FAILED] <= 16
    assert tally[DeliveryState.QUEUED] == people - tally[DeliveryState.FAILED]


async def test_thirty_a_second_are_never_refused(database: Database) -> None:
    people = 150
    fill(database, people)
    outbox = Outbox(database, WallClock())
    loop = asyncio.get_running_loop()
    async with telegram(people, limits=Limits()) as server:
        async with delivering(database, server, per_second=30):
            began = loop.time()
            await settled(outbox)
            took = loop.time() - began
        assert [c for c in server.world.calls if c["error"]] == []
        assert account(database, server, people).tally[DeliveryState.SENT] == people
    assert took > people / 30 - 1.0


async def test_one_chat_gets_one_message_a_second(database: Database) -> None:
    fill(database, 1, DeliveryKind.REMINDER)
    outbox = Outbox(database, WallClock())
    now = WallClock().now()
    more = [Draft(f"b{n}", LANE, DeliveryKind.REMINDER, 1, now) for n in range(3)]
    await outbox.add(more)
    async with telegram(1) as server:
        async with delivering(database, server, per_second=25):
            await settled(outbox)
        times = [datetime.fromisoformat(r.time) for r in server.world.ledger.to(FIRST_ID + 1)]
    assert len(times) == 4
    assert all(later - one > timedelta(seconds=0.95) for one, later in pairwise(times))


async def test_the_token_of_another_bot_does_not_mark_everybody(database: Database) -> None:
    people = 60
    fill(database, people)
    outbox = Outbox(database, WallClock())
    async with telegram(0) as server, delivering(database, server):
        async with asyncio.timeout(PATIENCE):
            while database.fetch(lambda s: lane_fault(s, LANE)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    gone = select(func.count()).where(col(Person.unreachable_at).is_not(None))
    assert database.fetch(lambda s: s.exec(gone).one()) == GONE_IN_A_ROW
    assert (await outbox.tally(LANE))[DeliveryState.QUEUED] >= people - FAILURES - 16


async def test_one_that_cannot_be_rendered_harms_no_other(database: Database) -> None:
    people = 30
    fill(database, people)
    async with telegram(people) as server:
        async with delivering(database, server, says=all_but_the_seventh):
            await settled(Outbox(database, WallClock()))
        found = account(database, server, people)
    assert found.tally[DeliveryState.SENT] == people - 1
    assert found.tally[DeliveryState.FAILED] == 1


async def all_but_the_seventh(turns: Sequence[Turn]) -> Mapping[int, Outgoing]:
    """Fail as a renderer with a fault in it does: for all who are rendered together."""
    if any(who.id == 7 for _, who in turns):
        raise ValueError("a fault in what one person is told")
    return await say_the_key(turns)


async def test_rows_that_failed_writes_left_in_hand_are_put_back(database: Database) -> None:
    fill(database, 3)
    outbox = Outbox(database, WallClock())
    claimed = [row.id for row in await outbox.claim("w", 3)]
    await outbox.start("w", claimed[:2])
    assert await outbox.start("w", claimed[:2]) == set(claimed[:2])
    await outbox.give_back("w", keep=claimed[:1])
    tally = await outbox.tally(LANE)
    assert tally == Tally({DeliveryState.STARTED: 1, DeliveryState.QUEUED: 2})


async def test_a_pause_of_another_worker_is_not_forgotten(database: Database) -> None:
    outbox = Outbox(database, WallClock())
    now = WallClock().now()
    await outbox.stop_until(now + timedelta(hours=1), "asked to")
    await outbox.go_on(now + timedelta(seconds=3))
    assert await outbox.stopped() is not None
