"""Polling survives whatever Telegram, a proxy or the network answers."""

import logging

import pytest
from inflow import MakeInflow

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
