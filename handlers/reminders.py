"""Reminders: people switch them off and on; organisers see what goes out next, and hold it back."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot import facts, reminder_lists
from bot.context import Ctx
from bot.event import Audience
from bot.reminder_fit import Fit
from bot.reminder_load import overloads
from bot.services.reminders import Coming, Report
from bot.text import Html, Voice
from db.reminders import EVERY_RULE
from db.types import Role
from handlers import reminding
from handlers.presses import Press, number
from handlers.reminder_presses import (
    ListReminders,
    MuteReminders,
    OpenReminder,
    PastReminders,
    SkipReminder,
    StopReminders,
    TryReminder,
)
from handlers.routes import Route, pressed
from handlers.waiting import replace


async def on_reminders(_update: Update, ctx: Ctx) -> None:
    """Show what goes out next to organisers; to anybody else, whether he is reminded."""
    if ctx.who.role is Role.ORGANISER:
        await ctx.say(*await _ahead(ctx))
        return
    muted = ctx.who.person.reminders_off_at is not None
    button = reminding.mute_button(ctx.voice, muted=muted)
    await ctx.say(_own(ctx.voice, muted=muted), InlineKeyboardMarkup([[button]]))


def _own(voice: Voice, *, muted: bool) -> Html:
    always = voice.say("If your date or place changes, you are told in any case.")
    if muted:
        return facts.lines(voice.say("🔕 You get no reminders."), always)
    return facts.lines(voice.say("🔔 You are reminded of your answer and your date."), always)


async def on_mute(ctx: Ctx, press: MuteReminders) -> None:
    """Switch reminders off or on; below a reminder the button turns over."""
    muted = press.muted == "1"
    await ctx.services.reminders.mute(ctx.who.id, muted=muted)
    await ctx.note(
        ctx.voice.plain(
            "🔕 You get no more reminders. You will still be told if your date changes."
        )
        if muted
        else ctx.voice.plain("🔔 You are reminded again."),
        alert=muted,
    )
    await replace(ctx, press, reminding.mute_button(ctx.voice, muted=muted))


async def on_list(ctx: Ctx, _press: ListReminders) -> None:
    """Show what goes out next, in the place of what was shown."""
    await ctx.note()
    await ctx.change(*await _ahead(ctx))


async def on_past(ctx: Ctx, _press: PastReminders) -> None:
    """Show what became of those that went out."""
    await ctx.note()
    report = await ctx.services.reminders.report()
    back = _button(ctx.voice.plain("← Back"), ListReminders())
    text = reminder_lists.past(ctx.voice, ctx.event, report)
    await ctx.change(text, InlineKeyboardMarkup([[back]]))


async def on_open(ctx: Ctx, press: OpenReminder) -> None:
    """Show one that is ahead."""
    one = await _coming(ctx, press.reminder)
    if one is not None:
        await ctx.note()
        await _show(ctx, one)


async def on_try(ctx: Ctx, press: TryReminder) -> None:
    """Send a reminder to who looks at it, in both languages, as on its own day."""
    one = await _coming(ctx, press.reminder)
    if one is None:
        return
    await ctx.note()
    found = Fit(one.occasion, frozenset({_first(one)}), may_answer=True, later=None)
    for voice in ctx.services.voices:
        made = reminding.whole(voice, ctx.event, found, one.occasion.at)
        await ctx.say(*made)


def _first(one: Coming) -> Audience:
    return one.occasion.rule.to[0]


async def on_skip(ctx: Ctx, press: SkipReminder) -> None:
    """Leave out one reminder, or take it in again."""
    one = await _coming(ctx, press.reminder)
    if one is None:
        return
    skipped = press.skipped == "1"
    done = await ctx.services.reminders.skip(one.id or 0, ctx.who.id, skipped=skipped)
    await ctx.note(_done(ctx.voice, skipped=skipped) if done else None)
    again = await ctx.services.reminders.coming(one.id or 0)
    if again is not None:
        await _show(ctx, again)


def _done(voice: Voice, *, skipped: bool) -> str:
    if skipped:
        return voice.plain("⏭ This one is left out.")
    return voice.plain("↩️ This one goes out again.")


async def on_stop(ctx: Ctx, press: StopReminders) -> None:
    """Hold back a rule or all of them, or let them through again; it takes effect at once."""
    reminders, voice = ctx.services.reminders, ctx.voice
    known = {rule.id for rule in ctx.event.reminders.rules} | {EVERY_RULE}
    if press.rule not in known:
        await ctx.note(voice.plain("This button is no longer in use. Please send /start."))
        return
    if press.stopped == "1":
        await reminders.stop(press.rule, ctx.who.id)
        await ctx.note(voice.plain("⏸ Held back until you let them through again."))
    else:
        await reminders.resume(press.rule, ctx.who.id)
        await ctx.note(voice.plain("▶️ They go out again."))
    await ctx.change(*await _ahead(ctx))


async def _ahead(ctx: Ctx) -> tuple[Html, InlineKeyboardMarkup]:
    await ctx.services.reminders.refresh()
    report = await ctx.services.reminders.report(past=0)
    rate = ctx.services.config.delivery.per_second
    too_many = overloads(ctx.event, report.seats, rate, ctx.now)
    text = reminder_lists.ahead(ctx.voice, ctx.event, report, too_many)
    return text, _buttons(ctx, report)


def _buttons(ctx: Ctx, report: Report) -> InlineKeyboardMarkup:
    voice = ctx.voice
    rows = [
        [_button(reminder_lists.label(voice, ctx.event, one), OpenReminder(str(one.id)))]
        for one in report.coming[: reminder_lists.SHOWN]
        if one.id is not None
    ]
    rows += [
        [_let_through(voice, rule.id, reminder_lists.rule_name(voice, ctx.event, rule))]
        for rule in ctx.event.reminders.rules
        if rule.id in report.stopped
    ]
    if EVERY_RULE in report.stopped:
        rows.append([_let_through(voice, EVERY_RULE, voice.plain("every reminder"))])
    elif report.coming:
        stop = StopReminders(EVERY_RULE, "1")
        rows.append([_button(voice.plain("⏸ Hold all back"), stop, "danger")])
    rows.append([_button(voice.plain("📊 What went out"), PastReminders())])
    return InlineKeyboardMarkup(rows)


def _let_through(voice: Voice, rule: str, name: str) -> InlineKeyboardButton:
    words = voice.plain("▶️ Let through: {name}", name=name)
    return _button(words, StopReminders(rule, "0"), "success")


async def _coming(ctx: Ctx, key: str) -> Coming | None:
    """Find one that is ahead; say so when it no longer is, and show the list."""
    one = await ctx.services.reminders.coming(number(key) or 0)
    if one is None:
        await ctx.note(ctx.voice.plain("This one is no longer ahead."))
        await ctx.change(*await _ahead(ctx))
    return one


async def _show(ctx: Ctx, one: Coming) -> None:
    voice, key, rule = ctx.voice, str(one.id), one.occasion.rule.id
    skip = (
        _button(voice.plain("↩️ Send it after all"), SkipReminder(key, "0"))
        if one.skipped
        else _button(voice.plain("⏭ Leave this one out"), SkipReminder(key, "1"))
    )
    rows = [[_button(voice.plain("👁 Send it to me to try"), TryReminder(key))], [skip]]
    if not one.stopped:
        words = voice.plain("⏸ Hold it back for all dates")
        rows.append([_button(words, StopReminders(rule, "1"), "danger")])
    rows.append([_button(voice.plain("← Back"), ListReminders())])
    text = reminder_lists.one_ahead(voice, ctx.event, one)
    await ctx.change(text, InlineKeyboardMarkup(rows))


def _button(words: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(words, callback_data=press.data(), style=style)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(MuteReminders, on_mute),
        pressed(ListReminders, on_list),
        pressed(PastReminders, on_past),
        pressed(OpenReminder, on_open),
        pressed(TryReminder, on_try),
        pressed(SkipReminder, on_skip),
        pressed(StopReminders, on_stop),
    ]
