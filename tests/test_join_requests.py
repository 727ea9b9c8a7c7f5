"""Requests to be added, decided by many at once, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session, col, select

from bot.services.join_requests import JoinRequests, NoSuchRequest, OutOfScope
from db.engine import Database
from db.models import Audit, Delegate, JoinRequest, Person
from db.types import RequestStatus, Role

if TYPE_CHECKING:
    from conftest import SetClock


@pytest.fixture
def requests(database: Database, clock: SetClock) -> JoinRequests:
    return JoinRequests(database, clock)


@pytest.fixture
def people(database: Database, now: datetime) -> list[int]:
    """Give the keys of ten accounts."""

    def work(session: Session) -> list[int]:
        rows = [Person(telegram_id=n, chat_id=n, name="N", created_at=now) for n in range(1, 11)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    return database.run(work)


async def test_ten_decide_at_once_and_one_counts(
    requests: JoinRequests, people: list[int], database: Database
) -> None:
    request, new = await requests.open(
        people[0], name="Namuna", state="RJ", district="Tonk", phone=None
    )
    decisions = await asyncio.gather(
        *(
            requests.decide(request.id or 0, accept=number % 2 == 0, by=person, states=None)
            for number, person in enumerate(people)
        )
    )
    assert new
    assert Counter(d.mine for d in decisions) == {True: 1, False: 9}
    assert len({d.request.status for d in decisions}) == 1
    accepted = decisions[0].request.status is RequestStatus.ACCEPTED
    seats = database.fetch(lambda s: len(s.exec(select(Delegate)).all()))
    assert (seats, database.fetch(lambda s: len(s.exec(select(Audit)).all()))) == (accepted, 1)


async def test_ten_are_accepted_at_once_with_numbers_of_their_own(
    requests: JoinRequests, people: list[int], database: Database
) -> None:
    opened = [
        (await requests.open(p, name=f"N{p}", state="RJ", district="Tonk", phone=None))[0]
        for p in people
    ]
    await asyncio.gather(
        *(requests.decide(r.id or 0, accept=True, by=people[0], states=None) for r in opened)
    )
    numbers = database.fetch(
        lambda s: list(s.exec(select(Delegate.roster_no).order_by(col(Delegate.roster_no))))
    )
    roles = database.fetch(lambda s: set(s.exec(select(Person.role))))
    assert (numbers, roles) == (list(range(1, 11)), {Role.DELEGATE})


async def test_a_second_request_brings_the_open_one_up_to_date(
    requests: JoinRequests, people: list[int], database: Database
) -> None:
    outcomes = await asyncio.gather(
        *(
            requests.open(people[0], name="N", state="RJ", district=f"D{n}", phone=None)
            for n in range(5)
        )
    )
    assert Counter(new for _, new in outcomes) == {True: 1, False: 4}
    assert database.fetch(lambda s: len(s.exec(select(JoinRequest)).all())) == 1


async def test_what_is_out_of_scope_or_unknown_is_refused(
    requests: JoinRequests, people: list[int], database: Database
) -> None:
    request, _ = await requests.open(people[0], name="N", state="RJ", district="D", phone=None)
    with pytest.raises(OutOfScope):
        await requests.decide(request.id or 0, accept=True, by=people[1], states=frozenset({"UP"}))
    with pytest.raises(NoSuchRequest):
        await requests.decide(10**12, accept=True, by=people[1], states=None)
    statuses = database.fetch(lambda s: list(s.exec(select(JoinRequest.status))))
    assert statuses == [RequestStatus.OPEN]
    assert [r.id for r in await requests.waiting(frozenset({"RJ"}))] == [request.id]
    assert await requests.waiting(frozenset({"UP"})) == []
