"""Transactions: what is committed together, what one failure does to others, what is durable."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import Session, col, func, select

from db.engine import Database
from db.models import Delegate, EventVersion, Person, RsvpChange
from db.types import Via

NOW = datetime(2025, 3, 20, 4, 30, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))


def person(number: int) -> Person:
    return Person(telegram_id=number, chat_id=number, name="Namuna", created_at=NOW)


def delegate(number: int) -> Delegate:
    return Delegate(
        roster_no=number,
        name="Namuna",
        state="RJ",
        district="Sikar",
        created_at=NOW,
        updated_at=NOW,
    )


def count(database: Database) -> int:
    return database.fetch(lambda s: s.exec(select(func.count()).select_from(Person)).one())


async def test_what_fails_leaves_the_others_of_its_group_alone(database: Database) -> None:
    def write(number: int) -> int:
        def work(session: Session) -> int:
            session.add(person(number))
            session.flush()
            if number % 3 == 0:
                raise ValueError(number)
            return number

        return work  # type: ignore[return-value]

    outcomes = await asyncio.gather(
        *(database.write(write(n)) for n in range(1, 31)), return_exceptions=True
    )
    assert [o for o in outcomes if isinstance(o, int)] == [n for n in range(1, 31) if n % 3]
    assert sorted(o.args[0] for o in outcomes if isinstance(o, ValueError)) == list(range(3, 31, 3))
    assert count(database) == 20


async def test_a_broken_rule_reaches_only_who_broke_it(database: Database) -> None:
    database.run(lambda s: s.add(person(1)))
    outcomes = await asyncio.gather(
        *(database.write(lambda s, n=n: s.add(person(n))) for n in (1, 2)),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], IntegrityError)
    assert outcomes[1] is None
    assert count(database) == 2


async def test_eight_hundred_increments_lose_none(database_url: str) -> None:
    """The measure of the driver's default mode: 583 of 800 lost, without an error."""
    first, second = Database.open(database_url), Database.open(database_url)
    first.run(lambda s: s.add(delegate(1)))

    def increment(session: Session) -> None:
        query = select(Delegate).where(Delegate.state == "RJ").with_for_update()
        row = session.exec(query).one()
        row.district = str(int(row.district) + 1) if row.district.isdigit() else "1"
        session.add(row)

    try:
        await asyncio.gather(
            *(database.write(increment) for _ in range(400) for database in (first, second))
        )
        assert first.fetch(lambda s: s.exec(select(Delegate.district)).one()) == "800"
    finally:
        first.close()
        second.close()


async def test_a_write_outlives_the_one_who_asked_for_it(database: Database) -> None:
    waiting = asyncio.create_task(database.write(lambda s: s.add(person(7))))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await database.write(lambda s: s.add(person(8)))
    assert count(database) == 2


async def test_close_finishes_what_was_asked(database_url: str) -> None:
    database = Database.open(database_url)
    pending = [
        asyncio.create_task(database.write(lambda s, n=n: s.add(person(n)))) for n in range(50)
    ]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.gather(*pending)
    again = Database.open(database_url)
    assert count(again) == 50
    again.close()


def test_times_are_aware_utc_whatever_zone_they_came_in(database: Database) -> None:
    at = datetime(2025, 4, 3, 10, 0, tzinfo=INDIA)
    database.run(lambda s: s.add(EventVersion(document="{}", released_at=at)))
    stored = database.fetch(lambda s: s.exec(select(EventVersion.released_at)).one())
    assert (stored, stored.utcoffset()) == (at, timedelta(0))


def test_a_naive_time_is_refused(database: Database) -> None:
    naive = datetime(2025, 4, 3, 10, 0)  # noqa: DTZ001 (the mistake under test)
    with pytest.raises(StatementError, match="times are aware here"):
        database.run(lambda s: s.add(EventVersion(document="{}", released_at=naive)))


def test_a_telegram_id_of_today_fits(database: Database) -> None:
    database.run(lambda s: s.add(person(7_000_000_000)))
    assert database.fetch(lambda s: s.exec(select(Person.telegram_id)).one()) == 7_000_000_000


def test_references_are_kept(database: Database) -> None:
    change = RsvpChange(delegate_id=999, session="x", at=NOW, via=Via.CLI)
    with pytest.raises(IntegrityError):
        database.run(lambda s: s.add(change))


def test_a_choice_is_stored_as_its_value_and_nothing_else(database: Database) -> None:
    database.run(lambda s: s.add(person(1)))
    stored = database.fetch(lambda s: s.execute(text("SELECT role FROM person")).scalar_one())
    assert stored == "guest"
    wrong = Person(telegram_id=2, chat_id=2, name="x", role="king", created_at=NOW)  # type: ignore[arg-type]
    with pytest.raises(StatementError):
        database.run(lambda s: s.add(wrong))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_is_durable_checked_and_readers_cannot_write(database: Database) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys")
    found = database.run(lambda s: [s.execute(text(f"PRAGMA {p}")).scalar_one() for p in pragmas])
    assert found == ["wal", 2, 1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_told_and_passes(database: Database) -> None:
    """A page limit stands in for the disk: SQLite answers "database or disk is full"."""
    pages = database.run(lambda s: s.execute(text("PRAGMA page_count")).scalar_one())
    database.run(lambda s: s.execute(text(f"PRAGMA max_page_count={pages}")))
    big = "x" * 200_000
    with pytest.raises(OperationalError, match="full"):
        await database.write(lambda s: s.add(EventVersion(document=big, released_at=NOW)))
    database.run(lambda s: s.execute(text("PRAGMA max_page_count=1000000")))
    await database.write(lambda s: s.add(EventVersion(document=big, released_at=NOW)))
    kept = database.fetch(lambda s: s.exec(select(func.length(col(EventVersion.document)))).all())
    assert kept == [200_000]
