"""What an organiser sees of a change before and after it is released; pure."""

from collections.abc import Iterator
from datetime import datetime

from bot import facts
from bot.change_texts import change, parts
from bot.event import Event, Session
from bot.reminder_lists import arithmetic
from bot.services.event_drafts import Draft, Preview
from bot.services.outbox_rows import Tally
from bot.services.reach_of_change import Reach
from bot.session_facts import differing, session_facts
from bot.states import States
from bot.text import N_, Html, Voice, safe
from db.types import DeliveryState

FEW = 4  # states that are named; more are counted


def session_name(voice: Voice, session: Session, states: States) -> str:
    """Name a session in one line: its day and whose it is."""
    names = [states.get(code).name(voice.locale) for code in session.states]
    shown = voice.list(names[:FEW])
    if len(names) > FEW:
        shown = voice.plain(
            "{states} and {count} more",
            states=", ".join(names[:2]),
            count=voice.number(len(names) - 2),
        )
    return f"{voice.short_date(session.date)} · {shown}" if shown else voice.date(session.date)


def session_as_it_is(voice: Voice, event: Event, session: Session, states: States) -> Html:
    """Show what is set of a session."""
    soon = voice.plain("will be announced soon").rstrip("।.")
    gate = event.gate_of(session)
    names = [states.get(code).name(voice.locale) for code in session.states]
    return facts.paragraphs(
        [
            voice.say("🗓 <b>{name}</b>", name=session_name(voice, session, states)),
            voice.say("❌ Cancelled") if session.cancelled else None,
            facts.lines(
                voice.say("📅 Date: {change}", change=voice.date(session.date)),
                voice.say(
                    "🕙 Time: {change}", change=voice.time(session.time) if session.time else soon
                ),
                voice.say("🚪 Entry from: {change}", change=voice.time(session.doors))
                if session.doors
                else None,
                voice.say("🕔 Ends: {change}", change=voice.time(session.end_time))
                if session.end_time
                else None,
                voice.say(
                    "📍 Place: {change}", change=event.venue_of(session).name.in_(voice.locale)
                ),
                voice.say("🚧 Gate: {change}", change=gate.in_(voice.locale)) if gate else None,
                voice.say("🗺 States: {states}", states=voice.list(names)) if names else None,
            ),
        ]
    )


def preview(voice: Voice, shown: Preview, states: States, event: Event) -> Html:
    """Show a draft: old -> new, whom it concerns, what it touches, what looks wrong."""
    draft = shown.draft
    blocks = [*_sessions(voice, draft, states), _states(voice, draft, states)]
    return facts.paragraphs(
        [
            voice.say("📝 <b>What you are changing</b> (not released yet)"),
            *blocks,
            _concerned(voice, shown.reach),
            *_warnings(voice, shown, event),
        ]
    )


def _sessions(voice: Voice, draft: Draft, states: States) -> Iterator[Html]:
    for new in draft.after.sessions:
        old = draft.before.session(new.id)
        was, will = session_facts(draft.before, old), session_facts(draft.after, new)
        names = differing(was, will)
        if old is None or will is None or not names:
            continue
        head = voice.say("🗓 <b>{name}</b>", name=session_name(voice, old, states))
        if will.cancelled:
            yield facts.lines(head, voice.say("❌ Cancelled"))
        else:
            after_all = voice.say("✅ Takes place after all") if old.cancelled else None
            yield facts.lines(head, after_all, *parts(voice, was, will, names))


def _states(voice: Voice, draft: Draft, states: States) -> Html | None:
    before = {code: s for s in draft.before.sessions for code in s.states}
    after = {code: s for s in draft.after.sessions for code in s.states}
    lines = [
        voice.say(
            "🗺 {state}: {change}",
            state=states.get(code).name(voice.locale),
            change=change(_short(voice, before.get(code)), voice.short_date(session.date)),
        )
        for code, session in after.items()
        if code not in before or before[code].id != session.id
    ]
    return Html.joined("\n", lines) if lines else None


def _short(voice: Voice, session: Session | None) -> str | None:
    return voice.short_date(session.date) if session else None


def _concerned(voice: Voice, reach: Reach) -> Html:
    if reach.delegates == 0:
        return voice.say("👥 Nobody's date, time or place changes, so nobody is told.")
    rows = [
        voice.plural("👥 Concerns {n} delegate", "👥 Concerns {n} delegates", reach.delegates),
        voice.plural("• {n} will be told", "• {n} will be told", reach.told),
    ]
    if reach.not_joined:
        rows.append(
            voice.plural(
                "• {n} has not opened the bot: please tell by phone",
                "• {n} have not opened the bot: please tell them by phone",
                reach.not_joined,
            )
        )
    if reach.unreachable:
        rows.append(
            voice.plural(
                "• {n} has blocked the bot: please tell by phone",
                "• {n} have blocked the bot: please tell them by phone",
                reach.unreachable,
            )
        )
    if reach.yes or reach.maybe:
        rows.append(
            voice.say(
                "• said yes: {yes}, not sure: {maybe}",
                yes=voice.number(reach.yes),
                maybe=voice.number(reach.maybe),
            )
        )
    if reach.to_be_confirmed:
        rows.append(
            voice.plural(
                "• {n} answer is to be confirmed for the new date",
                "• {n} answers are to be confirmed for the new date",
                reach.to_be_confirmed,
            )
        )
    if reach.reminders:
        rows.append(
            voice.plural(
                "⏰ {n} reminder moves along", "⏰ {n} reminders move along", reach.reminders
            )
        )
    if reach.again:
        rows.append(
            voice.plural(
                "⏰ {n} that was due for the old date comes again",
                "⏰ {n} that were due for the old date come again",
                reach.again,
            )
        )
    return Html.joined("\n", rows)


def _warnings(voice: Voice, shown: Preview, event: Event) -> Iterator[Html]:
    for session in shown.reach.closed:
        deadline = shown.draft.after.deadline(session)
        yield voice.say(
            "⚠️ Nobody could answer for {date} any more: the time for answers would have ended "
            "on {moment}.",
            date=voice.short_date(session.date),
            moment=voice.moment(event.local(deadline)),
        )
    for overload in shown.overloads:
        yield arithmetic(voice, shown.draft.after, overload)
    for name, since in shown.others:
        yield voice.say(
            "⚠️ {name} is changing the event too, since {moment}.",
            name=name,
            moment=voice.moment(event.local(since)),
        )


def told_so_far(voice: Voice, event: Event, tally: Tally, left: list[str], now: datetime) -> Html:
    """Tell how far the notices of a release are, and who was not reached."""
    rows = [
        (N_("✅ Told: {count}"), tally[DeliveryState.SENT]),
        (N_("⏳ On the way: {count}"), tally.open),
        (N_("🔁 Needed no notice of this: {count}"), tally[DeliveryState.CANCELLED]),
        (N_("❔ Not certain: {count}"), tally[DeliveryState.IN_DOUBT]),
        (N_("🚫 Have blocked the bot: {count}"), tally[DeliveryState.UNREACHABLE]),
        (N_("⌛ Too late: {count}"), tally[DeliveryState.EXPIRED]),
        (N_("❌ Failed: {count}"), tally[DeliveryState.FAILED]),
    ]
    lines = [
        voice.say(text, count=voice.number(n)) for text, n in rows if n or text.startswith("✅")
    ]
    names = [safe(f"• {name}") for name in left]
    return facts.paragraphs(
        [
            facts.lines(voice.say("📊 <b>Who has been told</b>"), *lines),
            facts.lines(voice.say("Not reached:"), *names) if names else None,
            facts.fresh(voice, event, now),
        ]
    )
