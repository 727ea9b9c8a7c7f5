"""A session is moved: who hears of it and what, what becomes of answers and cards."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from changing import answers, changed, outcomes, release, since
from sqlmodel import Session, select
from stage import KAMLA, MOHAN, RAMESH, SUNITA, SURESH, Stage

from bot.event import Both, Venue
from db.announcements import Announcement
from db.types import AnnouncementStage, DeliveryKind, DeliveryState, HoldReason
from handlers.change_presses import ConfirmAnswer
from handlers.presses import GiveAnswer

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES = GiveAnswer("yes", "batch3.0403")
FRIDAY = date(2025, 4, 4)
MONDAY = date(2025, 4, 7)
SENT, CANCELLED = DeliveryState.SENT, DeliveryState.CANCELLED
INDIA = ZoneInfo("Asia/Kolkata")

HINDI = [
    "📢 आपके संवाद की तारीख बदल गई है",
    "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 4 अप्रैल 2025",
    "आयोजन कार्यालय, 20 मार्च, सुबह 10 बजे तक की जानकारी",
]
ENGLISH = [
    "📢 The date of your dialogue has changed",
    "📅 Date: Thursday, 3 April 2025 → Friday, 4 April 2025",
    "From the organising office, as of 20 March, 10 am",
]


async def test_those_concerned_are_told_old_and_new_in_their_language(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA, "en")
    suresh, sunita = await stage.joined(SURESH), await stage.joined(SUNITA)
    await ramesh.press(YES)
    await kamla.press(GiveAnswer("no", "batch3.0403"))
    before = [len(p.messages) for p in (ramesh, kamla, suresh, sunita)]
    assert await release(stage, changed(stage.event, date=FRIDAY)) == 3
    told = [since(p, n) for p, n in zip((ramesh, kamla, suresh, sunita), before, strict=True)]
    assert told == [
        [
            [
                *HINDI,
                "आपने आने की बात कही थी। क्या नई तारीख पर भी आपका आना तय है? कृपया एक बटन दबाकर बताइए।",
            ]
        ],
        [[*ENGLISH, "You could not come before. If the new date suits you, please tell us."]],
        [[*HINDI, "क्या आपका आना हो पाएगा? नीचे के बटनों में से एक दबाकर बताइए।"]],
        [],
    ]
    for someone, locale in ((ramesh, "hi"), (kamla, "en"), (suresh, "hi"), (sunita, "hi")):
        assert someone.card == await stage.standing_card(someone, locale)
    assert "📅 आपका संवाद: शुक्रवार, 4 अप्रैल 2025" in ramesh.card.splitlines()
    assert "📅 Your dialogue: Friday, 4 April 2025" in kamla.card.splitlines()
    assert outcomes(stage) == outcomes(stage, DeliveryKind.CARD) == [SENT] * 3


async def test_a_yes_is_confirmed_with_one_tap(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await release(stage, changed(stage.event, date=FRIDAY))
    assert answers(stage) == [("yes", "2025-04-03")]
    assert ramesh.labels() == [
        "✅ हाँ, तब भी आना तय है",
        "❌ नहीं, तब आना नहीं हो पाएगा",
        "🤔 अभी तय नहीं",
    ]
    notice = ramesh.messages[-1]
    await ramesh.press("✅ हाँ, तब भी आना तय है")
    assert answers(stage) == [("yes", "2025-04-04")]
    assert notice.text.splitlines()[-1] == "आपका जवाब: ✅ हाँ, आना तय है"
    assert ramesh.labels(notice) == []
    assert "आपका जवाब: ✅ हाँ, आना तय है" in ramesh.card.splitlines()
    calendars = [file.content.decode() for file in ramesh.files()]
    assert ["DTSTART;VALUE=DATE:20250404" in text for text in calendars] == [False, True]
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


@SQLITE
async def test_a_tap_below_a_notice_that_a_second_move_overtook_records_nothing(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await release(stage, changed(stage.event, date=FRIDAY))
    await release(stage, changed(stage.event, date=MONDAY))
    await ramesh.press(ConfirmAnswer("yes", "batch3.0404"))
    assert ramesh.toast == stage.voice("hi").plain(
        "The date has changed. Please look at the new date and answer again."
    )
    assert answers(stage) == [("yes", "2025-04-03")]


async def test_two_moves_in_a_row_are_one_notice_with_what_was_told_last(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    before = len(ramesh.messages)
    await pause(stage)
    await stage.release(changed(stage.event, date=FRIDAY))
    await stage.release(changed(stage.event, date=MONDAY, time=time(11)))
    await go_on(stage)
    (notice,) = since(ramesh, before)
    assert notice[1:3] == [
        "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → सोमवार, 7 अप्रैल 2025",
        "🕙 समय: सुबह 11 बजे",
    ]
    assert outcomes(stage) == [SENT, CANCELLED]
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    await release(stage, changed(stage.event, date=FRIDAY, time=time(11)))
    assert since(ramesh, before + 1)[0][1] == (
        "📅 तारीख: सोमवार, 7 अप्रैल 2025 → शुक्रवार, 4 अप्रैल 2025"
    )


async def test_a_move_that_was_taken_back_before_anybody_heard_is_told_to_nobody(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    before = len(ramesh.messages)
    await pause(stage)
    await stage.release(changed(stage.event, date=FRIDAY))
    await stage.release(stage.event)
    await go_on(stage)
    assert since(ramesh, before) == []
    assert outcomes(stage) == [CANCELLED, CANCELLED]
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


async def test_a_kill_between_release_and_notices_loses_none(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    before = len(ramesh.messages), len(kamla.messages)
    await stage.end()
    await stage.services.events.release(changed(stage.event, date=FRIDAY), note="", by=None)
    await stage.begin()
    await stage.quiet()
    assert [len(since(ramesh, before[0])), len(since(kamla, before[1]))] == [1, 1]
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    await stage.restart()
    assert [len(since(ramesh, before[0])), len(since(kamla, before[1]))] == [1, 1]


async def test_cancelled_and_held_after_all(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(sunita.messages)
    assert await release(stage, changed(stage.event, cancelled=True)) == 1
    assert since(ramesh, before[0]) == [
        [
            "📢 आपका संवाद रद्द हो गया है",
            "गुरुवार, 3 अप्रैल 2025 को आपका संवाद नहीं होगा। नई तारीख आपको बताई जाएगी।",
            HINDI[-1],
        ]
    ]
    assert ramesh.labels() == []
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    assert await release(stage, changed(stage.event, date=FRIDAY)) == 1
    assert since(ramesh, before[0] + 1)[0][:4] == [
        "📢 आपका संवाद अब होगा",
        "📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 4 अप्रैल 2025",
        "🕙 समय: जल्द बताया जाएगा",
        "📍 स्थान: इंदिरा गांधी भवन",
    ]
    assert ramesh.labels()[0] == "✅ हाँ, तब भी आना तय है"
    assert since(sunita, before[1]) == []


@SQLITE
async def test_a_state_that_moves_to_another_session(stage: Stage) -> None:
    ramesh, mohan = await stage.joined(RAMESH), await stage.joined(MOHAN)
    await ramesh.press(YES)
    before = len(ramesh.messages), len(mohan.messages)
    sessions = {s.id: s for s in stage.event.sessions}
    third, second = sessions["batch3"], sessions["batch2"]
    event = changed(
        changed(stage.event, states=tuple(s for s in third.states if s != "RJ")),
        "batch2",
        states=(*second.states, "RJ"),
    )
    assert await release(stage, event) == 1
    assert since(ramesh, before[0])[0][1] == ("📅 तारीख: गुरुवार, 3 अप्रैल 2025 → शुक्रवार, 28 मार्च 2025")
    assert since(mohan, before[1]) == []
    await ramesh.press("✅ हाँ, तब भी आना तय है")
    assert answers(stage) == [("yes", "2025-03-28")]


@SQLITE
async def test_a_new_time_and_place_ask_for_no_answer_again(stage: Stage) -> None:
    hall = Venue(
        name=Both(hi="तालकटोरा स्टेडियम", en="Talkatora Stadium"),
        address=Both(hi="नई दिल्ली", en="New Delhi"),
        latitude=28.62,
        longitude=77.19,
    )
    event = changed(stage.event, time=time(11))
    ramesh = await stage.joined(RAMESH, "en")
    await ramesh.press(YES)
    await release(stage, event)
    assert ramesh.last.splitlines()[:3] == [
        "📢 The time of your dialogue is set",
        "",
        "🕙 Time: 11 am",
    ]
    event = changed(
        event.model_copy(update={"venues": {**event.venues, "hall": hall}}),
        time=time(14, 30),
        doors=time(13),
        venue="hall",
        gate=Both(hi="द्वार 2", en="Gate 2"),
    )
    await release(stage, event)
    assert ramesh.last.splitlines() == [
        "📢 The place of your dialogue has changed",
        "",
        "🕙 Time: 11 am → 2:30 pm",
        "🚪 Entry from: 1 pm",
        "📍 Place: Indira Gandhi Bhawan → Talkatora Stadium",
        "New Delhi",
        "🚧 Gate: Gate 2",
        "",
        ENGLISH[-1],
    ]
    assert ramesh.labels() == ["📅 Calendar file with the change", "📍 Map"]
    assert "Your answer: ✅ Yes, I am coming" in ramesh.card.splitlines()
    await ramesh.press("📅 Calendar file with the change")
    assert "Talkatora Stadium" in ramesh.files()[-1].content.decode()


@SQLITE
async def test_what_concerns_nobodys_date_or_place_is_told_to_nobody(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    before = len(ramesh.messages)
    items = [
        item.model_copy(update={"title": Both(hi="नया शीर्षक", en="A new title")})
        for item in stage.event.agenda
    ]
    entry = stage.event.faq[0].model_copy(update={"answer": Both(hi="हाँ", en="Yes")})
    worded = stage.event.model_copy(update={"agenda": tuple(items), "faq": (entry,)})
    assert await release(stage, worded) == 0
    assert await release(stage, changed(worded, date=FRIDAY), quiet=True) == 0
    assert since(ramesh, before) == []
    assert outcomes(stage) == []
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


@SQLITE
async def test_a_session_behind_us_is_told_to_nobody(stage: Stage) -> None:
    sunita = await stage.joined(SUNITA)
    stage.clock.set(datetime(2025, 3, 28, 12, tzinfo=INDIA))
    before = len(sunita.messages)
    await release(stage, changed(stage.event, "batch1", time=time(10)))
    assert since(sunita, before) == []
    assert outcomes(stage) == [DeliveryState.EXPIRED]


@SQLITE
@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2025, 3, 20, 22, tzinfo=INDIA), datetime(2025, 3, 21, 8, tzinfo=INDIA)),
        (datetime(2025, 4, 2, 22, tzinfo=INDIA), None),
        (datetime(2025, 4, 2, 3, tzinfo=INDIA), datetime(2025, 4, 2, 8, tzinfo=INDIA)),
    ],
)
async def test_nobody_is_woken_unless_the_session_is_near(
    stage: Stage, now: datetime, told: datetime | None
) -> None:
    ramesh = await stage.joined(RAMESH)
    event = changed(stage.event, time=time(11))
    await release(stage, event, quiet=True)
    stage.clock.set(now)
    before = len(ramesh.messages)
    await release(stage, changed(event, time=time(12)))
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    if told is not None:
        assert since(ramesh, before) == []
        stage.clock.set(told)
        await stage.quiet()
    assert len(since(ramesh, before)) == 1


@SQLITE
async def test_who_blocked_the_bot_is_accounted_for(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await ramesh.block()
    assert await release(stage, changed(stage.event, date=FRIDAY)) == 1
    assert outcomes(stage) == [DeliveryState.UNREACHABLE, SENT]
    _, missed = await stage.services.changes.told(2)
    assert [(one.name, one.name_hi) for one in missed] == [("Ramesh Namuna", "रमेश नमूना")]
    assert kamla.card == await stage.standing_card(kamla, "hi")


@SQLITE
async def test_an_answer_that_meets_the_edit_of_the_card_is_on_it_in_the_end(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await release(stage, changed(stage.event, date=FRIDAY))
    people = stage.services.people
    who = await people.known(ramesh.id)
    assert who is not None
    await people.mark_cards({who.id})  # an edit is under way while he answers
    await ramesh.press(GiveAnswer("yes", "batch3.0404"))
    await people.expect_cards({who.id: ("what was true before", False)})
    edit = {"chat_id": ramesh.id, "message_id": who.person.card_message_id, "text": "stale"}
    await stage.running.bot.once("editMessageText", edit)
    stage.clock.jump(timedelta(seconds=11))
    await stage.quiet()
    assert ramesh.card == await stage.standing_card(ramesh, "hi")
    await ramesh.forge(GiveAnswer("no", "batch3.0404").data())
    stage.clock.jump(timedelta(seconds=11))
    await stage.quiet()
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


async def pause(stage: Stage) -> None:
    await stage.end()


async def go_on(stage: Stage) -> None:
    await stage.begin()
    await stage.quiet()


@SQLITE
async def test_a_waiting_announcement_that_names_the_old_date_is_held(stage: Stage) -> None:
    boss = await stage.staff(1)
    await boss.say("/announce")
    await boss.say("कृपया 3 अप्रैल को समय पर पहुँचिए।")
    await boss.press("केवल हिंदी में")
    await stage.joined(RAMESH)
    stage.database.run(_waits)
    await release(stage, changed(stage.event, date=FRIDAY))
    query = select(Announcement.held, Announcement.held_note)
    assert stage.fetch(lambda s: s.exec(query).one()) == (HoldReason.DATES, "2025-04-03")


def _waits(session: Session) -> None:
    row = session.exec(select(Announcement)).one()
    row.stage = AnnouncementStage.WAITING
    session.add(row)
