"""One delegate is seated elsewhere, or replaced by another person."""

import pytest
from changing import answers, outcomes, since
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SURESH, Stage

from bot.services.joining import NoLongerInvited
from bot.services.reports import Reports
from bot.services.reseating import (
    Newcomer,
    NoName,
    NoPhone,
    NoSuchSession,
    NotOnTheList,
    SessionIsOver,
)
from db.models import Audit, Delegate, Person
from db.types import DeliveryState, RosterStatus
from handlers.presses import GiveAnswer
from rehearsal.people import User

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = GiveAnswer("yes", "batch3.0403")
NEW = User(id=7_000_001, first_name="Naya")


async def organiser(stage: Stage) -> int:
    someone = await stage.staff(1)
    who = await stage.services.people.known(someone.id)
    assert who is not None
    return who.id


def audit(stage: Stage) -> list[tuple[int | None, str, str, str]]:
    query = select(Audit).where(col(Audit.action).startswith("delegate."))
    rows = stage.fetch(lambda s: list(s.exec(query)))
    return [(line.person_id, line.action, line.subject, line.detail) for line in rows]


async def test_one_delegate_is_seated_elsewhere_and_back(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    by = await organiser(stage)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(suresh.messages)
    done = await stage.services.reseating.move(RAMESH, "batch2", by=by)
    await stage.quiet()
    assert (done.old and done.old.id, done.new and done.new.id) == ("batch3", "batch2")
    assert (done.changed, done.told) == (True, True)
    assert since(ramesh, before[0])[0][1] == ("📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 28 मार्च 2025")
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert since(suresh, before[1]) == []
    await ramesh.press("✅ हाँ, तब भी आना तय है")
    assert answers(stage) == [("yes", "2025-03-28")]
    again = await stage.services.reseating.move(RAMESH, "batch2", by=by)
    assert (again.changed, again.told) == (False, False)
    back = await stage.services.reseating.move(RAMESH, None, by=by)
    await stage.quiet()
    assert (back.new and back.new.id, back.delegate.session_override) == ("batch3", None)
    assert ramesh.last.splitlines()[2] == ("📅 तारीख: शुक्रवार, 28 मार्च 2025 → गुरुवार, 3 अप्रैल 2025")
    assert audit(stage) == [
        (by, "delegate.move", "delegate 1", "batch3 (2025-04-03) -> batch2 (2025-03-28)"),
        (by, "delegate.move", "delegate 1", "batch2 (2025-03-28) -> batch3 (2025-04-03)"),
    ]


@SQLITE
async def test_where_nobody_can_be_seated(stage: Stage) -> None:
    reseating = stage.services.reseating
    with pytest.raises(NoSuchSession):
        await reseating.move(RAMESH, "batch9", by=None)
    with pytest.raises(NotOnTheList):
        await reseating.move(99, "batch2", by=None)
    stage.clock.set(stage.event.ends(stage.event.sessions[0]))
    with pytest.raises(SessionIsOver):
        await reseating.move(RAMESH, "batch1", by=None)
    assert audit(stage) == []


async def test_one_delegate_is_replaced_by_another_person(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    kamla = await stage.joined(KAMLA)
    by = await organiser(stage)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(kamla.messages)
    done = await stage.services.reseating.replace(
        RAMESH,
        Newcomer(" Naya  Namuna ", "नया नमूना", "11000 00099"),
        by=by,
        bot_username=stage.running.bot.username,
    )
    await stage.quiet()
    assert ramesh.last == (
        "🙏 आयोजकों ने बताया है कि इस बार आपके स्थान पर कोई और आएँगे। आपके समय और जवाबों के लिए "
        "धन्यवाद। यदि यह सही न हो, तो यहीं लिखकर बताइए।"
    )
    assert len(since(ramesh, before[0])) == 1
    assert ramesh.card == "🪪 यह कार्ड अब मान्य नहीं है।"
    assert since(kamla, before[1]) == []
    assert outcomes(stage) == [DeliveryState.SENT]
    assert (done.new.name, done.new.name_hi, done.new.phone) == (
        "Naya Namuna",
        "नया नमूना",
        "+911100000099",
    )
    assert (done.new.state, done.new.district, done.new.roster_no) == ("RJ", "Jaipur", 8)

    someone = stage.someone(NEW)
    await someone.start(done.link.partition("start=")[2])
    await someone.press("हिन्दी")
    assert "🪪 नया नमूना" in someone.card
    assert "क्या आपका आना हो पाएगा?" in someone.card
    funnel = await Reports(stage.database, stage.clock, stage.services.states).funnel(
        None, stage.event
    )
    assert (funnel.total.invited, funnel.total.yes, funnel.total.joined) == (7, 0, 2)
    assert answers(stage) == [("yes", "2025-04-03")]  # of the row that is no longer on the list

    rows = stage.fetch(
        lambda s: list(s.exec(select(Delegate).where(Delegate.district == "Jaipur")))
    )
    assert [(r.name, r.status) for r in rows] == [
        ("Ramesh Namuna", RosterStatus.GONE),
        ("Naya Namuna", RosterStatus.ACTIVE),
    ]
    history = await stage.services.reseating.before(done.new.id or 0)
    assert [(old.name, at) for old, at in history] == [("Ramesh Namuna", stage.clock.now())]
    successor = await stage.services.reseating.successor(RAMESH)
    assert successor is not None
    assert successor.name == "Naya Namuna"
    assert audit(stage) == [(by, "delegate.replace", "delegate 1", "by delegate 8")]
    with pytest.raises(NotOnTheList):
        await stage.services.reseating.replace(RAMESH, Newcomer("Wrong"), by=by, bot_username="bot")


@SQLITE
async def test_the_old_link_lets_nobody_in_any_more(stage: Stage) -> None:
    done = await stage.services.reseating.replace(
        RAMESH, Newcomer("Naya Namuna"), by=None, bot_username=stage.running.bot.username
    )
    assert not done.told
    ramesh = stage.delegate(RAMESH)
    await ramesh.start()
    people = stage.fetch(lambda s: list(s.exec(select(Person))))
    assert [person.delegate_id for person in people] == [None]
    with pytest.raises(NoLongerInvited):
        await stage.services.joining.bind_by_staff(people[0].id or 0, RAMESH)


@SQLITE
@pytest.mark.parametrize(
    ("newcomer", "refusal"),
    [(Newcomer("  "), NoName), (Newcomer("Naya Namuna", phone="twelve"), NoPhone)],
)
async def test_nobody_is_replaced_by_what_is_no_person(
    stage: Stage, newcomer: Newcomer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await stage.services.reseating.replace(RAMESH, newcomer, by=None, bot_username="bot")
    rows = stage.fetch(lambda s: list(s.exec(select(Delegate.status))))
    assert rows == [RosterStatus.ACTIVE] * 7
