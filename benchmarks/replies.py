"""How long people who ask wait while the bot is busy with an announcement.

    python -m benchmarks replies

One after the other asks a question; an answer counts when it reaches Telegram. What is measured
beside an announcement counts only if that really went out at its pace meanwhile.
"""

import asyncio
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from sqlmodel import Session, select

from benchmarks import bots, crowd
from db.announcements import Announcement
from db.engine import Database
from db.models import Person
from db.types import AnnouncementStage

NEWS = "सूचना"
ASKS = 60
LOADING = 5  # the first ones wait for what loads after a start
PAUSE = 0.1  # seconds between one answer and the next question
DELAYS = (0.0, 0.1)  # seconds of the network


@dataclass(frozen=True, slots=True)
class Measured:
    """How long each waited, and how many a second were told the news meanwhile."""

    waits: list[float]
    rate: float

    def __str__(self) -> str:
        cut = quantiles(self.waits, n=20)[18]
        return f"p50 {median(self.waits) * 1000:.0f} ms, p95 {cut * 1000:.0f} ms"


def main() -> None:
    """Measure it and print it, without and with network delay."""
    prepared = bots.prepare()
    quiet = [asyncio.run(_measure(prepared, delay, busy=False)) for delay in DELAYS]
    _announce(prepared)
    busy = [asyncio.run(_measure(prepared, delay, busy=True)) for delay in DELAYS]
    for delay, alone, beside in zip(DELAYS, quiet, busy, strict=True):
        print(
            f"a reply, {delay * 1000:.0f} ms of network delay: alone {alone}; "
            f"while an announcement goes out, {beside.rate:.1f} a second, {beside}",
            flush=True,
        )
    shutil.rmtree(bots.FOLDER)


def _announce(prepared: Path) -> None:
    """Release an announcement to everybody, as an organiser does."""

    def work(session: Session) -> None:
        by = session.exec(select(Person.id).order_by(Person.id)).first() or 0  # type: ignore[arg-type]
        session.add(
            Announcement(
                stage=AnnouncementStage.SCHEDULED,
                by_person=by,
                created_at=crowd.NOW,
                changed_at=crowd.NOW,
                released_at=crowd.NOW,
                text_hi=NEWS,
                text_en=NEWS,
                reach=crowd.PEOPLE,
            )
        )

    database = Database.open(f"sqlite:///{prepared}")
    database.run(work)
    database.close()


async def _measure(prepared: Path, delay: float, *, busy: bool) -> Measured:
    waits: list[float] = []
    async with bots.started(bots.SAMVAD, prepared) as bot:
        telegram = bot.telegram
        telegram.news, telegram.delay = NEWS, delay
        async with asyncio.timeout(60):
            while busy and not telegram.told:  # noqa: ASYNC110 (told by another process)
                await asyncio.sleep(0.01)
        began = time.perf_counter()
        for number in range(ASKS):
            chat = crowd.chat_of(number)
            asked = telegram.write([(chat, crowd.question_of(number))])
            async with asyncio.timeout(30):
                while chat not in telegram.said:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
            waits.append(time.perf_counter() - asked)
            await asyncio.sleep(PAUSE)
        meanwhile = time.perf_counter() - began
        told = sum(at >= began for at in telegram.told)
        assert not busy or len(telegram.told) < crowd.PEOPLE, "it was over before the last answer"
    return Measured(waits[LOADING:], told / meanwhile)


if __name__ == "__main__":
    main()
