"""An organiser announces: written in the chat, previewed, counted, sent, reported."""

from datetime import date, timedelta

import pytest
from office_hours import (
    ENGLISH,
    HINDI,
    LOOK,
    announced,
    carried_on,
    got,
    released,
    reports,
    written,
)
from sqlmodel import Session, select
from stage import KAMLA, MOHAN, RAMESH, SUNITA, SURESH, Stage

from bot.event import Audience as Answer
from bot.services.audience import Audience, count
from db.announcements import Announcement
from db.models import Audit

REPORT = (
    "📣 सूचना 1 – भेजी गई, 20 मार्च, सुबह 10 बजे\n\n2 लोगों के लिए:\n✅ पहुँची: 2\n\n"
    "☎️ 5 लोग जुड़े नहीं हैं: कृपया उन्हें फ़ोन कीजिए।"
)


def audited(stage: Stage) -> list[str]:
    rows = stage.fetch(lambda s: s.exec(select(Audit).order_by(Audit.id)).all())
    return [row.action for row in rows if row.action.startswith("announcement")]


async def test_each_reads_it_in_his_language_once_and_the_organiser_gets_one_report(
    stage: Stage,
) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    assert boss.heard == [
        "👁 हिंदी पढ़ने वालों को ऐसी दिखेगी:",
        HINDI,
        "👁 अंग्रेज़ी पढ़ने वालों को ऐसी दिखेगी:",
        ENGLISH,
        (
            "2 लोगों को भेज दें?\n\nहिंदी में: 1, अंग्रेज़ी में: 1\n\n"
            "☎️ 5 लोग जुड़े नहीं हैं: उन्हें फ़ोन करना होगा। सूची रिपोर्ट के साथ मिलेगी।"
        ),
    ]
    await boss.press("📣 हाँ, 2 लोगों को भेजिए")
    shown = boss.actor.chat.messages[max(m.id for m in boss.messages)]
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(ramesh, ENGLISH)) == (1, 0)
    assert (got(sunita, HINDI), got(sunita, ENGLISH)) == (0, 1)
    assert shown.text.endswith("▰▰▰▰▰▰▰▰▰▰ 2 में से 2\n✅ पहुँची: 2")
    await stage.restart()
    await carried_on(stage)
    assert reports(boss) == [REPORT]
    assert audited(stage) == ["announcement.release"]


async def test_pressing_twice_sends_once(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    await boss.forge("ango:1:3")
    await boss.forge("ango:1:3")
    await carried_on(stage)
    await boss.forge("ango:1:3")
    assert boss.toast.startswith("यह भेजने के लिए दी जा चुकी है")
    await carried_on(stage)
    assert (got(ramesh, HINDI), len(reports(boss))) == (1, 1)


async def test_what_was_changed_since_the_preview_is_not_sent(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    confirm = boss.messages[-1]
    await boss.press("✏️ हिंदी")
    await boss.say("दूसरा पाठ")
    await boss.press("📣 हाँ, 1 व्यक्ति को भेजिए", under=confirm)
    assert boss.toast == "आपके देखने के बाद यह बदल गई है। कृपया एक बार फिर देख लीजिए।"
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(ramesh, "दूसरा पाठ")) == (0, 0)


@pytest.mark.parametrize(
    ("hindi", "english", "warning"),
    [
        (HINDI, None, "⚠️ अंग्रेज़ी पाठ नहीं है: अंग्रेज़ी पढ़ने वाले 1 व्यक्ति को हिंदी पाठ मिलेगा।"),
        (None, ENGLISH, "⚠️ हिंदी पाठ नहीं है: हिंदी पढ़ने वाले 1 व्यक्ति को अंग्रेज़ी पाठ मिलेगा।"),
    ],
)
async def test_one_language_goes_to_all_and_says_who_gets_which(
    stage: Stage, hindi: str | None, english: str | None, warning: str
) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    await written(boss, hindi, english)
    await boss.press(LOOK)
    assert boss.heard[0] == "👁 सबको ऐसी दिखेगी:"
    assert warning in boss.last.splitlines()
    await boss.press("📣 हाँ, 2 लोगों को भेजिए")
    await carried_on(stage)
    text = hindi or english or ""
    assert (got(ramesh, text), got(sunita, text)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("संवाद 4 अप्रैल को है", "⚠️ पाठ में 4 अप्रैल लिखा है, पर इन लोगों का संवाद 3 अप्रैल को है।"),
        ("संवाद 28/03/2025 को है", "⚠️ पाठ में 28 मार्च लिखा है, पर इन लोगों का संवाद 3 अप्रैल को है।"),
        ("संवाद 3 अप्रैल को है", None),
    ],
)
async def test_a_date_that_is_not_theirs_is_noticed(
    stage: Stage, text: str, warning: str | None
) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await written(boss, text, None)
    await boss.press("👥 किसको")
    await boss.press("3 अप्रैल")
    assert "1 व्यक्ति को मिलेगी।" in boss.last
    await boss.press("✔️ हो गया")
    await boss.press(LOOK)
    found = [line for line in boss.last.splitlines() if line.startswith("⚠️")]
    assert found == ([warning] if warning else [])


async def test_the_same_within_an_hour_and_the_quiet_hours_are_noticed(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss)
    stage.clock.jump(timedelta(minutes=20))
    await written(boss)
    await boss.press(LOOK)
    assert "⚠️ यही सूचना पहले भेजी जा चुकी है: 20 मार्च, सुबह 10 बजे।" in boss.last
    stage.clock.jump(timedelta(hours=13))
    await boss.press(LOOK)
    assert "⚠️ 20 मार्च, रात 11:20 बजे: उस समय बहुत-से लोग सोए होंगे।" in boss.last
    await boss.press("🌅 सुबह भेजिए")
    assert "🕐 कब: 21 मार्च, सुबह 8 बजे" in boss.last
    await released(boss)
    await carried_on(stage)
    assert got(ramesh, HINDI) == 1
    stage.clock.jump(timedelta(hours=9))
    await carried_on(stage)
    assert got(ramesh, HINDI) == 2


async def test_the_audience_is_built_by_buttons_and_counts(stage: Stage) -> None:
    people = [await stage.joined(n) for n in (RAMESH, KAMLA, SURESH, MOHAN)]
    sunita = await stage.joined(SUNITA, "en")
    await people[0].press("✅ हाँ, आना तय है")
    boss = await stage.staff(1)
    await written(boss)
    await boss.press("👥 किसको")
    counts = []
    for button in ("3 अप्रैल", "“हाँ” कहा", "जवाब नहीं दिया", "“हाँ” कहा", "27 मार्च"):
        await boss.press(button if button in boss.labels() else f"☑️ {button}")
        counts.append(boss.last.splitlines()[1])
    assert counts == [
        "3 लोगों को मिलेगी।",
        "1 व्यक्ति को मिलेगी।",
        "3 लोगों को मिलेगी।",
        "2 लोगों को मिलेगी।",
        "3 लोगों को मिलेगी।",
    ]
    await boss.press("🗺 राज्य")
    await boss.press("केरल" if "केरल" in boss.labels() else "→")
    if "केरल" not in " ".join(boss.labels()):
        await boss.press("केरल")
    await boss.press("✔️ हो गया")
    await boss.press("✔️ हो गया")
    await released(boss)
    await carried_on(stage)
    assert [got(one, HINDI) for one in people] == [0, 0, 0, 0]
    assert got(sunita, ENGLISH) == 1


async def test_a_yes_to_the_day_before_a_move_counts_as_no_answer(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    await stage.joined(KAMLA)
    sessions = tuple(
        one.model_copy(update={"date": date(2025, 4, 13)}) if one.id == "batch3" else one
        for one in stage.event.sessions
    )

    def joined(*answers: Answer) -> int:
        chosen = Audience(answers=frozenset(answers), joined=True)

        def work(session: Session) -> int:
            event = stage.services.events.current_in(session).event
            return count(session, chosen, event, None, "hi").joined

        return stage.fetch(work)

    counts = [(joined(Answer.YES), joined(Answer.SILENT), joined(Answer.YES, Answer.SILENT))]
    await stage.release(stage.event.model_copy(update={"sessions": sessions}))
    counts.append((joined(Answer.YES), joined(Answer.SILENT), joined(Answer.YES, Answer.SILENT)))
    assert counts == [(1, 1, 2), (0, 2, 2)]


async def test_those_who_have_not_joined_cannot_be_reached_and_that_is_said(stage: Stage) -> None:
    boss = await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    assert not any(label.startswith("📣") for label in boss.labels())
    await boss.forge("ango:1:3")
    assert boss.toast.startswith("जिन्हें चुना है, उनमें से किसी तक संदेश नहीं पहुँच सकता")


async def test_staff_of_some_states_reach_only_those(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    staff, other = await stage.staff(3), await stage.staff(4)
    await written(staff)
    assert "1 व्यक्ति को मिलेगी।" in staff.last
    await staff.forge("anst:1:0:KL")  # no button of theirs
    assert "किसको: सभी" in staff.last
    await staff.press("✔️ हो गया")
    await staff.press("✔️ हो गया")
    await released(staff)
    await other.forge("anh:1")
    assert other.toast == "यह सूचना आपकी नहीं है, या हटाई जा चुकी है।"
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(sunita, ENGLISH)) == (1, 0)
    await ramesh.forge("anop:1")
    assert ramesh.toast == "यह बटन आयोजकों के लिए है।"


async def test_formatting_and_links_are_kept(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await boss.say("/announce")
    entities = [
        {"type": "bold", "offset": 0, "length": 9},
        {"type": "text_link", "offset": 10, "length": 4, "url": "https://example.org/a?b=1&c=2"},
    ]
    await boss.send({"text": "महत्वपूर्ण यहाँ <देखिए> & पढ़िए", "entities": entities})
    await boss.press("केवल हिंदी में")
    await released(boss)
    await carried_on(stage)
    wire = ramesh.messages[-1].wire
    assert (wire["text"], wire["entities"]) == ("महत्वपूर्ण यहाँ <देखिए> & पढ़िए", entities)


async def test_a_long_text_arrives_in_parts_that_keep_what_is_bold(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await boss.say("/announce")
    first = "\n".join(f"पंक्ति {n} " + "अ" * 80 for n in range(40))
    entities = [{"type": "bold", "offset": 0, "length": len(first)}]
    await boss.send({"text": first, "entities": entities})
    assert boss.last.startswith("ले लिया। पाठ लंबा है")
    await boss.send({"text": first, "entities": entities})
    await boss.press("✔️ पाठ पूरा है")
    await released(boss)
    await carried_on(stage)
    parts = [m for m in ramesh.messages if m.text.startswith("पंक्ति")]
    assert "\n".join(m.text for m in parts) == f"{first}\n{first}"
    assert [len(m.wire["entities"]) > 0 for m in parts] == [True] * len(parts)
    assert len(parts) == 2
    assert reports(boss)[0].splitlines()[2:4] == ["1 व्यक्ति के लिए:", "✅ पहुँची: 1"]


async def test_drafts_are_kept_listed_changed_and_discarded(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await written(boss)
    await stage.restart()
    await written(boss, "दूसरी", None)
    await boss.say("/announcements")
    assert boss.last == f"सूचनाएँ\n\n📣 सूचना 2 – मसौदा\nदूसरी\n\n📣 सूचना 1 – मसौदा\n{HINDI}"
    await boss.press("📣 सूचना 1")
    await boss.press("🗑 हटाइए")
    assert boss.last == "यह सूचना हटा दी गई।"
    await boss.say("/announcements")
    assert boss.last == "सूचनाएँ\n\n📣 सूचना 2 – मसौदा\nदूसरी"
    await boss.press("📣 सूचना 2")
    await boss.press("✏️ अंग्रेज़ी")
    await boss.say("The second")
    rows = stage.fetch(lambda s: s.exec(select(Announcement).order_by(Announcement.id)).all())
    assert [(r.stage, r.text_hi, r.text_en) for r in rows] == [
        ("discarded", HINDI, ENGLISH),
        ("draft", "दूसरी", "The second"),
    ]


async def test_it_goes_out_at_the_time_that_was_typed(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await written(boss)
    await boss.press("🕐 कब")
    await boss.press("⌨️ कोई और समय")
    await boss.say("19 मार्च सुबह 9 बजे")
    assert boss.last.startswith("वह समय बीत चुका है।")
    await boss.say("जब ठीक लगे")
    assert boss.last.startswith("इसमें समय समझ में नहीं आया।")
    await boss.say("कल शाम 6 बजे")
    assert "🕐 कब: 21 मार्च, शाम 6 बजे" in boss.last
    await released(boss)
    await carried_on(stage)
    stage.clock.jump(timedelta(hours=31))
    await carried_on(stage)
    assert got(ramesh, HINDI) == 0
    await stage.restart()
    stage.clock.jump(timedelta(hours=1))
    await carried_on(stage)
    assert got(ramesh, HINDI) == 1
