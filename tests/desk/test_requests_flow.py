"""Requests to be added: who on the list it may be, the asker's name, and one decision for all."""

import pytest
from sqlmodel import col, select
from stage import RAMESH, SURESH, Someone, Stage

from db.models import Delegate, Person
from handlers.presses import DecideJoin, GiveAsker, SeatAsker, ShowRequest

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lines(someone: Someone) -> list[str]:
    """Give the lines of the last message that are not empty."""
    return [line for line in someone.last.splitlines() if line]


async def asks(stage: Stage, district: str) -> Someone:
    """Let a stranger of Rajasthan ask to be added."""
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
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
    assert guest.last == "धन्यवाद, सुरेश नमूना जी। आयोजक इसे देख रहे हैं।"
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


async def test_a_place_that_the_wrong_account_took(stage: Stage) -> None:
    helper, chief = await stage.staff(3), await stage.staff(1, "en")
    wrong = await stage.joined(SURESH)
    await wrong.press("✅ हाँ, आना तय है")
    guest = await asks(stage, "Ajmer")
    await guest.say("सुरेश नमूना")
    held = "🔓 जगह किसी और खाते के पास: सुरेश नमूना · #7"
    assert helper.labels() == [held, "✅ जोड़िए", "✖️ मना कीजिए"]
    await helper.press(GiveAsker("1", str(SURESH)))
    assert lines(helper) == [
        f"📱 क्या सुरेश नमूना · #7 की जगह खाते “{guest.user.name}” को दे दी जाए?",
        "• खाते “Suresh Namuna” से यह जगह हट जाएगी, और वहाँ यह बता दिया जाएगा।",
        "• नए खाते को बताया जाएगा कि नाम सूची में है।",
        "• जवाब यही रहेगा: ✅ हाँ, आना तय है",
    ]
    await helper.press(ShowRequest("1"))
    assert helper.labels()[0] == held
    await helper.press(GiveAsker("1", str(SURESH)))
    assert "समाप्त" not in wrong.last
    sure = helper.messages[-1].wire["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await helper.press("📱 हाँ, जगह दे दीजिए")
    assert helper.last.splitlines()[-1] == "✅ जोड़ दिया"
    assert chief.last.splitlines()[-1] == "✅ Added"
    assert wrong.last.startswith("आयोजकों ने सूची में इस खाते की जगह समाप्त कर दी है")
    assert guest.last.startswith("आपका नाम सूची में जुड़ गया है")
    told = len(wrong.messages), len(guest.messages)
    await helper.forge(sure)
    assert (len(wrong.messages), len(guest.messages)) == told
    seats = select(Delegate.roster_no).join(Person, col(Person.delegate_id) == col(Delegate.id))
    found = stage.fetch(lambda s: s.exec(seats.where(Person.telegram_id == guest.id)).all())
    assert list(found) == [SURESH]


@SQLITE
async def test_nobody_elses_place_is_offered(stage: Stage) -> None:
    helper = await stage.staff(3)
    await stage.joined(RAMESH)
    guest = await asks(stage, "Ajmer")
    await guest.say("सुरेश")
    assert not [label for label in helper.labels() if "🔓" in label]
