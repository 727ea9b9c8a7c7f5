"""Organisers look after reminders: what is next, a try, one left out, some or all held back."""

from rounds import ASK1, ASK2, at, books, later, reminded, tick
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SUNITA, Stage

from db.models import Audit, Person
from handlers.reminder_presses import ListReminders, StopReminders

BATCH3 = "24 मार्च, सुबह 11 बजे → 3 अप्रैल"
TRY, LEAVE = "👁 पहले मुझे भेजकर दिखाइए", "⏭ इसे छोड़ दीजिए"
HOLD, BACK = "⏸ इसे हर तारीख के लिए रोक दीजिए", "← वापस"
HOLD_ALL = "⏸ सभी रोक दीजिए"
PAST = "📊 क्या भेजा गया"


async def test_the_view_says_what_is_next_and_whom_it_will_not_reach(stage: Stage) -> None:
    await stage.joined(RAMESH)
    await stage.joined(SUNITA)
    organiser = await stage.staff(1)
    await organiser.say("/reminders")
    head, listed, out = organiser.last.split("\n\n")
    assert head == "🔔 याद दिलाने वाले संदेश, जो आगे जाएँगे"
    assert listed.splitlines()[:3] == [
        "• 20 मार्च, सुबह 10 बजे, 27 मार्च के संवाद के लिए: जो आ रहे हैं – 0 लोग",
        "• 21 मार्च, सुबह 10 बजे, 28 मार्च के संवाद के लिए: जो आ रहे हैं – 0 लोग",
        "• 22 मार्च, सुबह 11 बजे, 27 मार्च के संवाद के लिए: जिनका जवाब नहीं आया – 1 व्यक्ति",
    ]
    assert out == ("📵 5 आमंत्रित लोग अभी जुड़े नहीं हैं: उन तक ये संदेश नहीं पहुँच सकते। कृपया उन्हें फ़ोन कीजिए।")
    await organiser.press(BATCH3)
    assert organiser.last.splitlines()[-2:] == [
        "कितने लोगों को: 1",
        "जो अभी जुड़े नहीं हैं, इसलिए जिन तक नहीं पहुँचेगा: 4",
    ]


async def test_a_try_comes_in_both_languages_to_nobody_else(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    organiser = await stage.staff(1)
    await organiser.say("/reminders")
    await organiser.press(BATCH3)
    await organiser.press(TRY)
    texts = [m.text.split("\n\n")[1] for m in organiser.messages[-2:]]
    assert texts == [
        "हमें आपके जवाब की प्रतीक्षा है। कृपया बताइए, आपका आना हो पाएगा या नहीं।",
        "We are waiting for your answer. Please tell us whether you are coming.",
    ]
    assert reminded(stage, ramesh) == []


async def test_one_that_is_left_out_is_not_sent_the_others_are(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    organiser = await stage.staff(1)
    await organiser.say("/reminders")
    await organiser.press(BATCH3)
    await organiser.press(LEAVE)
    assert organiser.toast == "⏭ यह संदेश नहीं भेजा जाएगा।"
    await organiser.press("↩️ इसे भेज दीजिए")
    await organiser.press(LEAVE)
    await at(stage, ASK1)
    assert reminded(stage, ramesh) == []
    await at(stage, ASK2)
    assert len(reminded(stage, ramesh)) == 1
    assert audited(stage) == [
        ("reminder.skip", "ask1 batch3"),
        ("reminder.unskip", "ask1 batch3"),
        ("reminder.skip", "ask1 batch3"),
    ]


async def test_all_held_back_wait_and_go_on_over_a_restart(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    organiser = await stage.staff(1)
    await organiser.say("/reminders")
    await organiser.press(HOLD_ALL)
    await at(stage, ASK1)
    await stage.restart()
    await later(stage, hours=1)
    assert [reminded(stage, p) for p in (ramesh, kamla)] == [[], []]
    await organiser.press("▶️ फिर शुरू कीजिए: सभी संदेश")
    await later(stage, hours=1)
    assert [len(reminded(stage, p)) for p in (ramesh, kamla)] == [1, 1]
    await organiser.press(PAST)
    assert organiser.last.split("\n\n")[1] == (
        "24 मार्च, सुबह 11 बजे, 3 अप्रैल के संवाद के लिए: जिनका जवाब नहीं आया, 10 दिन पहले\n✅ पहुँचे: 2"
    )


async def test_a_rule_that_is_stopped_holds_what_is_queued_and_expires_in_time(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    organiser = await stage.staff(1)
    await tick(stage)
    stage.clock.set(ASK1)
    await stage.services.outbox.stop_until(ASK1.replace(minute=5), "Telegram asks to wait")
    await stage.services.reminders.plan()
    await stage.services.reminders.stop("ask1", None)
    await at(stage, ASK1.replace(minute=10))
    assert books(stage) == {"ask1 batch3 2025-04-03": {"queued": 1}}
    await at(stage, ASK2)
    assert books(stage)["ask1 batch3 2025-04-03"] == {"expired": 1}
    assert len(reminded(stage, ramesh)) == 1
    await organiser.say("/reminders")
    assert "▶️ फिर शुरू कीजिए: जिनका जवाब नहीं आया, 10 दिन पहले" in organiser.labels()


async def test_only_organisers_hold_anything_back(stage: Stage) -> None:
    ramesh, helper = await stage.joined(RAMESH), await stage.staff(3)
    for someone in (ramesh, helper):
        await someone.forge(StopReminders("*", "1").data())
        await someone.forge(ListReminders().data())
        assert someone.toast == stage.voice("hi").plain("This button is for the organisers.")
    await helper.say("/reminders")
    assert "📊" not in helper.last
    assert audited(stage) == []


def audited(stage: Stage) -> list[tuple[str, str]]:
    query = (
        select(Audit.action, Audit.subject)
        .join(Person, col(Person.id) == col(Audit.person_id))
        .where(col(Audit.action).startswith("reminder."))
        .order_by(col(Audit.id))
    )
    return stage.fetch(lambda s: [tuple(row) for row in s.exec(query)])
