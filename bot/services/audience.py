"""Whom an announcement is for, and how many that are: a choice, and the query that it becomes.

An empty choice is everybody. Several values of one kind mean any of them, several kinds mean all
of them: Rajasthan or Bihar, and of these the silent. Only who joined the bot can get a message;
the others of the roster are counted, so that it is seen whom a message will not find.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

import orjson
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlmodel import Session

from bot.event import Audience as Answer
from bot.event import Event
from bot.services.reminder_audience import to_be_confirmed
from db.dialects import table
from db.door import CheckIn
from db.models import Delegate, Person, Rsvp
from db.types import RosterStatus, RsvpChoice

DELEGATES, PEOPLE, ANSWERS, ENTRIES = table(Delegate), table(Person), table(Rsvp), table(CheckIn)


class By(StrEnum):
    """What one can choose by."""

    SESSION = "s"
    STATE = "t"
    ANSWER = "a"
    JOINED = "j"
    CAME = "c"


@dataclass(frozen=True, slots=True)
class Audience:
    """A choice of delegates; what is empty or None does not limit it."""

    sessions: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    answers: frozenset[Answer] = frozenset()
    joined: bool | None = None
    came: bool | None = None  # checked in: to one of ``sessions``, or to any

    def toggled(self, by: By, value: str) -> "Audience":
        """Give the choice with a value put in or taken out; yes and no take turns with both."""
        match by:
            case By.SESSION:
                return replace(self, sessions=self.sessions ^ {value})
            case By.STATE:
                return replace(self, states=self.states ^ {value})
            case By.ANSWER:
                return replace(self, answers=self.answers ^ {Answer(value)})
            case By.JOINED:
                return replace(self, joined=_next(self.joined))
            case By.CAME:
                return replace(self, came=_next(self.came))

    def to_json(self) -> str:
        """Write it."""
        document = {
            "sessions": sorted(self.sessions),
            "states": sorted(self.states),
            "answers": sorted(self.answers),
            "joined": self.joined,
            "came": self.came,
        }
        return orjson.dumps(
            {key: value for key, value in document.items() if value not in (None, [])}
        ).decode()

    @classmethod
    def from_json(cls, text: str) -> "Audience":
        """Read what `to_json` wrote."""
        document = orjson.loads(text)
        return cls(
            frozenset(document.get("sessions", ())),
            frozenset(document.get("states", ())),
            frozenset(map(Answer, document.get("answers", ()))),
            document.get("joined"),
            document.get("came"),
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """How many are meant: of the roster, of those who joined, by the language they read."""

    roster: int = 0
    joined: int = 0
    unreachable: int = 0  # of those who joined
    english: int = 0  # of those who joined

    @property
    def hindi(self) -> int:
        """Give those who joined and read Hindi."""
        return self.joined - self.english

    @property
    def not_joined(self) -> int:
        """Give those whom no message can reach."""
        return self.roster - self.joined


def meant(audience: Audience, event: Event, scope: Collection[str] | None) -> ColumnElement[bool]:
    """Give the condition on `sources`; ``scope`` are the states that may be reached, None all."""
    conditions = [DELEGATES.c.status == RosterStatus.ACTIVE]
    # An expression, not the column: SQLite would walk the index on states, and sort a whole state
    # for each slice of people that is planned.
    state = DELEGATES.c.state.concat("")
    if scope is not None:
        conditions.append(state.in_(scope))
    if audience.states:
        conditions.append(state.in_(audience.states))
    if audience.sessions:
        conditions.append(or_(*(_of_session(event, one) for one in sorted(audience.sessions))))
    if audience.answers:
        conditions.append(or_(*(_answered(event, one) for one in sorted(audience.answers))))
    if audience.joined is not None:
        has = PEOPLE.c.verified_at.is_not(None)
        conditions.append(has if audience.joined else ~has)
    if audience.came is not None:
        came = _came(audience)
        conditions.append(came if audience.came else ~came)
    return and_(*conditions)


def sources() -> FromClause:
    """Give the roster with accounts and answers."""
    return DELEGATES.outerjoin(PEOPLE, PEOPLE.c.delegate_id == DELEGATES.c.id).outerjoin(
        ANSWERS, ANSWERS.c.delegate_id == DELEGATES.c.id
    )


def count(
    session: Session,
    audience: Audience,
    event: Event,
    scope: Collection[str] | None,
    default: str,
) -> Reach:
    """Count whom a choice means; ``default`` is the language of those who chose none."""
    joined = PEOPLE.c.verified_at.is_not(None)
    english = joined & (func.coalesce(PEOPLE.c.locale, default) == "en")
    statement = (
        select(
            func.count(),
            _number(joined),
            _number(joined & PEOPLE.c.unreachable_at.is_not(None)),
            _number(english),
        )
        .select_from(sources())
        .where(meant(audience, event, scope))
    )
    row = session.execute(statement).one()
    return Reach(*(number or 0 for number in row))


def dates_of(audience: Audience, event: Event, scope: Collection[str] | None) -> list[str]:
    """Give the ids of the sessions to which those who are meant may belong, in their order.

    Delegates with a session of their own may belong to others than their state does; who is
    meant by session is exact.
    """
    if audience.sessions:
        return [one.id for one in event.sessions if one.id in audience.sessions]
    states = set(audience.states or scope or ())
    if audience.states and scope is not None:
        states &= set(scope)
    return [one.id for one in event.sessions if not states or states & set(one.states)]


def _of_session(event: Event, session_id: str) -> ColumnElement[bool]:
    """Match those of a session: by a session of their own if it exists, or else by their state."""
    own = DELEGATES.c.session_override
    known = [one.id for one in event.sessions]
    session = event.session(session_id)
    states = session.states if session else ()
    by_state = and_(DELEGATES.c.state.in_(states), or_(own.is_(None), own.not_in(known)))
    return or_(and_(own == session_id, own.in_(known)), by_state)


def _answered(event: Event, answer: Answer) -> ColumnElement[bool]:
    """Match an answer to the date in force; one to another date counts as none, as for reminders.

    Who has no session any more has said nothing about one either, except that he will not come.
    """
    choice = ANSWERS.c.choice
    settled = [_of_session(event, one.id) & ~to_be_confirmed(one) for one in event.sessions]
    known = case((or_(false(), choice == RsvpChoice.NO, *settled), 1), else_=0) == 1
    return ~known if answer is Answer.SILENT else known & (choice == RsvpChoice(answer.value))


def _came(audience: Audience) -> ColumnElement[bool]:
    entry = select(ENTRIES.c.id).where(ENTRIES.c.delegate_id == DELEGATES.c.id)
    if audience.sessions:
        entry = entry.where(ENTRIES.c.session.in_(audience.sessions))
    return exists(entry.correlate(DELEGATES))


def _next(choice: bool | None) -> bool | None:
    return {None: True, True: False, False: None}[choice]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)
