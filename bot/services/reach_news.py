"""What changed in the figures of a place: answers, accounts and entries since some time before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from bot.services.reach_rows import DELEGATES, ENTRIES, PEOPLE, number_of
from db.dialects import table
from db.models import RsvpChange
from db.types import RosterStatus, RsvpChoice


@dataclass(frozen=True, slots=True)
class News:
    """How much more of each there is than some time before; a figure may have gone down."""

    since: datetime
    joined: int = 0
    yes: int = 0
    no: int = 0
    maybe: int = 0
    unreachable: int = 0
    checked_in: int = 0


def answers_changed(
    session: Session, where: ColumnElement[bool], since: datetime | None, until: datetime | None
) -> tuple[int, int, int]:
    """Give by how much yes, no and maybe grew in a time; a figure may have gone down."""
    changes = table(RsvpChange).c
    figures = [
        number_of(changes.after == c.value)
        - number_of(func.coalesce(changes.before, "") == c.value)
        for c in (RsvpChoice.YES, RsvpChoice.NO, RsvpChoice.MAYBE)
    ]
    statement = (
        select(*figures)
        .join_from(table(RsvpChange), DELEGATES, DELEGATES.c.id == changes.delegate_id)
        .where(changes.question == "", DELEGATES.c.status == RosterStatus.ACTIVE, where)
    )
    if since is not None:
        statement = statement.where(changes.at >= since)
    if until is not None:
        statement = statement.where(changes.at < until)
    yes, no, maybe = (int(n or 0) for n in session.execute(statement).one())
    return yes, no, maybe


def accounts_changed(
    session: Session, where: ColumnElement[bool], since: datetime
) -> tuple[int, int]:
    """Count who joined and who was lost since then."""

    def count(moment: ColumnElement[datetime]) -> int:
        # In the order of the roster, in which a hundred thousand rows are looked up fastest.
        key = PEOPLE.c.delegate_id
        late = select(key).where(moment >= since, key.is_not(None)).order_by(key).cte("late")
        late = late.prefix_with("MATERIALIZED")
        found = session.execute(
            select(func.count())
            .select_from(late)
            .join(DELEGATES, DELEGATES.c.id == late.c.delegate_id)
            .where(DELEGATES.c.status == RosterStatus.ACTIVE, where)
        )
        return int(found.scalar_one())

    return count(PEOPLE.c.verified_at), count(PEOPLE.c.unreachable_at)


def news_of(
    session: Session, where: ColumnElement[bool], since: datetime, accounts: tuple[int, int]
) -> News:
    """Sum up the changes: of each delegate's only the first and the last remain in the sum."""
    active = DELEGATES.c.status == RosterStatus.ACTIVE
    yes, no, maybe = answers_changed(session, where, since, None)
    entered = session.execute(
        select(func.count(ENTRIES.c.delegate_id.distinct()))
        .join_from(ENTRIES, DELEGATES, DELEGATES.c.id == ENTRIES.c.delegate_id)
        .where(ENTRIES.c.at >= since, active, where)
    ).scalar_one()
    return News(
        since=since,
        joined=accounts[0],
        yes=yes,
        no=no,
        maybe=maybe,
        unreachable=accounts[1],
        checked_in=entered,
    )
