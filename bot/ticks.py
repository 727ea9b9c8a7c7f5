"""The periodic work: a metronome over tables, never a stored job."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.intake import Intake, IntakeStore

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]
DEAF_AFTER = 120.0  # seconds without a good poll


def schedule(
    intake: Intake,
    store: IntakeStore,
    keep_days: int,
    *,
    tell: Work,
    plan: Sequence[Work] = (),
) -> AsyncIOScheduler:
    """Give the ticking of the live bot, not yet started.

    A tick that comes late still runs (``misfire_grace_time=None``) and once (``coalesce``).
    ``tell`` tells those who wait for it what has become known; each of ``plan`` queues what is due
    by the clock, which is the same when repeated: at once, and then again and again, so that what
    was due while the bot was down is found like anything else.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True}
    )

    async def forget() -> None:
        await store.forget(keep_days)

    async def listen() -> None:
        last = intake.health.last_good_poll
        if last is None or asyncio.get_running_loop().time() - last > DEAF_AFTER:
            log.error(
                "Telegram has not been heard for over %d s (%s); updates wait there for 24 hours",
                DEAF_AFTER,
                intake.health.last_error or "no answer",
            )

    _every(scheduler, forget, hours=6)
    _every(scheduler, listen, seconds=60)
    _every(scheduler, _one_at_a_time(tell), seconds=5)
    for work in plan:
        planning = _one_at_a_time(work)
        scheduler.add_job(planning)
        _every(scheduler, planning, seconds=5)
    return scheduler


def _one_at_a_time(work: Work) -> Work:
    """Skip a tick while the one before is still at work, which is nothing to warn about."""
    lock = asyncio.Lock()

    async def unless_busy() -> None:
        if not lock.locked():
            async with lock:
                await work()

    return unless_busy


def _every(scheduler: AsyncIOScheduler, work: Work, **interval: int) -> None:
    scheduler.add_job(work, "interval", max_instances=2, **interval)
