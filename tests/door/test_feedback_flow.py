"""After the dialogue: those who came are thanked once, rate it, and organisers read the results."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select
from stage import KAMLA, RAMESH, SHIPPED, SUNITA, SURESH, Stage, shown

from bot.config import load
from bot.services.checkin import Helper
from bot.services.feedback import awake
from db.door import Feedback
from db.outbox import Delivery
from db.types import DeliveryKind, DeliveryState

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = datetime(2025, 4, 3, 3, 42, tzinfo=UTC)
AFTER = datetime(2025, 4, 4, 4, 30, tzinfo=UTC)  # 10:00 at the venue


async def held(stage: Stage, *numbers: int) -> None:
    """Let the session of 3 April take place with these delegates."""
    helper = await stage.staff(1)
    stage.clock.set(DAY)
    await helper.say("/door")
    await helper.say(" ".join(map(str, numbers)) + " 99")


async def planned(stage: Stage) -> int:
    count = await stage.services.feedback.plan()
    await stage.quiet()
    return count


def asked(stage: Stage) -> list[tuple[str, DeliveryState]]:
    query = select(Delivery.key, Delivery.state).where(Delivery.kind == DeliveryKind.THANKS)
    return stage.fetch(lambda s: list(s.exec(query.order_by(col(Delivery.id)))))


def ratings(stage: Stage) -> list[tuple[int, str, int, str | None]]:
    query = select(Feedback.delegate_id, Feedback.session, Feedback.rating, Feedback.comment)
    return stage.fetch(lambda s: list(s.exec(query.order_by(col(Feedback.delegate_id)))))


async def test_those_who_came_are_asked_once_the_day_after(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA, "en")
    suresh = await stage.joined(SURESH)
    await held(stage, RAMESH, KAMLA, 5)  # 5 has no account, 7 did not come
    silent = len(suresh.messages)
    assert await planned(stage) == 0
    stage.clock.set(AFTER - timedelta(seconds=1))
    assert await planned(stage) == 0
    stage.clock.set(AFTER)
    assert [await planned(stage), await planned(stage)] == [2, 0]
    assert ramesh.last == (
        "🙏 नमस्ते रमेश नमूना जी! 3 अप्रैल के संवाद में आने के लिए धन्यवाद।\n\n"
        "आपको संवाद कैसा लगा? 1 यानी अच्छा नहीं, 5 यानी बहुत अच्छा।\n\n"
        "आयोजकों को इसके साथ आपका राज्य दिखेगा, नाम नहीं।"
    )
    assert kamla.labels() == ["1 ⭐", "2 ⭐", "3 ⭐", "4 ⭐", "5 ⭐"]
    assert len(suresh.messages) == silent
    assert asked(stage) == [
        ("thanks:batch3:1", DeliveryState.SENT),
        ("thanks:batch3:4", DeliveryState.SENT),
    ]


@SQLITE
async def test_a_rating_and_a_comment_are_kept_and_read_without_a_name(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await held(stage, RAMESH, KAMLA, 5, 7)
    stage.clock.set(AFTER)
    await planned(stage)
    await ramesh.press("4 ⭐")
    await ramesh.press("5 ⭐")
    assert ramesh.last.splitlines()[0] == "🙏 धन्यवाद! आपने 5 में से 5 अंक दिए।"
    await ramesh.say("agla samvad kab hoga?")
    assert ramesh.last != "🙏 धन्यवाद। आयोजक इसे बिना नाम के पढ़ेंगे।"
    await ramesh.say("samay kam tha")
    assert ramesh.last == "🙏 धन्यवाद। आयोजक इसे बिना नाम के पढ़ेंगे।"
    await ramesh.press("5 ⭐")  # to say it differently
    await ramesh.say("=बैठक बहुत अच्छी रही <b>, समय कम था")
    assert ramesh.last == "🙏 धन्यवाद। आयोजक इसे बिना नाम के पढ़ेंगे।"
    await kamla.press("2 ⭐")
    await kamla.press("और कुछ नहीं")
    assert kamla.last == "🙏 आने के लिए धन्यवाद।"
    comment = "=बैठक बहुत अच्छी रही <b>, समय कम था"
    assert ratings(stage) == [(1, "batch3", 5, comment), (4, "batch3", 2, None)]
    boss = await stage.staff(2, "en")
    await boss.say("/feedback")
    assert boss.last.splitlines() == [
        "⭐ What those who came say",
        "",
        "3 April: 3.5 of 5 (2 of 4 who came)",
        "Rajasthan: 3.5 (2)",
        "",
        f"5 ⭐ Rajasthan: {comment}",
    ]
    await boss.press("📄 All comments")
    assert boss.files()[-1].name == "samvad2025-feedback.xlsx"


@SQLITE
async def test_who_did_not_come_rates_nothing_and_only_organisers_read(stage: Stage) -> None:
    sunita, helper = await stage.joined(SUNITA), await stage.staff(3)
    await sunita.forge("fb:batch3:5")
    assert sunita.toast == "यह सवाल उनके लिए है जिनका प्रवेश द्वार पर दर्ज हुआ।"
    for data in ("fb:batch3:6", "fb:batch3:x", "fb:batch3:0"):
        await sunita.forge(data)
        assert sunita.toast == stage.voice("hi").plain(
            "This button is no longer in use. Please send /start."
        )
    assert ratings(stage) == []
    no_such = shown(stage.voice("hi").say("There is no such command. /help shows what I can do."))
    await helper.say("/feedback")
    await sunita.say("/feedback")
    assert [helper.last, sunita.last] == [no_such, no_such]
    await helper.forge("fbout")
    assert helper.toast == stage.voice("hi").plain("This button is for the organisers.")


@SQLITE
async def test_thanks_that_no_longer_fit_are_not_sent(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    helper = await stage.staff(1)
    stage.clock.set(DAY)
    await helper.say("/door")
    await helper.say("1")
    await helper.say("4")
    stage.clock.set(AFTER)
    before = len(ramesh.messages)
    await stage.end()
    assert await stage.services.feedback.plan() == 2
    assert await stage.services.check_ins.undo(1, int(DAY.timestamp()), Helper())
    await stage.begin()
    await stage.quiet()
    assert len(ramesh.messages) == before
    assert asked(stage)[0] == ("thanks:batch3:1", DeliveryState.CANCELLED)
    assert kamla.last.startswith("🙏 नमस्ते कमला नमूना जी!")
    stage.clock.set(AFTER + timedelta(days=4))
    await helper.say("4 7")
    assert await planned(stage) == 0  # too late to be thanked


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-04-04T10:00+05:30", "2025-04-04T10:00+05:30"),
        ("2025-04-04T20:59+05:30", "2025-04-04T20:59+05:30"),
        ("2025-04-04T21:00+05:30", "2025-04-05T08:00+05:30"),
        ("2025-04-05T07:59+05:30", "2025-04-05T08:00+05:30"),
    ],
)
def test_nobody_is_asked_at_night(moment: str, expected: str) -> None:
    event = load(SHIPPED, {}).event
    assert awake(event, datetime.fromisoformat(moment)) == datetime.fromisoformat(expected)
