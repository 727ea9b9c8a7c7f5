"""What staff do about one delegate: notes, moves, links, replacements, merges, other accounts."""

import pytest
from sqlmodel import select
from stage import KAMLA, RAMESH, SURESH, VIMLA, Someone, Stage

from db.models import Audit, Delegate
from db.types import RosterStatus
from handlers.desk_presses import ActOnDelegate, ManageDelegate, MoveDelegate, ShowHistory

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows(stage: Stage) -> dict[int, tuple[str, RosterStatus]]:
    query = select(Delegate.roster_no, Delegate.name, Delegate.status)
    return stage.fetch(lambda s: {n: (name, st) for n, name, st in s.exec(query).all()})


async def opened(stage: Stage, roster_no: int, number: int = 1) -> Someone:
    """Let an organiser open a delegate's page."""
    organiser = await stage.staff(number)
    await organiser.say(str(roster_no))
    return organiser


async def test_somebody_else_comes_instead(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press("✅ हाँ, आना तय है")
    organiser = await opened(stage, RAMESH)
    await organiser.press(ManageDelegate("1"))
    await organiser.press(ActOnDelegate("1", act="replace"))
    await organiser.say("गीता नमूना, +91 11000 00099")
    assert rows(stage)[RAMESH] == ("Ramesh Namuna", RosterStatus.GONE)
    assert rows(stage)[8] == ("गीता नमूना", RosterStatus.ACTIVE)
    assert organiser.last.splitlines()[0] == "👤 गीता नमूना · #8"
    assert "↔️ रमेश नमूना · #1 की जगह" in organiser.last
    assert ramesh.last.startswith("🙏 आयोजकों ने बताया है कि इस बार आपके स्थान पर कोई और आएँगे।")
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
    await organiser.press(ActOnDelegate(str(KAMLA), act=f"m{VIMLA}"))
    assert organiser.last.splitlines()[0] == "👤 विमला नमूना · #5"
    assert "✅ हाँ, आना तय है" in organiser.last
    assert rows(stage)[KAMLA][1] is RosterStatus.GONE
    await kamla.say("/rsvp")
    assert "सूची में क्रमांक: 5" in kamla.card.splitlines()


@SQLITE
async def test_one_person_with_two_accounts(stage: Stage) -> None:
    wrong = stage.stranger()
    await wrong.start((stage.delegate(SURESH).user.link or "").partition("start=")[2])
    await wrong.press("हिन्दी")
    suresh = stage.delegate(SURESH)
    await suresh.start("")
    await suresh.press("English" if "English" in suresh.labels() else "हिन्दी")
    await suresh.share_number()
    organiser = await opened(stage, SURESH)
    await organiser.press(ManageDelegate(str(SURESH)))
    await organiser.press(ActOnDelegate(str(SURESH), act="accounts"))
    await organiser.press("Suresh Namuna")
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
    assert "⏰ समय-सीमा के बाद भी जवाब दे सकते हैं।" in organiser.last
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
    await suresh.press("हिन्दी")
    assert "सूची में क्रमांक: 7" in suresh.card.splitlines()
    acts = stage.fetch(lambda s: [a.action for a in s.exec(select(Audit).order_by(Audit.id)).all()])
    assert acts[-4:] == ["note", "waive", "move_delegate", "new_link"]
