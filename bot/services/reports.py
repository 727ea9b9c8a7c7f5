"""The reach funnel: of those invited, who joined, answered what, or cannot be reached.

Each figure counts active roster rows: ``joined`` have an account, ``verified`` one that was tied
by a link, a contact or staff; ``yes + no + maybe + silent = invited``; ``unreachable`` have an
account that blocked the bot, whatever they answered before; ``checked_in`` came to a session;
``to_be_confirmed`` are those of ``yes`` and ``maybe`` whose answer was given for another day than
their session has now.

The figures are kept by triggers (``db/counting.py``) and only added up here; all but the last,
which depends on the event in force.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlmodel import Session

from bot.clock import Clock
from bot.event import Event
from bot.session_facts import same_day
from bot.states import States
from db.desk import Tally
from db.dialects import table
from db.engine import Database
from db.models import Delegate, Rsvp
from db.types import RosterStatus, RsvpChoice


class By(StrEnum):
    """What the rows of a report stand for."""

    SESSION = "session"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far a group of delegates got."""

    invited: int = 0
    joined: int = 0
    verified: int = 0
    yes: int = 0
    no: int = 0
    maybe: int = 0
    silent: int = 0
    unreachable: int = 0
    checked_in: int = 0
    to_be_confirmed: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        """Add two groups that share nobody."""
        mine, theirs = asdict(self), asdict(other)
        return Funnel(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def answered(self) -> int:
        """Count those who gave any answer."""
        return self.yes + self.no + self.maybe


@dataclass(frozen=True, slots=True)
class Status:
    """The funnel of everyone, and of each session or state; the key None is "no session"."""

    as_of: datetime
    by: By | None
    total: Funnel
    rows: tuple[tuple[str | None, Funnel], ...]

    def as_json(self) -> dict[str, object]:
        """Give the object that ``samvad status --json`` prints."""
        return {
            "as_of": self.as_of.isoformat(),
            "total": asdict(self.total),
            "rows": [{str(self.by): key, **asdict(funnel)} for key, funnel in self.rows],
        }


class Reports:
    """Counts the roster."""

    def __init__(self, database: Database, clock: Clock, states: States) -> None:
        self._database = database
        self._clock = clock
        self._states = states

    async def funnel(
        self, by: By | str | None, event: Event, *, only: Collection[str] | None = None
    ) -> Status:
        """Count everyone, and by session or state if asked; ``only`` limits it to some states.

        Every session of the event has a row, also an empty one, in the event's order; of the states
        only those that have delegates, in the order of their names.
        """
        by = By(by) if by is not None else None
        groups = await self._database.read(lambda session: _confirmed(session, event, only))
        found: dict[str | None, Funnel] = defaultdict(Funnel)
        if by is By.SESSION:
            found |= {seat.id: Funnel() for seat in event.sessions}
        for state, override, funnel in groups:
            if by is By.SESSION:
                seat = event.session_of(state, override)
                found[seat.id if seat else None] += funnel
            elif by is By.STATE:
                found[state] += funnel
        rows = tuple(found.items())
        if by is By.STATE:
            rows = tuple((code, found[code]) for code in self._states.codes if code in found)
        total = sum((funnel for *_, funnel in groups), Funnel())
        return Status(event.local(self._clock.now()), by, total, rows)


def counted(session: Session, only: Collection[str] | None) -> list[tuple[str, str | None, Funnel]]:
    """Give the figures by state and own session, which together decide the session."""
    tally = table(Tally)
    statement = select(tally).where(tally.c.invited > 0)
    if only is not None:
        statement = statement.where(tally.c.state.in_(sorted(only)))
    return [
        (
            row.state,
            row.seat or None,
            Funnel(
                invited=row.invited,
                joined=row.joined,
                verified=row.verified,
                yes=row.yes,
                no=row.no,
                maybe=row.maybe,
                silent=row.invited - row.yes - row.no - row.maybe,
                unreachable=row.unreachable,
                checked_in=row.checked_in,
            ),
        )
        for row in session.execute(statement.order_by(tally.c.state, tally.c.seat))
    ]


def _confirmed(
    session: Session, event: Event, only: Collection[str] | None
) -> list[tuple[str, str | None, Funnel]]:
    """Give what `counted` gives, and in it how many answers are to be confirmed."""
    delegates, answers = table(Delegate), table(Rsvp)
    statement = (
        select(delegates.c.state, delegates.c.session_override, answers.c.starts, func.count())
        .join(answers, answers.c.delegate_id == delegates.c.id)
        .where(
            delegates.c.status == RosterStatus.ACTIVE,
            answers.c.choice.in_([RsvpChoice.YES, RsvpChoice.MAYBE]),
        )
        .group_by(delegates.c.state, delegates.c.session_override, answers.c.starts)
    )
    waiting: Counter[tuple[str, str | None]] = Counter()
    for state, override, starts, count in session.execute(statement):
        if not same_day(event.session_of(state, override), starts):
            waiting[state, override or None] += count
    return [
        (state, seat, replace(funnel, to_be_confirmed=waiting[state, seat]))
        for state, seat, funnel in counted(session, only)
    ]
