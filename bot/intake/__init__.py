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
* an update that failed for a passing reason (Telegram or the database could not be reached) is
  handled again, later and later, for a day: a handler's effects carry the update's id or are the
  same when repeated, so only the reply comes again. Meanwhile its chat waits, the others do not;
* nothing that Telegram answers ends the polling for good.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.intake.lanes import Lanes
from bot.intake.poller import Health, Poller, polling
from bot.intake.raw import Raw
from bot.intake.settling import Settling
from bot.intake.store import IntakeStore

__all__ = ["Health", "Intake", "IntakeStore", "Lanes", "Poller", "Raw", "polling"]

log = logging.getLogger(__name__)

MOST_WAITING = 5_000  # updates in memory; above that polling waits
AGAIN_AFTER = (2.0, 5.0, 15.0, 60.0, 300.0)  # seconds after a passing failure; then the last one
MOST_ATTEMPTS = 300  # about a day: Telegram keeps what it could not deliver for as long

# Handles one update; ``True`` when it was begun before, so that a part may have been done.
HandleUpdate = Callable[[Raw, bool], Awaitable[None]]
# Gives the seconds to wait at least after a failure that time heals, None after any other.
Passing = Callable[[Exception], float | None]


class Intake:
    """The whole way in: poll, commit, hand out, mark as done."""

    def __init__(
        self,
        *,
        poller: Poller,
        store: IntakeStore,
        handle: HandleUpdate,
        passing: Passing,
        concurrency: int,
        again_after: Sequence[float] = AGAIN_AFTER,
    ) -> None:
        self._poller = poller
        self._store = store
        self._settling = Settling(store)
        self._handle = handle
        self._passing = passing
        self._again_after = again_after
        self._attempts: dict[int, int] = {}  # of updates that were begun before
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
            self._attempts[raw["update_id"]] = 0
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
                await asyncio.sleep(self._again_after[0])

    async def stop(self, patience: float) -> None:
        """Finish what runs; what was not begun is kept for the next start."""
        await self.lanes.stop(patience)
        await self._settling.finish()

    async def _one(self, raw: Raw) -> float | None:
        """Handle one update; one that is cancelled here is handled again at the next start."""
        update_id = raw["update_id"]
        again = update_id in self._attempts
        try:
            await self._handle(raw, again)
        except Exception as error:
            attempts = self._attempts.get(update_id, 0)
            least = self._passing(error) if attempts < MOST_ATTEMPTS else None
            if least is not None:
                pauses = self._again_after
                pause = max(least, pauses[min(attempts, len(pauses) - 1)])
                log.warning("update %d: %s; again in %d s", update_id, _named(error), pause)
                self._attempts[update_id] = attempts + 1
                return pause
            log.exception("update %d set aside", update_id)
            self._settling.aside(update_id, _named(error))
        else:
            self._settling.done(update_id)
        self._attempts.pop(update_id, None)
        return None


def _named(error: BaseException) -> str:
    """Name the class of an error and where it was raised; its text may hold words of people."""
    return f"{type(error).__name__} {_place(error)}"


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
