"""Points for the dialogue, handed in and taken back in the chat."""

import pytest
from sending import Sender
from sqlmodel import col, select
from stage import RAMESH, SUNITA, SURESH, Someone, Stage, shown

from bot.services.points import MOST
from db.points import Point, PointFile
from db.types import FileKind, PointStage
from handlers.point_presses import (
    ChooseSubject,
    DropPoint,
    GivePoint,
    IsPoint,
    MyPoints,
    PointFiles,
    PutUnder,
    ShowPoint,
    WithdrawPoint,
    WritePoint,
)

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BOOTH = "हर बूथ पर दो साथी तय हों और उनकी सूची हर महीने ज़िले में मिले"


def points(stage: Stage) -> list[tuple[PointStage, str, str]]:
    """Give stage, subject and words of every point, as another connection reads them."""
    query = select(Point.stage, Point.subject, Point.text).order_by(col(Point.id))
    return stage.fetch(lambda s: list(s.exec(query)))


def files(stage: Stage) -> list[tuple[int, FileKind, str | None, int | None]]:
    query = select(PointFile.point_id, PointFile.kind, PointFile.name, PointFile.seconds)
    return stage.fetch(lambda s: list(s.exec(query.order_by(col(PointFile.id)))))


async def handed_in(someone: Someone, text: str = BOOTH) -> None:
    await someone.say("✍️ अपनी बात")
    await someone.say(text)


async def test_a_point_is_handed_in_put_under_a_subject_and_seen_again(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    assert ramesh.menu()[4] == "✍️ अपनी बात"
    await ramesh.say("✍️ अपनी बात")
    assert ramesh.labels() == [hindi.plain("✖️ Not now")]

    await ramesh.say(BOOTH)
    assert points(stage) == [(PointStage.STANDING, "-", BOOTH)]
    titles = [item.title.hi for item in stage.event.agenda]
    numbered = [f"{n}. {title}" for n, title in enumerate([*titles, "कोई और विषय"], 1)]
    assert ramesh.last.splitlines() == [
        "✅ आपकी बात आयोजकों तक पहुँच गई है।",
        BOOTH,
        "",
        "यह किस विषय की बात है? नीचे से चुनिए।",
        "",
        *numbered,
    ]
    assert ramesh.labels()[0] == "1. बूथ से ज़िला स्तर तक संगठन की …"

    await ramesh.press(PutUnder("1", "organisation"))
    kept = ["✅ आपकी बात आयोजकों तक पहुँच गई है।", f"📌 विषय: {titles[0]}", BOOTH]
    assert ramesh.last.splitlines() == kept
    assert points(stage) == [(PointStage.STANDING, "organisation", BOOTH)]

    await ramesh.press(MyPoints())
    assert ramesh.last == f"📋 आपने 1 बात दी है\n\n1. {BOOTH}\n📌 विषय: {titles[0]}"
    await ramesh.press(ShowPoint("1"))
    assert ramesh.last.splitlines() == kept


async def test_a_point_is_withdrawn_and_given_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await handed_in(ramesh)
    await ramesh.press(WithdrawPoint("1"))
    assert points(stage) == [(PointStage.WITHDRAWN, "-", BOOTH)]
    assert ramesh.last == f"↩️ यह बात वापस ले ली गई है। अब यह सूची में नहीं है।\n{BOOTH}"
    await ramesh.press(MyPoints())
    assert ramesh.last == "अभी आपकी कोई बात दर्ज नहीं है।"
    await ramesh.say("/point")
    await ramesh.forge(GivePoint("1").data())
    assert points(stage) == [(PointStage.STANDING, "-", BOOTH)]


@SQLITE
async def test_a_voice_message_and_a_document_are_points(stage: Stage, send: Sender) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/point")
    await send(ramesh, "voice", "note.ogg")
    await ramesh.press(PutUnder("1", "-"))
    assert ramesh.last.splitlines()[-2:] == ["📌 विषय: कोई और विषय", "🎤 बोला हुआ संदेश 0:42"]
    await ramesh.press(WritePoint())
    await send(ramesh, "document", "patra.pdf", caption="हमारे ज़िले का पत्र")
    assert points(stage) == [
        (PointStage.STANDING, "-", ""),
        (PointStage.STANDING, "-", "हमारे ज़िले का पत्र"),
    ]
    assert files(stage) == [
        (1, FileKind.VOICE, None, 42),
        (2, FileKind.DOCUMENT, "patra.pdf", None),
    ]
    await ramesh.press(PutUnder("2", "-"))
    await ramesh.press(PointFiles("2"))
    assert [file.name for file in ramesh.files()] == ["patra.pdf"]


@SQLITE
async def test_a_caption_that_asks_and_a_forwarded_text_are_points_where_one_is_awaited(
    stage: Stage, send: Sender
) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/point")
    await send(ramesh, "photo", "1.jpg", caption="कब आना है")
    await ramesh.say("/point")
    origin = {"type": "hidden_user", "sender_user_name": "Sample", "date": 1}
    await ramesh.send({"text": BOOTH, "forward_origin": origin})
    assert points(stage) == [
        (PointStage.STANDING, "-", "कब आना है"),
        (PointStage.STANDING, "-", BOOTH),
    ]


@SQLITE
async def test_the_pictures_of_an_album_are_one_point(stage: Stage, send: Sender) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/point")
    await send(ramesh, "photo", "1.jpg", album="a")
    await send(ramesh, "photo", "2.jpg", album="a", caption="दो पन्ने का पत्र")
    assert ramesh.heard == []
    assert points(stage) == [(PointStage.STANDING, "-", "दो पन्ने का पत्र")]
    assert [file[:2] for file in files(stage)] == [(1, FileKind.PHOTO), (1, FileKind.PHOTO)]


@SQLITE
async def test_what_looks_like_a_question_is_asked_about(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    await handed_in(ramesh, "kab aana hai")
    assert points(stage) == [(PointStage.ASKED, "-", "kab aana hai")]
    assert ramesh.labels() == ["✍️ यह मेरी बात है", "❓ यह सवाल है"]
    await ramesh.press(IsPoint("1", "0"))
    assert points(stage) == [(PointStage.WITHDRAWN, "-", "kab aana hai")]
    assert ramesh.heard[0] == shown(hindi.say("All right, then as a question:"))
    assert ramesh.heard[1].startswith("📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025")

    await handed_in(ramesh, "कार्यक्रम कहाँ-कहाँ हो")
    await ramesh.press(IsPoint("2", "1"))
    assert points(stage)[1] == (PointStage.STANDING, "-", "कार्यक्रम कहाँ-कहाँ हो")


@SQLITE
@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("धन्यवाद", False),
        ("नमस्ते जी", False),
        ("नमस्ते जी, ज़िला कार्यालय के लिए एक गाड़ी चाहिए", True),
        ("IT cell ko har block me ek ladka chahiye", True),
        (
            "हमारी बात यह है कि कार्यक्रम कब और कहाँ हों, यह ज़िले से पूछकर तय हो, न कि ऊपर से बताया जाए",
            True,
        ),
    ],
)
async def test_thanks_and_greetings_are_no_points(stage: Stage, words: str, taken: bool) -> None:
    ramesh = await stage.joined(RAMESH)
    await handed_in(ramesh, words)
    assert points(stage) == ([(PointStage.STANDING, "-", words)] if taken else [])


@SQLITE
async def test_only_one_message_is_the_point_and_not_for_ever(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await handed_in(ramesh)
    await ramesh.say("xyzzy plugh")
    await ramesh.say("/point")
    await ramesh.press(DropPoint())
    await ramesh.say("xyzzy plugh")
    for other in (stage.voice("hi").plain("📅 When?"), "/venue"):
        await ramesh.say("/point")
        await ramesh.say(other)
        await ramesh.say("xyzzy plugh")
    await ramesh.say("/point")
    stage.clock.set(stage.clock.now().replace(hour=6))
    await ramesh.say("xyzzy plugh")
    assert [text for _, _, text in points(stage)] == [BOOTH]


@SQLITE
async def test_an_edit_of_the_message_changes_the_point(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await handed_in(ramesh)
    await ramesh.edit("हर बूथ पर तीन साथी तय हों")
    assert points(stage) == [(PointStage.STANDING, "-", "हर बूथ पर तीन साथी तय हों")]
    assert ramesh.last.endswith("हर बूथ पर तीन साथी तय हों")


@SQLITE
async def test_there_is_an_end_to_points(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    for n in range(MOST):
        await handed_in(ramesh, f"{BOOTH} {n}")
    await ramesh.say("/point")
    full = hindi.plain(
        "You have handed in as many points as one can. To hand in another, please withdraw one."
    )
    assert ramesh.last == full
    await ramesh.press(ShowPoint("3"))
    await ramesh.press(WithdrawPoint("3"))
    await handed_in(ramesh, "महिला मोर्चे को हर ब्लॉक में दफ़्तर मिले")
    await ramesh.forge(GivePoint("3").data())
    assert ramesh.toast == full
    assert [text for stage_, _, text in points(stage) if stage_ is PointStage.STANDING] == [
        *(f"{BOOTH} {n}" for n in range(MOST) if n != 2),
        "महिला मोर्चे को हर ब्लॉक में दफ़्तर मिले",
    ]


@SQLITE
async def test_nobody_touches_the_points_of_others(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    await handed_in(ramesh)
    gone = stage.voice("hi").plain("This button is no longer in use. Please send /point.")
    for press in (
        *(ShowPoint("1"), WithdrawPoint("1"), PutUnder("1", "dialogue"), ChooseSubject("1")),
        *(PointFiles("1"), IsPoint("1", "0"), IsPoint("1", "1"), GivePoint("1")),
        *(ShowPoint("x"), PutUnder("1", "no_such"), WithdrawPoint("99999999999999999999")),
    ):
        await suresh.forge(press.data())
        assert suresh.toast == gone, press
    assert points(stage) == [(PointStage.STANDING, "-", BOOTH)]


@SQLITE
async def test_who_is_not_on_the_roster_is_asked_for_the_number(stage: Stage) -> None:
    stranger = stage.stranger()
    await stranger.start("")
    await stranger.press("हिंदी")
    await stranger.say("/point")
    assert stranger.menu()[0] == stage.voice("hi").plain("📱 Share my number")
    await stranger.say(BOOTH)
    organiser = await stage.staff(1)
    await organiser.say("✍️ अपनी बात")
    assert "/points" in organiser.last
    assert points(stage) == []


@SQLITE
async def test_a_restart_between_the_button_and_the_point(stage: Stage) -> None:
    sunita = await stage.joined(SUNITA, "en")
    await sunita.say("✍️ My point")
    await stage.restart()
    await sunita.say("Training for booth workers in every district, twice a year")
    await stage.restart()
    await sunita.press(PutUnder("1", "guidance"))
    assert [p[:2] for p in points(stage)] == [(PointStage.STANDING, "guidance")]
    assert sunita.last.splitlines()[0] == "✅ Your point has reached the organisers."


@SQLITE
async def test_a_muted_delegate_hands_in_nothing(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    who = await stage.services.people.arrive(ramesh.id, ramesh.id, "")
    staff = await stage.staff(1)
    by = await stage.services.people.arrive(staff.id, staff.id, "")
    await stage.services.inbox.mute(who.id, muted=True, by=by.id, scope=None)
    await handed_in(ramesh)
    assert points(stage) == []
