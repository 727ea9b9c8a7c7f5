"""What staff do about one delegate: notes, moves, links, replacements, merges, other accounts."""

from datetime import timedelta

import pytest
from sqlmodel import col, select
from stage import KAMLA, MORNING, RAMESH, SURESH, VIMLA, Someone, Stage

from bot.services.event_editor import EventEditor
from bot.services.seats import Actor, Seats
from db.models import Audit, Delegate
from db.types import RosterStatus
from handlers.desk_presses import ActOnDelegate, ManageDelegate, MoveDelegate, ShowHistory

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows(stage: Stage) -> dict[int, tuple[str, RosterStatus]]:
    query = select(Delegate.roster_no, Delegate.name, Delegate.status)
    return stage.fetch(lambda s: {n: (name, st) for n, name, st in s.exec(query).all()})


def lines(someone: Someone) -> list[str]:
    """Give the lines of the last message that are not empty."""
    return [line for line in someone.last.splitlines() if line]


def audit(stage: Stage) -> list[str]:
    query = select(Audit.action).order_by(col(Audit.id))
    return stage.fetch(lambda s: list(s.exec(query)))


def yes(someone: Someone) -> str:
    """Give what the first button below the last message means."""
    rows_ = someone.messages[-1].wire["reply_markup"]["inline_keyboard"]
    return str(rows_[0][0]["callback_data"])


async def press_again(someone: Someone, data: str) -> None:
    """Press a button that stood there once, as a phone without a network does late."""
    await someone.forge(data)


async def opened(stage: Stage, roster_no: int, number: int = 1) -> Someone:
    """Let an organiser open a delegate's page."""
    organiser = await stage.staff(number)
    await organiser.say(str(roster_no))
    return organiser


@SQLITE
async def test_no_questions_passed_on_is_said_where_it_was_pressed(stage: Stage) -> None:
    await stage.joined(RAMESH)
    organiser = await opened(stage, RAMESH)
    for act, said in (
        ("mute", "🔇 अब इनके संदेश आगे नहीं भेजे जाएँगे।"),
        ("unmute", "🔊 इनके संदेश अब फिर आगे भेजे जाएँगे।"),
    ):
        await organiser.press(ManageDelegate("1"))
        await organiser.press(ActOnDelegate("1", act=act))
        assert organiser.toast == said


async def test_somebody_else_comes_instead(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    organiser = await opened(stage, RAMESH)
    await organiser.press(ManageDelegate("1"))
    await organiser.press(ActOnDelegate("1", act="replace"))
    before = rows(stage)
    await organiser.say("गीता नमूना, +91 11000 00099")
    assert lines(organiser) == [
        "↔️ क्या सचमुच रमेश नमूना · #1 की जगह इन्हें आना है: गीता नमूना, +91 11000 00099?",
        "• रमेश नमूना · #1 का नाम सूची से हट जाएगा।",
        "• खाते “Ramesh Namuna” से यह जगह हट जाएगी, और वहाँ यह बता दिया जाएगा।",
        "• क्रमांक 1 का प्रवेश-पत्र अब मान्य नहीं रहेगा।",
        "• गीता नमूना को नया क्रमांक मिलेगा और उनसे जवाब माँगा जाएगा।",
        "यह वापस नहीं लिया जा सकेगा।",
    ]
    assert rows(stage) == before
    sure = yes(organiser)
    await organiser.press("↔️ हाँ, बदल दीजिए")
    assert rows(stage)[RAMESH] == ("Ramesh Namuna", RosterStatus.GONE)
    assert rows(stage)[8] == ("गीता नमूना", RosterStatus.ACTIVE)
    assert organiser.last.splitlines()[0] == "👤 गीता नमूना · #8"
    assert "↔️ रमेश नमूना · #1 की जगह" in organiser.last
    assert ramesh.last.startswith("🙏 आयोजकों ने बताया है कि इस बार आपके स्थान पर किसी और को आना है।")
    after, told = rows(stage), len(ramesh.messages)
    await press_again(organiser, sure)
    assert organiser.toast == "ये ज़िलाध्यक्ष अब सूची में नहीं हैं।"
    assert (rows(stage), len(ramesh.messages)) == (after, told)
    await organiser.say("1")
    assert "🚫 अब सूची में नहीं। इनकी जगह अब: गीता नमूना · #8" not in organiser.last  # only active
    await ramesh.say("/rsvp")
    assert "सूची में क्रमांक" not in ramesh.last


@SQLITE
async def test_a_person_who_is_twice_on_the_list(stage: Stage) -> None:
    kamla = await stage.joined(KAMLA)
    await kamla.press("✅ हाँ, आना तय है")
    organiser = await opened(stage, KAMLA)
    await organiser.press(ManageDelegate(str(KAMLA)))
    await organiser.press(ActOnDelegate(str(KAMLA), act="twins"))
    assert organiser.labels() == ["#5 विमला नमूना", "← पीछे"]
    before = rows(stage)
    await organiser.press(ActOnDelegate(str(KAMLA), act=f"m{VIMLA}"))
    assert lines(organiser) == [
        "👥 क्या इन दोनों को सचमुच एक कर दिया जाए?",
        "• कमला नमूना · #4 का नाम सूची से हट जाएगा।",
        "• विमला नमूना · #5 का नाम सूची में रहेगा।",
        "• जवाब साथ जाएगा: ✅ हाँ, आना तय है",
        "• खाता “Kamla Namuna” अब क्रमांक 5 से जुड़ेगा।",
        "• क्रमांक 4 का प्रवेश-पत्र अब मान्य नहीं रहेगा।",
        "यह वापस नहीं लिया जा सकेगा।",
    ]
    assert rows(stage) == before
    sure = yes(organiser)
    await organiser.press("👥 हाँ, एक कर दीजिए")
    assert organiser.last.splitlines()[0] == "👤 विमला नमूना · #5"
    assert "✅ हाँ, आना तय है" in organiser.last
    assert rows(stage)[KAMLA][1] is RosterStatus.GONE
    await kamla.say("/rsvp")
    assert "सूची में क्रमांक: 5" in kamla.card.splitlines()
    after, acts = rows(stage), audit(stage)
    await press_again(organiser, sure)
    assert organiser.last.splitlines()[0] == "👤 विमला नमूना · #5"
    assert (rows(stage), audit(stage)) == (after, acts)


@SQLITE
async def test_one_person_with_two_accounts(stage: Stage) -> None:
    wrong = stage.stranger()
    await wrong.start((stage.delegate(SURESH).user.link or "").partition("start=")[2])
    await wrong.press("हिंदी")
    suresh = stage.delegate(SURESH)
    await suresh.start("")
    await suresh.press("English" if "English" in suresh.labels() else "हिंदी")
    await suresh.share_number()
    organiser = await opened(stage, SURESH)
    await organiser.press(ManageDelegate(str(SURESH)))
    await organiser.press(ActOnDelegate(str(SURESH), act="accounts"))
    await organiser.press("Suresh Namuna")
    assert lines(organiser) == [
        "📱 क्या सुरेश नमूना · #7 की जगह खाते “Suresh Namuna” को दे दी जाए?",
        f"• खाते “{wrong.user.name}” से यह जगह हट जाएगी, और वहाँ यह बता दिया जाएगा।",
        "• नए खाते को बताया जाएगा कि नाम सूची में है।",
    ]
    assert "की जगह समाप्त" not in wrong.last
    sure = yes(organiser)
    await organiser.press("📱 हाँ, जगह दे दीजिए")
    told, heard = len(wrong.messages), len(suresh.messages)
    await press_again(organiser, sure)
    assert (len(wrong.messages), len(suresh.messages)) == (told, heard)
    assert wrong.last.startswith("आयोजकों ने सूची में इस खाते की जगह समाप्त कर दी है")
    await suresh.say("/rsvp")
    assert "7" in suresh.card


@SQLITE
async def test_notes_rights_moves_and_links(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    organiser = await opened(stage, RAMESH)
    await organiser.press("📝 टिप्पणी")
    await organiser.say("शाम को फ़ोन करें")
    assert "📝 शाम को फ़ोन करें" in organiser.last
    await organiser.press(ManageDelegate("1"))
    await organiser.press(ActOnDelegate("1", act="waive"))
    assert "⏰ समय-सीमा के बाद भी जवाब देने की छूट है।" in organiser.last
    await organiser.press(ManageDelegate("1"))
    await organiser.press(ActOnDelegate("1", act="move"))
    await organiser.press(MoveDelegate("1", session="batch1"))
    assert "📅 27 मार्च (इस दिन में बदला गया)" in organiser.last
    assert "जवाब की पुष्टि बाक़ी है" in organiser.last
    assert "गुरुवार, 27 मार्च 2025" in ramesh.last
    await organiser.press(ShowHistory("1"))
    assert organiser.last.splitlines()[0] == "🕘 रमेश नमूना"
    await organiser.say("7")
    await organiser.press(ManageDelegate("7"))
    await organiser.press(ActOnDelegate("7", act="link"))
    payload = organiser.last.rpartition("start=")[2]
    suresh = stage.delegate(SURESH)
    await suresh.start(payload)
    await suresh.press("हिंदी")
    assert "सूची में क्रमांक: 7" in suresh.card.splitlines()
    acts = stage.fetch(lambda s: [a.action for a in s.exec(select(Audit).order_by(Audit.id)).all()])
    assert acts[-4:] == ["note", "waive", "move_delegate", "new_link"]


@SQLITE
async def test_a_yes_to_what_has_changed_is_asked_anew(stage: Stage) -> None:
    organiser = await opened(stage, RAMESH)
    await organiser.press(ManageDelegate("1"))
    await organiser.press(ActOnDelegate("1", act="replace"))
    await organiser.say("गीता नमूना")
    assert "• कोई खाता जुड़ा नहीं है, इसलिए कृपया फ़ोन पर बता दीजिए।" in organiser.last
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    before = rows(stage)
    await organiser.press("↔️ हाँ, बदल दीजिए")
    assert organiser.toast == "इस बीच कुछ बदल गया है। कृपया एक बार फिर देख लीजिए।"
    assert "• खाते “Ramesh Namuna” से यह जगह हट जाएगी" in organiser.last
    assert rows(stage) == before
    await organiser.press("↔️ हाँ, बदल दीजिए")
    assert rows(stage)[RAMESH][1] is RosterStatus.GONE


@SQLITE
async def test_a_yes_below_no_line_asks_for_the_name(stage: Stage) -> None:
    organiser = await opened(stage, RAMESH)
    await organiser.forge("act:1:..::0:replace!abcdef")  # under a message that answers no line
    assert organiser.last.startswith("↔️ रमेश नमूना की जगह किन्हें आना है?")
    assert 8 not in rows(stage)


@SQLITE
async def test_a_place_is_freed_of_the_account_that_was_shown_only(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    organiser = await opened(stage, RAMESH)
    await organiser.forge("act:1:..::0:release")
    sure = yes(organiser)
    await organiser.press("🔓 हाँ, जगह ख़ाली कीजिए")
    assert ramesh.last.startswith("आयोजकों ने सूची में इस खाते की जगह समाप्त कर दी है")
    stage.clock.set(MORNING + timedelta(minutes=1))
    await ramesh.share_number()  # it was his after all
    told = len(ramesh.messages)
    await press_again(organiser, sure)
    assert organiser.toast == "इस बीच कुछ बदल गया है। कृपया एक बार फिर देख लीजिए।"
    assert organiser.last.startswith("🔓 खाता “Ramesh Namuna”")
    assert len(ramesh.messages) == told


async def test_whoever_lost_a_place_is_told_although_the_bot_dies_at_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await stage.end()
    seats = Seats(stage.database, stage.clock, EventEditor(stage.database, stage.clock))
    await seats.release(RAMESH, Actor(1, None))
    await stage.begin()
    await stage.quiet()
    assert ramesh.last.startswith("आयोजकों ने सूची में इस खाते की जगह समाप्त कर दी है")


@SQLITE
async def test_the_page_tells_the_last_message_that_was_sent(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    organiser = await opened(stage, RAMESH)
    assert "✉️" not in organiser.last
    await organiser.forge("mv:1:..::0:batch1")
    await organiser.say("1")
    assert "✉️ पिछला संदेश: 20 मार्च, सुबह 10 बजे, बदलाव की सूचना" in organiser.last
