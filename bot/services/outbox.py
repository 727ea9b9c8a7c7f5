"""The outbox: what is to be said first is queued here, claimed in batches, and settled.

Each method is one transaction. What happens in them is in ``outbox_claims`` and, of what became of
deliveries, ``outbox_outcomes``; what belongs into a transaction of somebody else's (a release, an
answer) calls ``outbox_rows`` itself. The life of a row and what always holds is drawn in
``db/outbox.py``.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import Clock
from bot.services import outbox_claims as claims
from bot.services.outbox_claims import Claimed, Stop
from bot.services.outbox_outcomes import Listener, Outcome, heard, settle
from bot.services.outbox_rows import Draft, Tally, close_lane, queue, tally
from db.dialects import table
from db.engine import Database
from db.outbox import OutboxStop

log = logging.getLogger(__name__)


class Outbox:
    """Queues, claims and settles deliveries."""

    def __init__(
        self, database: Database, clock: Clock, listeners: Mapping[str, Listener] | None = None
    ) -> None:
        """Take ``listeners`` to what became of notices, by the first word of their keys."""
        self._database = database
        self._clock = clock
        self._listeners = listeners or {}

    @property
    def is_alone(self) -> bool:
        """Tell whether no other deliverer can be alive: SQLite, whose one bot holds a lock."""
        return self._database.dialect == "sqlite"

    async def add(self, drafts: Sequence[Draft]) -> None:
        """Queue drafts; those whose key is known are left as they are."""
        await self._database.write(lambda s: queue(s, drafts))

    async def claim(self, worker: str, limit: int) -> list[Claimed]:
        """Take up to ``limit`` rows that are due, the most urgent lanes first.

        Rows that are too late are expired on the way. Empty while Telegram wants a stop.
        """
        now = self._clock.now()
        return await self._database.write(lambda s: claims.claim(s, worker, limit, now))

    async def start(self, worker: str, ids: Sequence[int]) -> set[int]:
        """Mark claimed rows as about to be sent; give those that may be.

        A row whose lane was closed meanwhile goes back into the queue; one whose claim was lost
        or that was cancelled is not given either.
        """
        now = self._clock.now()
        return await self._database.write(lambda s: claims.start(s, worker, ids, now))

    async def settle(self, worker: str, outcomes: Sequence[Outcome]) -> None:
        """Record outcomes, mark whom Telegram does not reach, queue the parts that follow.

        A row that was taken for in doubt while its answer was still under way is put right.
        """
        now = self._clock.now()

        def work(session: Session) -> None:
            settle(session, worker, outcomes, now)
            self._tell(session, [outcome.id for outcome in outcomes], now)

        if outcomes:
            await self._database.write(work)

    def _tell(self, session: Session, ids: Sequence[int], now: datetime) -> None:
        """Tell whoever had notices sent what became of them; their failures are their own."""
        for name, found in heard(session, ids).items():
            if name not in self._listeners:
                continue
            try:
                with session.begin_nested():
                    self._listeners[name](session, found, now)
            except OperationalError:
                raise
            except Exception:
                log.exception("what became of notices (%s) could not be noted", name)

    async def renew(self, worker: str) -> None:
        """Prolong the lease of all that a living worker holds."""
        now = self._clock.now()
        await self._database.write(lambda s: claims.renew(s, worker, now))

    async def give_back(self, worker: str, keep: Collection[int] = ()) -> None:
        """Queue again what a worker holds, but for what it is sending (``keep``)."""
        kept = list(keep)
        await self._database.write(lambda s: claims.give_back(s, worker, kept))

    async def recover(self, worker: str) -> int:
        """Take over from workers that died; give how many rows that concerned.

        What ``worker`` itself holds is never touched, so a clock that jumps takes nothing away
        from who is at work.
        """
        now = self._clock.now()
        alone = self.is_alone

        def work(session: Session) -> int:
            count, started = claims.recover(session, worker, now, alone=alone)
            self._tell(session, started, now)
            return count

        return await self._database.write(work)

    async def stop_until(self, until: datetime, reason: str) -> None:
        """Send nothing before ``until``; the later of two stops counts. Kept over restarts."""

        def work(session: Session) -> None:
            found = session.get(OutboxStop, 1) or OutboxStop(until=until)
            found.until = max(found.until, until)
            found.reason = reason
            session.add(found)

        await self._database.write(work)

    async def go_on(self, until: datetime) -> None:
        """Forget a stop that is over; a later one, which another worker was told, stays."""
        stops = table(OutboxStop)
        over = delete(stops).where(stops.c.until <= until)
        await self._database.write(lambda s: s.execute(over) and None)

    async def stopped(self) -> Stop | None:
        """Give the stop that is in force; None for none."""
        now = self._clock.now()
        return await self._database.read(lambda s: claims.stop_in_force(s, now))

    async def next_due(self) -> datetime | None:
        """Give the moment at which the next row of an open lane is due."""
        return await self._database.read(lambda s: s.connection().execute(claims.NEXT_DUE).scalar())

    async def tally(self, lane: int) -> Tally:
        """Count the recipients of a lane by state; the parts of one message count once."""
        return await self._database.read(lambda s: tally(s, lane))

    async def fault(self, lane: int, reason: str) -> None:
        """Close a lane because of what Telegram said; who owns it finds it in ``Lane.fault``."""
        await self._database.write(lambda s: close_lane(s, lane, fault=reason))
