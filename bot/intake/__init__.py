"""How updates come in: stored before they are confirmed, in order per chat, many chats at once.

Life of an update::

    Telegram --getUpdates--> [Intake: new] --handled--> [done]
                                   |
                                   +--cannot be parsed, or its handler failed--> [set_aside]

What always holds:

* the next ``getUpdates``, which confirms what came before, goes out only after the commit, so a
  kill at any moment loses nothing; what was not done is handled again at the next start;
* an update that comes twice is stored once;
* within a chat one update is finished, and its ``done`` queued for commit, before the next begins;
* an update whose reply could not go out for a passing reason is handled again: a handler's effects
  carry the update's id or are the same when repeated, so only the reply comes again;
* nothing that Telegram answers ends the polling for good.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.intake.lanes import Handle, Lanes
from bot.intake.poller import Health, Poller
from bot.intake.raw import Raw
from bot.intake.settling import Settling
from bot.intake.store import IntakeStore

__all__ = ["Health", "Intake", "IntakeStore", "Lanes", "Poller", "Raw"]

log = logging.getLogger(__name__)

MOST_WAITING = 5_000  # updates in memory; above that polling waits
AGAIN_AFTER = (5, 15, 60)  # seconds, when Telegram could not be reached for the reply


class Intake:
    """The whole way in: poll, commit, hand out, mark as done."""

    def __init__(
        self,
        *,
        poller: Poller,
        store: IntakeStore,
        handle: Handle,
        passing: Callable[[Exception], bool],
        concurrency: int,
    ) -> None:
        self._poller = poller
        self._store = store
        self._settling = Settling(store)
        self._handle = handle
        self._passing = passing
        self.lanes = Lanes(self._one, concurrency)

    @property
    def health(self) -> Health:
        """What the poller last saw."""
        return self._poller.health

    async def run(self) -> None:
        """Take in updates until cancelled; begin with what a former run left undone."""
        left = await self._store.unfinished()
        if left:
            log.info("handling %d updates that were left from before", len(left))
        for raw in left:
            self.lanes.add(raw)
        while True:
            await self.lanes.room(MOST_WAITING)
            batch = await self._poller.next()
            if batch:
                for raw in await self._receive(batch):
                    self.lanes.add(raw)

    async def _receive(self, batch: list[Raw]) -> list[Raw]:
        """Commit, for as long as it takes: unconfirmed updates are safe with Telegram for a day."""
        while True:
            try:
                return await self._store.receive(batch)
            except Exception as error:  # noqa: BLE001 (whatever it is, the batch must not be confirmed)
                log.critical(
                    "cannot store updates (%s); they wait at Telegram, nothing is lost. "
                    "Is the disk full or the database gone?",
                    type(error).__name__,
                )
                await asyncio.sleep(2.0)

    async def stop(self, patience: float) -> None:
        """Finish what runs; what was not begun is kept for the next start."""
        await self.lanes.stop(patience)
        await self._settling.finish()

    async def _one(self, raw: Raw) -> None:
        """Handle one update; one that is cancelled here is handled again at the next start."""
        update_id = raw["update_id"]
        for pause in (*AGAIN_AFTER, None):
            try:
                await self._handle(raw)
            except Exception as error:
                if pause is not None and self._passing(error):
                    log.warning("update %d: %s; again in %d s", update_id, error, pause)
                    await asyncio.sleep(pause)
                    continue
                log.exception("update %d set aside", update_id)
                self._settling.aside(update_id, f"{type(error).__name__} {_place(error)}")
            else:
                self._settling.done(update_id)
            return


def _place(error: BaseException) -> str:
    """Name file and line of the innermost frame: what a developer needs, no words of people."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (
        f"at {trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"
        if trace
        else ""
    )
