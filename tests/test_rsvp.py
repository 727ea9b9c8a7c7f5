"""Answers of one delegate from many sides at once, on both databases."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, col, select

from bot.event import Event
from bot.services.event_editor import EventEditor
from bot.services.rsvp import Cause, OtherDate, RsvpService, mark
from db.engine import Database
from db.models import Delegate, Person, Rsvp, RsvpChange
from db.types import RsvpChoice, Via

if TYPE_CHECKING:
    from conftest import SetClock


@pytest.fixture
async def rsvp(database: Database, clock: SetClock, small_event: Event) -> RsvpService:
    events = EventEditor(database, clock)
    await events.ensure_first(small_event)
    return RsvpService(database, clock, events)


@pytest.fixture
def seat(database: Database, clock: SetClock) -> tuple[int, int]:
    """Give the keys of a delegate of Rajasthan and of his account."""

    def work(session: Session) -> tuple[int, int]:
        at = clock.now()
        row = Delegate(
            roster_no=1, name="N", state="RJ", district="Kota", created_at=at, updated_at=at
        )
        person = Person(telegram_id=7_000_000_001, chat_id=7_000_000_001, name="N", created_at=at)
        session.add(row)
        session.add(person)
        session.flush()
        return row.id, person.id

    return database.run(work)


def changes(database: Database) -> list[tuple[str | None, str | None]]:
    query = select(RsvpChange.before, RsvpChange.after).order_by(col(RsvpChange.id))
    return database.fetch(lambda s: list(s.exec(query).all()))


async def test_one_cause_changes_an_answer_once_however_often_it_comes(
    rsvp: RsvpService, seat: tuple[int, int], database: Database
) -> None:
    cause = Cause(Via.BUTTON, 5, seat[1])
    await asyncio.gather(*(rsvp.answer(seat[0], RsvpChoice.YES, cause) for _ in range(20)))
    assert changes(database) == [(None, "yes")]


async def test_twenty_answers_at_once_leave_one_unbroken_chain(
    rsvp: RsvpService, seat: tuple[int, int], database: Database
) -> None:
    """From twenty people (staff may answer for him), so that none is the older one."""

    def more(session: Session) -> list[int]:
        at = rsvp._clock.now()
        people = [Person(telegram_id=n, chat_id=n, name="N", created_at=at) for n in range(1, 21)]
        session.add_all(people)
        session.flush()
        return [person.id for person in people]

    choices = itertools.cycle(RsvpChoice)
    await asyncio.gather(
        *(
            rsvp.answer(seat[0], next(choices), Cause(Via.BUTTON, number, person))
            for number, person in enumerate(database.run(more))
        )
    )
    chain = changes(database)
    assert [before for before, _ in chain] == [None, *(after for _, after in chain[:-1])]
    assert all(before != after for before, after in chain)
    final = database.fetch(lambda s: s.exec(select(Rsvp.choice)).one())
    assert final.value == chain[-1][1]


async def test_a_cause_that_comes_again_late_changes_nothing(
    rsvp: RsvpService, seat: tuple[int, int], database: Database
) -> None:
    me = seat[1]
    for number, choice in ((1, "yes"), (2, "yes"), (3, "no"), (2, "yes"), (1, "yes")):
        await rsvp.answer(seat[0], RsvpChoice(choice), Cause(Via.TEXT, number, me))
    assert changes(database) == [(None, "yes"), ("yes", "no")]


async def test_numbers_that_begin_anew_after_a_silent_week_count(
    rsvp: RsvpService, seat: tuple[int, int], database: Database, clock: SetClock
) -> None:
    await rsvp.answer(seat[0], RsvpChoice.YES, Cause(Via.TEXT, 900, seat[1]))
    clock.advance(timedelta(days=8))
    await rsvp.answer(seat[0], RsvpChoice.NO, Cause(Via.TEXT, 5, seat[1]))
    assert changes(database) == [(None, "yes"), ("yes", "no")]


async def test_a_button_of_another_day_is_refused(
    rsvp: RsvpService, seat: tuple[int, int], database: Database, small_event: Event
) -> None:
    other = small_event.sessions[0]
    with pytest.raises(OtherDate):
        await rsvp.answer(seat[0], RsvpChoice.YES, Cause(Via.BUTTON, 1), seen=mark(other))
    assert changes(database) == []
