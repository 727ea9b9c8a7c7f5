"""Whatever the clock does, each reminder comes once, or is expired and counted."""

from datetime import timedelta

import pytest
from rounds import ASK1, ASK2, ASK3, DAY, WEEK, at, books, later, reminded, stages, tick
from sqlmodel import select
from stage import KAMLA, RAMESH, Stage

from db.reminders import Reminder

DAYS = timedelta(days=1)
CHASE = {f"{rule} batch3 2025-04-03": {"sent": 2} for rule in ("ask1", "ask2", "ask3")}
EXPIRED = {key: {"expired": 2} for key in CHASE}


@pytest.fixture
async def two(stage: Stage) -> Stage:
    """Let two silent people of Rajasthan join and the bot see what is ahead."""
    await stage.joined(RAMESH)
    await stage.joined(KAMLA)
    await tick(stage)
    return stage


async def test_step_by_step_each_comes_once(two: Stage) -> None:
    for moment in (ASK1, WEEK, ASK2, ASK3, DAY):
        for minutes in (-1, 0, 1, 90):
            await at(two, moment + timedelta(minutes=minutes))
    assert books(two) == CHASE
    counts = two.fetch(lambda s: s.exec(select(Reminder.people).where(Reminder.people != 0)).all())
    assert counts == [2, 2, 2]


async def test_back_and_forth_each_comes_once(two: Stage) -> None:
    for moment in (ASK1, ASK1 - DAYS, ASK1, ASK2, ASK1 - 3 * DAYS, ASK2, ASK3, ASK1, DAY):
        await at(two, moment)
    assert books(two) == CHASE
    assert [len(reminded(two, two.delegate(n))) for n in (RAMESH, KAMLA)] == [3, 3]


async def test_a_jump_over_all_of_them_expires_and_counts_them(two: Stage) -> None:
    await at(two, DAY + DAYS / 2)
    await at(two, ASK1)
    await at(two, ASK2)
    assert books(two) == EXPIRED
    assert reminded(two, two.delegate(RAMESH)) == []


async def test_six_hours_of_sleep_send_what_is_still_useful_once(two: Stage) -> None:
    await at(two, ASK1 - timedelta(hours=1))
    await later(two, hours=6)
    await later(two, hours=6)
    assert books(two) == {"ask1 batch3 2025-04-03": {"sent": 2}}


@pytest.mark.parametrize("downtime", [timedelta(hours=5), timedelta(hours=9)])
async def test_what_was_due_while_the_bot_was_down(two: Stage, downtime: timedelta) -> None:
    """The third step is of use for eight hours."""
    await at(two, ASK3 - timedelta(hours=1))
    await two.end()
    two.clock.set(ASK3 + downtime)
    await two.begin()
    await tick(two)
    await two.restart()
    await tick(two)
    became = "sent" if downtime < timedelta(hours=8) else "expired"
    assert books(two)["ask3 batch3 2025-04-03"] == {became: 2}


async def test_over_midnight_nothing_is_sent_before_the_morning(two: Stage) -> None:
    """The first step is of use for a day: it waits for the morning after."""
    await two.end()
    two.clock.set(ASK1.replace(hour=22))
    await two.begin()
    for hour in (22, 23, 24, 26, 31):
        await at(two, ASK1.replace(hour=0) + timedelta(hours=hour))
        assert reminded(two, two.delegate(RAMESH)) == []
    await at(two, ASK1.replace(hour=8) + DAYS)
    assert books(two) == {"ask1 batch3 2025-04-03": {"sent": 2}}


async def test_what_waited_into_the_quiet_hours_waits_for_the_morning(two: Stage) -> None:
    two.clock.set(ASK1)
    await two.services.outbox.stop_until(ASK1 + timedelta(hours=11), "Telegram asks to wait")
    await two.services.reminders.plan()
    await at(two, ASK1 + timedelta(hours=11, minutes=1))
    assert reminded(two, two.delegate(RAMESH)) == []
    assert books(two) == {"ask1 batch3 2025-04-03": {"queued": 2}}
    await at(two, ASK1.replace(hour=8) + DAYS)
    assert books(two) == {"ask1 batch3 2025-04-03": {"sent": 2}}
    await later(two, minutes=1)
    assert stages(two)["ask1 batch3 2025-04-03"] == "over"
