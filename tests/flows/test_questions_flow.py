"""Asking: by button, command and typing, also by those who are not on the roster."""

from datetime import date

import pytest
from stage import MOHAN, RAMESH, Stage, shown

from handlers.presses import Ask, AskState, ShowMap

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FRESH = "आयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी"
RAJASTHAN = (
    "📅 राजस्थान का संवाद: गुरुवार, 3 अप्रैल 2025\n🕙 समय: जल्द बताया जाएगा\n📍 स्थान: इंदिरा गांधी भवन"
)


async def test_every_way_of_asking_gives_the_same_answer(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    ways = {
        "date": ["/date", hindi.plain("📅 When?"), "कब आना है?", "kab aana h", "when is it?"],
        "venue": ["/venue", hindi.plain("📍 Where?"), "कहाँ आना है", "kaha aana he", "where is it"],
        "agenda": ["/agenda", hindi.plain("📋 Programme"), "कार्यक्रम क्या है", "agenda kya hai"],
    }
    for intent, texts in ways.items():
        await ramesh.press(Ask(intent)) if intent == "agenda" else await ramesh.say(texts[0])
        expected = ramesh.last
        assert expected.splitlines()[-1] == FRESH
        for text in texts:
            await ramesh.say(text)
            assert (text, ramesh.heard) == (text, [expected])


async def test_a_delegate_can_ask_for_another_state_and_for_a_day(stage: Stage) -> None:
    mohan = await stage.joined(MOHAN)
    await mohan.say("rajasthan ka kab hai")
    assert mohan.last == f"{RAJASTHAN}\n\n{FRESH}"
    await mohan.say("3 april ko kiska hai?")
    assert mohan.last.splitlines()[0].startswith("📅 गुरुवार, 3 अप्रैल 2025: ")
    await mohan.say("mera kab hai")
    assert mohan.last.splitlines()[0] == "📅 आपका संवाद: शुक्रवार, 28 मार्च 2025"


async def test_a_guest_asks_in_his_own_words_before_choosing_a_language(stage: Stage) -> None:
    guest = stage.stranger(2)  # his app is English
    await guest.say("rajasthan ka kab hai")
    assert guest.last == f"{RAJASTHAN}\n\n{FRESH}"
    await guest.say("when is it for Kerala?")
    kerala = stage.voice("en").say(
        "📅 The dialogue of {state}: <b>{date}</b>", state="Kerala", date="Thursday, 27 March 2025"
    )
    assert guest.last.splitlines()[0] == shown(kerala)


async def test_a_guest_chooses_his_state_on_pages(stage: Stage) -> None:
    guest, hindi = stage.stranger(), stage.voice("hi")
    await guest.start("")
    await guest.press("हिंदी")
    await guest.say("कब है?")
    assert guest.last.splitlines()[-1] == hindi.plain("For which state shall I tell the date?")
    seen: list[str] = []
    while True:
        page = [x for x in guest.labels() if x not in {hindi.plain("← Back"), more(stage)}]
        seen += page
        if more(stage) not in guest.labels():
            break
        await guest.press(more(stage))
    assert sorted(seen) == sorted(s.name("hi") for s in stage.services.states)
    await guest.press(AskState("TN")) if "तमिलनाडु" in guest.labels() else await guest.forge(
        AskState("TN").data()
    )
    assert guest.last.splitlines()[0] == "📅 तमिलनाडु का संवाद: गुरुवार, 27 मार्च 2025"


def more(stage: Stage) -> str:
    return stage.voice("hi").plain("More states →")


async def test_an_ambiguous_state_is_asked_back(stage: Stage) -> None:
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    await guest.say("AP ka kab hai?")
    assert guest.last == stage.voice("hi").plain("Which state do you mean?")
    assert sorted(guest.labels()) == ["अरुणाचल प्रदेश", "आंध्र प्रदेश"]
    await guest.press("आंध्र प्रदेश")
    assert guest.last.splitlines()[0] == "📅 आंध्र प्रदेश का संवाद: गुरुवार, 27 मार्च 2025"


async def test_what_is_not_set_is_to_be_announced(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    for text in ("where can I stay?", "what about food?", "can I bring my son along?"):
        await ramesh.say(text)
        assert (text, "will be announced soon" in ramesh.last.splitlines()[1]) == (text, True)
    await ramesh.say("/contact")
    assert ramesh.last == stage.voice("en").plain(
        "☎️ Phone numbers for help will be announced soon. You can also ask your question here."
    )


async def test_what_is_not_understood_is_said_so_with_buttons(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    passed_on = hindi.plain(
        "I could not answer this myself, so I have passed it on to the organisers. Their answer "
        "will come here. Meanwhile you can ask about anything below."
    )
    nothing_said = hindi.plain(
        "I did not understand this. You can ask about the date, the place or the programme, or "
        "use the buttons below."
    )
    for text in ("asdf qwer", "सब्ज़ी कितने की है", "?", "🙂", "7", "।", "क" * 900):
        await ramesh.say(text)
        expected = nothing_said if len(text) == 1 else passed_on
        assert (text, ramesh.last) == (text, expected)
        assert hindi.plain("When is it?") in ramesh.labels()
        question = ramesh.messages[-1].wire["reply_to_message"]["message_id"]
        assert ramesh.actor.chat.messages[question].text == text


async def test_the_place_can_be_copied_and_seen_on_the_map(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    await ramesh.say("/venue")
    (row, *_) = ramesh.messages[-1].wire["reply_markup"]["inline_keyboard"]
    assert row[0]["copy_text"] == {"text": "Indira Gandhi Bhawan, 9A, Kotla Road, New Delhi 110002"}
    await ramesh.press(ShowMap("igb"))
    assert ramesh.messages[-1].wire["venue"]["title"] == "Indira Gandhi Bhawan"


async def test_a_new_version_of_the_event_is_answered_at_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    sessions = [
        s.model_copy(update={"date": date(2025, 4, 6)}) if s.id == "batch3" else s
        for s in stage.event.sessions
    ]
    await stage.release(stage.event.model_copy(update={"sessions": tuple(sessions)}))
    await stage.quiet()
    await ramesh.say("/date")
    assert ramesh.last.splitlines()[0] == "📅 Your dialogue: Sunday, 6 April 2025"


async def test_a_long_programme_comes_whole_and_without_tags(stage: Stage) -> None:
    item = stage.event.agenda[0]
    text = "संगठन <b>&amp; बूथ " * 180
    long = item.model_copy(update={"title": item.title.model_copy(update={"hi": text.strip()})})
    await stage.release(stage.event.model_copy(update={"agenda": (long, long)}))
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/agenda")
    assert len(ramesh.heard) == 2
    whole = " ".join(" ".join(ramesh.heard).split())
    expected = f"📋 कार्यक्रम • {text.strip()} • {text.strip()} समय जल्द बताया जाएगा। {FRESH}"
    assert whole == " ".join(expected.split())


async def test_privacy_says_when_one_agreed(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/privacy")
    assert ramesh.last.splitlines()[0] == "🔒 आपकी कौन-सी जानकारी रखी जाती है"
    assert ramesh.last.splitlines()[-1] == stage.voice("hi").plain(
        "You agreed on {moment} (notice {version}).", moment="20 मार्च, सुबह 10 बजे", version="1"
    )


async def test_the_bot_introduces_itself_in_both_languages(stage: Stage) -> None:
    from bot import profile  # noqa: PLC0415 (part of serving, which a stage does not do)
    from db.types import Role  # noqa: PLC0415
    from handlers.commands import listed  # noqa: PLC0415

    commands = [(c.name, c.title) for c in listed(Role.DELEGATE)]
    await profile.introduce(stage.running.bot, stage.services.voices, stage.event, commands)
    shown_ = stage.world.profile
    names = {code: shown_.text("name", code) for code in ("hi", "en", "ta")}
    assert names == {
        "hi": "ज़िलाध्यक्ष संवाद",
        "en": "District Presidents' Dialogue",
        "ta": "ज़िलाध्यक्ष संवाद",
    }
    for locale in ("hi", "en"):
        voice = stage.voice(locale)
        menu = shown_.commands_in(stage.stranger().actor.chat, locale)
        assert [(c["command"], c["description"]) for c in menu] == [
            (name, voice.plain(title)) for name, title in commands
        ]
        assert shown(voice.say("Change the language")) in [c["description"] for c in menu]
