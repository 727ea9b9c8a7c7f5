"""To whom a reminder goes, as a condition of a query and as figures of the whole roster.

Both say what ``reminder_plan.groups`` says about one person; a test compares them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlmodel import Session

from bot.event import Audience, Event, ReminderRule
from bot.event import Session as Batch
from bot.reminder_plan import Occasion, groups
from db.dialects import table
from db.models import Delegate, Person, Rsvp
from db.types import RosterStatus, RsvpChoice

DELEGATES, PEOPLE, ANSWERS = table(Delegate), table(Person), table(Rsvp)
SEATS = DELEGATES.outerjoin(PEOPLE, PEOPLE.c.delegate_id == DELEGATES.c.id).outerjoin(
    ANSWERS, ANSWERS.c.delegate_id == DELEGATES.c.id
)
_ACTIVE = DELEGATES.c.status == RosterStatus.ACTIVE
_VERIFIED = PEOPLE.c.verified_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many a reminder is for: ``people`` get it if they can be reached.

    The others it would be for get none: they never joined, want none, or blocked the bot.
    """

    people: int = 0
    muted: int = 0
    unreachable: int = 0
    not_joined: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Roster rows that are alike as far as reminders go."""

    state: str
    override: str | None
    choice: RsvpChoice | None
    answered: tuple[str, str] | None
    joined: bool
    muted: bool
    unreachable: bool
    count: int


def condition(event: Event, occasion: Occasion, now: datetime) -> ColumnElement[bool]:
    """Match the people of SEATS that a reminder is queued for.

    Who joined after its moment was greeted with all that it says. (Later than now is nobody, unless
    the clock was set back.)
    """
    joined = PEOPLE.c.verified_at
    return and_(
        _ACTIVE,
        _VERIFIED,
        or_(joined <= occasion.at, joined > now),
        PEOPLE.c.reminders_off_at.is_(None),
        _belongs(event, occasion.session),
        or_(*(_is(kind, occasion.session) for kind in occasion.rule.to)),
    )


def _belongs(event: Event, batch: Batch) -> ColumnElement[bool]:
    """Match who belongs to a session, as ``Event.session_of`` says."""
    own = DELEGATES.c.session_override
    elsewhere = own.in_([one.id for one in event.sessions])
    by_state = DELEGATES.c.state.in_(batch.states) & or_(own.is_(None), ~elsewhere)
    return or_(own == batch.id, by_state)


def _is(kind: Audience, batch: Batch) -> ColumnElement[bool]:
    choice = ANSWERS.c.choice
    if kind is not Audience.SILENT:
        return choice == RsvpChoice(kind.value)
    return or_(choice.is_(None), to_be_confirmed(batch))


def to_be_confirmed(batch: Batch) -> ColumnElement[bool]:
    """Match a yes or maybe for another date than that of the session somebody belongs to."""
    other_day = func.substr(ANSWERS.c.starts, 1, 10) != literal(batch.date.isoformat())
    return or_(ANSWERS.c.session != batch.id, other_day) & (ANSWERS.c.choice != RsvpChoice.NO)


def recipients(event: Event, occasion: Occasion, now: datetime) -> Select[tuple[int, int]]:
    """Select roster row and account of those that a reminder is queued for."""
    columns = select(DELEGATES.c.id, PEOPLE.c.id)
    return columns.select_from(SEATS).where(condition(event, occasion, now))


def counted(session: Session) -> list[Group]:
    """Read the whole roster in groups: one look, whatever is then counted of it."""
    keys = (
        DELEGATES.c.state,
        DELEGATES.c.session_override,
        ANSWERS.c.choice,
        ANSWERS.c.session,
        ANSWERS.c.starts,
        _VERIFIED.label("joined"),
        PEOPLE.c.reminders_off_at.is_not(None).label("muted"),
        PEOPLE.c.unreachable_at.is_not(None).label("unreachable"),
    )
    rows = session.execute(
        select(*keys, func.count()).select_from(SEATS).where(_ACTIVE).group_by(*keys)
    )
    return [
        Group(
            state,
            override,
            choice,
            (name, starts) if choice else None,
            bool(j),
            bool(m),
            bool(u),
            n,
        )
        for state, override, choice, name, starts, j, m, u, n in rows
    ]


def figures(event: Event, rule: ReminderRule, batch: Batch, found: Iterable[Group]) -> Figures:
    """Count those that a reminder is for, as things stand."""
    theirs = [
        group
        for group in found
        if event.session_of(group.state, group.override) == batch
        and groups(group.choice, group.answered, batch) & set(rule.to)
    ]
    return Figures(
        people=_sum(theirs, lambda g: g.joined and not g.muted and not g.unreachable),
        muted=_sum(theirs, lambda g: g.joined and g.muted),
        unreachable=_sum(theirs, lambda g: g.joined and g.unreachable and not g.muted),
        not_joined=_sum(theirs, lambda g: not g.joined),
    )


def seats(event: Event, found: Iterable[Group]) -> dict[str, int]:
    """Count the roster rows of each session."""
    counts: dict[str, int] = {}
    for group in found:
        batch = event.session_of(group.state, group.override)
        if batch is not None:
            counts[batch.id] = counts.get(batch.id, 0) + group.count
    return counts


def _sum(found: Iterable[Group], wanted: Callable[[Group], bool]) -> int:
    return sum(group.count for group in found if wanted(group))
