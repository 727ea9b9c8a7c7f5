"""Answering: change, deadline, moves, old and repeated presses, typed words."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select, update
from stage import MOHAN, RAMESH, SURESH, Stage, shown

from bot import facts
from bot.event import Event
from db.models import Delegate, Person, Rsvp, RsvpChange, RsvpDetail
from db.types import RsvpChoice
from handlers.presses import AskAgain, ChangeAnswer, GiveAnswer, GiveDetail, GiveReason

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YES, NO, MAYBE = (GiveAnswer(choice, "batch3.0403") for choice in ("yes", "no", "maybe"))
AFTER_DEADLINE = datetime(2025, 4, 1, 12, 31, tzinfo=UTC)  # 18:01 in India


def answers(stage: Stage) -> dict[int, tuple[str, str | None]]:
    """Give roster number -> (answer, reason), read through another session."""
    query = select(Delegate.roster_no, Rsvp.choice, Rsvp.reason).join(
        Delegate, col(Delegate.id) == col(Rsvp.delegate_id)
    )
    return stage.fetch(lambda s: {no: (choice.value, why) for no, choice, why in s.exec(query)})


def changes(stage: Stage, question: str = "") -> list[tuple[str | None, str | None]]:
    query = (
        select(RsvpChange.before, RsvpChange.after)
        .where(RsvpChange.question == question)
        .order_by(col(RsvpChange.id))
    )
    return stage.fetch(lambda s: list(s.exec(query)))


def moved(event: Event, session: str, day: date, *, cancelled: bool = False) -> Event:
    """Give the event with one session on another day, or called off."""
    sessions = [
        s.model_copy(update={"date": day, "cancelled": cancelled}) if s.id == session else s
        for s in event.sessions
    ]
    return event.model_copy(update={"sessions": tuple(sessions)})


@SQLITE
async def test_a_no_with_its_reason_by_button(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    assert ramesh.labels()[0] == "स्वास्थ्य ठीक नहीं है"
    await ramesh.press(GiveReason("health"))
    assert ramesh.last == stage.voice("hi").plain("Thank you for telling us.")
    assert answers(stage) == {RAMESH: ("no", "health")}
    assert "कारण: स्वास्थ्य ठीक नहीं है" in ramesh.card.splitlines()


REASONS = [
    ("parivar mein shadi hai", "parivar mein shadi hai"),
    ("tabiyat kharab hai isliye nahi aa paunga", "tabiyat kharab hai isliye nahi aa paunga"),
    ("पैर में चोट है <b>&", "पैर में चोट है <b>&"),
    ("परिवार में कार्यक्रम", "family"),
    ("x" * 4000, "x" * 500),
]


@SQLITE
async def test_a_reason_in_ones_own_words(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    for typed, kept in REASONS:
        await ramesh.say("/rsvp")
        await ramesh.forge(MAYBE.data())
        await ramesh.forge(NO.data())
        await ramesh.say(typed)
        assert (typed[:50], answers(stage)) == (typed[:50], {RAMESH: ("no", kept)})
        assert ramesh.last.splitlines()[1:] == [
            stage.voice("hi").plain("Thank you for telling us.")
        ]
        said = facts.reason(stage.voice("hi"), stage.event, kept)
        assert ramesh.last.splitlines()[0] == shown(said)


@SQLITE
async def test_a_reason_may_be_kept_to_oneself(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    await ramesh.press(stage.voice("hi").plain("I would rather not say"))
    assert ramesh.last == stage.voice("hi").plain("That is all right.")
    assert answers(stage) == {RAMESH: ("no", None)}


@SQLITE
async def test_a_question_is_answered_while_a_reason_is_awaited(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    await ramesh.say("kab aana tha?")
    assert ramesh.last.startswith("📅 आपका संवाद: गुरुवार, 3 अप्रैल 2025")
    await ramesh.say("ghutne mein dard")
    assert answers(stage) == {RAMESH: ("no", "ghutne mein dard")}


async def test_the_answer_changes_until_the_deadline_and_each_change_is_kept(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(MAYBE)
    assert stage.voice("hi").plain(
        "That is all right. Tell us as soon as you know: one tap is enough."
    ) in (ramesh.heard)
    await ramesh.press(ChangeAnswer())
    await ramesh.press(NO)
    await ramesh.press(GiveReason("travel"))
    await ramesh.press(ChangeAnswer())
    await ramesh.press(YES)
    assert answers(stage) == {RAMESH: ("yes", None)}
    assert changes(stage) == [(None, "maybe"), ("maybe", "no"), ("no", "yes")]
    person = stage.fetch(lambda s: s.exec(select(Person)).one())
    by = stage.fetch(lambda s: set(s.exec(select(RsvpChange.by_person))))
    assert by == {person.id}


@SQLITE
async def test_after_the_deadline_nothing_changes_and_he_is_told(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    stage.clock.set(AFTER_DEADLINE)
    await ramesh.press(ChangeAnswer())
    await ramesh.press(NO)
    hindi = stage.voice("hi")
    too_late = hindi.plain(
        "The time for answers was over on {moment}. To change yours, call the organisers.",
        moment="1 अप्रैल, शाम 6 बजे",
    )
    assert ramesh.toast == too_late
    await ramesh.say("nahi aa paunga")
    assert ramesh.heard == [too_late]
    assert answers(stage) == {RAMESH: ("yes", None)}
    await ramesh.say("/rsvp")
    buttons = ("🎫 My pass", "📍 Map", "📋 Programme")
    assert ramesh.labels() == [hindi.plain(button) for button in buttons]
    old = [m.text for m in ramesh.messages if m.text.startswith("🪪")]
    assert old == [hindi.plain("🪪 Your card is further down."), ramesh.card]
    assert ramesh.card.splitlines()[-1] == hindi.plain(
        "The time for answers is over. To change yours, call the organisers."
    )


@SQLITE
async def test_a_waived_deadline_lets_one_answer_late(stage: Stage) -> None:
    ramesh, suresh = await stage.joined(RAMESH), await stage.joined(SURESH)

    def waive(session: Session) -> None:
        statement = update(Delegate).where(col(Delegate.roster_no) == SURESH)
        session.exec(statement.values(deadline_waived=True))

    stage.database.run(waive)
    stage.clock.set(AFTER_DEADLINE)
    for someone in (ramesh, suresh):
        await someone.press(YES)
    assert answers(stage) == {SURESH: ("yes", None)}


@SQLITE
async def test_an_old_button_after_a_move_records_nothing_and_shows_the_new_date(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    await stage.release(moved(stage.event, "batch3", date(2025, 4, 5)))
    await ramesh.press(YES)
    hindi = stage.voice("hi")
    assert ramesh.toast == hindi.plain(
        "The date has changed. Please look at the new date and answer again."
    )
    assert answers(stage) == {}
    assert "📅 आपका संवाद: शनिवार, 5 अप्रैल 2025" in ramesh.card.splitlines()
    await ramesh.press(GiveAnswer("yes", "batch3.0405"))
    assert answers(stage) == {RAMESH: ("yes", None)}


@SQLITE
async def test_a_yes_for_the_old_date_asks_to_be_confirmed(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await stage.release(moved(stage.event, "batch3", date(2025, 4, 5)))
    await ramesh.say("mera jawab kya hai")
    assert stage.voice("hi").plain(
        "The date has changed. Please say again whether you are coming."
    ) in (ramesh.card.splitlines())
    await ramesh.press(GiveAnswer("yes", "batch3.0405"))
    assert changes(stage) == [(None, "yes"), ("yes", "yes")]
    assert "आपका जवाब: ✅ हाँ, आना तय है" in ramesh.card.splitlines()


@SQLITE
async def test_a_cancelled_session_takes_no_answer(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await stage.release(moved(stage.event, "batch3", date(2025, 4, 3), cancelled=True))
    await ramesh.press(YES)
    hindi = stage.voice("hi")
    cancelled = "Your dialogue has been cancelled. We will tell you the new date."
    assert ramesh.toast == hindi.plain(cancelled)
    await ramesh.say("kab aana hai")
    assert ramesh.last.splitlines()[0] == hindi.plain(
        "Your dialogue on {date} has been cancelled. We will tell you the new date.",
        date="गुरुवार, 3 अप्रैल 2025",
    )
    assert answers(stage) == {}


async def test_a_double_tap_answers_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    card = ramesh.messages[-1]
    for _ in range(2):  # both before the bot could take the first
        ramesh.actor.press(card.id, YES.data())
    await stage.quiet()
    assert changes(stage) == [(None, "yes")]
    assert len(ramesh.files()) == 1


@SQLITE
async def test_an_update_that_comes_twice_changes_nothing_twice(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    query = stage.world.callbacks.open()
    update_ = {"id": query, "from": ramesh.user.wire(), "data": YES.data()} | {
        "message": ramesh.messages[-1].wire,
        "chat_instance": "1",
    }
    number = stage.world.updates.add("callback_query", update_)
    await stage.quiet()
    said = len(ramesh.messages)
    stage.world.updates.repeat({"update_id": number, "callback_query": update_})
    # The queue is in order of ids, so a newer update has to push the repeated one out.
    await ramesh.say("dhanyavad")
    await stage.restart()
    assert changes(stage) == [(None, "yes")]
    assert len(ramesh.messages) == said + 1


async def test_an_update_handled_again_does_not_undo_a_later_one(stage: Stage) -> None:
    """Yes, yes again (changes nothing), no: the second yes must not win when it is repeated."""
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    card = next(m for m in ramesh.messages if m.id == ramesh.actor.chat.pinned[0])
    await ramesh.say("haan")
    await ramesh.say("main nahi aa paunga")
    assert answers(stage) == {RAMESH: ("no", None)}
    await _handle_again(stage, 2)
    assert answers(stage) == {RAMESH: ("no", None)}
    assert changes(stage) == [(None, "yes"), ("yes", "no")]
    assert "आपका जवाब: ❌ नहीं, आना नहीं हो पाएगा" in card.text.splitlines()


@SQLITE
async def test_a_typed_detail_handled_again_is_the_same_answer(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    for question in ("arrival", "travel", "stay"):
        await ramesh.press(GiveDetail(question, "-"))
    await ramesh.say("घुटने में दर्द रहता है")
    said = ramesh.last
    await _handle_again(stage, 1)
    assert ramesh.last == said == stage.voice("hi").plain("Thank you, everything is noted.")
    assert changes(stage, "note") == [(None, "घुटने में दर्द रहता है")]


@SQLITE
async def test_what_was_said_after_an_answer_can_be_said_anew(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await ramesh.press(GiveDetail("arrival", "before"))
    await ramesh.press(GiveDetail("travel", "train"))
    await ramesh.press(ChangeAnswer())
    assert [AskAgain(q).data() in str(ramesh.messages[-1].wire) for q in ("travel", "stay")] == [
        True,
        False,
    ]
    await ramesh.press(AskAgain("travel"))
    await ramesh.press(GiveDetail("travel", "air"))
    assert ramesh.last == "क्या आपको दिल्ली में ठहरने की जगह चाहिए?"
    assert changes(stage, "travel") == [(None, "train"), ("train", "air")]


@SQLITE
async def test_an_old_button_that_skips_takes_nothing_back(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    for question in ("arrival", "travel", "stay"):
        await ramesh.press(GiveDetail(question, "-"))
    await ramesh.say("घुटने में दर्द रहता है")
    await ramesh.press(GiveDetail("note", "-"))
    assert changes(stage, "note") == [(None, "घुटने में दर्द रहता है")]


@SQLITE
async def test_what_others_said_is_no_answer_of_his(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    forwarded = {"type": "hidden_user", "sender_user_name": "N", "date": 0}
    await ramesh.send({"text": "main nahi aaunga", "forward_origin": forwarded})
    assert answers(stage) == {}
    assert ramesh.heard == [ramesh.card]


@SQLITE
async def test_a_detail_typed_in_the_middle_is_not_taken_for_the_next_one(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    for question in ("arrival", "travel"):
        await ramesh.press(GiveDetail(question, "-"))
    await ramesh.say("haan ji")  # a place to stay
    await _handle_again(stage, 1)
    kept = stage.fetch(lambda s: {d.question: d.value for d in s.exec(select(RsvpDetail)).all()})
    assert kept == {"arrival": None, "travel": None, "stay": "needed"}


async def _handle_again(stage: Stage, newest: int) -> None:
    """Let the bot find its newest updates unfinished, as after a kill before the commit."""
    from db.models import Intake  # noqa: PLC0415 (only this act looks at the intake)
    from db.types import IntakeState  # noqa: PLC0415

    await stage.end()
    ids = stage.fetch(
        lambda s: list(s.exec(select(Intake.update_id).order_by(col(Intake.update_id).desc())))
    )[:newest]
    stage.database.run(
        lambda s: s.exec(
            update(Intake).where(col(Intake.update_id).in_(ids)).values(state=IntakeState.NEW)
        )
    )
    await stage.begin()
    await stage.quiet()


@SQLITE
async def test_a_button_of_another_seat_answers_for_nobody(stage: Stage) -> None:
    ramesh, mohan = await stage.joined(RAMESH), await stage.joined(MOHAN)
    await mohan.forge(YES.data())  # 3 April; he is invited for 28 March
    hindi = stage.voice("hi")
    assert mohan.toast == hindi.plain(
        "The date has changed. Please look at the new date and answer again."
    )
    guest = stage.stranger()
    await guest.start("")
    await guest.press("हिंदी")
    await guest.forge(YES.data())
    assert guest.toast == hindi.plain("This button is no longer in use. Please send /start.")
    assert answers(stage) == {}
    assert ramesh.card == await stage.standing_card(ramesh, "hi")


FORGED = [
    "",
    "x",
    "rsvp",
    "rsvp:yes",
    "rsvp:perhaps:batch3.0403",
    "rsvp:yes:batch3.0403:more",
    "more:arrival:never",
    "more:nothing:-",
    "why:nonsense",
    "lang:xx",
    "state:ZZ",
    "jstate:ZZ",
    "page:ask:²",
    "page:ask:99999999999999999999",
    "seat:²",
    "seat:99999999999999999999999999",
    "decide:1:1",
    "map:nowhere",
    "ask:nonsense",
    "’" * 21,
]


@SQLITE
async def test_forged_buttons_do_nothing(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(MAYBE)
    for data in FORGED:
        await ramesh.forge(data)
        assert (data, answers(stage)) == (data, {RAMESH: ("maybe", None)})
    assert stage.fetch(lambda s: s.exec(select(RsvpDetail)).all()) == []


@SQLITE
async def test_follow_up_buttons_of_a_taken_back_yes_record_nothing(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await ramesh.say("nahi aa paunga")
    await ramesh.press(GiveDetail("arrival", "before"))
    assert stage.fetch(lambda s: s.exec(select(RsvpDetail)).all()) == []
    await ramesh.press(GiveReason("family"))
    await ramesh.say("aaunga pakka")
    await ramesh.forge(GiveReason("health").data())
    assert answers(stage) == {RAMESH: ("yes", None)}


TYPED = [
    ("haan", "yes"),
    ("हाँ जी", "yes"),
    ("yes I will come", "yes"),
    ("main zaroor aaunga", "yes"),
    ("nahi", "no"),
    ("नहीं आ पाऊँगा", "no"),
    ("nhi aa raha", "no"),
    ("I cannot come", "no"),
    ("shayad", "maybe"),
    ("abhi pakka nahi hai", "maybe"),
]


@SQLITE
async def test_typed_answers_show_what_was_understood(stage: Stage) -> None:
    ramesh, hindi = await stage.joined(RAMESH), stage.voice("hi")
    said = {RsvpChoice.YES: "✅ हाँ, आना तय है", RsvpChoice.NO: "❌ नहीं, आना नहीं हो पाएगा"}
    said[RsvpChoice.MAYBE] = "🤔 अभी तय नहीं"
    for text, choice in TYPED:
        stage.clock.jump(timedelta(hours=7))  # closes whatever question is open
        await ramesh.say(text)
        understood = hindi.say(
            "I understood: <b>{choice}</b>. Your answer is recorded.",
            choice=said[RsvpChoice(choice)],
        )
        assert (text, ramesh.heard[0]) == (text, shown(understood))
        assert (text, answers(stage)[RAMESH][0]) == (text, choice)
    await ramesh.press(hindi.plain("✏️ That is not right"))
    await ramesh.press("✅ हाँ, आना तय है")
    assert answers(stage) == {RAMESH: ("yes", None)}


@SQLITE
async def test_a_bare_no_answers_the_question_that_was_asked_last(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.say("haan")
    await ramesh.say("ek din pehle")
    await ramesh.say("bas nahi, train se")
    assert ramesh.last == "✓ ट्रेन से\nक्या आपको दिल्ली में ठहरने की जगह चाहिए?"
    await ramesh.say("nahi")
    await ramesh.say("नहीं जी")
    assert ramesh.last == stage.voice("hi").plain("Thank you, everything is noted.")
    kept = stage.fetch(lambda s: {d.question: d.value for d in s.exec(select(RsvpDetail)).all()})
    assert kept == {"arrival": "before", "travel": "train", "stay": "own", "note": None}
    assert answers(stage) == {RAMESH: ("yes", None)}


@SQLITE
async def test_words_that_fit_no_option_are_asked_again(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(YES)
    await ramesh.say("nahi")  # when do you arrive?
    assert ramesh.last == shown(
        stage.voice("hi").say(
            "Please tap what fits:\n<b>{question}</b>", question="आपका दिल्ली पहुँचना कब होगा?"
        )
    )
    assert answers(stage) == {RAMESH: ("yes", None)}
    await ramesh.say("ab nahi aa paunga")
    assert answers(stage) == {RAMESH: ("no", None)}


@SQLITE
async def test_questions_set_for_a_no_are_asked_after_the_reason(stage: Stage) -> None:
    rsvp = stage.event.rsvp
    asked = rsvp.follow_ups[3].model_copy(update={"ask_after": (RsvpChoice.NO,)})
    await stage.release(
        stage.event.model_copy(update={"rsvp": rsvp.model_copy(update={"follow_ups": (asked,)})})
    )
    ramesh = await stage.joined(RAMESH)
    await ramesh.press(NO)
    await ramesh.press(GiveReason("-"))
    assert ramesh.last == asked.text.hi
    await ramesh.say("अगली बार ज़रूर")
    kept = stage.fetch(lambda s: {d.question: d.value for d in s.exec(select(RsvpDetail)).all()})
    assert kept == {"note": "अगली बार ज़रूर"}


async def test_many_answer_at_once_and_each_answer_is_his(stage: Stage) -> None:
    everyone = [await stage.joined(number) for number in (RAMESH, MOHAN, SURESH)]
    marks = {RAMESH: "batch3.0403", MOHAN: "batch2.0328", SURESH: "batch3.0403"}
    for round_ in range(4):
        for number, someone in zip(marks, everyone, strict=True):
            choice = ("yes", "no", "maybe")[(round_ + number) % 3]
            someone.actor.chat.started = True
            query = {"id": stage.world.callbacks.open(), "from": someone.user.wire()}
            query |= {"message": someone.messages[-1].wire, "chat_instance": "1"}
            query |= {"data": GiveAnswer(choice, marks[number]).data()}
            stage.world.updates.add("callback_query", query)
    await stage.quiet()
    await asyncio.sleep(0)
    last = {n: (("yes", "no", "maybe")[(3 + n) % 3], None) for n in marks}
    assert answers(stage) == last
    assert len(changes(stage)) == 12
