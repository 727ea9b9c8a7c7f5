"""The intake table: received, handled, set aside, forgotten."""

from datetime import timedelta

import orjson
from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from bot.clock import Clock
from bot.intake.raw import Raw
from db.dialects import insert_ignore, table
from db.engine import Database
from db.models import Intake as Stored
from db.types import IntakeState


class IntakeStore:
    """The intake table, a statement each."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def receive(self, batch: list[Raw]) -> list[Raw]:
        """Commit a batch; give back those that were not known yet."""
        now = self._clock.now()
        rows = [
            {
                "update_id": raw["update_id"],
                "raw": orjson.dumps(raw).decode(),
                "state": IntakeState.NEW,
                "attempts": 0,
                "received_at": now,
            }
            for raw in batch
        ]
        ids = [row["update_id"] for row in rows]
        known_query = select(col(Stored.update_id)).where(col(Stored.update_id).in_(ids))

        def work(session: Session) -> set[int]:
            known = set(session.execute(known_query).scalars())
            fresh = [row for row in rows if row["update_id"] not in known]
            insert_ignore(session, table(Stored), fresh)
            return known

        known = await self._database.write(work)
        return [raw for raw in batch if raw["update_id"] not in known]

    async def unfinished(self) -> list[Raw]:
        """Give what a former run left undone, oldest first."""
        query = (
            select(col(Stored.raw))
            .where(col(Stored.state) == IntakeState.NEW)
            .order_by(col(Stored.update_id))
        )
        raws = await self._database.read(lambda s: list(s.execute(query).scalars()))
        return [orjson.loads(raw) for raw in raws]

    async def settle(self, done: list[int], aside: dict[int, str]) -> None:
        """Mark updates as done or, with the class and place of the error, as set aside."""
        now = self._clock.now()

        def work(session: Session) -> None:
            if done:
                session.execute(
                    update(Stored)
                    .where(col(Stored.update_id).in_(done))
                    .values(state=IntakeState.DONE, done_at=now)
                )
            for update_id, error in aside.items():
                session.execute(
                    update(Stored)
                    .where(col(Stored.update_id) == update_id)
                    .values(state=IntakeState.SET_ASIDE, done_at=now, error=error[:500])
                )

        await self._database.write(work)

    async def forget(self, days: int) -> None:
        """Delete what was done more than ``days`` ago: it holds what people wrote."""
        before = self._clock.now() - timedelta(days=days)
        await self._database.write(
            lambda s: s.execute(
                delete(Stored).where(
                    col(Stored.state) == IntakeState.DONE,
                    col(Stored.done_at) < before,
                )
            )
        )
