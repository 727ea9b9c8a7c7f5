"""One delegate is seated in another session, or replaced by another person: who is told what."""

import pytest
from changing import answers, outcomes, since
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SURESH, Stage

from bot.services.reports import Reports
from bot.services.seats import Actor
from db.models import Delegate
from db.types import DeliveryState, RosterStatus
from handlers.presses import GiveAnswer
from rehearsal.people import User

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = GiveAnswer("yes", "batch3.0403")
NEW = User(id=7_000_001, first_name="Naya")


async def organiser(stage: Stage) -> Actor:
    someone = await stage.staff(1)
    who = await stage.services.people.known(someone.id)
    assert who is not None
    return Actor(who.id, None)


async def test_one_delegate_is_seated_elsewhere_and_back(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    by = await organiser(stage)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(suresh.messages)
    await stage.services.seats.move(RAMESH, "batch2", by)
    await stage.quiet()
    assert since(ramesh, before[0])[0][1] == ("📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 28 मार्च 2025")
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert since(suresh, before[1]) == []
    await ramesh.press("✅ हाँ, तब भी आना तय है")
    assert answers(stage) == [("yes", "2025-03-28")]
    told = len(ramesh.messages)
    await stage.services.seats.move(RAMESH, "batch2", by)
    await stage.quiet()
    assert since(ramesh, told) == []
    await stage.services.seats.move(RAMESH, None, by)
    await stage.quiet()
    assert ramesh.last.splitlines()[2] == ("📅 तारीख: शुक्रवार, 28 मार्च 2025 → गुरुवार, 3 अप्रैल 2025")
    assert outcomes(stage) == [DeliveryState.SENT] * 2


@SQLITE
async def test_moved_there_and_back_before_he_hears_of_it(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    by = await organiser(stage)
    before = len(ramesh.messages)
    await stage.end()
    await stage.services.seats.move(RAMESH, "batch2", by)
    await stage.services.seats.move(RAMESH, None, by)
    await stage.begin()
    await stage.quiet()
    assert since(ramesh, before) == []
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


async def test_one_delegate_is_replaced_by_another_person(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    by = await organiser(stage)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(kamla.messages)
    done = await stage.services.seats.replace(RAMESH, "नया नमूना", "+911100000099", by)
    await stage.quiet()
    assert ramesh.last == (
        "🙏 आयोजकों ने बताया है कि इस बार आपके स्थान पर किसी और को आना है। आपके समय और जवाबों के लिए "
        "धन्यवाद। यह सही न हो तो यहीं लिखकर बताइए।"
    )
    assert len(since(ramesh, before[0])) == 1
    assert ramesh.card == "🪪 यह कार्ड अब मान्य नहीं है।"
    assert since(kamla, before[1]) == []
    assert outcomes(stage) == [DeliveryState.SENT]

    link = await stage.services.seats.new_link(done.delegate.id or 0, "samvad_bot", by, 90)
    someone = stage.someone(NEW)
    await someone.start(link.partition("start=")[2])
    await someone.press("हिंदी")
    assert "🪪 नया नमूना" in someone.card.splitlines()
    assert someone.card == await stage.standing_card(someone, "hi")
    reports = Reports(stage.database, stage.clock, stage.services.states)
    total = (await reports.funnel(None, stage.event)).total
    assert (total.invited, total.yes, total.joined) == (7, 0, 2)
    query = select(Delegate).where(Delegate.district == "Jaipur").order_by(col(Delegate.roster_no))
    rows = stage.fetch(lambda s: list(s.exec(query)))
    assert [(r.name, r.status) for r in rows] == [
        ("Ramesh Namuna", RosterStatus.GONE),
        ("नया नमूना", RosterStatus.ACTIVE),
    ]


@SQLITE
async def test_an_account_that_loses_its_seat_keeps_no_card_that_is_wrong(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await stage.services.seats.release(RAMESH, await organiser(stage))
    await stage.quiet()
    assert ramesh.card == "🪪 यह कार्ड अब मान्य नहीं है।"


@SQLITE
async def test_a_moved_yes_is_counted_as_to_be_confirmed(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    by = await organiser(stage)
    for someone in (ramesh, suresh):
        await someone.press(YES)
    await stage.services.seats.move(RAMESH, "batch2", by)
    await stage.quiet()
    reports = Reports(stage.database, stage.clock, stage.services.states)
    rows = dict((await reports.funnel("session", stage.event)).rows)
    assert [(rows[s].yes, rows[s].to_be_confirmed) for s in ("batch2", "batch3")] == [
        (1, 1),
        (1, 0),
    ]
