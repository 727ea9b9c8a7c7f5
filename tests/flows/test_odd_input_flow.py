"""What people also send: a kind answer, nothing lost, no error in the log."""

from datetime import timedelta

import pytest
from sqlmodel import select
from stage import RAMESH, Stage

from db.models import Intake, Person, Rsvp
from db.types import IntakeState
from handlers.presses import GiveAnswer
from rehearsal.people import Group

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GROUP = -4001
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 3}
PHOTO = {**FILE, "width": 9, "height": 9}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False}
UNREADABLE = {
    "sticker": {"sticker": {**STICKER, "is_video": False}},
    "voice": {"voice": {**FILE, "duration": 3}},
    "photo": {"photo": [PHOTO], "caption": "xyzzy"},
    "video": {"video": {**PHOTO, "duration": 3}},
    "video note": {"video_note": {**FILE, "length": 9, "duration": 3}},
    "document": {"document": {**FILE, "file_name": "a.pdf"}},
    "location": {"location": {"latitude": 28.6, "longitude": 77.2}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "something new": {"hologram": {"id": 1}},
}


def unfinished(stage: Stage) -> list[tuple[int, str | None]]:
    query = select(Intake.update_id, Intake.error).where(Intake.state == IntakeState.SET_ASIDE)
    return stage.fetch(lambda s: list(s.exec(query)))


async def test_what_cannot_be_read_is_passed_on_or_told_kindly(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    kind = hindi.plain(
        "I can only read what is written. Please write your question in a few words, or tap a "
        "button."
    )
    passed = hindi.plain(
        "I cannot read this myself, so I have passed it on to the organisers. Their answer will "
        "come here."
    )
    for name, content in UNREADABLE.items():
        stage.clock.set(stage.clock.now() + timedelta(minutes=10))
        await ramesh.send(dict(content))
        if name == "something new":
            continue  # nobody can know what it is; what counts is that the next is answered
        assert (name, ramesh.heard) == (name, [kind if name in {"sticker", "dice"} else passed])
    await ramesh.say("kab aana hai?")
    assert ramesh.last.startswith("📅 आपका संवाद")
    assert unfinished(stage) == []


async def test_a_question_below_a_picture_is_answered(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.send({"photo": [PHOTO], "caption": "kab aana hai?"})
    assert ramesh.last.startswith("📅 आपका संवाद")


async def test_a_megabyte_of_text_is_answered(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.send({"text": "कब आना है? " + "क" * 350_000})
    assert ramesh.heard != []
    await ramesh.send({"text": "\N{COMBINING GRAVE ACCENT}" * 400_000})
    assert ramesh.heard != []
    assert unfinished(stage) == []


async def test_an_edited_question_is_answered_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("kb aaan h")
    await ramesh.edit("kahan aana hai")
    assert ramesh.last.startswith("📍 स्थान: इंदिरा गांधी भवन")


async def test_a_group_is_told_where_to_write_and_only_when_it_calls(stage: Stage) -> None:
    ramesh = stage.delegate(RAMESH)
    chat = stage.world.add_group(Group(GROUP, "Namuna", [ramesh.id]))
    bot = stage.world.bot["username"]
    for text in ("kab aana hai?", "/date", f"/date@{bot}", "/date@other_bot"):
        stage.world.receive(chat, ramesh.user, {"text": text, **_command(text)})
        await stage.quiet()
    said = [m.text for m in chat.messages.values() if m.author == stage.world.bot["id"]]
    assert said == [
        stage.voice("hi").plain(
            "I talk with each person alone. Please write to me here: {link}",
            link=f"https://t.me/{bot}",
        )
    ]
    assert stage.fetch(lambda s: s.exec(select(Person)).all()) == []


def _command(text: str) -> dict[str, object]:
    if not text.startswith("/"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]}


async def test_a_group_that_threw_the_bot_out_makes_nobody_unreachable(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    chat = stage.world.add_group(Group(GROUP, "Namuna", [ramesh.id]))
    chat.blocked = True
    text = f"/date@{stage.world.bot['username']}"
    stage.world.receive(chat, ramesh.user, {"text": text, **_command(text)})
    await stage.quiet()
    person = stage.fetch(lambda s: s.exec(select(Person)).one())
    assert person.unreachable_at is None


async def test_who_blocks_the_bot_is_unreachable_and_comes_back(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)

    def since() -> object:
        return stage.fetch(lambda s: s.exec(select(Person.unreachable_at)).one())

    await ramesh.block()
    assert since() == stage.clock.now()
    await ramesh.block(blocked=False)
    assert since() is None
    ramesh.actor.chat.blocked = True  # in the moment between his press and the answer
    await ramesh.forge_silently(GiveAnswer("yes", "batch3.0403").data())
    assert since() == stage.clock.now()
    assert stage.fetch(lambda s: len(s.exec(select(Rsvp)).all())) == 1  # his yes counts
    await ramesh.start()  # lifts the block
    assert since() is None
    assert ramesh.last == ramesh.card
    assert "आपका जवाब: ✅ हाँ, आना तय है" in ramesh.card.splitlines()
