"""An announcement under control: paused, cancelled, seconded, faulty, held, sent again."""

import asyncio
from datetime import date, timedelta

import pytest
from office_hours import (
    ENGLISH,
    HINDI,
    LOOK,
    announced,
    carried_on,
    got,
    released,
    reports,
    written,
)
from sqlalchemy import update
from sqlmodel import select
from stage import KAMLA, RAMESH, SUNITA, SURESH, Someone, Stage

from bot.config import DeliverySection
from bot.services.announcement_holds import hold_mentioning
from bot.services.announcement_rows import ANNOUNCEMENTS, NeedsAnother, NotNow, TextTooLong
from bot.services.announcements import LONGEST
from bot.services.audience import PEOPLE
from bot.services.outbox_rows import ROWS, close_lane, lane_fault
from db.announcements import Announcement
from db.models import Audit
from db.types import AnnouncementKind, AnnouncementStage, DeliveryState, HoldReason
from handlers.broadcast_watch import Watch


def audited(stage: Stage) -> list[str]:
    rows = stage.fetch(lambda s: s.exec(select(Audit).order_by(Audit.id)).all())
    return [row.action for row in rows if row.action.startswith("announcement")]


async def planned(stage: Stage) -> None:
    """Queue everything while Telegram wants to hear nothing."""
    until = stage.clock.now() + timedelta(hours=1)
    await stage.services.outbox.stop_until(until, "asked to")
    watch = Watch(stage.running.bot, stage.services)
    for _ in range(4):
        await watch.catch_up()


async def test_a_pause_holds_what_is_queued_also_over_a_restart(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    boss = await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    await stage.services.releases.release(1, await who(stage, boss), 3)
    await planned(stage)
    await stage.services.releases.hold(1, await who(stage, boss))
    stage.clock.jump(timedelta(hours=2))
    await stage.restart()
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(kamla, HINDI)) == (0, 0)
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    assert boss.last.splitlines()[0].startswith("📣 सूचना 1 – ⏸ रुकी हुई")
    await boss.press("▶️ आगे बढ़ाइए")
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(kamla, HINDI), len(reports(boss))) == (1, 1, 1)
    assert audited(stage) == [
        "announcement.release",
        "announcement.pause",
        "announcement.resume",
    ]


async def who(stage: Stage, someone):  # noqa: ANN001, ANN201 (a person and who it is)
    found = await stage.services.people.known(someone.id)
    assert found is not None
    return found


async def test_a_progress_opened_elsewhere_says_of_when_it_is(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await written(boss)
    await boss.press("🕐 कब")
    await boss.press("कल सुबह 9 बजे")
    await released(boss)
    live = boss.messages[-1].id
    assert boss.labels() == ["⏸ रोकिए", "✖️ रद्द कीजिए"]
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    opened = boss.messages[-1].id
    assert boss.last.splitlines()[-1] == "20 मार्च, सुबह 10 बजे तक"
    assert boss.labels() == ["⏸ रोकिए", "✖️ रद्द कीजिए", "🔄 फिर देखिए"]
    stage.clock.jump(timedelta(minutes=90))
    await boss.press("🔄 फिर देखिए")
    assert boss.last.splitlines()[-1] == "20 मार्च, सुबह 11:30 बजे तक"
    await boss.press("⏸ रोकिए")
    await carried_on(stage)
    shown = {m.id: m for m in boss.messages}
    assert shown[live].text.splitlines()[0].startswith("📣 सूचना 1 – ⏸ रुकी हुई")
    assert not shown[live].text.endswith("तक")
    assert boss.labels(shown[live]) == ["▶️ आगे बढ़ाइए", "✖️ रद्द कीजिए"]
    assert shown[opened].text.endswith("तक")
    assert boss.labels(shown[opened])[-1] == "🔄 फिर देखिए"
    await boss.press("✖️ रद्द कीजिए", under=shown[live])
    await boss.press("← पीछे", under={m.id: m for m in boss.messages}[live])
    back = {m.id: m for m in boss.messages}[live]
    assert boss.labels(back) == ["▶️ आगे बढ़ाइए", "✖️ रद्द कीजिए"]


async def test_cancelled_in_the_middle_the_rest_is_let_go_and_can_be_sent_after_all(
    stage: Stage,
) -> None:
    ramesh = await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    await stage.services.releases.release(1, await who(stage, boss), 3)
    await planned(stage)
    await stage.services.releases.cancel(1, await who(stage, boss))
    stage.clock.jump(timedelta(hours=2))
    await carried_on(stage)
    assert got(ramesh, HINDI) == 0
    (report,) = reports(boss)
    assert report.splitlines()[2:5] == ["1 व्यक्ति के लिए:", "✅ पहुँची: 0", "✖️ रद्द: 1"]
    await boss.press("▶️ बाक़ी को भेजिए (1)")
    await carried_on(stage)
    assert (got(ramesh, HINDI), len(reports(boss))) == (1, 2)


async def test_what_was_not_begun_becomes_a_draft_again(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await written(boss)
    await boss.press("🕐 कब")
    await boss.press("कल सुबह 9 बजे")
    await released(boss)
    await boss.press("✖️ रद्द कीजिए")
    await boss.press("✖️ हाँ, रद्द कीजिए")
    assert boss.last.startswith("वापस ले ली गई; यह फिर से मसौदा है।")
    stage.clock.jump(timedelta(days=2))
    await carried_on(stage)
    assert got(ramesh, HINDI) == 0


async def test_a_second_organiser_has_to_release_it(stage: Stage) -> None:
    strict = DeliverySection(per_second=0, second_organiser=True)
    ramesh = await stage.joined(RAMESH)
    boss, other = await stage.staff(1), await stage.staff(2)
    stage.services.releases._delivery = strict
    await written(boss)
    await boss.press(LOOK)
    assert "इसे भेजने के लिए दूसरे आयोजक की मंज़ूरी चाहिए।" in boss.last
    await boss.press("📨 दूसरे आयोजक को दिखाइए")
    await carried_on(stage)
    await boss.forge("ango:1:3")
    assert boss.toast == "इसे भेजने की मंज़ूरी दूसरे आयोजक को देनी है।"
    await carried_on(stage)
    assert got(ramesh, HINDI) == 0
    await released(other)
    await carried_on(stage)
    assert (got(ramesh, HINDI), len(reports(boss)), len(reports(other))) == (1, 1, 1)


async def test_who_rewrites_and_submits_it_is_not_the_second(stage: Stage) -> None:
    stage.services.releases._delivery = DeliverySection(per_second=0, second_organiser=True)
    ramesh = await stage.joined(RAMESH)
    boss, other = await stage.staff(1), await stage.staff(2)
    await written(boss)
    others = await who(stage, other)
    row = await stage.services.announcements.write(1, others, "hi", "कुछ और")
    waiting = await stage.services.releases.release(1, others, row.version)
    assert (waiting.submitted_by, waiting.changed_by) == (others.id, others.id)
    with pytest.raises(NeedsAnother):
        await stage.services.releases.release(1, others, row.version)
    await stage.services.releases.release(1, await who(stage, boss), row.version)
    await carried_on(stage)
    assert got(ramesh, "कुछ और") == 1


async def test_who_only_submits_what_another_wrote_is_not_the_second_either(stage: Stage) -> None:
    stage.services.releases._delivery = DeliverySection(per_second=0, second_organiser=True)
    await stage.joined(RAMESH)
    boss, other = await stage.staff(1), await stage.staff(2)
    await written(boss)
    mine, others = await who(stage, boss), await who(stage, other)
    await stage.services.releases.release(1, others, 3)
    for one in (mine, others):
        with pytest.raises(NeedsAnother):
            await stage.services.releases.release(1, one, 3)


async def test_what_was_taken_back_while_paused_does_not_go_on(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    boss = await stage.staff(1)
    await announced(stage, boss)
    mine = await who(stage, boss)
    waits = (
        update(ROWS)
        .where(ROWS.c.lane == 1001, ROWS.c.person_id == (await who(stage, kamla)).id)
        .values(state=DeliveryState.QUEUED, due_at=stage.clock.now() + timedelta(hours=1))
    )
    sending = update(ANNOUNCEMENTS).values(stage=AnnouncementStage.SENDING)
    for statement in (waits, sending):
        stage.database.run(lambda s, one=statement: s.execute(one) and None)
    await stage.services.releases.hold(1, mine)
    recall = await stage.services.amendments.amend(1, mine, AnnouncementKind.RECALL)
    await stage.services.releases.release(recall.id, mine, recall.version)
    await carried_on(stage)
    with pytest.raises(NotNow):
        await stage.services.releases.go_on(1, mine)
    stage.clock.jump(timedelta(hours=2))
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(kamla, HINDI)) == (1, 1)
    assert stage.fetch(lambda s: s.get(Announcement, 1).held) is HoldReason.ASKED


async def test_a_pause_keeps_the_fault_that_stopped_it(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await written(boss)
    mine = await who(stage, boss)
    await stage.services.releases.release(1, mine, 3)
    await planned(stage)
    stage.database.run(lambda s: close_lane(s, 1001, fault="no such file"))
    held = await stage.services.releases.hold(1, mine)
    assert (held.held, held.held_note, held.held_told) == (HoldReason.FAULT, "no such file", False)
    assert stage.fetch(lambda s: lane_fault(s, 1001)) == "no such file"


async def test_a_text_that_is_too_long_is_refused_as_a_whole(stage: Stage) -> None:
    boss = await stage.staff(1)
    await written(boss)
    mine = await who(stage, boss)
    with pytest.raises(TextTooLong):
        await stage.services.announcements.write(1, mine, "hi", "क" * LONGEST, add=True)
    assert (await stage.services.announcements.get(1, mine)).text_hi == HINDI


async def test_who_left_his_place_after_it_was_queued_gets_nothing(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    boss = await stage.staff(1)
    await written(boss)
    await boss.press(LOOK)
    await stage.services.releases.release(1, await who(stage, boss), 3)
    await planned(stage)
    left = update(PEOPLE).where(PEOPLE.c.telegram_id == kamla.id).values(delegate_id=None)
    stage.database.run(lambda s: s.execute(left) and None)
    stage.clock.jump(timedelta(hours=2))
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(kamla, HINDI)) == (1, 0)
    assert reports(boss)[0].splitlines()[2:5] == ["2 लोगों के लिए:", "✅ पहुँची: 1", "✖️ रद्द: 1"]


async def test_what_telegram_does_not_take_stops_the_whole_and_says_why(stage: Stage) -> None:
    people = [await stage.joined(n) for n in (RAMESH, KAMLA, SURESH)]
    boss = await stage.staff(1)
    await written(boss)
    await released(boss)
    broken = update(ANNOUNCEMENTS).values(text_hi="<b>टूटा")
    stage.database.run(lambda s: s.execute(broken) and None)
    await carried_on(stage)
    assert [got(one, HINDI) for one in people] == [0, 0, 0]
    lines = boss.last.splitlines()
    assert lines[0].startswith("📣 सूचना 1 – ⛔ रुक गई: टेलीग्राम इसे नहीं ले रहा")
    assert "can't parse entities" in boss.last.lower()
    assert lines[-1] == "इसे रद्द कीजिए, सादे अक्षरों में फिर से लिखिए और वह भेजिए।"
    assert reports(boss) == []
    fixed = update(ANNOUNCEMENTS).values(text_hi=HINDI)
    stage.database.run(lambda s: s.execute(fixed) and None)
    await boss.press("▶️ आगे बढ़ाइए")
    await carried_on(stage)
    await boss.press(next(x for x in boss.labels() if x.startswith("🔁")))
    await carried_on(stage)
    assert [got(one, HINDI) for one in people] == [1, 1, 1]


async def test_who_blocked_the_bot_is_accounted_for_and_listed(stage: Stage) -> None:
    ramesh, kamla = await stage.joined(RAMESH), await stage.joined(KAMLA)
    boss = await stage.staff(1)
    await kamla.block()
    await announced(stage, boss)
    assert reports(boss)[0].splitlines()[2:5] == [
        "2 लोगों के लिए:",
        "✅ पहुँची: 1",
        "🚫 पहुँच से बाहर (बातचीत बंद कर रखी है): 1",
    ]
    assert boss.labels() == ["📄 जिन तक नहीं पहुँची (6)", "✏️ सुधारिए", "🗑 वापस लीजिए"]
    await boss.press("📄 जिन तक नहीं पहुँची (6)")
    assert boss.messages[-1].wire["caption"] == "6 लोग, जिन्हें फ़ोन करना है"
    await boss.forge("anag:1:failed")
    assert boss.toast.startswith("अब इनमें से किसी तक संदेश नहीं पहुँच सकता")
    await kamla.block(blocked=False)
    await boss.press(await offered_again(boss))
    await carried_on(stage)
    assert (got(ramesh, HINDI), got(kamla, HINDI), len(reports(boss))) == (1, 1, 2)


async def offered_again(boss: Someone) -> str:
    """Open the report anew; give the button that sends to the one person who can be reached."""
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    label = "🔁 जिन तक पहुँच सकती है, उन्हें फिर भेजिए (1)"
    assert label in boss.labels()
    return label


async def test_a_late_joiner_who_left_again_is_not_offered(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss)
    kamla = await stage.joined(KAMLA)
    await kamla.block()
    await ramesh.block()
    again = "🆕 बाद में जुड़े लोगों को भेजिए (1)"
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    assert "🆕 1 व्यक्ति बाद में जुड़े हैं; उन्हें यह नहीं मिली।" in boss.last
    assert again not in boss.labels()
    await kamla.block(blocked=False)
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    assert again in boss.labels()


async def test_a_report_shows_to_the_end_what_is_sent_again(stage: Stage) -> None:
    await stage.joined(RAMESH)
    kamla, boss = await stage.joined(KAMLA), await stage.staff(1)
    await kamla.block()
    await announced(stage, boss)
    await kamla.block(blocked=False)
    again = await offered_again(boss)
    report = boss.messages[-1].id
    await boss.press(again)
    await carried_on(stage)
    shown = next(m for m in boss.messages if m.id == report)
    assert shown.text.splitlines()[0].startswith("📣 सूचना 1 – भेजी गई")
    assert "▰▰▰▰▰▰▰▰▰▰ 2 में से 2" in shown.text
    assert "reply_markup" not in shown.wire
    assert (got(kamla, HINDI), len(reports(boss))) == (1, 2)


async def test_those_in_doubt_are_sent_again_only_when_asked_for(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss)
    doubt = update(ROWS).where(ROWS.c.lane == 1001).values(state=DeliveryState.IN_DOUBT)
    stage.database.run(lambda s: s.execute(doubt) and None)
    await stage.restart()
    await carried_on(stage)
    assert got(ramesh, HINDI) == 1
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    await boss.press("🔁 जिनका पक्का पता नहीं, उन्हें फिर भेजिए (1)")
    await carried_on(stage)
    assert got(ramesh, HINDI) == 2


async def test_what_names_a_date_that_moved_is_held_and_told(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    for text in ("संवाद 3 अप्रैल को है।", "स्वागत है।"):
        await written(boss, text, None)
        await boss.press("🕐 कब")
        await boss.press("कल सुबह 9 बजे")
        await released(boss)
    now = stage.clock.now()
    held = stage.database.run(lambda s: hold_mentioning(s, [date(2025, 4, 3)], by=None, now=now))
    assert held == [1]
    await carried_on(stage)
    assert "इसमें 3 अप्रैल लिखा है, और वह तारीख बदल गई है।" in boss.last
    stage.clock.jump(timedelta(days=1))
    await carried_on(stage)
    assert (got(ramesh, "संवाद 3 अप्रैल को है।"), got(ramesh, "स्वागत है।")) == (0, 1)


@pytest.mark.parametrize("english", [ENGLISH, None])
async def test_a_correction_edits_what_was_delivered_and_says_so(
    stage: Stage, english: str | None
) -> None:
    ramesh, sunita = await stage.joined(RAMESH), await stage.joined(SUNITA, "en")
    boss = await stage.staff(1)
    await announced(stage, boss, HINDI, english)
    theirs = ramesh.messages[-1]
    hers = sunita.messages[-1].text
    await boss.press("✏️ सुधारिए")
    await boss.press("✏️ हिंदी")
    await boss.say("सुधरा पाठ")
    await boss.press(LOOK)
    await boss.press("✏️ हाँ, सुधार दीजिए")
    await carried_on(stage)
    assert ramesh.actor.chat.messages[theirs.id].text == "सुधरा पाठ"
    told = "✏️ ऊपर वाली सूचना में सुधार हुआ है। कृपया उसे एक बार फिर पढ़ लीजिए।"
    assert got(ramesh, told) == 1
    if english:
        assert sunita.messages[-1].text == hers
    else:
        assert sunita.messages[-2].text == "सुधरा पाठ"
    assert len(reports(boss)) == 2


async def test_taking_back_deletes_what_telegram_lets_go(stage: Stage) -> None:
    ramesh = await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await announced(stage, boss)
    theirs = ramesh.messages[-1]
    await boss.press("🗑 वापस लीजिए")
    await boss.press("🗑 हाँ, वापस लीजिए")
    await carried_on(stage)
    assert theirs.id not in ramesh.actor.chat.messages
    await boss.forge("anam:1:correction")
    assert boss.toast.startswith("यह अभी नहीं हो सकता")


async def test_what_is_older_than_two_days_stays_and_that_is_said(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss)
    theirs = ramesh.messages[-1]
    stage.clock.jump(timedelta(hours=49))
    await boss.press("🗑 वापस लीजिए")
    await boss.press("🗑 हाँ, वापस लीजिए")
    await carried_on(stage)
    assert theirs.id in ramesh.actor.chat.messages
    assert "48 घंटे से पुराने संदेश टेलीग्राम नहीं मिटाता" in reports(boss)[-1]


async def test_a_late_joiner_gets_one_digest_of_what_is_still_of_use(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    for text in ("पहली", "दूसरी"):
        await announced(stage, boss, text, None)
    await boss.press("🗑 वापस लीजिए")
    await boss.press("🗑 हाँ, वापस लीजिए")
    await carried_on(stage)
    await announced(stage, boss, "तीसरी", None)
    stage.clock.jump(timedelta(minutes=10))
    kamla = await stage.joined(KAMLA)
    stage.clock.jump(timedelta(minutes=2))
    await carried_on(stage)
    await stage.restart()
    await carried_on(stage)
    digest = [m.text for m in kamla.messages if m.text.startswith("📣")]
    assert digest == [
        (
            "📣 आपके जुड़ने से पहले की सूचनाएँ, जो अब भी काम की हैं:\n\n"
            "20 मार्च, सुबह 10 बजे\nपहली\n\n20 मार्च, सुबह 10 बजे\nतीसरी"
        )
    ]


def digest_of(someone: Someone) -> str:
    """Give the digest as it stands in the chat now."""
    (found,) = [m.text for m in someone.messages if m.text.startswith(("📣 आपके", "📣 From"))]
    return found


async def corrected(stage: Stage, boss: Someone, text: str) -> None:
    await boss.press("✏️ सुधारिए")
    await boss.press("✏️ हिंदी")
    await boss.say(text)
    await boss.press(LOOK)
    await boss.press("✏️ हाँ, सुधार दीजिए")
    await carried_on(stage)


async def late(stage: Stage, number: int, locale: str = "hi") -> Someone:
    """Let somebody join after what was announced so far, and get his digest."""
    stage.clock.jump(timedelta(minutes=10))
    someone = await stage.joined(number, locale)
    stage.clock.jump(timedelta(minutes=2))
    await carried_on(stage)
    return someone


async def test_a_correction_reaches_who_had_it_in_his_digest(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss, "पहली", "First")
    await announced(stage, boss, "दूसरी", None)
    kamla, sunita = await late(stage, KAMLA), await late(stage, SUNITA, "en")
    await boss.press("✏️ सुधारिए")
    await boss.press("✏️ हिंदी")
    await boss.say("दूसरी, सुधरी हुई")
    await boss.press(LOOK)
    assert boss.last.splitlines()[0].startswith("3 लोगों के संदेश बदल दें?")
    await boss.press("✏️ हाँ, सुधार दीजिए")
    await carried_on(stage)
    assert digest_of(kamla).endswith(
        "20 मार्च, सुबह 10 बजे\nपहली\n\n20 मार्च, सुबह 10 बजे\nदूसरी, सुधरी हुई"
    )
    assert digest_of(sunita).endswith("First\n\n20 March, 10 am\nदूसरी, सुधरी हुई")
    told = "✏️ ऊपर 20 मार्च, सुबह 10 बजे वाली सूचना में सुधार हुआ है। कृपया उसे एक बार फिर पढ़ लीजिए।"
    assert (got(kamla, told), got(ramesh, told), got(ramesh, "दूसरी")) == (1, 0, 1)
    said = "✏️ The announcement of 20 March, 10 am above was corrected. Please read it once more."
    assert got(sunita, said) == 1
    assert "✅ पहुँची: 3" in reports(boss)[-1]


async def test_only_those_whose_words_change_are_told_of_a_correction(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await announced(stage, boss, "पहली", "First")
    kamla, sunita = await late(stage, KAMLA), await late(stage, SUNITA, "en")
    await corrected(stage, boss, "पहली, सुधरी हुई")
    assert digest_of(kamla).endswith("पहली, सुधरी हुई")
    assert sunita.last.endswith("First")


async def test_a_correction_counts_whose_words_change(stage: Stage) -> None:
    await stage.joined(RAMESH)
    sunita, boss = await stage.joined(SUNITA, "en"), await stage.staff(1)
    await announced(stage, boss, "पहली", "First")
    await late(stage, KAMLA)
    await late(stage, SURESH, "en")
    await boss.press("✏️ सुधारिए")
    await boss.press("✏️ हिंदी")
    await boss.say("पहली, सुधरी हुई")
    await boss.press(LOOK)
    lines = boss.last.splitlines()
    assert lines[0].startswith("2 लोगों के संदेश बदल दें?")
    assert "हिंदी में: 2, अंग्रेज़ी में: 0" in lines
    await boss.press("✏️ हाँ, सुधार दीजिए")
    await carried_on(stage)
    assert reports(boss)[-1].splitlines()[2:4] == ["2 लोगों के लिए:", "✅ पहुँची: 2"]
    assert sunita.last == "First"


async def test_what_is_taken_back_is_so_in_a_digest_too(stage: Stage) -> None:
    ramesh, boss = await stage.joined(RAMESH), await stage.staff(1)
    await announced(stage, boss, "पहली", None)
    await announced(stage, boss, "दूसरी", None)
    kamla = await late(stage, KAMLA)
    stage.clock.jump(timedelta(hours=50))  # a digest is edited at any age
    await boss.press("🗑 वापस लीजिए")
    await boss.press("🗑 हाँ, वापस लीजिए")
    await carried_on(stage)
    assert boss.last.splitlines()[2:4] == ["2 लोगों के लिए:", "✅ वापस ली गई: 1"]
    assert digest_of(kamla).endswith("पहली\n\n20 मार्च, सुबह 10 बजे\nयह सूचना वापस ले ली गई है।")
    assert got(kamla, "🗑 ऊपर 20 मार्च, सुबह 10 बजे वाली सूचना वापस ले ली गई है।") == 1
    assert got(ramesh, "दूसरी") == 1
    await corrected_first(stage, boss)
    assert digest_of(kamla).endswith("पहली, फिर से\n\n20 मार्च, सुबह 10 बजे\nयह सूचना वापस ले ली गई है।")


async def test_a_digest_with_the_new_words_is_not_called_corrected(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await announced(stage, boss, "पहली", None)
    mine = await who(stage, boss)
    row = await stage.services.amendments.amend(1, mine, AnnouncementKind.CORRECTION)
    row = await stage.services.announcements.write(row.id, mine, "hi", "सुधरी हुई")
    tomorrow = stage.clock.now() + timedelta(days=1)
    row = await stage.services.announcements.plan(row.id, mine, tomorrow)
    await stage.services.releases.release(row.id, mine, row.version)
    kamla = await late(stage, KAMLA)
    assert digest_of(kamla).endswith("\nसुधरी हुई")
    before = len(kamla.messages)
    stage.clock.jump(timedelta(days=1))
    await carried_on(stage)
    assert len(kamla.messages) == before
    assert "✅ पहुँची: 1" in reports(boss)[-1]


async def corrected_first(stage: Stage, boss: Someone) -> None:
    await boss.say("/announcements")
    await boss.press("📣 सूचना 1")
    await corrected(stage, boss, "पहली, फिर से")


async def test_a_digest_that_is_being_sent_is_corrected_once_it_is_there(stage: Stage) -> None:
    await stage.joined(RAMESH)
    boss = await stage.staff(1)
    await announced(stage, boss, "पहली", None)
    kamla = await late(stage, KAMLA)
    digest = ROWS.c.key == f"digest:{(await who(stage, kamla)).id}"
    number = stage.fetch(lambda s: s.execute(select(ROWS.c.message_id).where(digest)).scalar())
    far = stage.clock.now() + timedelta(days=1)
    in_hand = {"state": "started", "worker": "another", "message_id": None, "lease_until": far}
    stage.database.run(lambda s: s.execute(update(ROWS).where(digest).values(**in_hand)) and None)
    mine = await who(stage, boss)
    row = await stage.services.amendments.amend(1, mine, AnnouncementKind.CORRECTION)
    row = await stage.services.announcements.write(row.id, mine, "hi", "सुधरी हुई")
    await stage.services.releases.release(row.id, mine, row.version)
    watch = Watch(stage.running.bot, stage.services)
    for _ in range(4):
        await watch.catch_up()
    theirs = ROWS.c.key == f"a2:{(await who(stage, kamla)).id}"
    due = select(ROWS.c.due_at).where(theirs, ROWS.c.state == DeliveryState.QUEUED)
    async with asyncio.timeout(20):
        while (found := stage.fetch(lambda s: s.execute(due).scalar())) is None or (  # noqa: ASYNC110
            found <= stage.clock.now()
        ):
            await asyncio.sleep(0.05)
    assert digest_of(kamla).endswith("\nपहली")
    arrived = {"state": "sent", "worker": None, "message_id": number, "lease_until": None}
    stage.database.run(lambda s: s.execute(update(ROWS).where(digest).values(**arrived)) and None)
    stage.clock.jump(timedelta(seconds=6))
    await carried_on(stage)
    assert digest_of(kamla).endswith("\nसुधरी हुई")
