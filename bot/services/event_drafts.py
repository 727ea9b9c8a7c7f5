"""What an organiser is changing: collected, looked at with all that follows from it, released.

Life of a draft::

    (none) --first edit--> draft --release--> a new version; the draft is gone
                            |  ^
                            |  +-- another version was released: looked at again, then released
                            +-- discarded

What always holds:

* each organiser has one draft at most; it is laid over the version in force whenever it is read;
* nobody releases what he has not seen: the version that he was shown last must be in force;
* the release, the end of the draft, the audit and all notices are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session as Db
from sqlmodel import col, select

from bot.clock import Clock
from bot.errors import Refusal
from bot.event import Event
from bot.event_edits import Edit, from_json, is_change, laid_over, to_json
from bot.reminder_load import Overload, brought_about, overloads
from bot.services.event_editor import EventEditor, Released, ReleasedMeanwhile
from bot.services.reach_of_change import Reach, reach_of
from bot.services.reminder_audience import counted, seats
from bot.states import States
from db.changes import EventDraft
from db.dialects import table
from db.engine import Database
from db.models import Person


class NothingToRelease(Refusal):
    """The draft is empty, was released, or changes nothing any more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser is changing, laid over the version in force."""

    edits: tuple[Edit, ...]
    version: int
    before: Event
    after: Event

    @property
    def is_empty(self) -> bool:
        """Tell whether it changes nothing."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft, whom it concerns, who else is changing the event, and what it makes impossible."""

    draft: Draft
    reach: Reach
    others: tuple[tuple[str, datetime], ...]
    overloads: tuple[Overload, ...]  # reminders that could not reach all any more


class EventDrafts:
    """Keeps drafts and releases them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        events: EventEditor,
        states: States,
        *,
        per_second: float,
    ) -> None:
        """Take the pace of the outbox, at which reminders have to be met."""
        self._database = database
        self._clock = clock
        self._events = events
        self._states = states
        self._per_second = per_second

    async def get(self, person_id: int) -> Draft:
        """Give one's draft; an empty one where there is none."""
        return await self._database.read(lambda db: self._draft(db, person_id))

    async def add(self, person_id: int, edit: Edit) -> Draft:
        """Change one thing; what was set of it before is forgotten.

        Raises EndsTooEarly, OpensTooLate or Unsound, and keeps the draft as it was then.
        """

        def work(db: Db) -> Draft:
            draft = self._draft(db, person_id)
            edits = [old for old in draft.edits if old.place != edit.place]
            if is_change(laid_over(draft.before, edits, self._states), edit):
                edits.append(edit)
            laid_over(draft.before, edits, self._states)
            self._keep(db, person_id, edits, draft.version)
            return self._draft(db, person_id)

        return await self._database.write(work)

    async def undo(self, person_id: int) -> Draft:
        """Take the last edit back."""

        def work(db: Db) -> Draft:
            draft = self._draft(db, person_id)
            self._keep(db, person_id, draft.edits[:-1], draft.version)
            return self._draft(db, person_id)

        return await self._database.write(work)

    async def discard(self, person_id: int) -> None:
        """Forget one's draft."""
        await self._database.write(lambda db: _forget(db, person_id))

    async def preview(self, person_id: int) -> Preview:
        """Show what one's draft changes, and for whom; it may be released as shown."""
        now = self._clock.now()

        def work(db: Db) -> Preview:
            draft = self._draft(db, person_id)
            self._keep(db, person_id, draft.edits, draft.version)
            reach = reach_of(db, draft.before, draft.after, now)
            return Preview(draft, reach, _others(db, person_id), self._overloads(db, draft, now))

        return await self._database.write(work)

    async def release(self, person_id: int, seen: int, *, note: str, quiet: bool) -> Released:
        """Make one's draft the event in force, as it was shown over version ``seen``.

        Raises NothingToRelease, or ReleasedMeanwhile where another version was released since.
        """

        def work(db: Db) -> Released:
            draft = self._draft(db, person_id)
            if draft.is_empty:
                raise NothingToRelease
            if draft.version != seen:
                raise ReleasedMeanwhile(seen, draft.version)
            released = self._events.release_in(
                db, draft.after, note=note, by=person_id, seen=seen, quiet=quiet
            )
            _forget(db, person_id)
            return released

        return await self._database.write(work)

    def _draft(self, db: Db, person_id: int) -> Draft:
        now = self._events.current_in(db)
        row = db.get(EventDraft, person_id)
        edits = from_json(row.edits) if row else ()
        try:
            after = laid_over(now.event, edits, self._states)
        except Refusal:  # what was released meanwhile does not go with it
            edits, after = (), now.event
        return Draft(edits, now.version, now.event, after)

    def _overloads(self, db: Db, draft: Draft, now: datetime) -> tuple[Overload, ...]:
        """Give the reminders that the draft makes impossible to meet."""
        people = counted(db)
        before, after = (
            overloads(event, seats(event, people), self._per_second, now)
            for event in (draft.before, draft.after)
        )
        return brought_about(before, after)

    def _keep(self, db: Db, person_id: int, edits: Sequence[Edit], version: int) -> None:
        if not edits:
            _forget(db, person_id)
            return
        row = db.get(EventDraft, person_id) or EventDraft(
            person_id=person_id, version=version, edits="", changed_at=self._clock.now()
        )
        if row.edits != to_json(edits):
            row.edits, row.changed_at = to_json(edits), self._clock.now()
        row.version = version
        db.add(row)
        db.flush()


def _forget(db: Db, person_id: int) -> None:
    rows = table(EventDraft)
    row = db.get(EventDraft, person_id)
    if row is not None:
        db.expunge(row)
    db.execute(delete(rows).where(rows.c.person_id == person_id))


def _others(db: Db, person_id: int) -> tuple[tuple[str, datetime], ...]:
    query = (
        select(Person.name, EventDraft.changed_at)
        .join(EventDraft, col(EventDraft.person_id) == col(Person.id))
        .where(EventDraft.person_id != person_id)
        .order_by(col(EventDraft.changed_at))
    )
    return tuple(db.exec(query).all())
