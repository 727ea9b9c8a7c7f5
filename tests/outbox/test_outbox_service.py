"""The outbox as a table: queued once, claimed in order, started by its holder, settled for good."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from bot.services import outbox_rows
from bot.services.outbox import Outbox
from bot.services.outbox_claims import LEASE
from bot.services.outbox_outcomes import TOO_MANY, Outcome
from bot.services.outbox_rows import (
    Draft,
    Tally,
    cancel,
    close_lane,
    lane_fault,
    open_lane,
    send_again,
    slice_end,
    tally_missed,
)
from db.engine import Database
from db.models import Person
from db.outbox import ANNOUNCED, CHANGES, NOTICES, REMINDERS, Delivery
from db.types import DeliveryKind, DeliveryState, Role

if TYPE_CHECKING:
    from conftest import SetClock

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
LANE = ANNOUNCED + 1
PEOPLE = 5


@pytest.fixture
def people(database: Database) -> list[int]:
    def work(session: object) -> list[int]:
        rows = [
            Person(telegram_id=n, chat_id=n, name=f"Namuna {n}", role=Role.DELEGATE, created_at=NOW)
            for n in range(1, PEOPLE + 1)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    return database.run(work)


@pytest.fixture
def outbox(database: Database, clock: "SetClock") -> Iterator[Outbox]:
    database.run(lambda s: open_lane(s, LANE))
    return Outbox(database, clock)


def draft(person: int, key: str | None = None, **more: object) -> Draft:
    values = {"lane": LANE, "kind": DeliveryKind.ANNOUNCEMENT, "due_at": NOW, **more}
    return Draft(key=key or f"a1:{person}", person_id=person, **values)


def sent(row: int, **more: object) -> Outcome:
    return Outcome(row, DeliveryState.SENT, 100 + row, **more)


async def ids(outbox: Outbox, worker: str = "w", limit: int = 100) -> list[int]:
    return [row.id for row in await outbox.claim(worker, limit)]


def states(database: Database) -> list[str]:
    rows = database.fetch(lambda s: s.exec(select(Delivery).order_by(Delivery.id)).all())
    return [row.state.value for row in rows]


async def test_a_key_is_queued_once(outbox: Outbox, people: list[int]) -> None:
    await outbox.add([draft(people[0]), draft(people[0])])
    await outbox.add([draft(people[0])])
    assert await outbox.tally(LANE) == Tally({DeliveryState.QUEUED: 1})


async def test_urgent_lanes_go_first_and_what_is_not_due_waits(
    outbox: Outbox, people: list[int]
) -> None:
    later = NOW + timedelta(minutes=1)
    await outbox.add(
        [
            draft(people[0], "announcement"),
            draft(people[1], "reminder", lane=REMINDERS, kind=DeliveryKind.REMINDER),
            draft(people[2], "change", lane=CHANGES, kind=DeliveryKind.CHANGE),
            draft(people[3], "later", lane=NOTICES, kind=DeliveryKind.NOTICE, due_at=later),
            draft(people[4], "notice", lane=NOTICES, kind=DeliveryKind.NOTICE),
        ]
    )
    claimed = await outbox.claim("w", 10)
    assert [row.key for row in claimed] == ["notice", "change", "reminder", "announcement"]
    assert await outbox.next_due() == later


async def test_two_workers_never_hold_the_same_row(outbox: Outbox, people: list[int]) -> None:
    await outbox.add([draft(person) for person in people])
    one, two = await ids(outbox, "one", 3), await ids(outbox, "two", 100)
    assert (len(one), len(two), set(one) & set(two)) == (3, 2, set())
    assert await outbox.start("two", one) == set()
    assert await outbox.start("one", one) == set(one)


async def test_what_is_too_late_is_expired_never_claimed(
    outbox: Outbox, people: list[int], clock: "SetClock"
) -> None:
    until = NOW + timedelta(hours=1)
    await outbox.add([draft(people[0], expires_at=until), draft(people[1])])
    clock.advance(timedelta(hours=1))
    assert [row.person_id for row in await outbox.claim("w", 10)] == [people[1]]
    assert await outbox.tally(LANE) == Tally({DeliveryState.EXPIRED: 1, DeliveryState.CLAIMED: 1})


async def test_a_closed_lane_lets_nothing_start(
    outbox: Outbox, people: list[int], database: Database
) -> None:
    await outbox.add([draft(person) for person in people])
    claimed = await ids(outbox)
    database.run(lambda s: close_lane(s, LANE))
    assert await outbox.start("w", claimed) == set()
    assert states(database) == ["queued"] * PEOPLE
    assert await outbox.claim("w", 10) == []
    database.run(lambda s: open_lane(s, LANE))
    assert await ids(outbox) == claimed


async def test_cancelling_spares_what_is_under_way(
    outbox: Outbox, people: list[int], database: Database
) -> None:
    await outbox.add([draft(person) for person in people])
    claimed = await ids(outbox, limit=3)
    await outbox.start("w", claimed[:1])
    assert database.run(lambda s: cancel(s, LANE, NOW)) == PEOPLE - 1
    await outbox.settle("w", [sent(claimed[0]), sent(claimed[1])])
    assert states(database) == ["sent", *["cancelled"] * (PEOPLE - 1)]


@pytest.mark.parametrize(
    ("kind", "attempts", "becomes"),
    [
        (DeliveryKind.ANNOUNCEMENT, 0, "in_doubt"),
        (DeliveryKind.REMINDER, 0, "queued"),
        (DeliveryKind.REMINDER, 1, "in_doubt"),
        (DeliveryKind.NOTICE, 0, "queued"),
    ],
)
async def test_a_dead_worker_leaves_doubt_only_about_what_it_had_started(  # noqa: PLR0917
    outbox: Outbox,
    people: list[int],
    database: Database,
    clock: "SetClock",
    kind: DeliveryKind,
    attempts: int,
    becomes: str,
) -> None:
    await outbox.add([draft(person, kind=kind) for person in people])
    for _ in range(attempts):
        claimed = await ids(outbox, "before")
        await outbox.start("before", claimed)
        again = [Outcome(key, DeliveryState.QUEUED) for key in claimed]
        await outbox.settle("before", again)
    claimed = await ids(outbox, "dead", 3)
    await outbox.start("dead", claimed[:2])
    clock.advance(LEASE + timedelta(seconds=1))
    assert await outbox.recover("dead") == 0
    assert await outbox.recover("alive") == 3
    assert states(database) == [becomes, becomes, *["queued"] * (PEOPLE - 2)]


async def test_an_answer_that_comes_late_puts_doubt_right(
    outbox: Outbox, people: list[int], database: Database, clock: "SetClock"
) -> None:
    await outbox.add([draft(people[0])])
    claimed = await ids(outbox, "slow")
    await outbox.start("slow", claimed)
    clock.advance(LEASE + timedelta(seconds=1))
    await outbox.recover("other")
    assert states(database) == ["in_doubt"]
    await outbox.settle("slow", [sent(claimed[0])])
    assert states(database) == ["sent"]


async def test_parts_follow_each_other_and_count_as_one(outbox: Outbox, people: list[int]) -> None:
    await outbox.add([draft(people[0])])
    for part in (1, 2, 3):
        (row,) = await outbox.claim("w", 10)
        assert (row.part, row.person_id) == (part, people[0])
        await outbox.start("w", [row.id])
        await outbox.settle("w", [sent(row.id, more=part < 3)])
    assert await outbox.claim("w", 10) == []
    assert await outbox.tally(LANE) == Tally({DeliveryState.SENT: 1})


async def test_who_is_gone_is_marked(outbox: Outbox, people: list[int], database: Database) -> None:
    await outbox.add([draft(people[0])])
    claimed = await ids(outbox)
    await outbox.start("w", claimed)
    gone = Outcome(claimed[0], DeliveryState.UNREACHABLE, error="Forbidden", gone=True)
    await outbox.settle("w", [gone])
    marked = database.fetch(lambda s: s.get(Person, people[0]).unreachable_at)
    assert marked == NOW


async def test_failures_in_a_row_stop_an_announcement_and_only_that(
    outbox: Outbox, people: list[int], database: Database
) -> None:
    failed = [
        draft(people[n % PEOPLE], f"a{n}", lane=lane)
        for n in range(40)
        for lane in (LANE, REMINDERS)
        if n < 25 or lane == LANE
    ]
    await outbox.add(
        [d if d.lane == LANE else draft(d.person_id, d.key + "r", lane=REMINDERS) for d in failed]
    )
    claimed = await outbox.claim("w", 100)
    await outbox.start("w", [row.id for row in claimed])
    first = next(row for row in claimed if row.lane == LANE)
    outcomes = [Outcome(row.id, DeliveryState.FAILED) for row in claimed if row.id != first.id]
    await outbox.settle("w", [*outcomes[:10], sent(first.id)])
    assert database.fetch(lambda s: lane_fault(s, LANE)) is None
    await outbox.settle("w", outcomes[10:])
    assert database.fetch(lambda s: lane_fault(s, LANE)) == TOO_MANY
    assert database.fetch(lambda s: lane_fault(s, REMINDERS)) is None


async def test_a_stop_holds_until_its_time_and_over_a_restart(
    outbox: Outbox, people: list[int], database: Database, clock: "SetClock"
) -> None:
    await outbox.add([draft(people[0])])
    await outbox.stop_until(NOW + timedelta(hours=3), "asked to")
    await outbox.stop_until(NOW + timedelta(minutes=1), "asked to")
    assert await Outbox(database, clock).claim("w", 10) == []
    clock.advance(timedelta(hours=3))
    assert len(await Outbox(database, clock).claim("w", 10)) == 1


async def test_who_was_missed_is_queued_again_when_asked_for(
    outbox: Outbox, people: list[int], database: Database
) -> None:
    await outbox.add([draft(person) for person in people])
    claimed = await ids(outbox)
    await outbox.start("w", claimed)
    missed = [DeliveryState.FAILED, DeliveryState.IN_DOUBT, DeliveryState.UNREACHABLE]
    outcomes = [Outcome(key, state) for key, state in zip(claimed, missed, strict=False)]
    await outbox.settle("w", [*outcomes, *map(sent, claimed[3:])])
    again = [DeliveryState.FAILED, DeliveryState.IN_DOUBT]
    assert database.run(lambda s: send_again(s, LANE, again, NOW)) == 2
    assert states(database) == ["queued", "queued", "unreachable", "sent", "sent"]


async def test_who_has_blocked_the_bot_is_not_queued_again(
    outbox: Outbox, people: list[int], database: Database
) -> None:
    await outbox.add([draft(person) for person in people])
    claimed = await ids(outbox)
    await outbox.start("w", claimed)
    gone = Outcome(claimed[0], DeliveryState.UNREACHABLE, gone=True)
    others = [Outcome(claimed[1], DeliveryState.UNREACHABLE), *map(sent, claimed[2:])]
    await outbox.settle("w", [gone, *others])
    again = [DeliveryState.UNREACHABLE]
    assert database.fetch(lambda s: tally_missed(s, LANE, again)).counts == {again[0]: 1}
    assert database.fetch(lambda s: slice_end(s, LANE, again, 0)) == claimed[1]
    assert database.run(lambda s: send_again(s, LANE, again, NOW)) == 1
    assert states(database) == ["unreachable", "queued", "sent", "sent", "sent"]


async def test_who_was_missed_is_queued_again_in_slices(
    outbox: Outbox, people: list[int], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_rows, "AT_ONCE", 2)
    await outbox.add([draft(person) for person in people])
    claimed = await ids(outbox)
    await outbox.start("w", claimed)
    await outbox.settle("w", [Outcome(key, DeliveryState.FAILED) for key in claimed])
    again, ends = [DeliveryState.FAILED], [0]
    while (end := database.run(lambda s: slice_end(s, LANE, again, ends[-1]))) is not None:
        within = (ends[-1], end)
        database.run(lambda s, w=within: send_again(s, LANE, again, NOW, within=w))
        ends.append(end)
    assert ends[1:] == [claimed[1], claimed[3], claimed[4]]
    assert states(database) == ["queued"] * 5
