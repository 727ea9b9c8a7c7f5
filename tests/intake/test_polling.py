"""Polling survives whatever Telegram, a proxy or the network answers."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager

import pytest
from inflow import Inflow, MakeInflow
from stage import SHIPPED, TOKEN

from bot.config import load
from bot.intake import Poller, polling
from rehearsal.faults import Fault

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANSWERS = [fault for fault in Fault if fault is not Fault.SLOW]


async def test_polling_recovers_from_every_fault_and_loses_nothing(
    make: MakeInflow, caplog: pytest.LogCaptureFixture
) -> None:
    inflow = make()
    for fault in ANSWERS:
        inflow.server.faults.next(fault, "getUpdates", seconds=0.0)
    numbers = [inflow.send(str(n), n % 5) for n in range(5)]
    inflow.start()
    await inflow.quiet()
    assert sorted(n for n, _ in inflow.handled) == numbers
    assert inflow.server.faults.happened == {("getUpdates", fault): 1 for fault in ANSWERS}
    assert inflow.intake.health.failures == 0
    assert inflow.intake.health.last_good_poll is not None
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def poller_of(inflow: Inflow) -> AbstractAsyncContextManager[Poller]:
    telegram = load(SHIPPED, {}).telegram.model_copy(update={"api_url": inflow.server.api_url})
    return polling(TOKEN, telegram)


async def asked_ahead(inflow: Inflow, poller: Poller) -> None:
    """Begin, and wait until Telegram was asked."""
    poller.begin()
    pending = inflow.server.world.updates
    await inflow.until(lambda: bool(inflow.server.faults.happened) or bool(pending.pending))
    await asyncio.sleep(0.05)


async def test_a_batch_that_was_asked_for_ahead_is_confirmed_by_the_next_poll_only(
    make: MakeInflow,
) -> None:
    inflow = make()
    first = inflow.send("before")
    async with poller_of(inflow) as poller:
        await asked_ahead(inflow, poller)
        assert inflow.server.world.updates.pending == 1
        assert [raw["update_id"] for raw in await poller.next()] == [first]
        assert inflow.server.world.updates.pending == 1
        second = inflow.send("after")
        assert [raw["update_id"] for raw in await poller.next()] == [second]
        assert inflow.server.world.updates.pending == 1


async def test_a_poll_ahead_that_fails_says_nothing_until_somebody_wants_the_batch(
    make: MakeInflow, caplog: pytest.LogCaptureFixture
) -> None:
    inflow = make()
    inflow.server.faults.next(Fault.UNAUTHORIZED, "getUpdates", times=2)
    async with poller_of(inflow) as poller:
        await asked_ahead(inflow, poller)
    assert caplog.records == []
    number = inflow.send("hello")
    async with poller_of(inflow) as poller:
        await asked_ahead(inflow, poller)
        assert [raw["update_id"] for raw in await poller.next()] == [number]
    assert ["Telegram refuses the token" in record.message for record in caplog.records] == [True]
