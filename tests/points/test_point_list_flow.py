"""The points as organisers see them: filtered, page by page, whole, as a file."""

import io

import pytest
from openpyxl import load_workbook
from sending import Sender
from sqlmodel import col, select
from stage import KAMLA, MOHAN, RAMESH, SUNITA, Someone, Stage

from db.models import Delegate
from db.points import Point
from handlers.point_presses import (
    ANY,
    FilterPoints,
    ListPoints,
    OpenPoint,
    PointFiles,
    PointTable,
    PutUnder,
    WithdrawPoint,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = {
    (RAMESH, "organisation"): '=HYPERLINK("http://x")',
    (RAMESH, "-"): "महिलाओं को 33 प्रतिशत पद मिलें",
    (SUNITA, "social_media"): "Posters in Malayalam",
    (MOHAN, "organisation"): "बूथ कमेटी को मान मिले",
}


async def filled(stage: Stage) -> dict[int, Someone]:
    """Let three delegates of three states hand in four points."""
    people = {no: await stage.joined(no, "hi") for no in (RAMESH, SUNITA, MOHAN)}
    for number, ((who, subject), words) in enumerate(WORDS.items(), 1):
        await people[who].say("/point")
        await people[who].say(words)
        await people[who].press(PutUnder(str(number), subject))
    return people


def heads(text: str) -> list[str]:
    """Give the lines that name a point's author."""
    return [line for line in text.splitlines() if line[:1].isdigit()]


async def test_organisers_filter_by_state_and_subject_in_place(stage: Stage) -> None:
    await filled(stage)
    organiser = await stage.staff(1)
    await organiser.say("/points")
    shown = len(organiser.messages)
    assert organiser.last.splitlines()[0] == "✍️ संवाद के लिए 4 बातें"
    assert heads(organiser.last) == [
        "1. मोहन उदाहरण, Gaya, बिहार",
        "2. Sunita Sample, Kottayam, केरल",
        "3. रमेश नमूना, Jaipur, राजस्थान",
        "4. रमेश नमूना, Jaipur, राजस्थान",
    ]
    await organiser.press(FilterPoints("state", ANY, ANY))
    assert organiser.labels() == ["सभी राज्य", "बिहार (1)", "केरल (1)", "राजस्थान (2)"]
    await organiser.press(ListPoints("RJ", ANY))
    assert organiser.last.splitlines()[:2] == ["✍️ संवाद के लिए 2 बातें", "राजस्थान"]
    await organiser.press(FilterPoints("subject", "RJ", ANY))
    assert organiser.labels() == [
        *("सभी विषय", "बूथ से ज़िला स्तर तक संगठन की … (1)", "कोई और विषय (1)")
    ]
    await organiser.press(ListPoints("RJ", "-"))
    assert organiser.last.splitlines() == [
        "✍️ संवाद के लिए 1 बात",
        "राजस्थान · कोई और विषय",
        "",
        "1. रमेश नमूना, Jaipur, राजस्थान",
        "📌 विषय: कोई और विषय",
        "महिलाओं को 33 प्रतिशत पद मिलें",
    ]
    await organiser.press(OpenPoint("2", "RJ", "-", "0"))
    assert organiser.last.splitlines() == [
        "✍️ रमेश नमूना, Jaipur, राजस्थान",
        "📌 विषय: कोई और विषय",
        "🕙 20 मार्च, सुबह 10 बजे",
        "📞 +91 11000 00001",
        "महिलाओं को 33 प्रतिशत पद मिलें",
    ]
    await organiser.press(ListPoints("RJ", "-", "0"))
    assert len(organiser.messages) == shown


@SQLITE
async def test_staff_see_their_states_only(stage: Stage, send: Sender) -> None:
    people = await filled(stage)
    await people[MOHAN].say("/point")
    await send(people[MOHAN], "voice", "note.ogg")
    rajasthan = await stage.staff(3)
    await rajasthan.say("/points")
    assert heads(rajasthan.last) == [f"{n}. रमेश नमूना, Jaipur, राजस्थान" for n in (1, 2)]
    for press in (ListPoints(), ListPoints("BR"), FilterPoints("state", ANY, ANY)):
        await rajasthan.forge(press.data())
        assert "मोहन" not in rajasthan.last, press
        assert "बिहार (1)" not in rajasthan.labels(), press
    await rajasthan.forge(OpenPoint("4", ANY, ANY, "0").data())
    assert rajasthan.toast == stage.voice("hi").plain("This point was withdrawn.")
    await rajasthan.forge(PointFiles("5").data())
    assert rajasthan.toast == stage.voice("hi").plain(
        "This button is no longer in use. Please send /point."
    )
    await rajasthan.forge(PointTable(ANY, ANY).data())
    assert [row[3] for row in table(rajasthan)] == ["राज्य", "राजस्थान", "राजस्थान"]


def table(someone: Someone) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(someone.files()[-1].content))
    return list(book.active.iter_rows(values_only=True))


@SQLITE
async def test_the_file_for_the_meeting(stage: Stage) -> None:
    people = await filled(stage)
    await people[SUNITA].press(WithdrawPoint("3"))
    organiser = await stage.staff(1, "en")
    await organiser.say("/points")
    await organiser.press(PointTable(ANY, ANY))
    titles = {item.id: item.title.en for item in stage.event.agenda}
    ramesh = ("Ramesh Namuna", "Rajasthan", "Jaipur", "2025-04-03")
    when, own, phone = "2025-03-20 10:00", "Another subject", "+911100000001"
    assert table(organiser) == [
        (
            *("No.", "Handed in", "Name", "State", "District", "Dialogue on"),
            *("Subject", "Point", "Attached", "Phone"),
        ),
        (1, when, *ramesh, titles["organisation"], WORDS[RAMESH, "organisation"], None, phone),
        (2, when, *ramesh, own, WORDS[RAMESH, "-"], None, phone),
        (
            *(3, when, "Mohan Udaharan", "Bihar", "Gaya", "2025-03-28"),
            *(titles["organisation"], WORDS[MOHAN, "organisation"], None, "+911100000003"),
        ),
    ]


@SQLITE
async def test_pages_and_a_point_withdrawn_meanwhile(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH, "en")
    for number in range(1, 8):
        await ramesh.say("/point")
        await ramesh.say(f"Proposal number {number} for our district")
    organiser = await stage.staff(1, "en")
    await organiser.say("/points")
    assert [line.split(".")[0] for line in heads(organiser.last)] == ["1", "2", "3", "4", "5"]
    await organiser.press("Older →")
    assert [line.split(".")[0] for line in heads(organiser.last)] == ["6", "7"]
    assert organiser.labels() == ["6", "7", "🗺 State", "📌 Subject", "← Newer", "📄 All as a file"]
    await ramesh.press(WithdrawPoint("2"))
    await organiser.press(OpenPoint("2", ANY, ANY, "1"))
    assert organiser.toast == "This point was withdrawn."
    assert len(heads(organiser.last)) == 1
    for number in (1, 3):
        await ramesh.press(WithdrawPoint(str(number)))
    await organiser.forge(ListPoints(ANY, ANY, "7").data())
    assert len(heads(organiser.last)) == 4


@SQLITE
async def test_delegates_cannot_look(stage: Stage) -> None:
    people = await filled(stage)
    kamla = await stage.joined(KAMLA)
    hindi = stage.voice("hi")
    await kamla.say("/points")
    assert kamla.last == hindi.plain("There is no such command. /help shows what I can do.")
    for press in (ListPoints(), OpenPoint("1", ANY, ANY, "0"), PointTable(ANY, ANY)):
        await kamla.forge(press.data())
        assert kamla.toast == hindi.plain("This button is for the organisers.")
    assert len(people) == 3


@SQLITE
async def test_a_subject_keeps_its_points_when_it_is_worded_anew(stage: Stage) -> None:
    await filled(stage)
    first, *rest = stage.event.agenda
    title = first.title.model_copy(update={"en": "A stronger organisation"})
    renamed = first.model_copy(update={"title": title})
    organiser = await stage.staff(1, "en")
    await stage.release(stage.event.model_copy(update={"agenda": (renamed, *rest)}))
    await organiser.say("/points")
    assert organiser.last.count("📌 Subject: A stronger organisation") == 2
    await stage.release(stage.event.model_copy(update={"agenda": tuple(rest)}))
    await organiser.say("/points")
    assert organiser.last.count(f"📌 Subject: {first.title.en}") == 2
    kept = stage.fetch(
        lambda s: s.exec(
            select(Point.subject_en)
            .join(Delegate, col(Delegate.id) == col(Point.delegate_id))
            .where(Delegate.roster_no == MOHAN)
        ).all()
    )
    assert kept == [first.title.en]
