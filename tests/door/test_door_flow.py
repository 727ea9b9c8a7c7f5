"""A morning at the door, in the chat: scanned, typed, taken back, let in all the same."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SUNITA, SURESH, Someone, Stage, shown

from bot.pass_code import shown as printed
from bot.services.seats import Actor, Seats
from db.door import CheckIn
from db.types import LetIn

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)  # 9:12 on the day of Rajasthan
RAMESH_HI = "रमेश नमूना (Ramesh Namuna)\nJaipur, राजस्थान\nसूची में क्रमांक: 1"


def inside(stage: Stage) -> list[tuple[int, str, LetIn | None]]:
    query = select(CheckIn.delegate_id, CheckIn.session, CheckIn.reason)
    return stage.fetch(lambda s: list(s.exec(query.order_by(col(CheckIn.id)))))


def said(stage: Stage, locale: str, message: str, **values: object) -> str:
    return shown(stage.voice(locale).say(message, **values))


async def at_the_door(stage: Stage, number: int = 3, locale: str = "hi") -> Someone:
    helper = await stage.staff(number, locale)
    stage.clock.set(DAY)
    await helper.say("/door")
    return helper


async def test_a_scanned_pass_lets_in_once_and_says_when(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    code = (await stage.services.passes.of(RAMESH)).code
    helper, other = await stage.staff(3), await stage.staff(1, "en")
    stage.clock.set(DAY)
    await helper.start(code)
    assert helper.last == f"✅ स्वागत है\n\n{RAMESH_HI}"
    await other.start(code)
    assert other.last.splitlines() == [
        "🔁 ALREADY IN: 9:12 am",
        "Let in by Sahayak Rajasthan",
        "",
        "Ramesh Namuna (रमेश नमूना)",
        "Jaipur, Rajasthan",
        "Roster number: 1",
    ]
    assert inside(stage) == [(RAMESH, "batch3", None)]
    await other.press("↩️ Take this entry back")
    assert other.last.startswith("↩️ TAKEN BACK")
    assert inside(stage) == []
    stage.clock.set(DAY.replace(second=9))
    await other.press("✅ Let in")
    assert other.last.startswith("✅ WELCOME")
    await helper.press("↩️ यह प्रवेश वापस लीजिए")  # that of an entry which is no more
    assert helper.toast == "यह प्रवेश पहले ही वापस लिया जा चुका है।"


@pytest.mark.parametrize("who", ["delegate", "stranger"])
async def test_a_pass_tells_others_nothing(stage: Stage, who: str) -> None:
    code = (await stage.services.passes.of(RAMESH)).code
    someone = await stage.joined(SUNITA, "hi") if who == "delegate" else stage.stranger(1)
    stage.clock.set(DAY)
    for payload in (code, "A0000000"):
        await someone.start(payload)
        assert someone.heard == [
            said(
                stage,
                "hi",
                "🎫 This code belongs to a pass. Only the organisers' team at the door can read "
                "it; it opens nothing else.",
            )
        ]
    assert inside(stage) == []


async def test_the_door_takes_numbers_codes_and_names_until_it_is_left(stage: Stage) -> None:
    code = (await stage.services.passes.of(RAMESH)).code
    helper = await at_the_door(stage)
    assert helper.menu() == ["📊 कितने आए", "🚪 द्वार छोड़िए"]
    await helper.say("4")
    assert helper.last == (
        "✅ स्वागत है\n\nकमला नमूना (Kamla Namuna)\nKota, राजस्थान\nसूची में क्रमांक: 4\n\n"
        "पहले “हाँ” में जवाब नहीं मिला था।"
    )
    await helper.say(printed(code).lower())
    assert helper.last.startswith("✅ स्वागत है")
    await helper.say("suresh")
    assert helper.labels() == ["✅ 7 · सुरेश नमूना, Ajmer"]
    await helper.press("✅ 7 · सुरेश नमूना, Ajmer")
    assert helper.last.startswith("✅ स्वागत है\n\nसुरेश नमूना")
    assert inside(stage) == [(k, "batch3", None) for k in (KAMLA, RAMESH, SURESH)]
    await helper.say("नमूना")
    assert len(helper.labels()) == 5
    await helper.say("99")
    assert helper.last.startswith("❓ सूची में नहीं मिला")
    await helper.say("🚪 द्वार छोड़िए")
    assert "📅 कब?" in helper.menu()
    await helper.say("4")
    assert not helper.last.startswith("🔁")
    await helper.say(printed(code))  # a code is one anywhere
    assert helper.last.startswith("🔁 प्रवेश हो चुका है: सुबह 9:12 बजे")


async def test_who_said_no_and_who_has_another_day(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("❌ नहीं, आना नहीं हो पाएगा")
    helper = await at_the_door(stage, 1, "en")
    await helper.say("1")
    assert helper.last.startswith("❗ HAD SAID NO")
    assert inside(stage) == []
    await helper.press("✅ Let in: has come after all")
    assert helper.last.startswith("✅ WELCOME")
    assert helper.last.endswith("Let in because: has come after all")
    await helper.say("2")
    assert helper.last.splitlines()[0] == "⛔ NOT TODAY"
    assert helper.last.endswith("The day of this guest: Thursday, 27 March 2025")
    assert helper.labels() == [
        "✅ Let in: the organisers agreed",
        "✅ Let in: the list is wrong",
        "📝 Enter from the paper list",
    ]
    await helper.press("📝 Enter from the paper list")
    assert helper.last.startswith("✅ WELCOME")
    assert inside(stage) == [(RAMESH, "batch3", LetIn.CAME_AFTER_ALL), (SUNITA, "batch1", None)]


async def test_a_list_of_numbers_is_entered_at_once(stage: Stage) -> None:
    helper = await at_the_door(stage, 1, "en")
    await helper.say("4")
    await helper.say("1 4-7, 2 99")
    assert helper.last.splitlines() == [
        "📝 The list is entered",
        "✅ Newly entered: 5",
        "3 April: 4, 27 March: 1",
        "🔁 In already: 1",
        "❓ Not found: 1",
        "    99",
    ]
    assert len(inside(stage)) == 6


async def test_whoever_comes_in_the_place_of_another_is_shown(stage: Stage) -> None:
    code = (await stage.services.passes.of(RAMESH)).code
    boss = await stage.staff(1, "en")
    who = await stage.services.people.known(boss.id)
    assert who is not None
    seats = Seats(stage.database, stage.clock, stage.services.events)
    await seats.replace(RAMESH, "Naya Namuna", None, Actor(who.id, None, 1))
    helper = await at_the_door(stage, 3, "en")
    for line in (printed(code), "1"):
        await helper.say(line)
        assert helper.last.splitlines() == [
            "⛔ THIS PASS NO LONGER COUNTS",
            "",
            "This guest comes in that place; tap to let in:",
        ]
        assert helper.labels() == ["✅ 8 · Naya Namuna, Jaipur"]
    await helper.press("✅ 8 · Naya Namuna, Jaipur")
    assert helper.last.startswith("✅ WELCOME\n\nNaya Namuna")
    assert inside(stage) == [(8, "batch3", None)]


async def test_delegates_have_no_door(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    stage.clock.set(DAY)
    await ramesh.say("/door")
    assert ramesh.last == said(stage, "hi", "There is no such command. /help shows what I can do.")
    refused = said(stage, "hi", "This button is for the organisers.")
    for data in ("dr:4", "drlet:4:agreed", "drpap:4", "drno:1:1"):
        await ramesh.forge(data)
        assert (data, ramesh.toast) == (data, refused)
    assert inside(stage) == []


async def test_outside_the_day_a_helper_of_another_state_learns_nothing(stage: Stage) -> None:
    helper = await stage.staff(4, "en")
    await helper.say("/door")
    assert "No dialogue takes place today" in helper.last
    await helper.say("1")
    assert helper.last.startswith("⛔ NOT EXPECTED TODAY")
    assert "Ramesh" not in helper.last
    await helper.say("ramesh")
    assert helper.last.startswith("❓ NOT FOUND")
    for data in ("drlet:1:agreed", "drpap:1", "drlet:1:x", "dr:x", "drno:x:1"):
        await helper.forge(data)
        assert "Ramesh" not in helper.last
    assert inside(stage) == []
