"""“Tell me when it is known”: asked for below an answer, told once a release says it."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select
from stage import RAMESH, SHIPPED, SUNITA, SURESH, Stage

from bot.config import load
from bot.event import Both, Event
from bot.quiet import is_quiet
from bot.services.event_editor import EventEditor
from db.engine import Database
from db.models import Person
from db.points import Waiting
from db.types import WaitStage
from handlers.presses import AwaitFacts, StopAwaiting
from handlers.waiting import tell

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROOMS = Both(hi="कमरे राजस्थान भवन में हैं।", en="Rooms are at Rajasthan House.")
BELL, NO_BELL = "🔔 तय होते ही मुझे बताइए", "🔕 सूचना नहीं चाहिए"


def with_stay(event: Event, answer: Both | None = ROOMS) -> Event:
    faq = [f.model_copy(update={"answer": answer}) if f.id == "stay" else f for f in event.faq]
    return event.model_copy(update={"faq": tuple(faq)})


def with_time(event: Event, session: str = "batch3") -> Event:
    sessions = [
        s.model_copy(update={"time": time(11)}) if s.id == session else s for s in event.sessions
    ]
    return event.model_copy(update={"sessions": tuple(sessions)})


def wishes(stage: Stage) -> list[tuple[str, str, WaitStage]]:
    """Give who waits for what, and how far it got, as another connection reads it."""
    query = (
        select(Person.name, Waiting.fact, Waiting.stage)
        .join(Person, col(Person.id) == col(Waiting.person_id))
        .order_by(col(Waiting.id))
    )
    return stage.fetch(lambda s: [(n.split()[0], f, w) for n, f, w in s.exec(query)])


async def tick(stage: Stage) -> None:
    await tell(stage.services)
    await stage.quiet()


def sent(stage: Stage, to: int) -> list[str]:
    return [row.text for row in stage.world.ledger.rows if row.chat_id == to]


async def test_who_asked_is_told_once_after_a_release_elsewhere(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)
    await ramesh.say("rukne ki kya vyavastha hai")
    assert ramesh.labels() == [BELL]
    await ramesh.press(BELL)
    assert ramesh.labels() == [NO_BELL]
    assert ramesh.toast == stage.voice("hi").plain(
        "🔔 You will be told here as soon as it is known."
    )
    await tick(stage)
    await stage.restart()

    elsewhere = Database.open(stage.database.engine.url.render_as_string(hide_password=False))
    await EventEditor(elsewhere, stage.clock).release(with_stay(stage.event), note="", by=None)
    elsewhere.close()
    before = len(sent(stage, ramesh.id)), len(sent(stage, suresh.id))
    for _ in range(3):
        await tick(stage)
    assert sent(stage, suresh.id)[before[1] :] == []
    assert [text.splitlines() for text in sent(stage, ramesh.id)[before[0] :]] == [
        [
            "🔔 आपने जिस बात की सूचना माँगी थी, वह अब तय हो गई है:",
            "",
            "ठहरने की क्या व्यवस्था है?",
            ROOMS.hi,
            "",
            "आयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी",
        ]
    ]
    assert wishes(stage) == [("Ramesh", "ask.stay", WaitStage.TOLD)]
    await stage.restart()
    stage.clock.jump(timedelta(hours=1))
    await tick(stage)
    assert len(sent(stage, ramesh.id)) == before[0] + 1


@SQLITE
async def test_what_a_notice_of_a_change_tells_is_not_told_twice(stage: Stage) -> None:
    sunita = await stage.joined(SUNITA, "en")
    await sunita.say("when is it and where can I stay")
    await sunita.press("🔔 Tell me when it is known")
    assert [fact for _, fact, _ in wishes(stage)] == ["time", "ask.stay"]
    before = len(sent(stage, sunita.id))
    await stage.release(with_stay(with_time(stage.event, "batch1")))
    await tick(stage)
    await stage.quiet()
    new = [text for text in sent(stage, sunita.id)[before:] if text[0] != "🪪"]
    told = {text.splitlines()[0]: text for text in new}
    assert set(told) == {
        "📢 The time of your dialogue is set",
        "🔔 You asked to be told, and now it is known:",
    }
    assert ["🕙 Time: 11 am" in text for _, text in sorted(told.items())] == [True, False]
    assert ROOMS.en in told["🔔 You asked to be told, and now it is known:"]
    assert [stage_ for _, _, stage_ in wishes(stage)] == [WaitStage.TOLD] * 2


@SQLITE
async def test_several_facts_come_in_one_notice_in_ones_language(stage: Stage) -> None:
    sunita = await stage.joined(SUNITA, "en")
    await sunita.say("where can I stay and what is the agenda")
    await sunita.press("🔔 Tell me when it is known")
    assert [fact for _, fact, _ in wishes(stage)] == ["ask.stay", "hours"]
    first, *others = stage.event.agenda
    timed = (first.model_copy(update={"time": time(11)}), *others)
    event = with_stay(stage.event).model_copy(update={"agenda": timed})
    await stage.services.events.release(event, note="", by=None, quiet=True)
    await stage.quiet()
    before = len(sent(stage, sunita.id))
    await tick(stage)
    (notice,) = sent(stage, sunita.id)[before:]
    assert notice.startswith("🔔 You asked to be told, and now it is known:\n\n")
    assert "11 am" in notice
    assert ROOMS.en in notice
    assert notice.count("as of") == 1


@SQLITE
async def test_only_those_whose_session_has_a_time_now(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA)
    for someone in (ramesh, sunita):
        await someone.say("kab aana hai")
        await someone.press(AwaitFacts("time"))
    await stage.release(with_time(stage.event))
    await tick(stage)
    assert wishes(stage) == [
        ("Ramesh", "time", WaitStage.TOLD),
        ("Sunita", "time", WaitStage.WAITING),
    ]


@SQLITE
async def test_the_bell_can_be_taken_back(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("कहाँ ठहरना है")
    await ramesh.press(BELL)
    await ramesh.press(NO_BELL)
    assert ramesh.labels() == [BELL]
    assert wishes(stage) == [("Ramesh", "ask.stay", WaitStage.STOPPED)]
    await stage.release(with_stay(stage.event))
    before = len(sent(stage, ramesh.id))
    await tick(stage)
    assert len(sent(stage, ramesh.id)) == before

    await ramesh.press(BELL)  # known by now
    assert ROOMS.hi in ramesh.last
    assert wishes(stage) == [("Ramesh", "ask.stay", WaitStage.STOPPED)]


@SQLITE
async def test_who_blocked_the_bot_is_told_when_he_is_back(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("कहाँ ठहरना है")
    await ramesh.press(BELL)
    await ramesh.block()
    await stage.release(with_stay(stage.event))
    before = len(sent(stage, ramesh.id))
    await tick(stage)
    assert wishes(stage) == [("Ramesh", "ask.stay", WaitStage.WAITING)]
    await ramesh.block(blocked=False)
    stage.clock.jump(timedelta(minutes=6))
    await tick(stage)
    assert wishes(stage) == [("Ramesh", "ask.stay", WaitStage.TOLD)]
    assert len(sent(stage, ramesh.id)) == before + 1


@SQLITE
async def test_telegram_is_away_for_a_while(stage: Stage) -> None:
    people = [await stage.joined(RAMESH), await stage.joined(SURESH)]
    for someone in people:
        await someone.say("कहाँ ठहरना है")
        await someone.press(BELL)
    await stage.release(with_stay(stage.event))
    before = [len(sent(stage, someone.id)) for someone in people]
    stage.server.faults.next("502", "sendMessage", 2)  # for both
    await tick(stage)
    assert [how for _, _, how in wishes(stage)] == [WaitStage.TELLING] * 2
    stage.clock.jump(timedelta(minutes=6))
    await tick(stage)
    assert [how for _, _, how in wishes(stage)] == [WaitStage.TOLD] * 2
    after = [len(sent(stage, someone.id)) for someone in people]
    assert after == [count + 1 for count in before]


@pytest.mark.parametrize(
    ("local", "quiet"), [("20:59", False), ("21:00", True), ("03:00", True), ("08:00", False)]
)
def test_nothing_rings_at_night(local: str, quiet: bool) -> None:
    event = load(SHIPPED, {}).event
    assert is_quiet(event, event.at(date(2025, 3, 20), time.fromisoformat(local))) is quiet


@SQLITE
async def test_a_stranger_waits_for_the_date_of_a_state(stage: Stage) -> None:
    without = stage.event.model_copy(
        update={"sessions": tuple(s for s in stage.event.sessions if s.id != "batch1")}
    )
    await stage.release(without)
    stranger = stage.stranger()
    await stranger.start("")
    await stranger.press("हिंदी")
    await stranger.say("केरल वालों को कब आना है")
    await stranger.press(BELL)
    assert [fact for _, fact, _ in wishes(stage)] == ["date.KL", "time.KL"]
    await stage.release(stage.event)
    await tick(stage)
    assert stranger.last.splitlines()[2] == "📅 केरल का संवाद: गुरुवार, 27 मार्च 2025"
    assert [how for _, _, how in wishes(stage)] == [WaitStage.TOLD, WaitStage.WAITING]


@SQLITE
@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("kab aana hai", "time"),
        ("agenda kya hai", "hours"),
        ("kaun kaun bolenge", None),
        ("kis se baat kare", "contacts"),
        ("kaise pahunche", "way"),
        ("khane ki vyavastha", "ask.meals"),
        ("नमस्ते", None),
        ("बिहार वालों को कब आना है", "time.BR"),
        ("kahan aana hai", None),
    ],
)
async def test_what_can_be_waited_for(stage: Stage, typed: str, facts: str | None) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say(typed)
    if facts is None:
        assert BELL not in ramesh.labels()
    else:
        await ramesh.press(AwaitFacts(facts))
        assert [fact for _, fact, _ in wishes(stage)] == facts.split("+")


@SQLITE
async def test_odd_buttons_do_nothing(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    for data in ("tell:", "tell:no_such.thing", "untell:x", "tell:faq.gone", "tell"):
        await ramesh.forge(data)
    await ramesh.forge(StopAwaiting("time").data())
    assert wishes(stage) == [("Ramesh", "faq.gone", WaitStage.WAITING)]
    await tick(stage)
