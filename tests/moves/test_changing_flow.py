"""Organisers change the event in the chat: by button and typed, looked at, then released."""

from datetime import date, time

import pytest
from changing import changed, outcomes, since
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SUNITA, Someone, Stage

from bot.event import Event
from db.changes import EventDraft
from db.models import Audit
from db.types import DeliveryState
from handlers.change_presses import (
    ChangeField,
    ListSessions,
    MoveState,
    OpenSession,
    ReleaseDraft,
    SetField,
    ShowDraft,
)
from handlers.presses import GiveAnswer

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = GiveAnswer("yes", "batch3.0403")
HEAD = "📝 आपके बदलाव (अभी लागू नहीं)"
THIRD = "🗓 3 अप्रैल · छत्तीसगढ़, चंडीगढ़ और 9 अन्य"


async def asked(boss: Someone, field: str, session: str = "batch3") -> None:
    """Open a field of a session."""
    await boss.say("/change")
    await boss.press(
        ListSessions() if boss.labels()[-1] == "🗑 सारे बदलाव हटाइए" else OpenSession(session)
    )
    if boss.heard and boss.heard[0].startswith("🗓 कौन-सा"):
        await boss.press(OpenSession(session))
    await boss.press(ChangeField(session, field))


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


async def event(stage: Stage) -> Event:
    return (await stage.services.events.current()).event


async def test_a_date_is_moved_with_a_look_before(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA, "en")
    sunita = await stage.joined(SUNITA)
    await ramesh.press(YES)
    boss = await stage.staff(1)
    before = [len(p.messages) for p in (ramesh, kamla, sunita)]
    await asked(boss, "date")
    await boss.say("४ अप्रैल")
    shown = lines(boss.last)
    assert shown[0] == HEAD
    assert shown[2:] == [
        "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 4 अप्रैल 2025",
        "👥 5 ज़िलाध्यक्षों पर असर",
        "• 2 लोगों को सूचना जाएगी",
        "• 3 लोग अभी यहाँ नहीं जुड़े हैं: कृपया फ़ोन से बताइए",
        "• जवाब “हाँ”: 1, “तय नहीं”: 0",
        "• नई तारीख के लिए 1 जवाब की पुष्टि ली जाएगी",
        "⏰ 5 याद दिलाने वाले संदेश नए समय पर जाएँगे",
    ]
    assert (await event(stage)) == stage.event
    assert [len(p.messages) for p in (ramesh, kamla, sunita)] == before
    await boss.press("👁 सूचना देखिए")
    assert [lines(text)[:2] for text in boss.heard] == [
        ["हिंदी", "📢 आपके संवाद की तारीख बदल गई है"],
        ["English", "📢 The date of your dialogue has changed"],
        shown[:2],
    ]
    await boss.press("✅ लागू कीजिए और 2 को बताइए")
    await stage.quiet()
    assert (await event(stage)) == changed(stage.event, date=date(2025, 4, 4))
    told = [len(since(p, n)) for p, n in zip((ramesh, kamla, sunita), before, strict=True)]
    assert told == [1, 1, 0]
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert kamla.card == await stage.standing_card(kamla, "en")
    await boss.press("📊 सूचना कहाँ तक पहुँची?")
    assert "✅ सूचना पहुँची: 2" in boss.heard[-1]
    who = await stage.services.people.known(boss.id)
    assert who is not None
    query = select(Audit).where(Audit.action == "event.release").order_by(col(Audit.id).desc())
    line = stage.fetch(lambda s: s.exec(query).first())
    assert line is not None
    assert (line.person_id, line.subject, line.detail) == (who.id, "version 2", "batch3.date")
    assert stage.fetch(lambda s: list(s.exec(select(EventDraft)))) == []


@SQLITE
async def test_several_changes_are_one_release(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await asked(boss, "time")
    await boss.say("11 baje")
    await asked(boss, "doors")
    await boss.say("साढ़े नौ")
    await asked(boss, "gate")
    await boss.say("द्वार 2 | Gate 2")
    await stage.restart()
    await asked(boss, "date")
    await boss.press("4 अप्रैल")
    assert lines(boss.messages[-1].text)[2:6] == [
        "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 4 अप्रैल 2025",
        "🕙 समय: सुबह 11 बजे",
        "🚪 प्रवेश: सुबह 9:30 बजे",
        "🚧 प्रवेश द्वार: द्वार 2",
    ]
    await boss.press("↩️ पिछला बदलाव हटाइए")
    assert "तारीख: गुरुवार" not in boss.heard[-1]
    before = len(ramesh.messages)
    await boss.press("✅ लागू कीजिए और 1 को बताइए")
    await stage.quiet()
    assert since(ramesh, before)[0][:4] == [
        "📢 आपके संवाद का समय तय हो गया है",
        "🕙 समय: सुबह 11 बजे",
        "🚪 प्रवेश: सुबह 9:30 बजे",
        "🚧 प्रवेश द्वार: द्वार 2",
    ]
    session = (await event(stage)).sessions[2]
    assert (session.time, session.doors) == (time(11), time(9, 30))


@SQLITE
async def test_a_state_moves_and_a_session_is_cancelled(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA)
    boss = await stage.staff(1)
    before = len(ramesh.messages), len(sunita.messages)
    await boss.say("/change")
    await boss.press(OpenSession("batch3"))
    await boss.press(ChangeField("batch3", "state"))
    await boss.press(MoveState("RJ"))
    await boss.press(SetField("batch2", "state", "RJ"))
    assert "🗺 राजस्थान: 3 अप्रैल → 28 मार्च" in boss.heard[-1]
    await boss.press(ListSessions())
    await boss.press(OpenSession("batch1"))
    await boss.press("❌ यह संवाद रद्द कीजिए")
    await boss.press("✅ लागू कीजिए और 2 को बताइए")
    await stage.quiet()
    assert since(ramesh, before[0])[0][1] == ("📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 28 मार्च 2025")
    assert since(sunita, before[1])[0][0] == "📢 आपका संवाद रद्द हो गया है"
    await boss.say("/change")
    await boss.press(OpenSession("batch1"))
    await boss.press("✅ संवाद अब होगा")
    await boss.press("✅ लागू कीजिए और 1 को बताइए")
    await stage.quiet()
    assert since(sunita, before[1])[1][0] == "📢 आपका संवाद अब होगा"


@SQLITE
async def test_a_new_place_and_a_new_programme(stage: Stage) -> None:
    boss = await stage.staff(1, "en")
    await boss.say("/change")
    await boss.press(OpenSession("batch3"))
    await boss.press(ChangeField("batch3", "venue"))
    await boss.say("तालकटोरा | Talkatora\nनई दिल्ली | New Delhi\n28.62, 77.19")
    await boss.press(ListSessions())
    await boss.press(OpenSession("batch3"))
    await boss.press(ChangeField("batch3", "agenda"))
    first = stage.event.agenda[0]
    await boss.say(f"11:00 {first.title.hi} | {first.title.en}\nभोजन | Lunch")
    await boss.press("✅ Release")
    current = await event(stage)
    session = current.sessions[2]
    venue = current.venue_of(session)
    assert (venue.name.hi, venue.address.en, venue.latitude) == ("तालकटोरा", "New Delhi", 28.62)
    assert [(i.id, i.time, i.title.en) for i in current.agenda_of(session)] == [
        (first.id, time(11), first.title.en),
        ("p1", None, "Lunch"),
    ]
    assert current.agenda == stage.event.agenda


REFUSED = [
    ("date", "31 april", "कैलेंडर में ऐसी कोई तारीख नहीं है। कृपया तारीख देख लीजिए।"),
    ("date", "1 march", "यह तारीख निकल चुकी है। कृपया आगे की कोई तारीख लिखिए।"),
    ("date", "jaldi", "इसमें तारीख समझ में नहीं आई। कृपया ऐसे लिखिए: 4 अप्रैल"),
    ("time", "25:00", "घड़ी में ऐसा कोई समय नहीं है। कृपया ऐसे लिखिए: 11:30"),
    ("time", "xyz", "इसमें समय समझ में नहीं आया। कृपया ऐसे लिखिए: 11:30"),
    ("gate", "Gate 2", "कृपया दोनों भाषाओं में लिखिए, बीच में | लगाकर: पहले हिंदी, फिर अंग्रेज़ी।"),
    (
        "venue",
        "Talkatora",
        "कृपया तीन पंक्तियाँ लिखिए: नाम, पता और नक्शे पर जगह की दो संख्याएँ, जैसे 28.6129, 77.2295।",
    ),
]


@SQLITE
async def test_what_is_impossible_is_refused_in_one_line(stage: Stage) -> None:
    boss = await stage.staff(1)
    for field, typed, says in REFUSED:
        await asked(boss, field)
        await boss.say(typed)
        assert (typed, boss.last) == (typed, says)
    await asked(boss, "time")
    await boss.say("11")
    await asked(boss, "end_time")
    await boss.say("10 बजे")
    assert boss.last == "समाप्ति का समय शुरू होने के समय के बाद का होना चाहिए। कृपया समय देख लीजिए।"
    await boss.say("शाम 5 बजे")
    assert "🕔 समाप्ति: शाम 5 बजे" in boss.last.splitlines()
    await asked(boss, "doors")
    await boss.say("12 बजे")
    assert boss.last == "प्रवेश का समय शुरू होने के समय से पहले का होना चाहिए। कृपया समय देख लीजिए।"
    await boss.press("🗑 सारे बदलाव हटाइए")
    assert (await event(stage)) == stage.event
    assert stage.fetch(lambda s: list(s.exec(select(EventDraft)))) == []


@SQLITE
async def test_a_question_in_passing_is_answered(stage: Stage) -> None:
    boss = await stage.staff(1)
    await asked(boss, "date")
    await boss.say("कहाँ आना है")
    assert "इंदिरा गांधी भवन" in boss.last
    await boss.say("4 april")
    assert lines(boss.last)[0] == HEAD


async def test_nobody_releases_over_what_he_has_not_seen(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss, other = await stage.staff(1), await stage.staff(2)
    await asked(boss, "time")
    await boss.say("11")
    await asked(other, "date")
    await other.say("4 april")
    assert "की ओर से भी कार्यक्रम में बदलाव हो रहा है।" in other.last
    await other.press("✅ लागू कीजिए और 1 को बताइए")
    await boss.press(ReleaseDraft("1", "1"))
    assert boss.toast == ("इस बीच किसी और ने कार्यक्रम बदला है। कृपया अपना बदलाव फिर से देख लीजिए।")
    await boss.press("✅ लागू कीजिए और 1 को बताइए")
    await stage.quiet()
    session = (await event(stage)).sessions[2]
    assert (session.date, session.time) == (date(2025, 4, 4), time(11))
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    await boss.forge(ReleaseDraft("3", "1").data())
    assert boss.toast == "अब लागू करने को कुछ नहीं है।"
    assert outcomes(stage) == [DeliveryState.SENT] * 2


@SQLITE
async def test_release_without_telling_still_puts_cards_right(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss = await stage.staff(1)
    before = len(ramesh.messages)
    await asked(boss, "date")
    await boss.say("4 april")
    await boss.press("🔕 लागू कीजिए, किसी को न बताइए")
    await stage.quiet()
    assert since(ramesh, before) == []
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


@SQLITE
async def test_only_organisers_change_the_event(stage: Stage) -> None:
    staff, ramesh = await stage.staff(3), await stage.joined(RAMESH)
    for someone in (staff, ramesh):
        await someone.say("/change")
        assert someone.last == stage.voice("hi").plain(
            "There is no such command. /help shows what I can do."
        )
        await someone.forge(SetField("batch3", "date", "2025-04-04").data())
        await someone.forge(ShowDraft().data())
        assert someone.toast == stage.voice("hi").plain("This button is for the organisers.")
    assert stage.fetch(lambda s: list(s.exec(select(EventDraft)))) == []


@SQLITE
async def test_a_move_to_where_nobody_could_answer_is_said(stage: Stage) -> None:
    boss = await stage.staff(1)
    await asked(boss, "date")
    await boss.say("21 march")
    assert "⚠️ 21 मार्च के लिए कोई जवाब नहीं दे पाएगा" in boss.last


@SQLITE
async def test_a_move_that_makes_a_reminder_impossible_says_the_arithmetic(stage: Stage) -> None:
    drafts = stage.services.drafts
    drafts._per_second = 0.0002  # 5 people in the 8 hours for which the last asking is of use
    boss = await stage.staff(1)
    await asked(boss, "date")
    await boss.say("30 march")
    assert "सब तक नहीं पहुँच पाएगा" not in boss.last
    await boss.press("➕ और बदलिए")
    await boss.press(OpenSession("batch3"))
    await boss.press(ChangeField("batch3", "date"))
    await boss.say("28 march")
    (said,) = [line for line in boss.last.splitlines() if "सब तक नहीं पहुँच पाएगा" in line]
    assert said == (
        "⚠️ 26 मार्च, सुबह 10 बजे का संदेश सब तक नहीं पहुँच पाएगा। एक सेकंड में 0 के हिसाब से 7 लोगों "
        "को भेजने में समय लगेगा: 9 घंटे 43 मिनट। संदेश इतने समय काम का है: 8 घंटे; उसमें 5 लोगों तक पहुँच सकता है।"
    )
