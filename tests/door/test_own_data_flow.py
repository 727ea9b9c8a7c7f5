"""What is kept about oneself, and being forgotten."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select
from stage import KAMLA, RAMESH, Stage, shown

from db.door import CheckIn, EntryPass
from db.inbox import Question, Topic
from db.models import Audit, Delegate, Intake, Person, Rsvp, RsvpChange, RsvpDetail
from db.points import Point, PointFile, Waiting
from db.types import Role, RsvpChoice
from rehearsal.acts import Person as Actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)
CHAIR = "क्या वहाँ व्हीलचेयर मिलेगी?"
POINT = "हर बूथ पर दो साथी तय हों और उनकी सूची बने"
NOTE = "घुटने में दर्द रहता है"


async def told_much(stage: Stage, number: int = RAMESH) -> None:
    """Let a delegate leave every kind of trace, and come."""
    someone = await stage.joined(number)
    await someone.press("✅ हाँ, आना तय है")
    await someone.press("एक दिन पहले")
    await someone.press("ट्रेन से")
    await someone.press("हाँ, चाहिए")
    await someone.say(NOTE)
    await someone.say(CHAIR)
    await someone.say("/point")
    await someone.say(POINT)
    await someone.say("khana milega?")
    await someone.press("🔔 तय होते ही मुझे बताइए")
    await someone.say("/pass")
    helper = await stage.staff(1)
    stage.clock.set(DAY)
    await helper.say("/door")
    await helper.say(str(number))


def text_of(stage: Stage) -> str:
    return stage.delegate(RAMESH).files()[-1].content.decode()


async def test_everything_is_shown_in_words(stage: Stage) -> None:
    await told_much(stage)
    ramesh = stage.delegate(RAMESH)
    await ramesh.say("/mydata")
    assert ramesh.heard[0].startswith("🔒 आपके बारे में जो कुछ रखा गया है\n\nसूची में क्रमांक: 1\n")
    text = text_of(stage)
    for wanted in (CHAIR, POINT, NOTE, "रमेश नमूना / Ramesh Namuna", "+91 11000 00001"):
        assert text.count(wanted) >= 1, wanted
    for wanted in ("✅ हाँ, आना तय है", "ट्रेन से", "प्रवेश हुआ।", str(ramesh.id)):
        assert wanted in text
    code = (await stage.services.passes.of(RAMESH)).code
    assert f"{code[:4]}-{code[4:]}" in text
    assert "कमला" not in text


async def test_forgetting_is_asked_first_then_done_and_the_list_stays(stage: Stage) -> None:
    await told_much(stage)
    await told_much_less(stage)
    ramesh = stage.delegate(RAMESH)
    await ramesh.say("/forget")
    await ramesh.press("नहीं, रहने दीजिए")
    assert (await stage.services.people.known(ramesh.id)) is not None
    await ramesh.say("/forget")
    await ramesh.press("🗑️ हाँ, मिटा दीजिए")
    assert ramesh.last == "🙏 नमस्ते, शुभकामनाएँ।"
    assert Actor.at(stage.world, ramesh.id).chat.pinned == []
    assert await stage.services.people.known(ramesh.id) is None

    def look(session: object) -> None:
        get = session.exec  # type: ignore[attr-defined]
        person = get(select(Person).where(Person.telegram_id < 0)).one()
        assert (person.name, person.phone, person.locale) == ("–", None, None)
        assert (person.role, person.delegate_id, person.chat_id) == (Role.GUEST, None, 0)
        row = get(select(Delegate).where(Delegate.id == RAMESH)).one()
        assert (row.name, row.phone) == ("Ramesh Namuna", "+911100000001")
        answer = get(select(Rsvp).where(Rsvp.delegate_id == RAMESH)).one()
        assert (answer.choice, answer.reason) == (RsvpChoice.YES, None)
        came = get(select(CheckIn.session).where(CheckIn.delegate_id == RAMESH)).all()
        assert list(came) == ["batch3"]
        assert get(select(RsvpDetail).where(RsvpDetail.delegate_id == RAMESH)).all() == []
        changes = select(RsvpChange.question).where(RsvpChange.delegate_id == RAMESH)
        assert list(get(changes).all()) == [""]
        assert list(get(select(Point.text).where(Point.delegate_id == RAMESH)).all()) == [""]
        assert get(select(PointFile)).all() == get(select(Waiting)).all() == []
        assert get(select(EntryPass.ended_at)).one() is not None
        questions = list(get(select(Question.text, Question.closed_at).order_by(Question.id)).all())
        assert [text for text, _ in questions] == ["", CHAIR]
        assert [closed is None for _, closed in questions] == [False, True]
        assert list(get(select(Topic.gist)).all()) != [""]
        raw = " ".join(get(select(Intake.raw)).all())
        assert NOTE not in raw
        assert POINT not in raw
        done = get(select(Audit.subject).where(Audit.action == "forget")).all()
        assert list(done) == [f"person {person.id}"]

    stage.fetch(look)
    await ramesh.say("कब आना है")  # somebody new
    assert "रमेश" not in ramesh.last


async def told_much_less(stage: Stage) -> None:
    """Let another delegate ask the same, whose question stays."""
    kamla = await stage.joined(KAMLA)
    await kamla.say(CHAIR)


async def test_whoever_comes_back_by_number_is_known_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("/forget")
    await ramesh.press("🗑️ हाँ, मिटा दीजिए")
    await ramesh.share_number()
    who = await stage.services.people.known(ramesh.id)
    assert who is not None
    assert who.delegate is not None
    assert who.delegate.id == RAMESH


async def test_the_last_organiser_cannot_be_forgotten(stage: Stage) -> None:
    boss, helper = await stage.staff(1), await stage.staff(3)
    await boss.say("/forget")
    await boss.press("🗑️ हाँ, मिटा दीजिए")
    assert boss.toast == "आयोजक के रूप में अभी केवल आप हैं। पहले किसी और को आयोजक बनाइए।"
    await helper.say("/forget")
    assert "आयोजकों की टीम से भी आपका नाम हट जाएगा।" in helper.last
    await helper.press("🗑️ हाँ, मिटा दीजिए")
    await helper.say("/door")
    no_such = stage.voice("hi").say("There is no such command. /help shows what I can do.")
    assert helper.last == shown(no_such)
