"""Letting people in: what the door says, and that nobody is counted twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, func, select

from bot.clock import Clock
from bot.door_line import read_list
from bot.event import Event
from bot.services.checkin import CheckIns, Helper, Verdict, stamp_of
from bot.services.door_lists import DoorLists, Report
from bot.services.event_editor import EventEditor
from bot.services.passes import Passes
from db.door import CheckIn, DoorSecret, EntryPass
from db.engine import Database
from db.models import Audit, Delegate, Person, Rsvp
from db.types import DoorVia, LetIn, Role, RosterStatus, RsvpChoice

DAY = datetime(2025, 3, 27, 3, 42, tzinfo=UTC)  # 9:12 at the venue, on the day of UP and BR
ASHA, RAVI, MEENA, GONE, RAJ = 1, 2, 3, 4, 5
ANYWHERE = Helper(person_id=1)
RAJASTHAN = Helper(person_id=2, states=frozenset({"RJ"}))


class DoorClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Door:
    """One process at the door: its services on a database that others use too."""

    database: Database
    clock: DoorClock

    def __post_init__(self) -> None:
        events = EventEditor(self.database, self.clock)
        self.events = events
        self.check_ins = CheckIns(self.database, self.clock, events)
        self.lists = DoorLists(self.database, self.clock, events, self.check_ins)
        self.passes = Passes(self.database, self.clock)


def people(now: datetime) -> list[Delegate]:
    rows = [
        (ASHA, "UP", "asa agra", RosterStatus.ACTIVE),
        (RAVI, "UP", "ravi agra", RosterStatus.ACTIVE),
        (MEENA, "BR", "mina gaya", RosterStatus.ACTIVE),
        (GONE, "UP", "gon agra", RosterStatus.GONE),
        (RAJ, "RJ", "raj jepur", RosterStatus.ACTIVE),
        *((number, "UP", "x y", RosterStatus.ACTIVE) for number in range(101, 121)),
    ]
    return [
        Delegate(
            id=key, roster_no=key, name=f"Sample {key}", state=state, district="D",
            phone=f"+9110000{key:05d}", search_key=words, status=status,
            created_at=now, updated_at=now,
        )
        for key, state, words, status in rows
    ]  # fmt: skip


@pytest.fixture
async def door(database: Database, small_event: Event) -> Door:
    opened = Door(database, DoorClock(DAY))
    await opened.events.ensure_first(small_event)

    def work(session: Session) -> None:
        for number in (1, 2):
            session.add(
                Person(id=number, telegram_id=number, chat_id=number, name=f"Helper {number}",
                       role=Role.STAFF, created_at=DAY)
            )  # fmt: skip
        session.add_all(people(DAY))
        session.flush()
        answers = {ASHA: RsvpChoice.YES, MEENA: RsvpChoice.NO}
        for key, choice in answers.items():
            session.add(
                Rsvp(delegate_id=key, choice=choice, session="mar27", starts="2025-03-27",
                     answered_at=DAY)
            )  # fmt: skip

    await database.write(work)
    return opened


def rows(door: Door) -> list[tuple[int, str, DoorVia, LetIn | None, int | None]]:
    query = select(
        CheckIn.delegate_id, CheckIn.session, CheckIn.via, CheckIn.reason, CheckIn.by_person
    ).order_by(col(CheckIn.delegate_id))
    return door.database.fetch(lambda s: list(s.exec(query)))


def audit(door: Door) -> list[tuple[int | None, str, str, str]]:
    query = select(Audit.person_id, Audit.action, Audit.subject, Audit.detail).where(
        col(Audit.action).startswith("checkin")
    )
    return door.database.fetch(lambda s: list(s.exec(query.order_by(col(Audit.id)))))


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        (ASHA, Verdict.WELCOME),
        (RAVI, Verdict.WELCOME),  # invited, and gave no answer
        (MEENA, Verdict.SAID_NO),
        (GONE, Verdict.GONE),
        (RAJ, Verdict.WRONG_DAY),
        (999, Verdict.UNKNOWN),
    ],
)
async def test_the_door_says_how_things_stand(door: Door, number: int, verdict: Verdict) -> None:
    entry = await door.check_ins.by_number(number, ANYWHERE)
    assert entry.verdict is verdict
    admitted = verdict is Verdict.WELCOME
    expected = [(number, "mar27", DoorVia.NUMBER, None, 1)] if admitted else []
    assert rows(door) == expected


async def test_the_second_is_told_when_and_by_whom(door: Door) -> None:
    await door.check_ins.by_number(ASHA, ANYWHERE)
    door.clock.at += timedelta(minutes=5)
    entry = await door.check_ins.by_key(ASHA, RAJASTHAN)
    assert (entry.verdict, entry.by) == (Verdict.ALREADY, "Helper 1")
    assert entry.row is not None
    assert entry.row.at == DAY


async def test_an_update_that_comes_again_is_no_second_entry(door: Door) -> None:
    helper = Helper(person_id=1, update_id=77)
    first = await door.check_ins.by_number(ASHA, helper)
    again = await door.check_ins.by_number(ASHA, helper)
    assert (first.verdict, again.verdict) == (Verdict.WELCOME, Verdict.WELCOME)
    assert len(rows(door)) == len(audit(door)) == 1


async def test_let_in_all_the_same_with_the_reason(door: Door) -> None:
    await door.check_ins.let_in(MEENA, LetIn.CAME_AFTER_ALL, ANYWHERE)
    await door.check_ins.let_in(RAJ, LetIn.AGREED, ANYWHERE)
    await door.check_ins.let_in(RAJ, LetIn.LIST_WRONG, ANYWHERE)
    assert rows(door) == [
        (MEENA, "mar27", DoorVia.NAME, LetIn.CAME_AFTER_ALL, 1),
        (RAJ, "mar27", DoorVia.NAME, LetIn.AGREED, 1),
    ]
    assert audit(door) == [
        (1, "checkin", "delegate 3", "mar27 name came"),
        (1, "checkin", "delegate 5", "mar27 name agreed"),
    ]
    door.clock.at += timedelta(days=7)  # his own day: he is welcome once more
    assert (await door.check_ins.by_number(RAJ, ANYWHERE)).verdict is Verdict.WELCOME


async def test_an_entry_is_taken_back_once(door: Door) -> None:
    entry = await door.check_ins.by_number(ASHA, ANYWHERE)
    assert entry.row is not None
    key, stamp = entry.row.id or 0, stamp_of(entry.row)
    back = await door.check_ins.undo(key, stamp, RAJASTHAN)
    assert (back and back.id, rows(door)) == (ASHA, [])
    assert await door.check_ins.undo(key, stamp, ANYWHERE) is None
    door.clock.at += timedelta(seconds=2)
    assert (await door.check_ins.by_number(RAVI, ANYWHERE)).verdict is Verdict.WELCOME
    assert await door.check_ins.undo(key, stamp, ANYWHERE) is None  # his row has that number now
    assert [action for _, action, _, _ in audit(door)] == ["checkin", "checkin.undo", "checkin"]


async def test_whoever_looks_after_other_states_sees_only_who_is_expected_today(door: Door) -> None:
    assert (await door.check_ins.by_number(ASHA, RAJASTHAN)).verdict is Verdict.WELCOME
    assert [d.id for d in await door.lists.by_name("Ravi", RAJASTHAN)] == [RAVI]
    assert [d.id for d in await door.lists.by_name("Raj", RAJASTHAN)] == [RAJ]
    door.clock.at += timedelta(days=1)
    entry = await door.check_ins.by_number(RAVI, RAJASTHAN)
    assert (entry.verdict, entry.delegate) == (Verdict.NOT_YOURS, None)
    assert await door.lists.by_name("Ravi", RAJASTHAN) == []
    assert await door.lists.by_phone("+911000000002", RAJASTHAN) == []
    assert [d.id for d in await door.lists.by_phone("+911000000002", ANYWHERE)] == [RAVI]


async def test_a_pass_lets_in_until_it_is_ended(door: Door) -> None:
    first = await door.passes.of(ASHA)
    assert await door.passes.of(ASHA) == first
    assert (await door.check_ins.by_code(first.code, ANYWHERE)).verdict is Verdict.WELCOME
    await door.passes.end(ASHA)
    assert (await door.check_ins.by_code(first.code, ANYWHERE)).verdict is Verdict.REPLACED
    second = await door.passes.of(ASHA)
    assert second.code != first.code
    assert (await door.check_ins.by_code(second.code, ANYWHERE)).verdict is Verdict.ALREADY
    assert (await door.check_ins.by_code("A0000000", ANYWHERE)).verdict is Verdict.UNKNOWN


async def test_a_pass_that_this_database_did_not_sign_is_none(door: Door) -> None:
    made = await door.passes.of(RAVI)

    def other_secret(session: Session) -> None:
        session.get_one(DoorSecret, 1).secret = "ab" * 32

    await door.database.write(other_secret)
    assert (await door.check_ins.by_code(made.code, ANYWHERE)).verdict is Verdict.UNKNOWN


async def test_many_who_ask_at_once_share_one_pass(door: Door) -> None:
    other = Database.open(door.database.engine.url.render_as_string(hide_password=False))
    try:
        both = [door.passes, Passes(other, door.clock)]
        found = await asyncio.gather(*(both[n % 2].of(ASHA) for n in range(10)))
    finally:
        other.close()
    assert len({p.code for p in found}) == 1
    query = select(func.count(col(EntryPass.id)))
    assert door.database.fetch(lambda s: s.exec(query).one()) == 1


async def test_twenty_people_at_three_doors_come_in_once_each(door: Door, clock: Clock) -> None:
    """Each of three processes lets in all twenty at the same moment, each in its own threads."""
    assert clock is not None
    url = door.database.engine.url.render_as_string(hide_password=False)
    doors = [Door(Database.open(url), DoorClock(DAY)) for _ in range(3)]

    def let_in(place: int, number: int) -> Verdict:
        gate = doors[place]
        helper = Helper(person_id=1, update_id=place * 1000 + number)
        return asyncio.run(gate.check_ins.by_number(number, helper)).verdict

    turns = [(place, number) for number in range(101, 121) for place in range(3)]
    try:
        with ThreadPoolExecutor(20) as crowd:
            verdicts = list(crowd.map(lambda turn: let_in(*turn), turns))
    finally:
        for gate in doors:
            gate.database.close()
    assert verdicts.count(Verdict.WELCOME) == 20
    assert verdicts.count(Verdict.ALREADY) == 40
    assert [row[0] for row in rows(door)] == list(range(101, 121))
    assert len(audit(door)) == 20


async def test_a_list_from_paper_is_reconciled_with_what_was_scanned(door: Door) -> None:
    code = (await door.passes.of(101)).code
    await door.check_ins.by_number(102, ANYWHERE)
    door.clock.at += timedelta(days=1)  # entered the morning after
    report = await door.lists.enter(read_list(f"3 4 5 102-104 {code} 999 x 104"), ANYWHERE)
    assert report == Report(
        new=[3, 103, 104, 101],
        by_session={"mar27": 4},
        after_all=[3],
        already=[102],
        wrong_day=[5],
        not_on_list=[4],
        unknown=["x", "999"],
    )
    again = await door.lists.enter(read_list("3 102-104"), ANYWHERE)
    assert (again.new, again.already) == ([], [3, 102, 103, 104])
    assert rows(door)[0] == (3, "mar27", DoorVia.PAPER, LetIn.CAME_AFTER_ALL, 1)


async def test_a_list_of_a_day_to_come_is_not_entered(door: Door, small_event: Event) -> None:
    door.clock.at = datetime(2025, 3, 26, 12, tzinfo=UTC)
    report = await door.lists.enter(read_list("1 2 5"), ANYWHERE)
    assert report == Report(wrong_day=[1, 2, 5])
    moved = small_event.model_copy(
        update={
            "sessions": (
                small_event.sessions[0].model_copy(update={"date": date(2025, 3, 26)}),
                small_event.sessions[1],
            )
        }
    )
    await door.events.release(moved, note="moved", by=None)
    report = await door.lists.enter(read_list("1 2 5"), ANYWHERE)
    assert report == Report(new=[1, 2], by_session={"mar27": 2}, wrong_day=[5])
