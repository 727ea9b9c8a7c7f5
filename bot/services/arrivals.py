"""What every update begins with: who writes, and the event in force, found in one statement.

The columns are read without the ORM, and for both at once: done with an object relational query
for each, this would be the greater part of answering.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import bindparam, select

from bot.services.event_editor import NEWEST, EventEditor, Released
from bot.services.people import People, Who
from db.dialects import table
from db.engine import Database
from db.models import Delegate, Person

T = TypeVar("T")

_PERSON, _DELEGATE = table(Person), table(Delegate)
_PERSON_FIELDS, _DELEGATE_FIELDS = _PERSON.c.keys(), _DELEGATE.c.keys()
_RELEASE = NEWEST.subquery("release")
_QUERY = (
    select(*_RELEASE.c, *_PERSON.c, *_DELEGATE.c)
    .select_from(_RELEASE)
    .join(_PERSON, _PERSON.c.telegram_id == bindparam("telegram_id"), isouter=True)
    .join(_DELEGATE, _DELEGATE.c.id == _PERSON.c.delegate_id, isouter=True)
)
_PERSON_AT = len(_RELEASE.c)
_DELEGATE_AT = _PERSON_AT + len(_PERSON_FIELDS)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who writes, and the event as it was released at that moment."""

    who: Who
    released: Released


class Arrivals:
    """Receives whoever writes."""

    def __init__(self, database: Database, people: People, events: EventEditor) -> None:
        self._database = database
        self._people = people
        self._events = events

    async def receive(self, telegram_id: int, chat_id: int, name: str) -> Arrival:
        """Give who writes, remembered like `People.arrive` does, and the event in force.

        Raises NothingReleasedError.
        """
        row = await self._database.look(_QUERY, telegram_id=telegram_id)
        released = self._events.known(row) if row else None
        who = _who(row) if row else None
        if who is None or who.person.unreachable_at is not None or who.person.chat_id != chat_id:
            who = await self._people.arrive(telegram_id, chat_id, name)
        return Arrival(who, released or await self._events.current())


def _who(row: tuple[Any, ...]) -> Who | None:
    """Make it from a row of the query; None for someone who was not here yet."""
    if row[_PERSON_AT] is None:
        return None
    person = _filled(Person, zip(_PERSON_FIELDS, row[_PERSON_AT:_DELEGATE_AT], strict=True))
    if person.delegate_id is None:
        return Who(person, None)
    return Who(person, _filled(Delegate, zip(_DELEGATE_FIELDS, row[_DELEGATE_AT:], strict=True)))


def _filled(model: type[T], values: Iterable[tuple[str, Any]]) -> T:
    """Make an object of no session with all its columns, which come from the database as they are.

    It is `model_construct` without its search for defaults and aliases.
    """
    row = model.__new__(model)
    row.__dict__.update(values)
    return row
