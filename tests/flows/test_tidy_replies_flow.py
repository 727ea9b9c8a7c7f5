"""Replies to several things at once: each fact once, all that was named; no question is lost."""

import pytest
from sqlmodel import select
from stage import RAMESH, Stage

from bot.understanding import Intent
from db.inbox import Question
from db.models import Rsvp
from db.types import RsvpChoice
from handlers.presses import Ask, ChangeAnswer, GiveAnswer, GiveReason, NoReason

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = "📍 स्थान: इंदिरा गांधी भवन"
NO = GiveAnswer("no", "batch3.0403")


def reason(stage: Stage) -> str | None:
    return stage.fetch(lambda s: s.exec(select(Rsvp.reason)).one())


def asked(stage: Stage) -> list[str]:
    return stage.fetch(lambda s: list(s.exec(select(Question.text))))


@pytest.mark.parametrize("text", ["kab aur kaha aana hai", "कहाँ और कब आना है"])
async def test_the_place_is_told_once(stage: Stage, text: str) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(text)
    assert "📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025" in ramesh.last
    assert "9ए, कोटला रोड" in ramesh.last
    assert ramesh.last.count(PLACE) == 1
    await ramesh.say("kab aana hai")
    assert ramesh.last.count(PLACE) == 1


async def test_the_way_is_not_offered_below_the_way(stage: Stage) -> None:
    ramesh, way = await stage.joined(RAMESH), "🚇 कैसे पहुँचें?"
    await ramesh.say("kaha aana hai")
    assert way in ramesh.labels()
    await ramesh.press(Ask(Intent.DIRECTIONS))
    assert "🚇 कैसे पहुँचें: जल्द बताया जाएगा।" in ramesh.last
    assert way not in ramesh.labels()
    await ramesh.say("कहाँ है और मेट्रो से कैसे पहुँचें")
    assert (ramesh.last.count(PLACE), ramesh.last.count("🚇")) == (1, 1)


async def test_each_state_that_was_named_gets_its_date(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    await ramesh.say("Which date for Kerala and which for Bihar")
    assert "Kerala: Thursday, 27 March 2025" in ramesh.last
    assert "Bihar: Friday, 28 March 2025" in ramesh.last
    await ramesh.say("when is it for Kerala and Tamil Nadu?")
    assert ramesh.last.count("📅") == 1
    assert "Kerala and Tamil Nadu: Thursday, 27 March 2025" in ramesh.last


async def test_the_own_state_beside_another_is_told_as_the_own(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("राजस्थान और बिहार वालों को कब आना है")
    heads = [line for line in ramesh.last.splitlines() if line.startswith("📅")]
    assert heads == [
        "📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025",
        "📅 बिहार का संवाद: शुक्रवार, 28 मार्च 2025",
    ]
    await ramesh.say("बिहार और राजस्थान वालों को कब आना है")
    assert "📅 राजस्थान का संवाद: गुरुवार, 3 अप्रैल 2025" in ramesh.last.splitlines()


async def test_a_programme_of_another_day_says_whose_it_is(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("28 ko kya hai")
    assert ramesh.last.splitlines()[0].startswith("📅 शुक्रवार, 28 मार्च 2025: ")
    assert "📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025" in ramesh.last
    assert "📋 कार्यक्रम" in ramesh.last
    await ramesh.say("karyakram kya hai")
    assert "📅" not in ramesh.last


async def test_a_greeting_or_a_question_is_no_reason(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    for text in ("नमस्कार जी", "dhanyavad", "यात्रा भत्ता मिलेगा क्या?"):
        await ramesh.say(text)
        assert (text, reason(stage)) == (text, None)
    assert asked(stage) == ["यात्रा भत्ता मिलेगा क्या?"]
    await ramesh.say("नमस्ते, माताजी बीमार हैं")
    assert reason(stage) == "नमस्ते, माताजी बीमार हैं"


async def test_who_is_not_sure_after_all_is_not_asked_for_the_reason_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    await ramesh.say("pakka nahi keh sakta abhi")
    assert stage.fetch(lambda s: s.exec(select(Rsvp.choice)).one()) is RsvpChoice.MAYBE
    await ramesh.press(ChangeAnswer())
    await ramesh.press(NO)
    await ramesh.say("pata nahi")
    assert stage.fetch(lambda s: s.exec(select(Rsvp.choice)).one()) is RsvpChoice.NO


async def test_what_was_kept_as_a_reason_can_be_asked_after_all(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    await ramesh.press(NO)
    text = "yatra bhatta kaun dega"
    await ramesh.say(text)
    assert (reason(stage), asked(stage)) == (text, [])
    await ramesh.press(NoReason())
    assert (reason(stage), asked(stage)) == (None, [text])
    assert hindi.plain("All right, this is not kept as your reason.") in ramesh.heard
    assert "आयोजकों तक पहुँचा दिया गया" in ramesh.last


async def test_a_reason_that_came_since_is_kept(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    await ramesh.say("yatra bhatta kaun dega")
    below = ramesh.messages[-1]
    await ramesh.press(GiveReason("health"))
    assert reason(stage) == "health"
    await ramesh.press(NoReason(), under=below)
    assert (reason(stage), asked(stage)) == ("health", ["yatra bhatta kaun dega"])
