"""The morning's digest: once a day, after any downtime, to those who want it, with what waits."""

from datetime import timedelta

import pytest
from stage import RAMESH, SUNITA, Stage

from handlers.desk_presses import WantDigest

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def planned(stage: Stage) -> None:
    await stage.services.mornings.plan()
    await stage.services.mornings.plan()
    await stage.quiet()


@SQLITE
async def test_each_morning_once_to_those_who_want_it(stage: Stage) -> None:
    organiser, staff = await stage.staff(1), await stage.staff(3)
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    sunita = await stage.joined(SUNITA)
    await sunita.say("क्या मंच पर मेरी छड़ी रखी जा सकती है")
    before = len(organiser.messages), len(staff.messages)
    await planned(stage)  # they joined today, after its hour
    assert (len(organiser.messages), len(staff.messages)) == before
    stage.clock.jump(timedelta(hours=20))  # 6 in the morning
    await planned(stage)
    assert len(organiser.messages) == before[0]
    stage.clock.jump(timedelta(hours=6))  # the bot was down until noon
    await planned(stage)
    assert len(organiser.messages) == before[0] + 1
    assert organiser.last.splitlines() == [
        *("🌅 सुप्रभात!", "21 मार्च, दोपहर 12 बजे तक", ""),
        *("👥 सूची में 7: ✅ 1 ❌ 0 🤔 0 ⏳ 6", "", "कल इस समय से कुछ नहीं बदला।", ""),
        "❓ 1 सवाल जवाब की प्रतीक्षा में: /questions",
    ]
    assert len(staff.messages) == before[1]
    await staff.say("/digest")
    assert "यह सार आपको सुबह नहीं भेजा जाता" in staff.last
    await staff.press(WantDigest("1"))
    await organiser.press(WantDigest("0"))
    counts = len(organiser.messages), len(staff.messages)
    await planned(stage)
    assert (len(organiser.messages), len(staff.messages)) == counts
    stage.clock.jump(timedelta(days=1))
    await planned(stage)
    assert (len(organiser.messages), len(staff.messages)) == (counts[0], counts[1] + 1)
    assert "👥 सूची में 5" in staff.last
