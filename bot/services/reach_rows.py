"""Which roster rows a place and a group mean, as conditions on the tables."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from bot.event import Event
from bot.place import Group, Place
from db.dialects import table
from db.door import CheckIn
from db.models import Delegate, Person, Rsvp, RsvpChange
from db.types import RosterStatus, RsvpChoice

DELEGATES, PEOPLE, ANSWERS = table(Delegate), table(Person), table(Rsvp)
ENTRIES = table(CheckIn)
Scope = Collection[str] | None  # the states that somebody may see; None is all
_ANSWERS = {
    Group.YES: RsvpChoice.YES,
    Group.NO: RsvpChoice.NO,
    Group.MAYBE: RsvpChoice.MAYBE,
    Group.AWAITED: RsvpChoice.YES,
}


def joined(*columns: Any) -> Select[Any]:  # noqa: ANN401 (whatever is selected)
    """Select from the active rows with their accounts and answers, where there are any."""
    return (
        select(*columns)
        .select_from(DELEGATES)
        .outerjoin(PEOPLE, PEOPLE.c.delegate_id == DELEGATES.c.id)
        .outerjoin(ANSWERS, ANSWERS.c.delegate_id == DELEGATES.c.id)
        .where(DELEGATES.c.status == RosterStatus.ACTIVE)
    )


def within(place: Place, event: Event, scope: Scope) -> ColumnElement[bool]:
    """Give the condition that a roster row is in a place and within a scope."""
    conditions: list[ColumnElement[bool]] = [true()]
    if scope is not None:
        conditions.append(DELEGATES.c.state.in_(sorted(scope)))
    if place.state is not None:
        conditions.append(DELEGATES.c.state == place.state)
    if place.session is not None:
        conditions.append(_of_session(place.session, event))
    if place.district is not None:
        one = DELEGATES.alias("one")
        same = select(one.c.state, one.c.district).where(one.c.id == place.district).subquery()
        conditions.append(DELEGATES.c.district == select(same.c.district).scalar_subquery())
        conditions.append(DELEGATES.c.state == select(same.c.state).scalar_subquery())
    return and_(*conditions)


def _of_session(session: str, event: Event) -> ColumnElement[bool]:
    """Match `Event.session_of`: the own session first, where it exists, or else the state's."""
    found = event.session(session)
    override = DELEGATES.c.session_override
    if found is None:
        return false()
    by_state = and_(
        DELEGATES.c.state.in_(found.states),
        or_(override.is_(None), override.not_in([s.id for s in event.sessions])),
    )
    return or_(override == session, by_state)


def came() -> ColumnElement[bool]:
    """Give the condition that a delegate was let in."""
    return exists().where(ENTRIES.c.delegate_id == DELEGATES.c.id)


def of_group(group: Group) -> ColumnElement[bool]:
    """Give the condition that a row of `joined` is of a group."""
    there = came()
    plain: dict[Group, ColumnElement[bool]] = {
        Group.CAME: there,
        Group.ANSWERED: ANSWERS.c.delegate_id.is_not(None),
        Group.SILENT: ANSWERS.c.delegate_id.is_(None),
        Group.JOINED: PEOPLE.c.id.is_not(None),
        Group.UNJOINED: PEOPLE.c.id.is_(None),
        Group.UNREACHABLE: PEOPLE.c.unreachable_at.is_not(None),
    }
    if group in plain:
        return plain[group]
    if group in _ANSWERS:
        chosen = ANSWERS.c.choice == _ANSWERS[group]
        return and_(chosen, ~there) if group is Group.AWAITED else chosen
    return true()


def on_day(group: Group, begin: datetime, end: datetime) -> ColumnElement[bool]:
    """Give the condition that a row of `joined` came into a group in a time."""
    if group is Group.JOINED:
        return and_(PEOPLE.c.verified_at >= begin, PEOPLE.c.verified_at < end)
    if group is Group.CAME:
        entered = select(ENTRIES.c.delegate_id).where(ENTRIES.c.at >= begin, ENTRIES.c.at < end)
        return DELEGATES.c.id.in_(entered)
    changes = table(RsvpChange).c
    said = select(changes.delegate_id).where(
        changes.question == "", changes.at >= begin, changes.at < end
    )
    if group in _ANSWERS:
        said = said.where(changes.after == _ANSWERS[group].value)
    return DELEGATES.c.id.in_(said.where(changes.after.is_not(None)))


def number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Count the rows that meet a condition, beside other figures of the same query."""
    return func.sum(case((condition, 1), else_=0), type_=Integer)
