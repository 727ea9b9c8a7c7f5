"""Questions in a staff group: registered by an organiser, answered there, never flooded."""

import pytest
from office import GROUP, Member, group, member, post, posted, reply
from stage import KAMLA, MOHAN, RAMESH, Stage

from bot.services.inbox import Asked
from db.types import QuestionKind
from handlers.inbox_posting import PER_MINUTE, Posting
from rehearsal.people import Group

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHAIR = "क्या वहाँ व्हीलचेयर मिलेगी?"


async def here(stage: Stage, command: str = "/here") -> tuple[Member, Member, Member]:
    """Make a group a staff chat: an organiser, staff for Rajasthan, and one who is not staff."""
    boss, staff = await stage.staff(1), await stage.staff(3)
    outsider = stage.stranger()
    in_group = group(stage, boss, staff, outsider)
    await in_group[0].say(command)
    await posted(stage)
    return in_group[0], in_group[1], in_group[2]


async def test_an_organiser_makes_a_group_the_place_for_questions(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("बिजली का बिल बहुत है")
    boss, staff, _ = await here(stage)
    assert boss.messages[0].text == (
        "✅ अब से सभी राज्यों के सवाल यहाँ दिखेंगे। जवाब देने के लिए उसी संदेश के उत्तर में लिखिए।\n"
        "1 सवाल का जवाब बाक़ी है।"
    )
    assert "बिजली" in boss.last
    alone = len(stage.organiser(1).messages)
    await ramesh.say(CHAIR)
    await posted(stage)
    assert CHAIR in boss.last
    assert len(stage.organiser(1).messages) == alone
    await reply(stage, staff, post(staff, CHAIR), "हाँ, मिलेगी।")
    assert ramesh.last.endswith("हाँ, मिलेगी।")
    assert staff.last == "✅ 1 व्यक्ति को भेज दिया गया।"
    await staff.say("/here off")
    assert staff.last == "सवाल कहाँ दिखें, यह केवल आयोजक तय कर सकते हैं।"
    await boss.say("/here off")
    await ramesh.say("छत टपक रही है")
    await posted(stage)
    assert "छत" in stage.organiser(1).last
    assert boss.last == "अब यहाँ सवाल नहीं दिखाए जाएँगे।"


async def test_a_group_can_be_for_some_states(stage: Stage) -> None:
    ramesh, mohan = await stage.joined(RAMESH), await stage.joined(MOHAN)
    boss, *_ = await here(stage, "/here राजस्थान, UP")
    assert boss.messages[0].text.startswith("✅ अब से राजस्थान और उत्तर प्रदेश के सवाल यहाँ दिखेंगे।")
    await mohan.say("बिजली का बिल बहुत है")
    await ramesh.say("छत टपक रही है")
    await posted(stage)
    assert "छत" in boss.last
    assert "बिजली" not in "".join(m.text for m in boss.messages)
    assert "बिजली" in stage.organiser(1).last
    await boss.say("/here Narnia")
    assert boss.last == "“Narnia” नाम का राज्य नहीं मिला।"


async def test_only_the_team_can_answer_in_a_group(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss, _, outsider = await here(stage)
    await ramesh.say(CHAIR)
    await posted(stage)
    heard = len(ramesh.messages)
    await reply(stage, outsider, post(boss, CHAIR), "मैं बताऊँ?")
    assert outsider.last == "यहाँ जवाब केवल आयोजकों की टीम के लोग दे सकते हैं, और अपने ही नाम से।"
    await outsider.press("🙋 मेरे ज़िम्मे", under=post(boss, CHAIR))
    assert outsider.toast == "यह बटन आयोजकों के लिए है।"
    await boss.say("/here@samvad_rehearsal_bot")
    await outsider.say("@samvad_rehearsal_bot कब आना है?")
    await boss.say("@samvad_rehearsal_bot कब आना है?")
    assert len(ramesh.messages) == heard


async def test_what_the_team_talks_about_goes_nowhere(stage: Stage) -> None:
    boss, staff, _ = await here(stage)
    stage.world.chats[GROUP].group.privacy = False
    seen = len(boss.messages), len(stage.organiser(1).messages)
    await staff.say("कब आना है?")
    await staff.say("चाय पी ली?")
    await posted(stage)
    assert (len(boss.messages), len(stage.organiser(1).messages)) == seen


async def test_of_two_in_a_group_the_second_is_told(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss, staff, _ = await here(stage)
    await ramesh.say(CHAIR)
    await posted(stage)
    await reply(stage, boss, post(boss, CHAIR), "हाँ")
    await reply(stage, staff, post(staff, CHAIR), "नहीं")
    assert staff.last == (
        "✋ Sachiv Namuna ने इसका जवाब पहले ही दे दिया है:\nहाँ\nआपका जवाब नहीं भेजा गया।"
    )
    assert staff.labels() == ["📨 मेरा जवाब भी भेजिए"]
    assert ramesh.last.endswith("हाँ")


async def test_a_flood_is_edited_into_few_messages(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await here(stage)
    posting = Posting(stage.running.bot, stage.services)
    stage.world.calls.clear()
    for number in range(40):
        ask = stage.services.inbox.file
        who = (ramesh, kamla)[number % 2]
        person = (await stage.services.people.known(who.id)).id
        stage.clock.set(stage.clock.now().replace(hour=5 + number // 3))
        await ask(person, _asked(stage, who.id, f"{CHAIR} {'!' * number}", 1000 + number))
        if number % 4 == 3:
            await posting.catch_up()
    assert made(stage) == ["sendMessage"] + ["editMessageText"] * 9
    subjects = "चाय पंखा पुस्तक मंच झंडा दरी माइक थैला रसीद".split()  # noqa: SIM905 (reads as a list)
    for number, words in enumerate(subjects):
        person = (await stage.services.people.known(kamla.id)).id
        stage.clock.set(stage.clock.now().replace(day=21 + number // 3, hour=number))
        await stage.services.inbox.file(person, _asked(stage, kamla.id, words, 2000 + number))
    assert await posting.catch_up()
    assert len(made(stage)) == PER_MINUTE
    assert len(await stage.services.board.due()) == 9 - (PER_MINUTE - 10)


async def test_a_private_chat_keeps_up_where_a_group_would_have_to_wait(stage: Stage) -> None:
    people = [await stage.joined(no) for no in (RAMESH, KAMLA)]
    boss = await stage.staff(1)
    posting = Posting(stage.running.bot, stage.services)
    subjects = "चाय पंखा पुस्तक मंच झंडा दरी माइक थैला रसीद".split()  # noqa: SIM905 (reads as a list)
    for series, who in enumerate(people, 2):
        person = (await stage.services.people.known(who.id)).id
        for number, words in enumerate(subjects):
            stage.clock.set(stage.clock.now().replace(day=21 + number // 3, hour=number))
            asked = _asked(stage, who.id, f"{words} {who.id}", 1000 * series + number)
            await stage.services.inbox.file(person, asked)
    before = len(boss.messages)
    assert not await posting.catch_up()
    assert await stage.services.board.due() == []
    assert len(boss.messages) >= before > 0


def made(stage: Stage) -> list[str]:
    """Give what the bot did in the group."""
    return [call["method"] for call in stage.world.calls if call["chat_id"] == GROUP]


async def test_a_supergroup_goes_on_where_the_group_ended(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss, *_ = await here(stage)
    await ramesh.say(CHAIR)
    await posted(stage)
    new = -1_000_000_004_001
    stage.world.add_group(Group(new, "Help desk", [boss.id], privacy=True))
    stage.world.chats[GROUP].group.privacy = False  # what Telegram itself says is always heard
    await boss.send({"migrate_to_chat_id": new})
    await posted(stage)
    above = member(stage, boss.user, new)
    assert CHAIR in above.last
    await reply(stage, above, above.messages[-1], "हाँ")
    assert ramesh.last.endswith("हाँ")


async def test_being_taken_into_a_group_shows_nothing_yet(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    (inside,) = group(stage, boss)
    await ramesh.say(CHAIR)
    bot = stage.world.bot
    for before, after in (("left", "member"), ("member", "left")):
        change = {
            "chat": stage.world.chats[GROUP].wire,
            "from": boss.user.wire(),
            "date": stage.world.now(),
            "old_chat_member": {"status": before, "user": bot},
            "new_chat_member": {"status": after, "user": bot},
        }
        stage.world.updates.add("my_chat_member", change)
        await stage.quiet()
    await posted(stage)
    assert [m.text for m in inside.messages] == [
        "नमस्ते! ज़िलाध्यक्षों के सवाल इस समूह में देखने हों तो /here भेजिए।"
    ]
    assert CHAIR in boss.last
    who = await stage.services.people.known(boss.id)
    assert who.person.unreachable_at is None


async def test_a_group_that_threw_the_bot_out_is_let_go(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss, *_ = await here(stage)
    stage.world.chats[GROUP].blocked = True
    await ramesh.say(CHAIR)
    await posted(stage)
    await posted(stage)
    assert CHAIR in stage.organiser(1).last
    assert await stage.services.board.place(boss.group_id) is None


def _asked(stage: Stage, chat: int, text: str, number: int) -> Asked:
    gist = stage.services.understanding.gist(text)
    return Asked(QuestionKind.TEXT, text, gist, "hi", chat, number, number)
