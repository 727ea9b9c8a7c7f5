"""The reach funnel, counted by session and by state."""

from dataclasses import asdict, replace
from datetime import datetime

import pytest
from sqlmodel import Session

from bot.clock import Clock
from bot.event import Event
from bot.services.reports import By, Funnel, Reports
from bot.states import States
from db.door import CheckIn
from db.engine import Database
from db.models import Delegate, Person, Rsvp
from db.types import DoorVia, RosterStatus, RsvpChoice, Verification

# state, own session, status, joined, verified, answer, unreachable
PEOPLE = [
    ("RJ", None, "active", True, True, "yes", False),
    ("RJ", None, "active", True, True, "yes", True),
    ("RJ", None, "active", True, False, None, False),
    ("RJ", None, "active", False, False, None, False),
    ("RJ", "mar27", "active", True, True, "no", False),
    ("RJ", None, "gone", True, True, "yes", True),
    ("UP", None, "active", True, True, "maybe", False),
    ("UP", "apr3", "active", False, False, None, False),
    ("GA", None, "active", False, False, None, False),
]
ANSWERED_FOR = {"RJ": "2025-04-03", "UP": "2025-03-27T11:00"}  # the day of their session
MOVED = 2  # answered for another day than his session has now


@pytest.fixture
def reports(database: Database, clock: Clock, states: States, now: datetime) -> Reports:
    def work(session: Session) -> None:
        for key, (state, own, status, joined, verified, answer, unreachable) in enumerate(
            PEOPLE, 1
        ):
            session.add(
                Delegate(
                    id=key, roster_no=key, name="N", state=state, district="D", created_at=now,
                    session_override=own, status=RosterStatus(status), updated_at=now,
                )
            )  # fmt: skip
            session.flush()
            if joined:
                session.add(
                    Person(
                        telegram_id=key, chat_id=key, name="n", created_at=now, delegate_id=key,
                        verified_at=now if verified else None,
                        verified_by=Verification.LINK if verified else None,
                        unreachable_at=now if unreachable else None,
                    )
                )  # fmt: skip
            if answer:
                session.add(
                    Rsvp(
                        delegate_id=key, choice=RsvpChoice(answer), session="s", answered_at=now,
                        starts=ANSWERED_FOR[state] if key != MOVED else "2025-04-02",
                    )
                )  # fmt: skip
        for key, where in ((1, "mar27"), (1, "apr3"), (6, "apr3")):  # one of them twice, one gone
            session.add(CheckIn(delegate_id=key, session=where, at=now, via=DoorVia.NUMBER))
        session.add(Person(telegram_id=99, chat_id=99, name="guest", created_at=now))

    database.run(work)
    return Reports(database, clock, states)


RJ = Funnel(
    invited=5, joined=4, verified=3, yes=2, no=1, silent=2, unreachable=1, checked_in=1,
    to_be_confirmed=1,
)  # fmt: skip
UP = Funnel(invited=2, joined=1, verified=1, maybe=1, silent=1)
GA = Funnel(invited=1, silent=1)
TOTAL = Funnel(
    invited=8, joined=5, verified=4, yes=2, no=1, maybe=1, silent=4, unreachable=1, checked_in=1,
    to_be_confirmed=1,
)  # fmt: skip


async def test_everyone(reports: Reports, small_event: Event, now: datetime) -> None:
    status = await reports.funnel(None, small_event)
    assert (status.as_of, status.total, status.rows) == (now, TOTAL, ())
    assert RJ + UP + GA == TOTAL


async def test_by_state(reports: Reports, small_event: Event) -> None:
    status = await reports.funnel(By.STATE, small_event)
    assert (status.total, status.rows) == (TOTAL, (("GA", GA), ("RJ", RJ), ("UP", UP)))
    limited = await reports.funnel(By.STATE, small_event, only={"UP"})
    assert (limited.total, limited.rows) == (UP, (("UP", UP),))


async def test_by_session_counts_where_people_really_come(
    reports: Reports, small_event: Event
) -> None:
    status = await reports.funnel("session", small_event)
    moved_away = Funnel(invited=1, joined=1, verified=1, no=1)
    moved_in = Funnel(invited=1, silent=1)
    assert dict(status.rows) == {
        "mar27": replace(UP, invited=1, silent=0) + moved_away,
        "apr3": replace(RJ, invited=4, joined=3, verified=2, no=0) + moved_in,
        None: GA,
    }
    assert [key for key, _ in status.rows] == ["mar27", "apr3", None]


async def test_as_json(reports: Reports, small_event: Event) -> None:
    status = await reports.funnel(By.SESSION, small_event, only=[])
    none = asdict(Funnel())
    assert status.as_json() == {
        "as_of": "2025-03-20T10:00:00+05:30",
        "total": none,
        "rows": [{"session": "mar27", **none}, {"session": "apr3", **none}],
    }
