"""What may mean two things is asked back once; whatever it was, nothing is lost."""

import pytest
from sqlmodel import select
from stage import RAMESH, Stage

from bot.understanding import Intent
from db.inbox import Question
from handlers.presses import Ask, NoneOfThese

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UNCLEAR = "parking kahan hai"
WHICH = "क्या आपका मतलब इनमें से किसी बात से है?"


def asked(stage: Stage) -> list[str]:
    return stage.fetch(lambda s: list(s.exec(select(Question.text))))


async def test_one_of_those_offered_is_answered(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(UNCLEAR)
    assert WHICH in ramesh.last
    assert ramesh.labels() == [
        "कैसे पहुँचें?",
        "प्रवेश कैसे मिलेगा?",
        "✉️ नहीं, आयोजकों को भेजिए",
    ]
    await ramesh.press(Ask(Intent.DIRECTIONS))
    assert "🚇 कैसे पहुँचें" in ramesh.last
    assert asked(stage) == []


async def test_none_of_those_goes_to_the_organisers(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(UNCLEAR)
    await ramesh.press(NoneOfThese())
    assert asked(stage) == [UNCLEAR]
    assert "आयोजकों तक पहुँचा दिया गया है" in ramesh.last


async def test_it_is_asked_back_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(UNCLEAR)
    await ramesh.say(UNCLEAR + " ji")
    assert asked(stage) == [UNCLEAR + " ji"]
    assert "आयोजकों तक पहुँचा दिया गया है" in ramesh.last


async def test_what_was_pressed_settles_it(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(UNCLEAR)
    below = ramesh.messages[-1]
    await ramesh.press(Ask(Intent.DIRECTIONS), under=below)
    assert "reply_markup" not in next(m for m in ramesh.messages if m is below).wire
    await ramesh.say(UNCLEAR)
    assert WHICH in ramesh.last
    await ramesh.press(NoneOfThese())
    await ramesh.say(UNCLEAR)
    assert WHICH in ramesh.last
    assert asked(stage) == [UNCLEAR]


async def test_a_question_is_not_lost_while_another_waits(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    assert "आपका दिल्ली पहुँचना कब होगा?" in ramesh.last
    await ramesh.say("asdf")
    assert "जो ठीक हो" in ramesh.last
    await ramesh.say("wifi milega kya")
    await ramesh.say("मेरे घुटने में दर्द है, सीढ़ियाँ बहुत हैं वहाँ")
    assert asked(stage) == ["wifi milega kya", "मेरे घुटने में दर्द है, सीढ़ियाँ बहुत हैं वहाँ"]


async def test_after_a_clear_question_it_may_be_asked_back_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(UNCLEAR)
    await ramesh.say("kab aana hai")
    await ramesh.say(UNCLEAR)
    assert WHICH in ramesh.last
    assert asked(stage) == []


async def test_staff_are_not_offered_to_write_to_themselves(stage: Stage) -> None:
    anita = await stage.staff(1, "en")
    await anita.say(UNCLEAR)
    assert "Did you mean one of these?" in anita.last
    assert not any("✉️" in label for label in anita.labels())
