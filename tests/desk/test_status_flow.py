"""Staff ask for figures and lists, go deeper and back in one message, and find people."""

from datetime import timedelta

import pytest
from stage import KAMLA, MOHAN, MORNING, RAMESH, SUNITA, Stage

from handlers.desk_presses import EnterAnswer, ShowReach

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def answered(stage: Stage) -> None:
    """Let Ramesh say yes and Mohan no; Sunita has only joined."""
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    mohan = await stage.joined(MOHAN)
    await mohan.press("❌ नहीं, आना नहीं हो पाएगा")
    await stage.joined(SUNITA, "en")


async def test_status_goes_deeper_and_back_in_place(stage: Stage) -> None:
    await answered(stage)
    organiser = await stage.staff(1)
    await organiser.say("/status")
    shown = len(organiser.messages)
    assert organiser.last.splitlines() == [
        *("📊 सभी ज़िलाध्यक्ष", "20 मार्च, सुबह 10 बजे तक", ""),
        *("👥 सूची में: 7", "📲 बॉट से जुड़े: 3", "☑️ पहचान पक्की: 3", "💬 जवाब दिया: 2"),
        *("✅ हाँ: 1", "❌ नहीं: 1", "🤔 तय नहीं: 0", "⏳ जवाब नहीं: 5", ""),
        *("कल इस समय से: +3 जुड़े · +1 हाँ · +1 नहीं", ""),
        "27 मार्च 1: ✅ 0 ❌ 0 🤔 0 ⏳ 1",
        "28 मार्च 1: ✅ 0 ❌ 1 🤔 0 ⏳ 0",
        "3 अप्रैल 5: ✅ 1 ❌ 0 🤔 0 ⏳ 4",
    ]
    await organiser.press("3 अप्रैल ›")
    assert organiser.last.splitlines()[0] == "📊 3 अप्रैल"
    await organiser.press("राजस्थान ›")
    assert organiser.last.splitlines()[0] == "📊 राजस्थान · 3 अप्रैल"
    assert [x for x in organiser.labels() if "Jaipur" in x or "Kota" in x] == [
        *("✅ Jaipur", "⏳ Kota"),
    ]
    await organiser.press("✅ Jaipur")
    assert organiser.last.splitlines()[:2] == ["👤 रमेश नमूना · #1", "Ramesh Namuna"]
    await organiser.press("← पीछे")
    assert organiser.last.splitlines()[0] == "📊 राजस्थान · 3 अप्रैल"
    await organiser.press("← पीछे")
    assert organiser.last.splitlines()[0] == "📊 3 अप्रैल"
    await organiser.press("← पीछे")
    assert organiser.last.splitlines()[0] == "📊 सभी ज़िलाध्यक्ष"
    await organiser.press(ShowReach(by="state"))
    assert organiser.last.splitlines()[-3:] == [
        "बिहार 1: ✅ 0 ❌ 1 🤔 0 ⏳ 0",
        "केरल 1: ✅ 0 ❌ 0 🤔 0 ⏳ 1",
        "राजस्थान 5: ✅ 1 ❌ 0 🤔 0 ⏳ 4",
    ]
    assert len(organiser.messages) == shown


# What staff type, and the first line of what they get.
TYPED = [
    ("Rajasthan mein kitne yes", "राजस्थान – ✅ हाँ: 1"),
    ("राजस्थान में किसने जवाब नहीं दिया", "राजस्थान – ⏳ जवाब नहीं: 4"),
    ("bihar pending list", "बिहार – ⏳ जवाब नहीं: 0"),
    ("how many said no today", "सभी ज़िलाध्यक्ष"),
    ("3 april ko kitne haan", "3 अप्रैल – ✅ हाँ: 1"),
    ("rajasthan", "📊 राजस्थान"),
    ("+91 11000 00003", "👤 मोहन उदाहरण · #3"),
    ("१", "👤 रमेश नमूना · #1"),
    ("ramesh", "👤 रमेश नमूना · #1"),
    ("सुनीता", "👤 Sunita Sample · #2"),
    ("namuna rajasthan", "5 लोग मिले।"),
    ("ramesh namona", "👤 रमेश नमूना · #1"),
    ("99", "आपकी सूची में 99 नंबर किसी का नहीं है।"),
]


@SQLITE
async def test_plain_words_in_three_ways_of_writing(stage: Stage) -> None:
    await answered(stage)
    organiser = await stage.staff(1)
    said = []
    for typed, _ in TYPED:
        await organiser.say(typed)
        said.append((typed, organiser.last.splitlines()[0]))
    assert said == TYPED


@SQLITE
async def test_what_is_not_for_the_desk_goes_on(stage: Stage) -> None:
    organiser = await stage.staff(1)
    hindi = stage.voice("hi")
    await organiser.say("rajasthan ki baithak kab hai")
    assert "राजस्थान का संवाद" in organiser.last
    await organiser.say("हाँ")
    assert "दर्ज" not in organiser.last
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("rajasthan mein kitne yes")
    assert "– ✅" not in ramesh.last
    await ramesh.say("/status")
    assert ramesh.last == hindi.plain("There is no such command. /help shows what I can do.")


async def test_an_answer_by_phone_is_entered_and_the_delegate_told(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    organiser = await stage.staff(1)
    await organiser.say("1 haan")
    assert organiser.last.splitlines()[:3] == ["✅ दर्ज हो गया।", "", "👤 रमेश नमूना · #1"]
    assert "दर्ज किया: Sachiv Namuna" in organiser.last
    assert ramesh.last.startswith("फ़ोन पर बताया गया आपका जवाब आयोजकों ने दर्ज कर दिया है")
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    await organiser.say("राजस्थान में किसने जवाब नहीं दिया")
    await organiser.press("1")
    await organiser.press(EnterAnswer("7", ".RJ.", "silent", "0", "no"))
    assert organiser.toast == "जवाब दर्ज हो गया।"
    await organiser.press("← पीछे")
    assert organiser.last.splitlines()[0] == "राजस्थान – ⏳ जवाब नहीं: 3"


async def test_who_came_into_a_group_on_a_day(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await ramesh.press("❌ नहीं, आना नहीं हो पाएगा")
    stage.clock.set(MORNING + timedelta(days=1))
    await kamla.press("✅ हाँ, आना तय है")
    chief = await stage.staff(1)
    await chief.say("कल किसने मना किया")
    assert [line for line in chief.last.splitlines() if line] == [
        "सभी ज़िलाध्यक्ष",
        "कल “नहीं” कहा: 1",
        "21 मार्च, सुबह 10 बजे तक",
        "1. ❌ रमेश नमूना · #1",
        "Jaipur, राजस्थान · +91 11000 00001",
    ]
    assert chief.labels() == ["1", "📊 सभी आँकड़े"]
    for line, said in (
        ("aaj kitne jawab aaye", "आज जवाब दिया: 1"),
        ("how many joined yesterday", "कल जुड़े: 2"),
        ("aaj kitne aa gaye", "आज आए: 0"),
        ("who has answered", "सभी ज़िलाध्यक्ष – 💬 जवाब मिला: 2"),
        ("rajasthan kitne jude", "राजस्थान – 📲 जुड़े: 2"),
    ):
        await chief.say(line)
        assert said in chief.last.splitlines(), line
    await chief.say("kal kerala me kisne mana kiya")
    assert "कल “नहीं” कहा: 0" in chief.last.splitlines()
