"""Who hears of a change: notices and edits of cards, queued in the transaction that makes it.

What always holds: the change and its notices are one transaction, so a kill in between loses
neither; who is not concerned, as nothing that he is told of his session differs, gets nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Protocol

import orjson
from sqlalchemy import select, update
from sqlmodel import Session as Db

from bot.event import Event, Session
from bot.services.outbox_rows import Draft, queue
from bot.session_facts import differing, last_use, session_facts
from bot.to_announce import Fact, Kind
from db.dialects import table
from db.models import Delegate, Person
from db.outbox import CARDS, CHANGES
from db.points import Waiting
from db.types import DeliveryKind, RosterStatus, WaitStage

# Due from the first moment on, whatever the clock of whoever releases: the command line has the
# wall's, a bot that rehearses its own. When it may ring, and whether it is too late, is decided
# when its turn comes.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
CHUNK = 500  # people in one statement


@dataclass(frozen=True, slots=True)
class Was:
    """What a person was told before a change; ``covers``: the last change that its notice told."""

    delegate: int
    version: int
    session: str | None  # its id in that version
    replaced: bool = False  # somebody else comes in his place
    released: bool = False  # the account has the place no longer: it was the wrong one
    given: bool = False  # the account has the place now
    covers: int | None = None  # key of a delivery

    @property
    def of_seat(self) -> bool:
        """Tell whether it is about who has the place, and not about the session."""
        return self.replaced or self.released or self.given

    def to_json(self) -> str:
        """Write it as the payload of a delivery."""
        return orjson.dumps(asdict(self)).decode()


def was(payload: str | None) -> Was:
    """Read the payload of a delivery."""
    return Was(**orjson.loads(payload or "{}"))


@dataclass(frozen=True, slots=True)
class Seat:
    """An account with a seat on the roster, and the two things that decide its session."""

    person: int
    delegate: int
    state: str
    override: str | None
    unreachable_at: datetime | None

    def session(self, event: Event) -> Session | None:
        """Give its session."""
        return event.session_of(self.state, self.override)


@dataclass(frozen=True, slots=True)
class Moved:
    """A seat's session before and after; None where there is none."""

    before: Event
    old: Session | None
    after: Event
    new: Session | None

    @property
    def is_news(self) -> bool:
        """Tell whether anything differs that one is told of."""
        told = session_facts(self.before, self.old), session_facts(self.after, self.new)
        return bool(differing(*told))

    @property
    def now_known(self) -> list[Fact]:
        """Give what one may have wished to be told, and is told by the notice."""
        old, new = self.old, self.new
        if new is None or new.cancelled:
            return []
        date = [Fact(Kind.DATE)] if old is None else []
        return [*date, Fact(Kind.TIME)] if new.time and not (old and old.time) else date

    @property
    def changes_card(self) -> bool:
        """Tell whether the card would say something else, or lead elsewhere."""
        return self.is_news or _on_card(self.before, self.old) != _on_card(self.after, self.new)

    def expires(self) -> datetime | None:
        """Give when nobody needs to hear of it any more."""
        return last_use(self.after, self.old, self.new)


def _on_card(event: Event, session: Session | None) -> tuple[object, ...]:
    """Give what a card shows beside the facts of the session."""
    shown = (event.title, event.rsvp.no_reasons, event.rsvp.follow_ups)
    if session is None:
        return shown
    return (*shown, session.id, session.venue, event.deadline(session))


class Version(Protocol):
    """A released version of the event."""

    @property
    def version(self) -> int:
        """Give its number."""

    @property
    def event(self) -> Event:
        """Give the event."""


def announce(db: Db, before: Version, after: Version, now: datetime, *, tell: bool) -> int:
    """Queue what follows from a release: notices (where ``tell``) and edits of cards.

    Gives how many people are told; who has blocked the bot has a notice, but is none of them.
    """
    told = 0
    notices: list[Draft] = []
    cards: list[Draft] = []
    wishes: dict[Fact, list[int]] = defaultdict(list)
    for seat in seats(db):
        moved = Moved(
            before.event, seat.session(before.event), after.event, seat.session(after.event)
        )
        if tell and moved.is_news:
            old = Was(seat.delegate, before.version, moved.old.id if moved.old else None)
            notices.append(notice(f"v{after.version}", seat.person, old, moved))
            told += seat.unreachable_at is None
            for fact in moved.now_known:
                wishes[fact].append(seat.person)
        if moved.changes_card:
            cards.append(card(f"v{after.version}", seat.person))
    queue(db, notices)
    queue(db, cards)
    for fact, people in wishes.items():
        _fulfil(db, fact, people, after.version, now)
    return told


def _fulfil(db: Db, fact: Fact, people: Sequence[int], version: int, now: datetime) -> None:
    """Note that those who wished to be told a fact are told it by their notices."""
    rows = table(Waiting)
    for at in range(0, len(people), CHUNK):
        wished = (
            rows.c.person_id.in_(people[at : at + CHUNK]),
            rows.c.fact == str(fact),
            rows.c.stage == WaitStage.WAITING,
        )
        told = {"stage": WaitStage.TOLD, "changed_at": now, "version": version}
        db.execute(update(rows).where(*wished).values(**told))


def notice(what: str, person: int, old: Was, moved: Moved) -> Draft:
    """Make the notice of one change to one person; ``what`` names the change."""
    return Draft(
        key=f"change:{what}:{person}",
        lane=CHANGES,
        kind=DeliveryKind.CHANGE,
        person_id=person,
        due_at=AT_ONCE,
        expires_at=moved.expires(),
        payload=old.to_json(),
    )


def card(what: str, person: int, due_at: datetime = AT_ONCE) -> Draft:
    """Make the edit of one person's card; it rings nowhere, so it keeps no quiet hours."""
    return Draft(f"card:{what}:{person}", CARDS, DeliveryKind.CARD, person, due_at)


def reseat(db: Db, now: Version, before: Iterable[Seat], what: str, *, tell: bool) -> int:
    """Queue what follows where seats have changed: notices (where ``tell``) and edits of cards.

    ``before`` are the seats as they were; ``what`` names the act. Gives how many people are told.
    """
    told = 0
    old = {seat.delegate: seat for seat in before}
    for part in chunks(sorted(old)):
        drafts: list[Draft] = []
        for seat in seats(db, part):
            session = old[seat.delegate].session(now.event)
            moved = Moved(now.event, session, now.event, seat.session(now.event))
            drafts.append(card(what, seat.person))
            if tell and moved.is_news:
                was_in = Was(seat.delegate, now.version, session.id if session else None)
                drafts.append(notice(what, seat.person, was_in, moved))
                told += seat.unreachable_at is None
        queue(db, drafts)
    return told


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Give keys in numbers that a statement bears."""
    return (keys[at : at + CHUNK] for at in range(0, len(keys), CHUNK))


def seats(db: Db, only: Collection[int] | None = None) -> Iterator[Seat]:
    """Give the accounts with a seat on the roster, or those of some delegates."""
    people, delegates = table(Person), table(Delegate)
    query = (
        select(
            people.c.id,
            delegates.c.id,
            delegates.c.state,
            delegates.c.session_override,
            people.c.unreachable_at,
        )
        .join(delegates, delegates.c.id == people.c.delegate_id)
        .where(delegates.c.status == RosterStatus.ACTIVE)
        .order_by(people.c.id)
    )
    if only is not None:
        query = query.where(delegates.c.id.in_(only))
    return (Seat(*row) for row in db.execute(query))
