"""Announcements with a file: one for all, with the words of each language below it."""

from office_hours import LOOK, carried_on, released
from stage import RAMESH, SUNITA, Someone, Stage

from rehearsal.media import FOLDERS, media

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


async def pictured(boss: Someone, caption: str, **more: object) -> None:
    file = boss.stage.world.files.add("a.png", "image/png", PICTURE, FOLDERS["photo"])
    content = media("photo", file, {}) | {"caption": caption} | more
    await boss.send(content)


def captions(someone: Someone) -> list[str]:
    return [m.wire.get("caption", "") for m in someone.messages if "photo" in m.wire]


async def test_a_picture_goes_to_all_each_with_his_words_and_is_corrected(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    await boss.say("/announce")
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    await pictured(boss, "नक्शा देखिए", caption_entities=bold)
    await boss.say("See the map")
    await boss.press(LOOK)
    assert captions(boss) == ["नक्शा देखिए", "See the map"]
    await released(boss)
    await carried_on(stage)
    assert (captions(ramesh), captions(sunita)) == (["नक्शा देखिए"], ["See the map"])
    assert ramesh.messages[-1].wire["caption_entities"] == bold
    await boss.press("✏️ सुधारिए")
    await boss.press("✏️ हिंदी")
    await boss.say("नया नक्शा")
    await boss.press(LOOK)
    await boss.press("✏️ हाँ, सुधार दीजिए")
    await carried_on(stage)
    assert (captions(ramesh), captions(sunita)) == (["नया नक्शा"], ["See the map"])


async def test_words_too_long_for_a_caption_follow_the_picture(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await boss.say("/announce")
    await pictured(boss, "")
    assert "इसके साथ का पाठ अभी बाक़ी है।" in boss.heard[0]
    await boss.say("शब्द " * 300)
    await boss.press("केवल हिंदी में")
    await released(boss)
    await carried_on(stage)
    assert captions(ramesh) == [""]
    assert ramesh.last == ("शब्द " * 300).strip()


async def test_an_album_is_declined_once_and_nothing_is_taken(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await boss.say("/announce")
    for _ in range(3):
        await pictured(boss, "", media_group_id="77")
    declined = "कृपया एक बार में एक ही चित्र या फ़ाइल भेजिए – जो सबसे ज़रूरी हो।"
    assert [m.text for m in boss.messages].count(declined) == 1
    await boss.say("केवल शब्द")
    await boss.press("केवल हिंदी में")
    assert "📎" not in boss.last
