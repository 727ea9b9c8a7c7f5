"""When all is over: the counts stay, and nobody's name or words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session, SQLModel
from stage import KAMLA, RAMESH, SURESH, Stage

from bot.errors import Fault
from bot.services.reports import By, Reports
from bot.services.shredding import FATES, Shredding, allowed_from
from db.compact import compact

DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)
DAYS = 60


def test_every_table_has_a_fate() -> None:
    """A new table needs a line in bot/services/shredding.py: what becomes of it in the end."""
    assert set(FATES) == set(SQLModel.metadata.tables)


async def lived_through(stage: Stage) -> None:
    """Leave traces of every kind: answers, words, points, a request, entries, feedback."""
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    stranger = stage.stranger(1)
    await ramesh.press("✅ हाँ, आना तय है")
    await ramesh.say("/pass")
    await kamla.press("❌ नहीं, आना नहीं हो पाएगा")
    await kamla.say("Ramvilas ke ghar shaadi hai")
    await ramesh.say("क्या वहाँ व्हीलचेयर मिलेगी Ramvilas?")
    await ramesh.say("/point")
    await ramesh.say("हर बूथ पर Ramvilas जैसे दो साथी तय हों")
    await stranger.start("")
    await stranger.press("हिंदी")
    await stage.joined(SURESH)
    boss = await stage.staff(1)
    stage.clock.set(DAY)
    await boss.say("/door")
    await boss.say("1 4")
    await stage.services.feedback.rate(RAMESH, "batch3", 4)
    await stage.services.feedback.comment(RAMESH, "batch3", "Ramvilas ne achchha bola")


def everything(session: Session) -> str:
    """Give all rows of all tables but the event itself as one text."""
    found = []
    for name, one in SQLModel.metadata.tables.items():
        if name != "event_version":
            found += [f"{name} {tuple(row)!r}" for row in session.execute(select(one))]
    return "\n".join(found)


async def test_counts_stay_and_nobody_is_named(stage: Stage) -> None:
    await lived_through(stage)
    database, event = stage.database, stage.event
    reports = Reports(database, stage.clock, stage.services.states)
    shredding = Shredding(database, stage.clock)
    before = [(await reports.funnel(by, event)).rows for by in By]
    assert sum(funnel.checked_in for _, funnel in before[0]) == 2
    await stage.end()
    with pytest.raises(Fault, match="too early"):
        await shredding.shred(event, DAYS)
    assert "Ramvilas" in stage.fetch(everything)
    stage.clock.set(allowed_from(event, DAYS))
    done = await shredding.shred(event, DAYS)
    assert (done.delegates, done.accounts) == (7, 4)
    assert [(await reports.funnel(by, event)).rows for by in By] == before
    left = stage.fetch(everything)
    people = (stage.delegate(RAMESH).id, stage.delegate(KAMLA).id, stage.stranger(1).id)
    personal = ["Ramvilas", "Ramesh", "रमेश", "Kamla", "Namuna, ", "11000", "Jaipur", "बूथ"]
    assert [word for word in [*personal, *map(str, people)] if word in left] == []
    assert "Sachiv Namuna" in left  # the team's own accounts stay
    again = await shredding.shred(event, DAYS)
    assert again.rows == 0
    await stage.begin()


def on_disk(stage: Stage) -> bytes:
    """Give the bytes of the database and of all that lies beside it."""
    path = Path(stage.database.engine.url.database or "")
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_shredded_is_gone_from_the_disk(stage: Stage) -> None:
    await lived_through(stage)
    await stage.end()
    stage.clock.set(allowed_from(stage.event, DAYS))
    assert b"Ramvilas" in on_disk(stage)
    await Shredding(stage.database, stage.clock).shred(stage.event, DAYS)
    url = stage.database.engine.url.render_as_string(hide_password=False)
    stage.database.close()
    compact(url)
    content = on_disk(stage)
    assert b"Ramvilas" not in content
    assert "व्हीलचेयर".encode() not in content
