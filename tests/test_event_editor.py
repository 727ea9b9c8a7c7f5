"""Released versions: read back, seen by others at once, never lost to one another."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session, select

from bot.clock import ShiftedClock
from bot.config import load
from bot.errors import Fault
from bot.event import Both, Event
from bot.event_changes import diff
from bot.services.event_editor import (
    FIRST_NOTE,
    EventEditor,
    NothingReleasedError,
    Release,
    Released,
    ReleasedMeanwhile,
)
from db.engine import Database
from db.models import Audit, EventVersion

SHIPPED = Path(__file__).parent.parent / "config.toml"


class StillClock:
    """A clock that stands still."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


@pytest.fixture(scope="module")
def event() -> Event:
    return load(SHIPPED, {}).event


@pytest.fixture
def editor(database: Database, now: datetime) -> EventEditor:
    return EventEditor(database, StillClock(now))


def renamed(event: Event, name: str) -> Event:
    return event.model_copy(update={"title": Both(hi=name, en=name)})


def audit(session: Session) -> list[tuple[int | None, str, str, str]]:
    return [(a.person_id, a.action, a.subject, a.detail) for a in session.exec(select(Audit))]


async def test_the_first_version_is_released_once(
    editor: EventEditor, event: Event, now: datetime, database: Database
) -> None:
    with pytest.raises(NothingReleasedError):
        await editor.current()
    assert await editor.ensure_first(event) == Released(1, event, now)
    assert await editor.ensure_first(renamed(event, "Another")) == Released(1, event, now)
    assert await editor.current() == Released(1, event, now)
    assert await database.read(audit) == [(None, "event.release", "version 1", FIRST_NOTE)]


async def test_a_release_is_in_force_at_once_for_everybody(
    editor: EventEditor, event: Event, now: datetime, database: Database
) -> None:
    elsewhere = EventEditor(database, ShiftedClock(now))  # another process
    await editor.ensure_first(event)
    assert (await elsewhere.current()).version == 1
    changed = renamed(event, "Assembly")
    assert await editor.release(changed, note="new name", by=None, seen=1) == Released(
        2, changed, now
    )
    assert (await elsewhere.current()).event == changed
    assert await database.read(editor.current_in) == Released(2, changed, now)
    assert await editor.history() == [
        Release(2, now, None, "new name"),
        Release(1, now, None, FIRST_NOTE),
    ]
    first = await database.read(lambda session: editor.version_in(session, 1))
    assert [change.path for change in diff(first.event, changed)] == ["title.hi", "title.en"]
    assert (await database.read(audit))[1:] == [(None, "event.release", "version 2", "new name")]


async def test_nobody_releases_over_what_he_has_not_seen(
    editor: EventEditor, event: Event, now: datetime
) -> None:
    await editor.ensure_first(event)
    await editor.release(renamed(event, "Second"), note="", by=None, seen=1)
    with pytest.raises(ReleasedMeanwhile) as raised:
        await editor.release(renamed(event, "Third"), note="", by=None, seen=1)
    assert (raised.value.seen, raised.value.current) == (1, 2)
    assert await editor.current() == Released(2, renamed(event, "Second"), now)


async def test_an_equal_event_is_not_released_again(
    editor: EventEditor, event: Event, now: datetime
) -> None:
    await editor.ensure_first(event)
    assert await editor.release(event, note="again", by=None) == Released(1, event, now)
    assert len(await editor.history()) == 1


async def test_the_version_is_read_once_while_it_stays(editor: EventEditor, event: Event) -> None:
    await editor.ensure_first(event)
    assert (await editor.current()).event is (await editor.current()).event


async def test_a_release_that_is_undone_leaves_nothing_behind(
    editor: EventEditor, event: Event, database: Database, now: datetime
) -> None:
    """A number that was given back is used again: the memory of it must not answer."""
    await editor.ensure_first(event)

    def undone(session: Session) -> None:
        session.add(
            EventVersion(
                id=2,
                document=renamed(event, "Undone").to_json(),
                released_at=datetime(2025, 3, 19, tzinfo=UTC),
            )
        )
        session.flush()
        assert editor.current_in(session).event.title.en == "Undone"
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await database.write(undone)
    assert (await editor.current()).version == 1
    await editor.release(renamed(event, "Second"), note="", by=None)
    assert await editor.current() == Released(2, renamed(event, "Second"), now)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_at_the_same_moment_one_gets_through(
    editor: EventEditor, event: Event, database_url: str, now: datetime
) -> None:
    """The rival has written version 2 but not committed it when ours begins; SQLite would wait."""
    await editor.ensure_first(event)
    rival = create_engine(database_url, poolclass=NullPool)
    with Session(rival) as session:
        session.add(EventVersion(id=2, document=event.to_json(), released_at=now, note="rival"))
        session.flush()
        ours = asyncio.create_task(editor.release(renamed(event, "Ours"), note="", by=None, seen=1))
        await asyncio.sleep(0.2)
        assert not ours.done()
        session.commit()
    with pytest.raises(ReleasedMeanwhile):
        await ours
    assert [release.note for release in await editor.history()] == ["rival", FIRST_NOTE]


async def test_a_document_of_another_samvad_is_one_clear_line(
    editor: EventEditor, event: Event, database: Database, now: datetime
) -> None:
    document = event.to_json().replace('"timezone"', '"time_zone"')
    await database.write(
        lambda session: session.add(EventVersion(id=1, document=document, released_at=now))
    )
    with pytest.raises(Fault, match=r"^database: version 1 of the event can't be read by this"):
        await editor.current()
