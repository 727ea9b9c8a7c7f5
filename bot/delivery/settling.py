"""Settling: outcomes of deliveries recorded in batches, until each is."""

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from bot.services.outbox import Outbox
from bot.services.outbox_outcomes import Outcome

log = logging.getLogger(__name__)


class Settling:
    """Takes outcomes and records them beside what goes on being sent."""

    def __init__(self, outbox: Outbox, worker: str) -> None:
        self.open: set[int] = set()  # rows that are started and not settled yet
        self._outbox = outbox
        self._worker = worker
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._recorded = asyncio.Event()

    def add(self, outcome: Outcome) -> None:
        """Take an outcome to be recorded."""
        self._outcomes.put_nowait(outcome)

    async def some(self) -> None:
        """Wait until outcomes are recorded."""
        self._recorded.clear()
        await self._recorded.wait()

    async def all(self) -> None:
        """Wait until every outcome is."""
        await self._outcomes.join()

    async def run(self) -> None:
        """Record outcomes until cancelled; a batch that fails is kept and tried again."""
        batch: list[Outcome] = []
        while True:
            if not batch:
                batch.append(await self._outcomes.get())
            while not self._outcomes.empty():
                batch.append(self._outcomes.get_nowait())
            try:
                await self._outbox.settle(self._worker, batch)
            except SQLAlchemyError:
                log.exception("outcomes could not be recorded; trying again")
                await asyncio.sleep(1.0)
                continue
            except Exception:  # one outcome that cannot be recorded must not hold up the others
                log.exception("an outcome could not be recorded")
                await self._alone(batch)
            for outcome in batch:
                self.open.discard(outcome.id)
                self._outcomes.task_done()
            self._recorded.set()
            batch = []

    async def _alone(self, batch: Sequence[Outcome]) -> None:
        for outcome in batch if len(batch) > 1 else ():
            try:
                await self._outbox.settle(self._worker, [outcome])
            except Exception:
                log.exception("the outcome of a delivery is lost; it is in doubt after a restart")
