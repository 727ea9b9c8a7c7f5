"""A question that the bot cannot answer, from the delegate to staff and back."""

import asyncio
from datetime import timedelta

import pytest
from office import post, posted, reply
from stage import KAMLA, MOHAN, RAMESH, SUNITA, Someone, Stage, shown

from bot.services.inbox import MOST_AT_ONCE
from handlers.presses import AssignTopic, MuteAsker
from rehearsal.people import Stored

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHAIR = "क्या वहाँ व्हीलचेयर मिलेगी?"
PASSED_ON = (
    "I could not answer this myself, so I have passed it on to the organisers. Their answer will "
    "come here. Meanwhile you can ask about anything below."
)


def words(stage: Stage, locale: str, message: str, **values: object) -> str:
    return shown(stage.voice(locale).say(message, **values))


def said(someone: Someone, text: str) -> Stored:
    """Find what somebody wrote himself."""
    chat = someone.actor.chat
    return next(m for m in chat.messages.values() if m.author == someone.id and m.text == text)


@pytest.mark.parametrize(
    ("locale", "asked", "answer", "shown_as"),
    [
        ("hi", CHAIR, "हाँ, द्वार पर मिलेगी।", "💬 जवाब (आयोजन कार्यालय):\nहाँ, द्वार पर मिलेगी।"),
        (
            "en",
            "Will certificates be given?",
            "Yes, <2> & more",
            "💬 Answer ({source}):\nYes, <2> & more",
        ),
    ],
)
async def test_a_question_reaches_staff_and_the_answer_comes_back(
    stage: Stage, locale: str, asked: str, answer: str, shown_as: str
) -> None:
    ramesh, staff = await stage.joined(RAMESH, locale), await stage.staff(3, locale)
    other = await stage.staff(4, locale)
    await ramesh.say(asked)
    assert ramesh.heard == [words(stage, locale, PASSED_ON)]
    assert said(ramesh, asked).reaction == "👍"
    await posted(stage)
    name, state, date = {
        "hi": ("रमेश नमूना", "राजस्थान", "3 अप्रैल"),
        "en": ("Ramesh Namuna", "Rajasthan", "3 April"),
    }[locale]
    hint = words(stage, locale, "✍️ Reply to this message to answer.")
    assert staff.last == f"❓ {name} – Jaipur, {state} ({date})\n\n{asked}\n\n{hint}"
    assert asked not in "".join(m.text for m in other.messages)
    await reply(stage, staff, post(staff, asked), answer)
    source = stage.event.source.in_(locale)
    assert ramesh.last == shown_as.format(source=source)
    assert ramesh.messages[-1].wire["reply_to_message"]["message_id"] == said(ramesh, asked).id
    assert staff.last == {"hi": "✅ 1 व्यक्ति को भेज दिया गया।", "en": "✅ Sent to 1 person."}[locale]
    answered = words(stage, locale, "✅ {name} has answered:", name="Sahayak Rajasthan")
    assert post(staff, asked).text.endswith(f"{answered}\n{answer}")


async def test_a_reply_works_after_a_restart_and_a_week_later(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    staff, boss = await stage.staff(3), await stage.staff(1)
    await ramesh.say(CHAIR)
    await stage.restart()
    await posted(stage)
    stage.clock.set(stage.clock.now().replace(month=4, day=1))
    await stage.restart()
    await reply(stage, boss, post(boss, CHAIR), "हाँ, मिलेगी।")
    assert ramesh.last.endswith("हाँ, मिलेगी।")
    assert "Sachiv Namuna" in post(staff, CHAIR).text


async def test_like_questions_are_one_post_and_one_answer_goes_to_all(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    sunita = await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    before = len(boss.messages)
    for who, text in (
        (ramesh, CHAIR),
        (kamla, "kya wahan wheelchair milegi"),
        (sunita, "wheelchair?"),
    ):
        await who.say(text)
        await posted(stage)
    assert len(boss.messages) == before + 1
    assert boss.last.splitlines()[:5] == [
        "❓ 3 लोगों का यही सवाल है",
        "• रमेश नमूना – Jaipur, राजस्थान (3 अप्रैल)",
        "• कमला नमूना – Kota, राजस्थान (3 अप्रैल)",
        "• Sunita Sample – Kottayam, केरल (27 मार्च) · English",
        "",
    ]
    assert CHAIR in boss.last
    assert "wheelchair?" in boss.last
    await sunita.block()
    await reply(stage, boss, boss.messages[-1], "हाँ")
    assert [who.last for who in (ramesh, kamla)] == ["💬 जवाब (आयोजन कार्यालय):\nहाँ"] * 2
    assert boss.last == (
        "✅ 2 लोगों को भेज दिया गया।\n"
        "⚠️ Sunita Sample तक नहीं पहुँचा: उन्होंने बातचीत बंद कर रखी है या खाता अब नहीं है।"
    )


@pytest.mark.parametrize(("locale", "name"), [("hi", "मोहन उदाहरण"), ("en", "Mohan Udaharan")])
async def test_whom_an_answer_missed_is_named_as_staff_read(
    stage: Stage, locale: str, name: str
) -> None:
    mohan, boss = await stage.joined(MOHAN), await stage.staff(1, locale)
    await mohan.say(CHAIR)
    await posted(stage)
    await mohan.block()
    await reply(stage, boss, post(boss, CHAIR), "हाँ")
    assert boss.last.splitlines()[0].startswith("⚠️ ")
    assert name in boss.last


async def test_the_second_to_answer_is_told_and_decides(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    staff, boss = await stage.staff(3), await stage.staff(1, "en")
    await ramesh.say(CHAIR)
    await posted(stage)
    await reply(stage, staff, post(staff, CHAIR), "हाँ, द्वार पर।")
    await reply(stage, boss, post(boss, CHAIR), "No.")
    assert ramesh.last.endswith("हाँ, द्वार पर।")
    assert boss.last == (
        "✋ Sahayak Rajasthan has answered this already:\nहाँ, द्वार पर।\nYours was not sent."
    )
    await boss.press("📨 Send mine as well")
    assert ramesh.last.endswith("No.")
    assert boss.last == "✅ Sent to 1 person."
    assert boss.labels() == []


async def test_a_voice_note_and_a_picture_are_copied_below_their_post(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    voice = {"voice": {"file_id": "v1", "file_unique_id": "v", "duration": 3}}
    await ramesh.send(voice)
    assert ramesh.last.startswith("इसे समझना मेरे बस में नहीं")
    photo = {"file_id": "p1", "file_unique_id": "p", "width": 9, "height": 9}
    await ramesh.send({"photo": [photo], "caption": "सड़क की हालत"})
    await posted(stage)
    copies = [m for m in boss.messages if "voice" in m.wire or "photo" in m.wire]
    assert ["voice" in copies[0].wire, "photo" in copies[1].wire] == [True, True]
    assert (
        copies[0]
        .wire["reply_to_message"]["text"]
        .endswith("🎤 बोलकर भेजा है: नीचे सुनिए\n\n✍️ जवाब देने के लिए इसी संदेश के उत्तर में लिखिए।")
    )
    await reply(stage, boss, copies[0], "आपकी बात सुनी।")
    assert ramesh.last.endswith("आपकी बात सुनी।")


async def test_staff_may_answer_with_a_voice_note(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await ramesh.say(CHAIR)
    await posted(stage)
    target = {"reply_to_message": post(boss, CHAIR).wire}
    await boss.send({"voice": {"file_id": "v1", "file_unique_id": "v", "duration": 3}} | target)
    assert ramesh.messages[-1].wire["voice"]["file_id"] == "v1"
    assert ramesh.messages[-1].wire["reply_to_message"]["message_id"] == said(ramesh, CHAIR).id


async def test_a_sticker_is_no_question(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    before = len(boss.messages)
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1}
    kind = {"type": "regular", "is_animated": False, "is_video": False}
    await ramesh.send({"sticker": sticker | kind})
    await posted(stage)
    assert len(boss.messages) == before


async def test_whoever_says_so_writes_to_the_organisers(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await ramesh.say("/ask")
    await ramesh.say("कब आना है")  # which the bot would answer itself
    assert ramesh.last == words(
        stage, "hi", "Passed on to the organisers. Their answer will come here."
    )
    await posted(stage)
    assert "कब आना है" in boss.last
    await ramesh.say("कब आना है")
    assert ramesh.last.startswith("📅 ")


async def test_a_flood_and_a_mute_are_told_kindly(stage: Stage) -> None:
    mohan, boss = await stage.joined(MOHAN), await stage.staff(1)
    for subject in ["बिजली", "पानी", "नल", "कुर्सी", "पंखा"][:MOST_AT_ONCE]:
        await mohan.say(f"{subject} खराब पड़ा है")
    await mohan.say("छत टपक रही है")
    assert mohan.last.startswith("एक साथ बहुत सारे संदेश आ गए।")
    await posted(stage)
    last = boss.messages[-1]
    await boss.press("🔇 इनके संदेश रोकिए", under=last)
    assert boss.toast == "🔇 अब इनके संदेश आगे नहीं भेजे जाएँगे।"
    await posted(stage)
    await mohan.say("अरे सुनो भाई")
    assert mohan.last == words(
        stage,
        "hi",
        "Your messages are not passed on to the organisers at present. You can still ask about "
        "the date, the place and the programme.",
    )
    assert "मोहन उदाहरण की बात अब आगे नहीं भेजी जाती।" in boss.messages[-1].text
    await boss.press("🔊 इनके संदेश फिर आने दीजिए", under=boss.messages[-1])
    assert boss.toast == "🔊 इनके संदेश अब फिर आगे भेजे जाएँगे।"
    stage.clock.set(stage.clock.now().replace(hour=8))
    await mohan.say("चश्मा टूट गया है")
    await posted(stage)
    assert "चश्मा" in boss.last


async def test_staff_take_give_and_close(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    staff, boss = await stage.staff(3), await stage.staff(1)
    await ramesh.say(CHAIR)
    await posted(stage)
    await staff.press("🙋 मेरे ज़िम्मे")
    await posted(stage)
    assert "यह Sahayak Rajasthan के ज़िम्मे है" in post(boss, CHAIR).text
    await boss.press("👤 किसी को सौंपिए")
    assert boss.labels(post(boss, CHAIR)) == ["Sachiv Namuna", "Sahayak Rajasthan", "← पीछे"]
    await boss.press("Sachiv Namuna")
    await posted(stage)
    assert "यह Sachiv Namuna के ज़िम्मे है" in post(staff, CHAIR).text
    await staff.forge("take:1")
    assert staff.toast == "यह पहले से Sachiv Namuna के ज़िम्मे है।"
    await staff.press("✔️ जवाब की ज़रूरत नहीं")
    await posted(stage)
    assert post(boss, CHAIR).text.endswith("✔️ बिना जवाब बंद")
    assert boss.labels(post(boss, CHAIR)) == []


async def test_questions_brings_what_waits_and_old_posts_still_count(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await boss.say("/questions")
    assert boss.last == "किसी सवाल का जवाब बाक़ी नहीं है।"
    await ramesh.say(CHAIR)
    await posted(stage)
    old = post(boss, CHAIR)
    await boss.say("/questions")
    await posted(stage)
    assert post(boss, CHAIR).id > old.id
    await reply(stage, boss, old, "हाँ")
    assert ramesh.last.endswith("हाँ")
    assert (
        "Sachiv Namuna ने जवाब दे दिया है"
        in boss.actor.chat.messages[max(m.id for m in boss.messages if CHAIR in m.text)].text
    )


async def test_no_button_of_staff_works_for_a_delegate(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(CHAIR)
    refused = words(stage, "hi", "This button is for the organisers.")
    presses = ["take:1", "back:1", "whom:1", "done:1", "also:1", "faq:1", "faquse:1:answer_hi"]
    for data in [*presses, "faqend:1:1", MuteAsker("1", "1").data(), AssignTopic("1", "1").data()]:
        await ramesh.forge(data)
        assert (data, ramesh.toast) == (data, refused)


async def test_what_staff_do_not_make_clear_is_not_passed_on(stage: Stage) -> None:
    staff, boss = await stage.staff(3), await stage.staff(1)
    before = len(boss.messages)
    await staff.say("व्हीलचेयर")
    await posted(stage)
    assert len(boss.messages) == before


async def test_an_answer_nobody_took_is_reported_as_not_certain(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await ramesh.say(CHAIR)
    await posted(stage)
    stage.server.faults.next("502", "sendMessage", 1)
    await reply(stage, boss, post(boss, CHAIR), "हाँ")
    heard = len(boss.messages)
    stage.server.faults.next("502", "sendMessage", 1)
    stage.clock.jump(timedelta(minutes=1))  # it is sent once more
    await stage.quiet()
    assert len(boss.messages) == heard + 1
    assert boss.last == ("❔ पक्का नहीं कहा जा सकता कि रमेश नमूना तक पहुँचा: टेलीग्राम से जवाब नहीं आया।")


async def test_an_answer_waits_while_telegram_wants_nothing_and_says_so(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1, "en")
    await ramesh.say(CHAIR)
    await posted(stage)
    until = stage.clock.now() + timedelta(hours=1)
    await stage.services.outbox.stop_until(until, "Telegram asks to wait")
    target = {"reply_to_message": post(boss, CHAIR).wire}
    stage.world.receive(boss.actor.chat, boss.user, {"text": "हाँ", **target})
    async with asyncio.timeout(10):
        while "before 20 March, 11 am" not in boss.last:  # noqa: ASYNC110 (the outbox waits)
            await asyncio.sleep(0.01)
    assert "हाँ" not in ramesh.last
    stage.clock.jump(timedelta(hours=2))
    await stage.restart()
    assert ramesh.last.endswith("हाँ")
    assert boss.last == "✅ Sent to 1 person."
