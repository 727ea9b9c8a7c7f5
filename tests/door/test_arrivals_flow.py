"""The arrivals for the team: the message that counts along, and who is missing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select
from stage import KAMLA, MOHAN, RAMESH, SUNITA, SURESH, Someone, Stage

from bot.services.attendance import came, of_session, said_yes
from db.door import LiveCount
from db.models import Audit, Delegate
from handlers.live_count import LiveCounts
from rehearsal.people import Stored

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)


async def counted(stage: Stage) -> bool:
    """Bring the messages up to date, as the bot does by itself; tell whether one has to wait."""
    return await LiveCounts(stage.running.bot, stage.services).catch_up()


async def said(stage: Stage, **answers: int) -> None:
    """Let delegates join and answer."""
    labels = {"yes": "✅ हाँ, आना तय है", "no": "❌ नहीं, आना नहीं हो पाएगा"}
    for answer, number in answers.items():
        someone = await stage.joined(number)
        await someone.press(labels[answer.rstrip("0123456789")])


def live(someone: Someone) -> Stored:
    return next(m for m in reversed(someone.messages) if m.text.startswith("📊"))


def figures(someone: Someone) -> list[str]:
    """Give the lines of the live message that hold figures."""
    return [line for line in live(someone).text.splitlines()[1:] if any(map(str.isdigit, line))][
        :-1
    ]


@SQLITE
async def test_a_message_counts_along_also_after_a_restart(stage: Stage) -> None:
    await said(stage, yes1=RAMESH, yes2=KAMLA, no=SURESH)
    boss, helper = await stage.staff(1, "en"), await stage.staff(3)
    stage.clock.set(DAY)
    await boss.say("/arrivals")
    assert live(boss).text.splitlines()[0] == "📊 Arrivals, Thursday, 3 April 2025"
    assert figures(boss) == [
        "In: 0",
        "Said yes: 2",
        "Of these still to come: 2",
        "Rajasthan: 0 of 2",
    ]
    message = live(boss).id
    await helper.say("/door")
    await helper.say("1")
    assert await counted(stage)  # too soon after it was sent
    stage.clock.set(DAY + timedelta(seconds=5))
    assert not await counted(stage)
    assert figures(boss)[:3] == ["In: 1", "Said yes: 2", "Of these still to come: 1"]
    await stage.restart()
    await helper.say("5 7 4")  # one had said no, one had not answered
    stage.clock.set(DAY + timedelta(seconds=10))
    await counted(stage)
    assert live(boss).id == message
    assert figures(boss) == [
        "In: 4",
        "Said yes: 2",
        "Of these still to come: 0",
        "In without a “yes”: 2",
        "Rajasthan: 2 of 2, and 2 more",
    ]
    assert boss.labels(live(boss)) == ["🖼️ Picture", "🖨️ Door list", "27 March", "28 March"]


@SQLITE
async def test_one_message_counts_along_for_each_and_another_day_can_be_seen(
    stage: Stage,
) -> None:
    await said(stage, yes1=RAMESH, yes2=SUNITA)
    helper = await stage.staff(5, "en")
    stage.clock.set(DAY)
    await helper.say("/arrivals")
    await helper.say("/arrivals")
    assert len([m for m in helper.messages if m.text.startswith("📊")]) == 1
    await helper.press("27 March")
    assert figures(helper)[1:] == ["Said yes: 1", "Of these still to come: 1", "Kerala: 0 of 1"]
    query = select(LiveCount.session, LiveCount.message_id)
    assert stage.fetch(lambda s: list(s.exec(query))) == [("batch1", live(helper).id)]


@SQLITE
async def test_who_is_missing_is_listed_within_the_states_of_who_asks(stage: Stage) -> None:
    await said(stage, yes1=RAMESH, yes2=KAMLA, yes3=MOHAN)
    helper, other = await stage.staff(3, "en"), await stage.staff(4, "en")
    stage.clock.set(DAY)
    await helper.say("/arrivals")
    await helper.press("👥 Still to come (2)")
    assert helper.last.splitlines() == [
        "👥 2 who said yes are still to come, 3 April",
        "",
        "Rajasthan",
        "1. Ramesh Namuna, Jaipur",
        "+91 11000 00001",
        "4. Kamla Namuna, Kota",
        "+91 11000 00004",
    ]
    await other.say("/arrivals")
    assert figures(other) == ["In: 0", "Said yes: 0", "Of these still to come: 0"]
    await other.forge("arrno:batch3")
    assert other.last == "Everybody who said yes is in."
    await other.forge("arr:nowhere")
    assert other.toast == "This button no longer works. Please send /start."
    taken = select(Audit.action, Audit.subject).where(Audit.action == "door.missing")
    assert stage.fetch(lambda s: list(s.exec(taken))) == [("door.missing", "batch3")]


async def test_those_who_came_and_those_who_did_not_are_an_audience(stage: Stage) -> None:
    await said(stage, yes1=RAMESH, yes2=KAMLA)
    helper = await stage.staff(1)
    stage.clock.set(DAY)
    await helper.say("/door")
    for line in ("1", "7", "3"):
        await helper.say(line)
    await helper.press("✅ प्रवेश दीजिए: आयोजकों की सहमति है")  # Bihar's day was another one
    session = stage.event.session("batch3")
    assert session is not None

    def found(*conditions: object) -> list[int]:
        query = select(Delegate.id).where(*conditions).order_by(col(Delegate.id))
        return stage.fetch(lambda s: list(s.exec(query)))

    invited = of_session(stage.event, session)
    assert found(came()) == found(came("batch3")) == [RAMESH, MOHAN, SURESH]
    assert found(came("batch1")) == []
    assert found(invited, came("batch3")) == [RAMESH, SURESH]
    assert found(invited, said_yes(), ~came("batch3")) == [KAMLA]
    assert found(invited) == [1, 4, 5, 6, 7]
