"""Marking updates as handled, many in one commit."""

import asyncio
import logging

from bot.intake.store import IntakeStore

log = logging.getLogger(__name__)


class Settling:
    """Collects finished updates and marks them together, in the order they were finished."""

    def __init__(self, store: IntakeStore) -> None:
        self._store = store
        self._done: list[int] = []
        self._aside: dict[int, str] = {}
        self._task: asyncio.Task[None] | None = None

    def done(self, update_id: int) -> None:
        """Mark an update as handled."""
        self._done.append(update_id)
        self._wake()

    def aside(self, update_id: int, error: str) -> None:
        """Mark an update as one that a developer must look at."""
        self._aside[update_id] = error
        self._wake()

    def _wake(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        await asyncio.sleep(0)  # let those who finish in this turn of the loop join
        while self._done or self._aside:
            done, self._done = self._done, []
            aside, self._aside = self._aside, {}
            try:
                await self._store.settle(done, aside)
            except Exception:
                # Not marked is handled again after a restart, and a repeat changes nothing twice.
                self._done[:0] = done
                self._aside = aside | self._aside
                log.exception("could not mark %d updates as done; trying again", len(done))
                await asyncio.sleep(1.0)

    async def finish(self) -> None:
        """Write what is left."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=3.0)
