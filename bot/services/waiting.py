"""Who waits to be told a fact of the event, and who is to be told now.

Life of a wish::

    waiting --known, claimed--> telling --sent--> told --asked for again--> waiting
      |  ^                         |
      |  +--not reached------------+   (also when whoever was telling it died)
      +--no longer wanted--> stopped

What always holds:

* what is known is decided by the released event alone, whoever released it and from where;
* a claim is one statement, and the notice has a key of its own: should whoever claimed it die, it
  is claimed again and queued once;
* who cannot be reached keeps waiting, and is told when he is back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.services.event_editor import EventEditor, Released
from bot.services.outbox_outcomes import Heard
from bot.services.outbox_rows import ROWS
from bot.to_announce import Fact, known
from db.dialects import insert_ignore, table
from db.engine import Database
from db.models import Delegate, Person
from db.points import Waiting
from db.types import DeliveryState, WaitStage

WISH = "wish"

LEASE = timedelta(minutes=2)  # after that, whoever was telling is taken for dead
AT_ONCE = 50  # people told in one go
LOOK_AGAIN = timedelta(minutes=5)  # for those who came back or whose session is another one


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody is to be told some facts, which this version of the event says."""

    person_id: int
    wishes: dict[int, Fact]  # by the key of the wish
    released: Released

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Give what he is to be told."""
        return tuple(self.wishes.values())


class WaitingList:
    """Keeps wishes, and finds those that can be fulfilled."""

    def __init__(self, database: Database, clock: Clock, events: EventEditor) -> None:
        self._database = database
        self._clock = clock
        self._events = events
        self._looked: tuple[datetime, int] | None = None  # when, by which version, with none left

    async def add(self, person_id: int, facts: Sequence[Fact]) -> None:
        """Remember that somebody wants to be told; asking twice changes nothing."""
        now = self._clock.now()
        wish = {"person_id": person_id, "stage": WaitStage.WAITING}
        rows = [{**wish, "fact": str(f), "asked_at": now, "changed_at": now} for f in facts]

        def work(session: Session) -> None:
            insert_ignore(session, table(Waiting), rows)
            over = col(Waiting.stage).in_([WaitStage.TOLD, WaitStage.STOPPED])
            _set(session, _of(person_id, facts) & over, WaitStage.WAITING, now)

        await self._database.write(work)

    async def stop(self, person_id: int, facts: Sequence[Fact]) -> None:
        """Forget that somebody wants to be told."""
        now = self._clock.now()
        waits = col(Waiting.stage) == WaitStage.WAITING

        def work(session: Session) -> None:
            _set(session, _of(person_id, facts) & waits, WaitStage.STOPPED, now)

        await self._database.write(work)

    async def due(self) -> list[Due]:
        """Give who is to be told now, at most AT_ONCE people, those who asked first in front.

        Costs one small query while the event stays as it is.
        """
        now = self._clock.now()
        released = await self._events.current()
        if self._looked is not None:
            when, version = self._looked
            if version == released.version and abs(now - when) < LOOK_AGAIN:
                return []
        found = await self._database.read(lambda session: _due(session, released, now))
        self._looked = None if len(found) > AT_ONCE else (now, released.version)
        return found[:AT_ONCE]

    async def claim(self, due: Due) -> Due | None:
        """Take on the telling: what of it nobody else has taken on or done; None for nothing."""
        now = self._clock.now()

        def work(session: Session) -> list[int]:
            wishes = table(Waiting)
            statement = (
                update(wishes)
                .where(wishes.c.id.in_(due.wishes), _open(now))
                .values(stage=WaitStage.TELLING, changed_at=now, version=due.released.version)
                .returning(wishes.c.id)
            )
            return list(session.execute(statement).scalars())

        mine = await self._database.write(work)
        wishes = {key: fact for key, fact in due.wishes.items() if key in mine}
        return Due(due.person_id, wishes, due.released) if wishes else None


def wish_key(due: Due) -> str:
    """Give the key of the notice that fulfils wishes, by which ``heard`` knows them again."""
    return f"{WISH}:{'.'.join(map(str, due.wishes))}:{due.released.version}"


def heard(session: Session, found: Sequence[Heard], now: datetime) -> None:
    """Record what became of notices: who was not reached goes on waiting.

    Such a notice gives its key free, since he is told by another one when he is back.
    """
    for one in found:
        told = one.state in {DeliveryState.SENT, DeliveryState.IN_DOUBT}
        telling = and_(col(Waiting.id).in_(one.numbers), col(Waiting.stage) == WaitStage.TELLING)
        _set(session, telling, WaitStage.TOLD if told else WaitStage.WAITING, now)
        if not told:
            free = f"{one.key}~{one.id}"
            session.execute(update(ROWS).where(ROWS.c.id == one.id).values(key=free))


def _due(session: Session, released: Released, now: datetime) -> list[Due]:
    event = released.event
    if event.is_over(now):
        return []
    rows = session.exec(
        select(Waiting, Delegate)
        .join(Person, col(Person.id) == col(Waiting.person_id))
        .join(Delegate, col(Delegate.id) == col(Person.delegate_id), isouter=True)
        .where(_open(now), col(Person.unreachable_at).is_(None))
        .order_by(col(Waiting.id))
    )
    found: dict[int, dict[int, Fact]] = defaultdict(dict)
    for wish, seat in rows:
        fact = Fact.read(wish.fact)
        if wish.id is not None and known(event, fact, seat):
            found[wish.person_id][wish.id] = fact
    return [Due(person_id, wishes, released) for person_id, wishes in found.items()]


def _open(now: datetime) -> ColumnElement[bool]:
    """Match who waits, and whose teller has not been heard of for too long."""
    return or_(
        col(Waiting.stage) == WaitStage.WAITING,
        and_(col(Waiting.stage) == WaitStage.TELLING, col(Waiting.changed_at) < now - LEASE),
    )


def _of(person_id: int, facts: Sequence[Fact]) -> ColumnElement[bool]:
    return and_(
        col(Waiting.person_id) == person_id, col(Waiting.fact).in_([str(fact) for fact in facts])
    )


def _set(session: Session, condition: ColumnElement[bool], stage: WaitStage, now: datetime) -> None:
    session.execute(update(table(Waiting)).where(condition).values(stage=stage, changed_at=now))
