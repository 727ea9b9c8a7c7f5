"""An answered question becomes an FAQ entry, which answers the next who asks it."""

import pytest
from office import post, posted, reply
from stage import MOHAN, RAMESH, SUNITA, Someone, Stage

from bot.event import Both

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHAIR = "क्या वहाँ व्हीलचेयर मिलेगी?"
ENTRY = (
    "क्या व्हीलचेयर मिलेगी?\nहाँ, मुख्य द्वार पर मिलेगी।\n\nआयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी"
)


async def answered(stage: Stage) -> tuple[Someone, Someone]:
    """Let Ramesh and Sunita ask alike, and an organiser answer them."""
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    await ramesh.say(CHAIR)
    await sunita.say("kya wahan wheelchair milegi")
    await posted(stage)
    await reply(stage, boss, post(boss, CHAIR), "हाँ, मुख्य द्वार पर मिलेगी।")
    return ramesh, boss


async def test_an_answer_becomes_an_entry_and_answers_the_next(stage: Stage) -> None:
    _, boss = await answered(stage)
    await boss.press("➕ आम सवालों में जोड़िए")
    assert boss.last == f"1/4 – सवाल हिंदी में लिखिए।\n{CHAIR}"
    await boss.say("क्या व्हीलचेयर मिलेगी?")
    assert boss.last == "2/4 – सवाल अंग्रेज़ी में लिखिए।\nkya wahan wheelchair milegi"
    await boss.say("Is there a wheelchair?")
    assert boss.last == "3/4 – जवाब हिंदी में लिखिए।\nहाँ, मुख्य द्वार पर मिलेगी।"
    await boss.press("👍 यही रखिए")
    assert boss.last == "4/4 – जवाब अंग्रेज़ी में लिखिए।"
    assert boss.labels() == ["✖️ रहने दीजिए"]
    await boss.say("Yes, at the main gate.")  # which might be read as an answer about the gate
    assert boss.last == (
        "हिंदी में:\nक्या व्हीलचेयर मिलेगी?\nहाँ, मुख्य द्वार पर मिलेगी।\n\n"
        "अंग्रेज़ी में:\nIs there a wheelchair?\nYes, at the main gate.\n\n"
        "अब जो भी यह पूछे, क्या उसे यही जवाब दिया जाए?"
    )
    await boss.press("✅ हाँ, जोड़िए")
    released = (await stage.services.events.current()).event
    entry = released.faq[-1]
    assert (entry.question, entry.phrases) == (
        Both(hi="क्या व्हीलचेयर मिलेगी?", en="Is there a wheelchair?"),
        (CHAIR, "kya wahan wheelchair milegi"),
    )
    assert released.faq[:-1] == stage.event.faq
    mohan = await stage.joined(MOHAN)
    for text in (CHAIR, "kya whelchair milegi", "व्हीलचेयर की व्यवस्था है क्या"):
        await mohan.say(text)
        assert (text, mohan.heard) == (text, [ENTRY])
    await posted(stage)
    assert "1/4" not in boss.last
    assert len([m for m in boss.messages if m.text.startswith("❓")]) == 1
    await mohan.say("व्हीलचेयर कितने की है")
    await posted(stage)
    assert boss.last.startswith("❓ मोहन उदाहरण")


async def test_an_entry_can_be_given_up_and_changed(stage: Stage) -> None:
    _, boss = await answered(stage)
    await boss.press("➕ आम सवालों में जोड़िए")
    await boss.press("✖️ रहने दीजिए")
    assert boss.last == "आम सवालों में कुछ नहीं जोड़ा गया।"
    assert (await stage.services.events.current()).version == 1
    for answer in ("First", "Second"):
        await boss.press("➕ आम सवालों में जोड़िए")
        for text in ("सवाल?", "Question?", "जवाब", answer):
            await boss.say(text)
        await boss.press("✅ हाँ, जोड़िए")
    faq = (await stage.services.events.current()).event.faq
    assert [f.answer.en for f in faq if f.id == "q1" and f.answer] == ["Second"]
    await boss.press("➕ आम सवालों में जोड़िए")
    assert boss.last == "1/4 – सवाल हिंदी में लिखिए।\nसवाल?"


async def test_a_restart_in_the_middle_loses_no_text(stage: Stage) -> None:
    _, boss = await answered(stage)
    await boss.press("➕ आम सवालों में जोड़िए")
    await boss.say("सवाल?")
    await stage.restart()
    await boss.say("Question?")
    assert boss.last.startswith("3/4")


async def test_the_faq_is_not_for_staff_of_some_states(stage: Stage) -> None:
    ramesh, staff = await stage.joined(RAMESH), await stage.staff(3)
    await ramesh.say(CHAIR)
    await posted(stage)
    await reply(stage, staff, post(staff, CHAIR), "हाँ")
    await staff.press("➕ आम सवालों में जोड़िए")
    assert staff.toast.startswith("आम सवाल सभी राज्यों के लिए होते हैं")


async def test_a_finished_draft_is_not_released_again(stage: Stage) -> None:
    _, boss = await answered(stage)
    await boss.press("➕ आम सवालों में जोड़िए")
    for text in ("सवाल?", "Question?", "जवाब", "Answer"):
        await boss.say(text)
    await boss.press("✅ हाँ, जोड़िए")
    await boss.forge("faqend:1:1")
    assert boss.last == "यह काम पहले ही पूरा हो चुका है।"
    await boss.forge("faquse:1:answer_hi")
    assert boss.last == "यह काम पहले ही पूरा हो चुका है।"
