"""Reminders as organisers look at them: what goes out next, to how many, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.event import Event, ReminderRule
from bot.facts import lines, paragraphs
from bot.reminder_load import Overload
from bot.reminder_texts import WHO
from bot.services.outbox_rows import Tally
from bot.services.reminders import Coming, Report, Sent
from bot.text import N_, Html, Voice
from db.reminders import EVERY_RULE
from db.types import DeliveryState

SHOWN = 8  # that are ahead, at once


def rule_name(voice: Voice, event: Event, rule: ReminderRule) -> str:
    """Say for whom a rule is and when, which tells it from the others."""
    whom = voice.list(voice.plain(WHO[kind]) for kind in rule.to)
    when = rule.when
    if when.days_before is not None:
        spoken = voice.plural("{n} day before", "{n} days before", when.days_before)
    elif when.hours_before is not None:
        spoken = voice.plural("{n} hour before", "{n} hours before", when.hours_before)
    else:
        at = when.at.replace(tzinfo=event.zone) if when.at else None
        return f"{whom}, {voice.moment(at)}" if at else whom
    return f"{whom}, {spoken}"


def label(voice: Voice, event: Event, one: Coming) -> str:
    """Name one that is ahead on its button: when it goes out, for which date."""
    mark = "⏭ " if one.skipped else "⏸ " if one.stopped else ""
    at = voice.moment(event.local(one.occasion.at))
    return f"{mark}{at} → {voice.short_date(one.occasion.session.date)}"


def ahead(voice: Voice, event: Event, report: Report, overloads: Sequence[Overload]) -> Html:
    """List what goes out next."""
    held = EVERY_RULE in report.stopped
    return paragraphs(
        [
            voice.say("🔔 <b>Reminders that are ahead</b>"),
            voice.say("⏸ <b>All of them are held back.</b>") if held else None,
            lines(*(_line(voice, event, one) for one in report.coming[:SHOWN]))
            or voice.say("No reminders are ahead."),
            _out_of_reach(voice, report),
            *(arithmetic(voice, event, one) for one in overloads),
        ]
    )


def _line(voice: Voice, event: Event, one: Coming) -> Html:
    people = voice.plural("{n} person", "{n} people", one.figures.people)
    state = None
    if one.skipped:
        state = voice.say("left out")
    elif one.stopped:
        state = voice.say("held back")
    return voice.say(
        "• {moment}, for {date}: {whom} – <b>{people}</b>",
        moment=voice.moment(event.local(one.occasion.at)),
        date=voice.short_date(one.occasion.session.date),
        whom=voice.list(voice.plain(WHO[kind]) for kind in one.occasion.rule.to),
        people=state or people,
    )


def _out_of_reach(voice: Voice, report: Report) -> Html | None:
    never = voice.plural(
        "📵 {n} invited person has not joined: no reminder can get there. Please call.",
        "📵 {n} invited people have not joined: no reminder can get there. Please call them.",
        report.not_joined,
    )
    off = voice.plural(
        "🔕 {n} person wants no reminders.", "🔕 {n} people want no reminders.", report.muted
    )
    return lines(never if report.not_joined else None, off if report.muted else None) or None


def arithmetic(voice: Voice, event: Event, one: Overload) -> Html:
    """Say that a reminder cannot reach all, and why."""
    return voice.say(
        "⚠️ On {moment} a reminder cannot reach all: {people} people at {rate} a second take "
        "{needed}; it is of use for {window}, enough for {possible}.",
        moment=voice.moment(event.local(one.occasions[0].at)),
        people=voice.number(one.people),
        rate=voice.number(one.per_second),
        needed=span(voice, one.needed),
        window=span(voice, one.window),
        possible=voice.number(one.possible),
    )


def span(voice: Voice, time: timedelta) -> str:
    """Say how long something takes, in hours and minutes."""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    parts = [
        voice.plural("{n} hour", "{n} hours", hours) if hours else None,
        voice.plural("{n} minute", "{n} minutes", minutes) if minutes or not hours else None,
    ]
    return " ".join(part for part in parts if part)


def one_ahead(voice: Voice, event: Event, one: Coming) -> Html:
    """Show one that is ahead, with whom it will not reach."""
    figures, occasion = one.figures, one.occasion
    return paragraphs(
        [
            voice.say("🔔 <b>{rule}</b>", rule=rule_name(voice, event, occasion.rule)),
            lines(
                voice.say("Dialogue: {date}", date=voice.date(occasion.session.date)),
                voice.say("Goes out: {moment}", moment=voice.moment(event.local(occasion.at))),
                voice.say(
                    "Of use until: {moment}", moment=voice.moment(event.local(occasion.until))
                ),
            ),
            lines(
                voice.say("To how many: <b>{count}</b>", count=voice.number(figures.people)),
                *(
                    voice.say(message, count=voice.number(n))
                    for message, n in (
                        (N_("Want no reminders: {count}"), figures.muted),
                        (N_("Blocked the bot: {count}"), figures.unreachable),
                        (N_("Not joined, out of reach: {count}"), figures.not_joined),
                    )
                    if n
                ),
            ),
            voice.say("⏭ It is left out.") if one.skipped else None,
            voice.say("⏸ It is held back.") if one.stopped else None,
        ]
    )


# What became of those a reminder was for, in the order in which it is told.
OUTCOMES = {
    DeliveryState.SENT: N_("✅ {count} sent"),
    DeliveryState.QUEUED: N_("⏳ {count} on the way"),
    DeliveryState.IN_DOUBT: N_("❔ {count} not certain"),
    DeliveryState.UNREACHABLE: N_("🚫 {count} out of reach"),
    DeliveryState.EXPIRED: N_("⌛ {count} too late"),
    DeliveryState.CANCELLED: N_("➖ {count} no longer needed"),
    DeliveryState.FAILED: N_("⚠️ {count} failed"),
}


def _outcomes(voice: Voice, tally: Tally) -> list[Html]:
    counts = {**tally.counts, DeliveryState.QUEUED: tally.open}
    return [
        voice.say(message, count=voice.number(counts[state]))
        for state, message in OUTCOMES.items()
        if counts.get(state)
    ]


def past(voice: Voice, event: Event, report: Report) -> Html:
    """List what went out, the newest first; what was for nobody is left out."""
    blocks = [_past(voice, event, one) for one in report.sent if one.tally.total]
    if not blocks:
        return voice.say("No reminder has gone out yet.")
    return paragraphs([voice.say("📊 <b>Reminders that went out</b>"), *blocks])


def _past(voice: Voice, event: Event, one: Sent) -> Html:
    rule = next((r for r in event.reminders.rules if r.id == one.rule), None)
    head = voice.say(
        "<b>{moment}</b>, for {date}: {rule}",
        moment=voice.moment(event.local(one.at)),
        date=voice.short_date(one.day),
        rule=rule_name(voice, event, rule) if rule else one.rule,
    )
    return lines(head, Html.joined(" · ", _outcomes(voice, one.tally)))
