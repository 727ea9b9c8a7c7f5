"""A delegate's page and history as staff read them: pure functions of voice and facts."""

from collections.abc import Sequence
from datetime import datetime

from bot import facts, phones
from bot.event import Event
from bot.facts import CHOICES
from bot.reach_texts import delegate_name, named
from bot.services.person_page import Page, Step
from bot.services.rsvp import REASON
from bot.states import States
from bot.text import N_, Html, Voice
from db.models import Delegate
from db.types import DeliveryKind, RosterStatus, RsvpChoice, Verification, Via

_SHOWN = 40  # changes in one message: the newest
_JOINED = {
    Verification.LINK: N_("📲 Joined on {moment}, by the personal link"),
    Verification.CONTACT: N_("📲 Joined on {moment}, by their own phone number"),
    Verification.STAFF: N_("📲 Joined on {moment}, tied by the team"),
}
_SENT = {
    DeliveryKind.NOTICE: N_("a message of the organisers"),
    DeliveryKind.REPORT: N_("a message of the organisers"),
    DeliveryKind.CHANGE: N_("a change"),
    DeliveryKind.CARD: N_("the card"),
    DeliveryKind.REMINDER: N_("a reminder"),
    DeliveryKind.ANNOUNCEMENT: N_("an announcement"),
    DeliveryKind.CORRECTION: N_("a correction"),
    DeliveryKind.RECALL: N_("an announcement taken back"),
    DeliveryKind.DIGEST: N_("announcements missed before"),
    DeliveryKind.THANKS: N_("thanks and a question"),
    DeliveryKind.MORNING: N_("the figures of the morning"),
}
_VIA = {
    Via.BUTTON: N_("by button"),
    Via.TEXT: N_("in writing"),
    Via.STAFF: N_("entered by {by}"),
    Via.CLI: N_("entered on the server"),
}


def page(voice: Voice, event: Event, states: States, found: Page, *, phones_shown: bool) -> Html:
    """Tell all that is known of a delegate."""
    return facts.paragraphs(
        [
            facts.lines(*_head(voice, states, found, phones_shown=phones_shown)),
            facts.lines(*_answer(voice, event, found, phones_shown)),
            facts.lines(*_reach(voice, event, found)),
            facts.lines(*_rights(voice, found)),
            facts.lines(*_notes(voice, event, found, phones_shown)),
        ]
    )


def _head(voice: Voice, states: States, found: Page, *, phones_shown: bool) -> list[Html | None]:
    one = found.delegate
    session = found.standing.session
    other = one.name if voice.locale == "hi" and one.name_hi else one.name_hi
    place = voice.say(
        "{district}, {state}",
        district=named(voice, one.district, one.district_hi),
        state=states.get(one.state).name(voice.locale),
    )
    day = voice.short_date(session.date) if session else voice.plain("without a date")
    own = bool(one.session_override) and session is not None
    return [
        voice.say("👤 <b>{name}</b> · #{number}", name=_title(voice, one), number=one.roster_no),
        voice.say("<i>{name}</i>", name=other) if other and other != _title(voice, one) else None,
        place,
        voice.say("📅 {day} (moved to this day)", day=day)
        if own
        else voice.say("📅 {day}", day=day),
        voice.say("📞 {phone}", phone=phones.shown(one.phone))
        if one.phone and phones_shown
        else None,
        _gone(voice, found),
    ]


def _title(voice: Voice, one: Delegate) -> str:
    return delegate_name(voice, one)


def _gone(voice: Voice, found: Page) -> Html | None:
    if found.replaced_by is not None:
        after = found.replaced_by
        return voice.say(
            "🚫 No longer on the list. In this place now: {name} · #{number}",
            name=delegate_name(voice, after),
            number=after.roster_no,
        )
    if found.delegate.status is RosterStatus.GONE:
        return voice.say("🚫 No longer on the list.")
    if found.replaced is not None:
        before = found.replaced
        return voice.say(
            "↔️ In the place of {name} · #{number}",
            name=delegate_name(voice, before),
            number=before.roster_no,
        )
    return None


def _answer(voice: Voice, event: Event, found: Page, phones_shown: bool) -> list[Html | None]:
    standing = found.standing
    if standing.choice is None:
        return [voice.say("⏳ <b>No answer yet</b>")]
    shown: list[Html | None] = [
        voice.say("<b>{choice}</b>", choice=voice.plain(CHOICES[standing.choice]))
    ]
    if found.last is not None:
        shown.append(_when(voice, event, found.last))
    if standing.to_be_confirmed:
        shown.append(voice.say("The date has changed since; the answer is to be confirmed."))
    if standing.reason:
        words = phones.in_words(standing.reason, shown=phones_shown)
        shown.append(facts.reason(voice, event, words))
    for question in event.rsvp.after(standing.choice):
        value = standing.details.get(question.id)
        if value:
            option = next((o for o in question.options if o.id == value), None)
            words = phones.in_words(value, shown=phones_shown)
            text = option.label.in_(voice.locale) if option else words
            title = question.text.in_(voice.locale)
            shown.append(voice.say("• {question} {answer}", question=title, answer=text))
    if found.came_at is not None:
        moment = voice.moment(event.local(found.came_at))
        shown.append(voice.say("🚪 Came on {moment}", moment=moment))
    return shown


def _when(voice: Voice, event: Event, step: Step) -> Html:
    via = voice.plain(_VIA[step.change.via], by=step.by or "–")
    moment = voice.moment(event.local(step.change.at))
    return voice.say("<i>{moment}, {via}</i>", moment=moment, via=via)


def _reach(voice: Voice, event: Event, found: Page) -> list[Html | None]:
    def moment(at: datetime) -> str:
        return voice.moment(event.local(at))

    account = found.account
    if account is None:
        invited = found.invited_at
        return [
            voice.say("➖ Has not joined the bot."),
            voice.say("🔗 Link made on {moment}", moment=moment(invited)) if invited else None,
        ]
    how = _JOINED[account.verified_by or Verification.STAFF]
    sent = found.last_sent
    return [
        voice.say(how, moment=moment(account.verified_at or account.created_at)),
        voice.say("📵 Out of reach since {moment}", moment=moment(account.unreachable_at))
        if account.unreachable_at
        else None,
        voice.say(
            "✉️ Last message sent on {moment}: {what}",
            moment=moment(sent.settled_at),
            what=voice.plain(_SENT[sent.kind]),
        )
        if sent and sent.settled_at
        else None,
        voice.say("🔇 Questions are not passed on.") if account.muted_at else None,
    ]


def _rights(voice: Voice, found: Page) -> list[Html | None]:
    if not found.delegate.deadline_waived:
        return []
    return [voice.say("⏰ May also answer after the deadline.")]


def _notes(voice: Voice, event: Event, found: Page, phones_shown: bool) -> list[Html | None]:
    return [
        voice.say(
            "📝 {text}\n<i>{by}, {moment}</i>",
            text=phones.in_words(note.text, shown=phones_shown),
            by=note.by,
            moment=voice.moment(event.local(note.at)),
        )
        for note in found.notes
    ]


def history(
    voice: Voice, event: Event, one: Delegate, steps: Sequence[Step], *, phones_shown: bool
) -> Html:
    """Tell every change of an answer, the oldest first."""
    head = voice.say("🕘 <b>{name}</b>", name=delegate_name(voice, one))
    if not steps:
        return facts.paragraphs([head, voice.say("Nothing was answered so far.")])
    lines = [
        facts.lines(_step(voice, event, s, phones_shown), _when(voice, event, s))
        for s in steps[-_SHOWN:]
    ]
    return facts.paragraphs([head, *lines])


def _step(voice: Voice, event: Event, step: Step, phones_shown: bool) -> Html:
    change = step.change
    typed = phones.in_words(change.after or "–", shown=phones_shown)
    if change.question == "":
        after = RsvpChoice(change.after) if change.after else None
        return voice.say("{choice}", choice=voice.plain(CHOICES[after])) if after else Html("–")
    if change.question == REASON:
        return facts.reason(voice, event, typed)
    question = next((q for q in event.rsvp.follow_ups if q.id == change.question), None)
    title = question.text.in_(voice.locale) if question else change.question
    option = next((o for o in question.options if o.id == change.after), None) if question else None
    text = option.label.in_(voice.locale) if option else typed
    return voice.say("• {question} {answer}", question=title, answer=text)
