"""The facts of the event as sentences: pure functions of voice, event and now."""

from collections.abc import Iterable
from datetime import datetime

from bot.event import Both, Event, Faq, Session, Venue
from bot.services.rsvp import Standing
from bot.states import States
from bot.text import N_, Html, Voice, safe
from db.types import RsvpChoice

CHOICES = {
    RsvpChoice.YES: N_("✅ Yes, I am coming"),
    RsvpChoice.NO: N_("❌ No, I cannot come"),
    RsvpChoice.MAYBE: N_("🤔 Not sure yet"),
}


def lines(*parts: Html | None) -> Html:
    """Stack what there is, a line each."""
    return Html.joined("\n", [part for part in parts if part])


def paragraphs(parts: Iterable[Html | None]) -> Html:
    """Stack what there is, with a blank line between."""
    return Html.joined("\n\n", [part for part in parts if part])


def fresh(voice: Voice, event: Event, now: datetime) -> Html:
    """Say who stands behind an answer and when it was true: people forward screenshots."""
    return voice.say(
        "<i>{source}, as of {moment}</i>",
        source=event.source.in_(voice.locale),
        moment=voice.moment(event.local(now)),
    )


def known(voice: Voice, text: Both | None) -> Html:
    """Give a text of the event, or say that it is not known yet."""
    return safe(text.in_(voice.locale)) if text else voice.say("will be announced soon")


def faq(voice: Voice, entry: Faq) -> Html:
    """Give a question and its answer, or that this is not known yet."""
    question = safe(entry.question.in_(voice.locale))
    return lines(Html(f"<b>{question}</b>"), known(voice, entry.answer))


def when(voice: Voice, event: Event, session: Session, now: datetime) -> Html:
    """Give the day of a session with आज or कल where it is near."""
    return safe(voice.day(session.date, event.local(now).date()))


def time_line(voice: Voice, session: Session) -> Html:
    """Give the time of day, and when the doors open where that is set."""
    if session.time is None:
        return voice.say("🕙 Time: will be announced soon")
    start = voice.time(session.time)
    if session.doors:
        return voice.say(
            "🕙 Time: {start} (doors open: {doors})", start=start, doors=voice.time(session.doors)
        )
    return voice.say("🕙 Time: {start}", start=start)


def own_date(
    voice: Voice,
    event: Event,
    session: Session,
    now: datetime,
    *,
    lasting: bool = False,
    where: bool = True,
) -> Html:
    """Tell a delegate his own date and place; a ``lasting`` text has no "today" in it.

    Without ``where`` the place is left out: it is told beside it, with its address.
    """
    if session.cancelled:
        return voice.say(
            "Your dialogue on {date} has been cancelled. We will tell you the new date.",
            date=voice.date(session.date),
        )
    if event.has_ended(session, now):
        return voice.say(
            "Your dialogue took place on {date}. It is over.", date=voice.date(session.date)
        )
    date = voice.date(session.date) if lasting else when(voice, event, session, now)
    return lines(
        voice.say("📅 Your dialogue: <b>{date}</b>", date=date),
        time_line(voice, session),
        _place_line(voice, event, session) if where else None,
    )


def state_date(
    voice: Voice,
    event: Event,
    session: Session | None,
    state: str,
    now: datetime,
    *,
    where: bool = True,
) -> Html:
    """Tell the date of a state by its name, or of several that have it together."""
    if session is None:
        return voice.say("The date for {state} will be announced soon.", state=state)
    date = when(voice, event, session, now)
    if session.cancelled:
        return voice.say("The dialogue of {state} has been cancelled.", state=state)
    if event.has_ended(session, now):
        return voice.say(
            "The dialogue of {state} took place on {date}. It is over.",
            state=state,
            date=voice.date(session.date),
        )
    return lines(
        voice.say("📅 The dialogue of {state}: <b>{date}</b>", state=state, date=date),
        time_line(voice, session),
        _place_line(voice, event, session) if where else None,
    )


def day(voice: Voice, event: Event, session: Session, states: States, now: datetime) -> Html:
    """Tell what is on the day of a session: whose dialogue it is."""
    names = [states.get(code).name(voice.locale) for code in session.states]
    if session.cancelled:
        return voice.say(
            "The dialogue on {date} has been cancelled.", date=voice.date(session.date)
        )
    if event.has_ended(session, now):
        return voice.say(
            "The dialogue on {date} is over. It was for: {states}.",
            date=voice.date(session.date),
            states=voice.list(names),
        )
    return voice.say(
        "📅 <b>{date}</b>: dialogue with the district presidents of {states}.",
        date=when(voice, event, session, now),
        states=voice.list(names),
    )


def all_days(voice: Voice, event: Event) -> Html:
    """Tell the days of the event in one line; without weekdays, whose commas would confuse."""
    days = [voice.short_date(s.date) for s in event.sessions if not s.cancelled]
    return voice.say("The dialogue takes place state by state: {days}.", days=voice.list(days))


def place(voice: Voice, event: Event, venue: Venue, session: Session | None) -> Html:
    """Tell the place: name, address, gate."""
    gate = event.gate_of(session) if session else venue.gate
    return lines(
        voice.say("📍 Place: <b>{name}</b>", name=venue.name.in_(voice.locale)),
        safe(venue.address.in_(voice.locale)),
        voice.say("Gate: {gate}", gate=gate.in_(voice.locale)) if gate else None,
    )


def agenda(voice: Voice, event: Event, session: Session | None, *, over: bool = False) -> Html:
    """Give the programme; once it is ``over``, nothing more will be announced."""
    items = event.agenda_of(session)
    if not items and not over:
        return voice.say("The programme will be announced soon.")
    rows: list[Html] = []
    for item in items:
        title = safe(item.title.in_(voice.locale))
        if item.time:
            title = voice.say("{time} – {title}", time=voice.time(item.time), title=title)
        rows.append(Html("• ") + title)
        if item.detail:
            rows.append(safe(item.detail.in_(voice.locale)))
    timed = over or any(item.time for item in items)
    note = None if timed else voice.say("The times will be announced soon.")
    return paragraphs([lines(voice.say("📋 <b>Programme</b>"), *rows), note])


def speakers(voice: Voice, event: Event) -> Html:
    """Name who speaks, with their offices."""
    if not event.speakers:
        return voice.say("The speakers will be announced soon.")
    rows = [
        voice.say("• {name}, {role}", name=s.name.in_(voice.locale), role=s.role.in_(voice.locale))
        for s in event.speakers
    ]
    return lines(voice.say("🎤 <b>From the leadership</b>"), *rows)


def contacts(voice: Voice, event: Event) -> Html:
    """Give whom to call."""
    if not event.contacts:
        return voice.say(
            "☎️ Phone numbers for help will be announced soon. You can also ask your question here."
        )
    rows: list[Html] = []
    for contact in event.contacts:
        ways = [w for w in (contact.phone, contact.telegram) if w]
        hours = f" ({contact.hours.in_(voice.locale)})" if contact.hours else ""
        label = contact.label.in_(voice.locale)
        rows.append(safe(f"• {label}: {', '.join(ways)}{hours}"))
    return lines(voice.say("☎️ <b>For help</b>"), *rows)


def deadline_line(voice: Voice, event: Event, session: Session, now: datetime) -> Html | None:
    """Say until when an answer can change, or that this is no longer possible."""
    if session.cancelled or event.has_ended(session, now):
        return None
    deadline = event.deadline(session)
    if now >= deadline:
        return voice.say("The time for answers is over. To change yours, call the organisers.")
    return voice.say(
        "You can answer or change your answer until {moment}.",
        moment=voice.moment(event.local(deadline)),
    )


def standing(voice: Voice, event: Event, state: Standing) -> Html:
    """Say what the delegate answered, and details that he gave."""
    if state.choice is None:
        return voice.say("Your answer: <b>not given yet</b>")
    answer = voice.say("Your answer: <b>{choice}</b>", choice=voice.plain(CHOICES[state.choice]))
    if state.to_be_confirmed:
        answer = voice.say("The date has changed. Please say again whether you are coming.")
    details: list[Html] = []
    if state.reason:
        details.append(reason(voice, event, state.reason))
    for question in event.rsvp.after(state.choice):
        value = state.details.get(question.id)
        if value:
            option = question.option(value)
            said = option.label.in_(voice.locale) if option else value
            details.append(safe(f"{question.text.in_(voice.locale)} {said}"))
    return lines(answer, *details)


def card(
    voice: Voice, event: Event, *, name: str, number: int, state: Standing, now: datetime
) -> Html:
    """Give the delegate's own card, which is pinned in his chat and edited when it changes."""
    head = voice.say(
        "🪪 <b>{name}</b>\n{title}\nRoster number: {number}",
        name=name,
        title=event.title.in_(voice.locale),
        number=number,
    )
    session = state.session
    if session is None:
        return paragraphs(
            [head, voice.say("Your date will be announced soon."), standing(voice, event, state)]
        )
    awaited = state.choice is None and may_answer(event, session, now)
    ask = voice.say("<b>Will you come?</b> Please tap one of the buttons below.")
    return paragraphs(
        [
            head,
            own_date(voice, event, session, now, lasting=True),
            ask if awaited else standing(voice, event, state),
            deadline_line(voice, event, session, now),
        ]
    )


def may_answer(event: Event, session: Session, now: datetime) -> bool:
    """Tell whether answers for a session are still taken from everybody."""
    if session.cancelled or event.has_ended(session, now):
        return False
    return now < event.deadline(session)


def reason(voice: Voice, event: Event, given: str) -> Html:
    """Say which reason was kept: an option's words, or his own."""
    return voice.say("Reason: {reason}", reason=_reason(voice, event, given))


def _reason(voice: Voice, event: Event, reason: str) -> str:
    option = next((o for o in event.rsvp.no_reasons if o.id == reason), None)
    return option.label.in_(voice.locale) if option else reason


def _place_line(voice: Voice, event: Event, session: Session) -> Html:
    return voice.say("📍 Place: {name}", name=event.venue_of(session).name.in_(voice.locale))
