"""The whole bot while Telegram, the network or the database fails: answers come, later."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select
from stage import RAMESH, Stage, open_stage

from db.engine import Database
from db.models import Intake, RsvpChange
from db.types import IntakeState
from handlers.presses import GiveAnswer
from rehearsal.faults import Fault

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = GiveAnswer("yes", "batch3.0403")


@pytest.fixture
async def stage(database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(database, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    "fault", [Fault.RATE_LIMITED, Fault.BAD_GATEWAY, Fault.RESET, Fault.LOST, Fault.NOT_FOUND]
)
async def test_a_yes_is_recorded_once_and_answered_whatever_telegram_does(
    stage: Stage, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    ramesh = await stage.joined(RAMESH)
    stage.server.faults.next(fault, "*", 2)
    query = {"id": stage.world.callbacks.open(), "from": ramesh.user.wire(), "data": YES.data()}
    query |= {"message": ramesh.messages[-1].wire, "chat_instance": "1"}
    stage.world.updates.add("callback_query", query)
    await stage.quiet()
    assert stage.server.faults.happened != {}
    changes = stage.fetch(lambda s: list(s.exec(select(RsvpChange.after))))
    assert changes == ["yes"]
    assert "आपका जवाब: ✅ हाँ, आना तय है" in ramesh.card.splitlines()
    assert len(ramesh.files()) >= 1
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_while_telegram_is_away_nothing_is_lost(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """So many failures that the reply itself gives up: the whole update is handled again."""
    ramesh = await stage.joined(RAMESH)
    stage.server.faults.next(Fault.BAD_GATEWAY, "sendMessage", 3)
    await ramesh.say("kab aana hai?")
    assert ramesh.last.startswith("📅 आपका संवाद")
    assert stage.server.faults.happened == {("sendMessage", Fault.BAD_GATEWAY): 3}
    states = stage.fetch(lambda s: set(s.exec(select(Intake.state))))
    assert states == {IntakeState.DONE}
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_words_of_people_stay_out_of_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.DEBUG)
    ramesh = await stage.joined(RAMESH)
    stage.database.run(
        lambda s: s.connection().execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON rsvp_change "
                "BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
        )
    )
    await ramesh.press(GiveAnswer("no", "batch3.0403"))
    await ramesh.share_number()
    await ramesh.say("canary words of a delegate")
    apology = stage.voice("hi").plain(
        "Something went wrong on our side. It is noted and will be looked at. Please try "
        "again in a little while."
    )
    assert apology in [m.text for m in ramesh.messages]
    formatter = logging.Formatter()
    ours = [formatter.format(r) for r in caplog.records if r.name.startswith(("bot", "handlers"))]
    assert any("set aside" in line for line in ours)
    for secret in ("canary", "11100000001", "911100000001", "Ramesh", "रमेश"):
        assert [line for line in ours if secret in line] == []


async def test_a_stop_takes_less_than_ten_seconds_and_keeps_what_was_not_done(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    stage.server.faults.next(Fault.SLOW, "sendMessage", seconds=30.0)
    for question in ("kab aana hai?", "kahan aana hai?"):
        ramesh.actor.say(question)
    async with asyncio.timeout(5):
        while not stage.server.faults.happened:  # noqa: ASYNC110 (the other side of a wire)
            await asyncio.sleep(0.001)
    began = asyncio.get_running_loop().time()
    await stage.end()
    assert asyncio.get_running_loop().time() - began < 10.0
    left = select(Intake.update_id).where(Intake.state == IntakeState.NEW)
    assert len(stage.fetch(lambda s: s.exec(left).all())) == 2
    await stage.begin()
    await stage.quiet()
    answers = [m.text.splitlines()[0] for m in ramesh.messages[-2:]]
    assert answers == ["📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025", "📍 स्थान: इंदिरा गांधी भवन"]
