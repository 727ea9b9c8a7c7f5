"""Requests to be added: who on the list it may be, the asker's name, and one decision for all."""

import pytest
from sqlmodel import col, select
from stage import RAMESH, SURESH, Someone, Stage

from db.models import Delegate, Person
from handlers.presses import DecideJoin, SeatAsker

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def asks(stage: Stage, district: str) -> Someone:
    """Let a stranger of Rajasthan ask to be added."""
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिन्दी")
    await guest.share_number()
    await guest.press("✋ नाम जोड़ने का अनुरोध")
    await guest.forge("jstate:RJ")
    await guest.say(district)
    return guest


async def test_the_free_place_of_the_district_is_offered_and_given(stage: Stage) -> None:
    helper, chief, other = await stage.staff(3), await stage.staff(1, "en"), await stage.staff(4)
    await stage.joined(RAMESH)
    heard = len(other.messages)
    guest = await asks(stage, "Ajmer zila")
    assert helper.labels() == ["👤 यही हैं: सुरेश नमूना · #7", "✅ जोड़िए", "✖️ मना कीजिए"]
    assert len(other.messages) == heard
    await guest.say("सुरेश नमूना")
    assert guest.last == "धन्यवाद, सुरेश नमूना। आयोजक इसे देख रहे हैं।"
    assert chief.last.startswith("✋ सुरेश नमूना has asked to be added to the list.")
    await helper.press(SeatAsker("1", str(SURESH)))
    assert helper.last.splitlines()[-1] == "✅ जोड़ दिया"
    assert chief.last.splitlines()[-1] == "✅ Added"
    assert chief.labels() == []
    assert guest.last.startswith("आपका नाम सूची में जुड़ गया है")
    seats = select(Delegate.roster_no, Person.telegram_id).join(
        Person, col(Person.delegate_id) == col(Delegate.id)
    )
    held = stage.fetch(lambda s: dict(s.exec(seats).all()))
    assert held[SURESH] == guest.id
    await chief.forge(DecideJoin("1", "0").data())
    assert chief.toast == "Someone else has already decided this."


@SQLITE
async def test_a_place_that_was_taken_meanwhile_or_elsewhere(stage: Stage) -> None:
    helper = await stage.staff(3)
    await asks(stage, "Ajmer")
    await helper.forge(SeatAsker("1", "3").data())  # in Bihar
    assert helper.toast == stage.voice("hi").plain(
        "This request is from a state that you do not look after."
    )
    await stage.joined(SURESH)
    await helper.press(SeatAsker("1", str(SURESH)))
    assert helper.toast == "यह जगह अब किसी और खाते के पास है।"
    await helper.press(DecideJoin("1", "1"))
    assert helper.last.splitlines()[-1] == "✅ जोड़ दिया"
