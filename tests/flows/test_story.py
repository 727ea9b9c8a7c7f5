"""The story that Samvad is for, from the link to the answer, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import select
from stage import MORNING, RAMESH, SUNITA, Stage, shown

from db.models import Delegate, Person, Rsvp, RsvpChange, RsvpDetail
from db.types import Role, RsvpChoice, Verification, Via
from handlers.presses import Ask, ChangeAnswer, GiveDetail, ShowMap

HINDI_CARD = """\
🪪 रमेश नमूना
कांग्रेस ज़िलाध्यक्ष अधिवेशन
सूची में क्रमांक: 1

📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025
🕙 समय: जल्द बताया जाएगा
📍 स्थान: इंदिरा गांधी भवन

{answer}

जवाब 1 अप्रैल, शाम 6 बजे तक दिया या बदला जा सकता है।"""
ENGLISH_CARD = """\
🪪 Sunita Sample
Congress District Presidents' Convention
Roster number: 2

📅 Your dialogue: Thursday, 27 March 2025
🕙 Time: will be announced soon
📍 Place: Indira Gandhi Bhawan

{answer}

You can answer or change your answer until 25 March, 6 pm."""


async def test_a_delegate_of_rajasthan_joins_answers_and_asks_in_hindi(stage: Stage) -> None:
    ramesh, hindi = stage.delegate(RAMESH), stage.voice("hi")

    await ramesh.start()
    assert ramesh.labels() == ["हिंदी", "English"]
    assert ramesh.last.startswith("नमस्ते रमेश नमूना जी!")

    await ramesh.press("हिंदी")
    greeting = hindi.say(
        "Namaste {name}! {organiser} welcomes you. Everything about the dialogue is here: "
        "use the buttons below, or write your question as you would say it.",
        name="रमेश नमूना",
        organiser="भारतीय राष्ट्रीय कांग्रेस",
    )
    assert ramesh.heard == [
        shown(hindi.say("✓ We will talk in English.")),
        shown(greeting),
        HINDI_CARD.format(answer="क्या आपका आना हो पाएगा? नीचे के बटनों में से एक दबाकर बताइए।"),
    ]
    assert ramesh.card == ramesh.last
    assert ramesh.labels()[:3] == ["✅ हाँ, आना तय है", "❌ नहीं, आना नहीं हो पाएगा", "🤔 अभी तय नहीं"]

    await ramesh.press("✅ हाँ, आना तय है")
    answered = HINDI_CARD.format(answer="आपका जवाब: ✅ हाँ, आना तय है")
    assert ramesh.toast == hindi.plain("Your answer is recorded.")
    assert ramesh.card == answered
    assert ramesh.labels()[:3] == ["एक दिन पहले", "उसी दिन", "मैं दिल्ली में ही हूँ"]
    answer = stage.fetch(lambda s: s.exec(select(Rsvp)).one())
    assert (answer.choice, answer.session, answer.answered_at) == (
        RsvpChoice.YES,
        "batch3",
        MORNING,
    )

    await ramesh.say("kab aana hai?")
    assert ramesh.last == (
        "📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025\n🕙 समय: जल्द बताया जाएगा\n📍 स्थान: इंदिरा गांधी भवन"
        "\n\nआयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी"
    )
    await ramesh.say("कहाँ आना है")
    assert ramesh.last == (
        "📍 स्थान: इंदिरा गांधी भवन\n9ए, कोटला रोड, नई दिल्ली 110002"
        "\n\nआयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी"
    )
    await ramesh.press(ShowMap("igb"))
    venue = ramesh.messages[-1].wire["venue"]
    assert (venue["title"], venue["location"]) == (
        "इंदिरा गांधी भवन",
        {"latitude": 28.6337, "longitude": 77.233},
    )
    await ramesh.say("agenda kya hai")
    assert ramesh.last.splitlines()[:2] == ["📋 कार्यक्रम", "• बूथ से ज़िला स्तर तक संगठन की मज़बूती"]

    await ramesh.say("English please")
    await ramesh.press("English")
    assert ramesh.card == (
        ENGLISH_CARD.replace("Sunita Sample", "Ramesh Namuna")
        .replace("number: 2", "number: 1")
        .replace("27 March", "3 April")
        .replace("25 March", "1 April")
        .format(answer="Your answer: ✅ Yes, I am coming")
    )
    assert not any("ऀ" <= letter <= "ॿ" for text in ramesh.heard for letter in text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_delegate_of_kerala_goes_all_the_way_in_english(stage: Stage) -> None:
    sunita, english = await stage.joined(SUNITA, "en"), stage.voice("en")
    assert sunita.card == ENGLISH_CARD.format(
        answer="Will you come? Please tap one of the buttons below."
    )

    await sunita.press("✅ Yes, I am coming")
    assert sunita.heard[0] == ENGLISH_CARD.format(answer="Your answer: ✅ Yes, I am coming")
    await sunita.press("The day before")
    assert sunita.last == "How will you travel?"
    await sunita.press("By train")
    assert sunita.last == "Do you need a place to stay in Delhi?"
    await sunita.press(english.plain("Skip"))
    await sunita.say("Knee pain <b>&")
    assert sunita.last == "Thank you, everything is noted."
    details = (
        "When do you arrive in Delhi? The day before\nHow will you travel? By train\n"
        "Anything else that we should know? For example a need of health or food. Knee pain <b>&"
    )
    assert sunita.card == ENGLISH_CARD.format(answer=f"Your answer: ✅ Yes, I am coming\n{details}")

    rows = stage.fetch(
        lambda s: {row.question: row.value for row in s.exec(select(RsvpDetail)).all()}
    )
    assert rows == {
        "arrival": "before",
        "travel": "train",
        "stay": None,
        "note": "Knee pain <b>&",
    }
    changes = stage.fetch(lambda s: s.exec(select(RsvpChange).order_by(RsvpChange.id)).all())
    assert [(c.question, c.before, c.after, c.via) for c in changes] == [
        ("", None, "yes", Via.BUTTON),
        ("arrival", None, "before", Via.BUTTON),
        ("travel", None, "train", Via.BUTTON),
        ("stay", None, None, Via.BUTTON),
        ("note", None, "Knee pain <b>&", Via.TEXT),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_follow_up_can_be_skipped(stage: Stage) -> None:
    sunita = await stage.joined(SUNITA, "en")
    await sunita.press("✅ Yes, I am coming")
    for question in ("arrival", "travel", "stay", "note"):
        await sunita.press(GiveDetail(question, "-"))
    assert sunita.last == "Thank you, everything is noted."
    assert sunita.card == ENGLISH_CARD.format(answer="Your answer: ✅ Yes, I am coming")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_calendar_file_holds_the_day_the_place_and_an_alarm(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    (file,) = ramesh.files()
    assert (file.name, file.mime) == ("samvad2025-2025-04-03.ics", "text/calendar")
    calendar = Calendar.from_ical(file.content)
    (entry,) = calendar.walk("VEVENT")
    (alarm,) = entry.walk("VALARM")
    assert entry.decoded("dtstart") == date(2025, 4, 3)
    assert entry.decoded("dtend") == date(2025, 4, 4)
    assert str(entry["summary"]) == "कांग्रेस ज़िलाध्यक्ष अधिवेशन"
    assert str(entry["location"]) == "इंदिरा गांधी भवन, 9ए, कोटला रोड, नई दिल्ली 110002"
    assert alarm.decoded("trigger") == timedelta(hours=-6)


async def test_consent_binding_and_language_are_kept(stage: Stage) -> None:
    ramesh = stage.delegate(RAMESH)
    await ramesh.start()
    before = stage.fetch(lambda s: s.exec(select(Person)).one())
    assert (before.locale, before.consent_at, before.consent_version) == (None, None, None)

    stage.clock.set(MORNING + timedelta(minutes=5))
    await ramesh.press("हिंदी")
    stage.clock.set(MORNING + timedelta(days=1))
    await ramesh.say("/language")
    await ramesh.press("English")

    person, seat = stage.fetch(
        lambda s: s.exec(
            select(Person, Delegate).join(Delegate, Delegate.id == Person.delegate_id)
        ).one()
    )
    assert (person.locale, person.role, person.verified_by) == (
        "en",
        Role.DELEGATE,
        Verification.LINK,
    )
    assert (person.consent_at, person.consent_version) == (MORNING + timedelta(minutes=5), "1")
    assert (person.verified_at, seat.roster_no) == (MORNING, RAMESH)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_language_is_asked_once_and_the_menus_follow_it(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    assert ("date", "कब आना है?") in ramesh.commands()
    assert ramesh.menu()[0] == stage.voice("hi").plain("📅 When?")
    await ramesh.start()
    assert ramesh.heard[-1] == ramesh.card  # greeted again, not asked again
    await ramesh.say("/language")
    assert ramesh.labels() == ["हिंदी", "English"]
    assert ramesh.last == "\n\n".join(
        v.plain("In which language shall we talk?") for v in stage.services.voices
    )
    await ramesh.press("English")
    assert ("date", "When is it?") in ramesh.commands()
    assert ramesh.menu()[0] == stage.voice("en").plain("📅 When?")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_old_menu_still_works_after_a_change_of_language(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    await ramesh.say(stage.voice("hi").plain("📅 When?"))
    assert ramesh.last.startswith("📅 Your dialogue: Thursday, 3 April 2025")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_card_button_offers_the_answers_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    await ramesh.press(ChangeAnswer())
    assert ramesh.labels() == ["✅ हाँ, आना तय है", "❌ नहीं, आना नहीं हो पाएगा", "🤔 अभी तय नहीं"]
    await ramesh.press("🤔 अभी तय नहीं")
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert "🤔 अभी तय नहीं" in ramesh.card


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_the_event_answers_say_that_it_is_over(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    stage.clock.set(datetime(2025, 4, 10, 6, 0, tzinfo=UTC))
    await ramesh.say("when is it?")
    assert ramesh.last.splitlines()[0] == (
        "Your dialogue took place on Thursday, 3 April 2025. It is over."
    )
    await ramesh.say("/venue")
    assert ramesh.last.splitlines()[0] == "The dialogue there is over."
    await ramesh.press(Ask("agenda"))
    assert ramesh.last.splitlines()[0] == "The event is over. This was the programme:"
    await ramesh.say("/rsvp")
    assert ramesh.labels() == [stage.voice("en").plain("📍 Map"), "📋 Programme"]
    await ramesh.say("yes I will come")
    assert ramesh.last == "Your dialogue is over; the answer can no longer be changed."
    assert stage.fetch(lambda s: s.exec(select(Rsvp)).all()) == []
    guest = stage.stranger(2)
    await guest.say("when is it?")
    assert guest.last == "The event is over; its last day was Thursday, 3 April 2025."
