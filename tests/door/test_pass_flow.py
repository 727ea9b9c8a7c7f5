"""The pass: who gets one, what is on it, and that it is drawn once."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select
from stage import KAMLA, RAMESH, SUNITA, Someone, Stage, shown

from bot.pass_code import shown as printed
from db.door import EntryPass
from handlers import passes
from handlers.door_presses import PrintDoorList

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = {"hi": "✅ हाँ, आना तय है", "en": "✅ Yes, I am coming"}
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)


def pictures(someone: Someone) -> list[str]:
    """Give the pictures of the bot by Telegram's name for them."""
    photos = [m.wire["photo"] for m in someone.messages if "photo" in m.wire]
    return [sizes[-1]["file_id"] for sizes in photos]


async def code_of(stage: Stage, number: int) -> str:
    return printed((await stage.services.passes.of(number)).code)


@pytest.mark.parametrize("locale", ["hi", "en"])
async def test_who_comes_has_a_pass(stage: Stage, locale: str) -> None:
    ramesh = await stage.joined(RAMESH, locale)
    await ramesh.press(YES[locale])
    await ramesh.press({"hi": "🎫 मेरा प्रवेश-पत्र", "en": "🎫 My pass"}[locale])
    (picture,) = pictures(ramesh)
    content = stage.world.files.get(picture).content
    assert content.startswith(b"\x89PNG")
    code = await code_of(stage, RAMESH)
    date = stage.voice(locale).date(stage.event.sessions[2].date)
    assert ramesh.messages[-1].text.splitlines()[0] == shown(
        stage.voice(locale).say("🎫 <b>Your pass for {date}</b>", date=date)
    )
    assert code in ramesh.messages[-1].text


async def test_it_is_drawn_once_until_what_it_shows_changes(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES["hi"])
    await ramesh.say("/pass")
    await ramesh.say("/pass")
    first, second = pictures(ramesh)
    assert first == second
    gated = stage.event.model_copy(
        update={
            "venues": {
                "igb": stage.event.venues["igb"].model_copy(
                    update={"gate": stage.event.short_title}
                )
            }
        }
    )
    await stage.release(gated)
    await ramesh.say("/pass")
    assert pictures(ramesh)[-1] != first
    query = select(EntryPass.code, EntryPass.file_id)
    assert stage.fetch(lambda s: list(s.exec(query))) == [
        ((await stage.services.passes.of(RAMESH)).code, pictures(ramesh)[-1])
    ]


@pytest.mark.parametrize(
    ("asks", "label"), [("pass kahan milega", "🎫 मेरा प्रवेश-पत्र"), ("पास चाहिए", "🎫 मेरा प्रवेश-पत्र")]
)
async def test_who_asks_about_entry_finds_his_pass(stage: Stage, asks: str, label: str) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(asks)
    assert label not in ramesh.labels()
    await ramesh.press(YES["hi"])
    await ramesh.say(asks)
    assert label in ramesh.labels()


async def test_who_has_not_said_yes_has_none(stage: Stage) -> None:
    ramesh, stranger = await stage.joined(RAMESH), stage.stranger(2)
    await ramesh.say("/pass")
    assert ramesh.heard[0] == "प्रवेश-पत्र उन्हें मिलता है जिनका जवाब “हाँ” है।"
    assert ramesh.labels()[0] == YES["hi"]
    await ramesh.press(YES["hi"])
    await ramesh.forge("rsvp:no:batch3.0403")
    await ramesh.forge("pass")
    stage.clock.set(DAY.replace(day=5))
    await ramesh.say("/pass")
    assert ramesh.last == "आपका संवाद हो चुका है, अब प्रवेश-पत्र की ज़रूरत नहीं।"
    await stranger.say("/pass")
    assert pictures(ramesh) == pictures(stranger) == []


async def test_a_reminder_can_bring_the_pass(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES["hi"])
    who = await stage.services.people.known(ramesh.id)
    assert who is not None
    event, bot = stage.event, stage.running.bot
    request = await passes.outgoing(stage.services, event, who, bot.username)
    assert request is not None
    await bot.once(request.method, {"chat_id": ramesh.id, **request.parameters})
    assert len(pictures(ramesh)) == 1
    await ramesh.forge("rsvp:no:batch3.0403")
    assert await passes.outgoing(stage.services, event, who, bot.username) is None


async def test_the_list_for_the_door_is_a_pdf_with_codes_of_those_who_come(stage: Stage) -> None:
    for number in (RAMESH, KAMLA, SUNITA):
        await (await stage.joined(number)).press(YES["hi"])
    helper = await stage.staff(3, "en")
    stage.clock.set(DAY)
    await helper.say("/arrivals")
    await helper.press(PrintDoorList("batch3"))
    (file,) = helper.files()
    assert (file.name, file.content[:5]) == ("samvad2025-batch3-door.pdf", b"%PDF-")
    made = select(EntryPass.delegate_id).order_by(EntryPass.delegate_id)
    assert stage.fetch(lambda s: list(s.exec(made))) == [RAMESH, KAMLA]
