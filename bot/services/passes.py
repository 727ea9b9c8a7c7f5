"""Passes: made for those who come, found again by their code, ended when somebody is replaced.

Life of a pass::

    (none) --asked for--> counts --replaced, account released--> ended     the next one counts

A code counts only if this database's secret signs it, so a row that somebody wrote into the table
by hand is none. It is useless to anyone else: what it opens is looked up for staff alone, and what
the delegate answered, and whether he is in already, is looked at again each time.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.pass_code import code_of
from db.dialects import insert_ignore, table
from db.door import DoorSecret, EntryPass
from db.engine import Database
from db.models import Delegate

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pass:
    """A delegate's pass that counts, and Telegram's copy of its picture, if one was sent."""

    delegate_id: int
    code: str
    file_id: str | None = None
    file_hash: str | None = None

    def picture_like(self, digest: str) -> str | None:
        """Give Telegram's copy if it shows just this."""
        return self.file_id if self.file_hash == digest else None


class Passes:
    """Makes passes and keeps their pictures."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, delegate_id: int) -> Pass:
        """Give the pass of a delegate, made if he has none."""
        now = self._clock.now()

        def look(session: Session) -> EntryPass | None:
            return _counting(session, delegate_id)

        found = await self._database.read(look)
        if found is None:
            found = await self._database.write(lambda s: pass_in(s, delegate_id, now))
        return Pass(delegate_id, found.code, found.file_id, found.file_hash)

    async def of_many(self, delegate_ids: Sequence[int]) -> dict[int, str]:
        """Give the codes of many passes by delegate, made where there are none."""
        now = self._clock.now()

        def work(session: Session) -> dict[int, str]:
            return {key: pass_in(session, key, now).code for key in delegate_ids}

        return await self._database.write(work)

    async def keep_picture(self, code: str, file_id: str, digest: str) -> None:
        """Remember Telegram's copy of a picture, so that it is drawn and sent up once."""
        passes = table(EntryPass)
        statement = (
            update(passes).where(passes.c.code == code).values(file_id=file_id, file_hash=digest)
        )
        await self._database.write(lambda session: session.execute(statement))

    async def end(self, delegate_id: int) -> None:
        """End the delegate's pass; see `end_in`."""
        now = self._clock.now()
        await self._database.write(lambda session: end_in(session, delegate_id, now))


def pass_in(session: Session, delegate_id: int, now: datetime) -> EntryPass:
    """Give the pass that counts, in the caller's transaction; make it where there is none."""
    session.exec(select(Delegate.id).where(Delegate.id == delegate_id).with_for_update()).one()
    found = _counting(session, delegate_id)
    secret = secret_in(session)
    generation = _last(session, delegate_id)
    while found is None:
        generation += 1
        code = code_of(secret, delegate_id, generation)
        if session.exec(select(EntryPass.id).where(EntryPass.code == code)).first() is None:
            found = EntryPass(
                delegate_id=delegate_id, generation=generation, code=code, made_at=now
            )
            session.add(found)
            session.flush()
    return found


def end_in(session: Session, delegate_id: int, now: datetime) -> None:
    """End the pass of a delegate who is replaced or whose account is taken away.

    In the caller's transaction. The next pass that is made for the row has another code.
    """
    passes = table(EntryPass)
    session.execute(
        update(passes)
        .where(passes.c.delegate_id == delegate_id, passes.c.ended_at.is_(None))
        .values(ended_at=now, file_id=None, file_hash=None)
    )


def found_in(session: Session, code: str) -> EntryPass | None:
    """Give the pass with this code, also one that is ended; None for one that nobody signed."""
    found = session.exec(select(EntryPass).where(EntryPass.code == code)).one_or_none()
    if found is None:
        return None
    signed = code_of(secret_in(session), found.delegate_id, found.generation)
    return found if secrets.compare_digest(signed, code) else None


def secret_in(session: Session) -> str:
    """Give what signs the passes of this database; made when first needed, in a write."""
    query = select(DoorSecret.secret).where(DoorSecret.id == 1)
    found = session.exec(query).one_or_none()
    if found is None:
        row = {"id": 1, "secret": secrets.token_hex(SECRET_BYTES)}
        insert_ignore(session, table(DoorSecret), [row])
        found = session.exec(query).one()
    return found


def _counting(session: Session, delegate_id: int) -> EntryPass | None:
    return session.exec(
        select(EntryPass).where(
            EntryPass.delegate_id == delegate_id, col(EntryPass.ended_at).is_(None)
        )
    ).one_or_none()


def _last(session: Session, delegate_id: int) -> int:
    query = (
        select(EntryPass.generation)
        .where(EntryPass.delegate_id == delegate_id)
        .order_by(col(EntryPass.generation).desc())
    )
    return session.exec(query).first() or 0
