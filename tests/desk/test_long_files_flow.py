"""Files that take long: said at once, made beside everything else, the same for all that."""

import zipfile
from pathlib import Path

import pytest
from stage import KAMLA, RAMESH, Someone, Stage

from bot.making import RosterBook, made
from bot.place import EVERYBODY, Group
from handlers.desk_presses import SendFile
from handlers.door_presses import PrintDoorList
from handlers.presses import Press

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DOOR, CALLS = PrintDoorList("batch3"), SendFile("..", "all", "pdf")
MADE_SOON = "⏳ फ़ाइल बन रही है, थोड़ी देर में यहीं आ जाएगी।"


async def at_once(someone: Someone, *acts: Press | str) -> None:
    """Press and write without waiting for what comes of it."""
    stage = someone.stage
    for act in acts:
        if isinstance(act, str):
            someone.actor.say(act)
            continue
        update = {
            "id": stage.world.callbacks.open(),
            "from": someone.user.wire(),
            "message": someone.messages[-1].wire,
            "chat_instance": str(someone.id),
            "data": act.data(),
        }
        stage.world.updates.add("callback_query", update)
    await stage.quiet(60)


def seen(someone: Someone, after: int) -> list[str]:
    """Give what came, in its order: the beginnings of texts, the endings of files."""
    return [
        m.wire["document"]["file_name"][-8:] if "document" in m.wire else m.text.splitlines()[0]
        for m in someone.messages
        if m.id > after
    ]


@pytest.mark.parametrize(("press", "ending"), [(DOOR, "door.pdf"), (CALLS, "1000.pdf")])
@SQLITE
async def test_other_messages_of_the_same_person_do_not_wait(
    stage: Stage, press: Press, ending: str
) -> None:
    await stage.joined(RAMESH)
    chief = await stage.staff(1)
    last = chief.messages[-1].id
    await at_once(chief, press, "rajasthan")
    assert seen(chief, last) == ["📊 राजस्थान", ending]  # the line that said so is gone
    assert chief.files()[-1].content.startswith(b"%PDF")


@SQLITE
async def test_pressed_twice_it_is_made_once(stage: Stage) -> None:
    chief = await stage.staff(1)
    last = chief.messages[-1].id
    await at_once(chief, DOOR, DOOR)
    again = "⏳ यही फ़ाइल बन रही है, जल्द यहीं आ जाएगी।"
    assert seen(chief, last) == [again, "door.pdf"]


@SQLITE
async def test_he_is_told_at_once(stage: Stage) -> None:
    chief = await stage.staff(1)
    await at_once(chief, DOOR)
    assert MADE_SOON in [row.text for row in stage.world.ledger.to(chief.id)]


def book(stage: Stage, path: Path) -> RosterBook:
    return RosterBook(
        url=stage.services.roster_files.source,
        now=stage.clock.now(),
        path=path,
        locale="hi",
        place=EVERYBODY.code(),
        group=Group.ALL,
        event=stage.event.model_dump_json(),
        scope=frozenset({"RJ", "KL"}),
        phones=False,
    )


async def test_another_process_writes_the_same_spreadsheet(stage: Stage, tmp_path: Path) -> None:
    await (await stage.joined(KAMLA)).press("✅ हाँ, आना तय है")
    here, there = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    count = await stage.services.roster_files.workbook(
        here,
        stage.voice("hi"),
        (EVERYBODY, Group.ALL),
        stage.event,
        frozenset({"RJ", "KL"}),
        phones=False,
    )
    assert (count, await made(book(stage, there))) == (6, 6)
    with zipfile.ZipFile(here) as one, zipfile.ZipFile(there) as other:
        assert one.namelist() == other.namelist()
        assert [one.read(n) for n in one.namelist()] == [other.read(n) for n in other.namelist()]


@SQLITE
async def test_what_went_wrong_there_is_said_here(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="a file could not be made"):
        await made(book(stage, tmp_path / "no such folder" / "there.xlsx"))
