"""The periodic work: a metronome over tables, never a stored job."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.intake import Intake, IntakeStore

log = logging.getLogger(__name__)

DEAF_AFTER = 120.0  # seconds without a good poll


def schedule(intake: Intake, store: IntakeStore, keep_days: int) -> AsyncIOScheduler:
    """Give the ticking of the live bot, not yet started.

    A tick that comes late still runs (``misfire_grace_time=None``) and once (``coalesce``).
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
    return scheduler


def _every(
    scheduler: AsyncIOScheduler, work: Callable[[], Awaitable[None]], **interval: int
) -> None:
    scheduler.add_job(work, "interval", **interval)
