"""Reminders as people get them: chased until they answer, reminded when they come, never twice."""

from datetime import date, time, timedelta

from rounds import ASK1, ASK2, ASK3, DAY, WEEK, at, books, later, moved, reminded, stages, tick
from stage import KAMLA, MOHAN, RAMESH, SUNITA, SURESH, Someone, Stage

from bot.event import Both
from bot.services.rsvp import Cause
from db.types import RsvpChoice, Via
from handlers.presses import GiveAnswer
from handlers.reminder_presses import MuteReminders

WAITING = "हमें आपके जवाब की प्रतीक्षा है। कृपया बताइए, आपका आना हो पाएगा या नहीं।"
NOT_YET = (
    "आपका जवाब अभी तक नहीं मिला है। कृपया बता दीजिए, आपका आना हो पाएगा या नहीं, ताकि व्यवस्था समय "
    "पर हो सके।"
)
SOON = "जवाब देने का समय जल्द पूरा हो रहा है। कृपया बता दीजिए, आपका आना हो पाएगा या नहीं।"
ONE_WEEK = "अब एक सप्ताह रह गया है। हमें आपके आने की प्रतीक्षा है।"
TOMORROW = "कल आपसे भेंट होगी।"
TWO_HOURS = "अब लगभग दो घंटे बाक़ी हैं। आपका स्वागत है।"
MOVED = "तारीख बदल गई है। कृपया फिर से बताइए, आपका आना हो पाएगा या नहीं।"
MUTE, UNMUTE = "🔕 अब मुझे याद न दिलाइए", "🔔 मुझे फिर याद दिलाइए"
KEY = "2025-04-03"
PLACE = ["🕙 Time: will be announced soon", "📍 Place: Indira Gandhi Bhawan"]


async def answer(someone: Someone, choice: RsvpChoice, mark: str = "batch3.0403") -> None:
    await someone.press(GiveAnswer(choice.value, mark))


async def test_a_chase_stops_with_the_answer_and_who_comes_is_reminded(stage: Stage) -> None:
    ramesh, kamla, suresh = [await stage.joined(n) for n in (RAMESH, KAMLA, SURESH)]
    await tick(stage)
    assert reminded(stage, ramesh) == []
    await at(stage, ASK1)
    assert [reminded(stage, p) for p in (ramesh, kamla, suresh)] == [[WAITING]] * 3
    await answer(ramesh, RsvpChoice.YES)
    await answer(kamla, RsvpChoice.MAYBE)
    for moment in (WEEK, ASK2, ASK3, DAY):
        await at(stage, moment)
        await later(stage, minutes=3)
    assert reminded(stage, ramesh) == [WAITING, ONE_WEEK, TOMORROW]
    assert reminded(stage, kamla) == [WAITING, SOON]
    assert reminded(stage, suresh) == [WAITING, NOT_YET, SOON]
    assert books(stage) == {
        f"ask1 batch3 {KEY}": {"sent": 3},
        f"week batch3 {KEY}": {"sent": 1},
        f"ask2 batch3 {KEY}": {"sent": 1},
        f"ask3 batch3 {KEY}": {"sent": 2},
        f"day batch3 {KEY}": {"sent": 1},
    }


async def test_an_answer_that_comes_while_it_waits_its_turn_drops_it(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await tick(stage)
    stage.clock.set(ASK1)
    await stage.services.outbox.stop_until(ASK1 + timedelta(minutes=5), "Telegram asks to wait")
    await stage.services.reminders.plan()
    await answer_while_it_waits(stage, ramesh)
    stage.clock.jump(timedelta(minutes=6))
    await tick(stage)
    assert [reminded(stage, p) for p in (ramesh, kamla)] == [[], [WAITING]]
    assert books(stage) == {f"ask1 batch3 {KEY}": {"cancelled": 1, "sent": 1}}


async def answer_while_it_waits(stage: Stage, someone: Someone) -> None:
    who = await stage.services.people.known(someone.id)
    assert who is not None
    assert who.delegate is not None
    cause = Cause(Via.BUTTON, None, who.id)  # no act: it would wait for the outbox
    await stage.services.rsvp.answer(who.delegate.id or 0, RsvpChoice.YES, cause)


async def test_each_is_written_to_in_his_language_with_what_he_needs(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA, "en")
    suresh = await stage.joined(SURESH, "en")
    await answer(ramesh, RsvpChoice.YES)
    await answer(kamla, RsvpChoice.YES)
    entry = Both(hi="निमंत्रण और पहचान पत्र साथ लाइए।", en="Bring invitation and identity card.")
    faq = [
        f.model_copy(update={"answer": entry}) if f.id == "entry" else f for f in stage.event.faq
    ]
    await stage.release(stage.event.model_copy(update={"faq": tuple(faq)}))
    await tick(stage)
    await at(stage, ASK3)
    assert suresh.last.split("\n\n") == [
        "🔔 District Presidents' Dialogue",
        "The time to answer ends soon. Please tell us whether you are coming.",
        "\n".join(["📅 Your dialogue: the day after tomorrow – Thursday, 3 April 2025", *PLACE]),
        "You can answer or change your answer until 1 April, 6 pm.",
    ]
    yes, no, maybe = "✅ Yes, I am coming", "❌ No, I cannot come", "🤔 Not sure yet"
    off = "🔕 Do not remind me any more"
    assert suresh.labels() == [yes, no, maybe, "📍 Map", "📋 Programme", off]
    await at(stage, DAY)
    words, entry_pass = ramesh.messages[-2:]
    assert ramesh.labels(words) == ["🎫 मेरा प्रवेश-पत्र", "📍 नक्शा", "📋 कार्यक्रम", MUTE]
    assert "photo" in entry_pass.wire
    english = kamla.messages[-2].text
    assert english.split("\n\n")[1:3] == [
        "We meet tomorrow.",
        "\n".join(["📅 Your dialogue: tomorrow – Thursday, 3 April 2025", *PLACE]),
    ]
    assert english.endswith("What do I need to be let in?\nBring invitation and identity card.")
    assert words.text.endswith(entry.hi)


async def test_who_wants_none_gets_none_until_he_wants_them_again(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    await tick(stage)
    await at(stage, ASK1)
    await ramesh.press(MUTE)
    assert ramesh.toast == stage.voice("hi").plain(
        "🔕 You get no more reminders. You will still be told if your date changes."
    )
    assert ramesh.labels()[-1] == UNMUTE
    await at(stage, ASK2)
    assert [len(reminded(stage, p)) for p in (ramesh, kamla)] == [1, 2]
    await ramesh.say("/reminders")
    assert ramesh.labels() == [UNMUTE]
    await ramesh.press(MuteReminders("0"))
    assert ramesh.labels() == [MUTE]
    await at(stage, ASK3)
    assert [len(reminded(stage, p)) for p in (ramesh, kamla)] == [2, 3]


async def test_who_joins_after_its_moment_is_not_chased_at_once(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await tick(stage)
    await at(stage, ASK1)
    kamla = await stage.joined(KAMLA)
    await later(stage, minutes=10)
    assert [len(reminded(stage, p)) for p in (ramesh, kamla)] == [1, 0]
    await at(stage, ASK2)
    assert [len(reminded(stage, p)) for p in (ramesh, kamla)] == [2, 1]


async def test_a_moved_session_reminds_again_and_asks_for_the_answer_anew(stage: Stage) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA)
    await answer(ramesh, RsvpChoice.YES)
    await answer(sunita, RsvpChoice.YES, "batch1.0327")
    await tick(stage)
    for moment in (WEEK, DAY):
        await at(stage, moment)
    assert reminded(stage, ramesh) == [ONE_WEEK, TOMORROW]
    before = reminded(stage, sunita)
    await stage.release(moved(stage.event, "batch3", date=date(2025, 4, 13)))
    await tick(stage)
    await at(stage, ASK1 + timedelta(days=10))  # ten days before the new date
    assert reminded(stage, ramesh)[2:] == [MOVED]
    assert ramesh.labels()[-1] == MUTE
    await answer(ramesh, RsvpChoice.YES, "batch3.0413")
    await at(stage, WEEK + timedelta(days=10))
    await at(stage, DAY + timedelta(days=10))
    assert reminded(stage, ramesh)[3:] == [ONE_WEEK, TOMORROW]
    assert reminded(stage, sunita) == before


async def test_what_is_queued_for_the_old_date_is_cancelled(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    await tick(stage)
    stage.clock.set(ASK1)
    await stage.services.outbox.stop_until(ASK1 + timedelta(minutes=5), "Telegram asks to wait")
    await stage.services.reminders.plan()
    await stage.release(moved(stage.event, "batch3", date=date(2025, 4, 10)))
    stage.clock.jump(timedelta(minutes=6))
    await tick(stage)
    assert reminded(stage, ramesh) == []
    assert books(stage) == {f"ask1 batch3 {KEY}": {"cancelled": 1}}
    assert stages(stage)[f"ask1 batch3 {KEY}"] == "over"
    assert stages(stage)["ask1 batch3 2025-04-10"] == "ahead"


async def test_a_session_called_off_reminds_of_nothing(stage: Stage) -> None:
    ramesh, mohan = await stage.joined(RAMESH), await stage.joined(MOHAN)
    await tick(stage)
    await stage.release(moved(stage.event, "batch3", cancelled=True))
    await at(stage, ASK1)
    await at(stage, ASK2)
    assert reminded(stage, ramesh) == []
    assert stages(stage)[f"ask1 batch3 {KEY}"] == "gone"
    assert len(reminded(stage, mohan)) == 0
    await stage.release(stage.event)
    await tick(stage)
    assert reminded(stage, ramesh) == [NOT_YET]


async def test_a_time_announced_later_reminds_two_hours_before_and_nothing_twice(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    await answer(ramesh, RsvpChoice.YES)
    await tick(stage)
    await at(stage, DAY)
    await stage.release(moved(stage.event, "batch3", time=time(11)))
    await later(stage, minutes=5)
    assert reminded(stage, ramesh) == [TOMORROW]
    await at(stage, DAY + timedelta(hours=23))
    assert reminded(stage, ramesh) == [TOMORROW, TWO_HOURS]
    await stage.release(moved(stage.event, "batch3", time=time(14)))
    await at(stage, DAY + timedelta(hours=26))
    assert reminded(stage, ramesh) == [TOMORROW, TWO_HOURS, TWO_HOURS]


async def test_a_long_text_goes_in_parts_and_counts_as_one(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    long = Both(hi="याद " * 800 + "समाप्त।", en="word " * 600)
    entry = Both(hi="पहचान पत्र " * 300, en="card " * 600)
    reminders = stage.event.reminders
    rules = [r.model_copy(update={"text": long}) for r in reminders.rules]
    faq = [
        f.model_copy(update={"answer": entry}) if f.id == "entry" else f for f in stage.event.faq
    ]
    changed = {"rules": tuple(rules)}
    await stage.release(
        stage.event.model_copy(
            update={"faq": tuple(faq), "reminders": reminders.model_copy(update=changed)}
        )
    )
    await answer(ramesh, RsvpChoice.YES)
    await tick(stage)
    before = len(ramesh.messages)
    await at(stage, DAY)
    *parts, entry_pass = ramesh.messages[before:]
    assert "photo" in entry_pass.wire
    assert len(parts) == 2
    assert ramesh.labels(parts[0]) == []
    assert ramesh.labels(parts[1])[-1] == MUTE
    assert books(stage)[f"day batch3 {KEY}"] == {"sent": 1}
