"""What a reminder says: pure functions of voice, event and what its reader has answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot import facts
from bot.event import Audience, Event, FaqIntent, ReminderRule, Session
from bot.text import N_, Html, Voice, safe


class Reader(StrEnum):
    """How things stand with who reads a reminder: what it says and offers depends on it."""

    SILENT = "silent"
    MAYBE = "maybe"
    CONFIRM = "confirm"  # said yes or maybe to another date
    YES = "yes"
    NO = "no"


# Where a rule has no text of its own.
OWN_WORDS = {
    Reader.SILENT: N_("We are waiting for your answer. Please tell us whether you are coming."),
    Reader.MAYBE: N_("Do you know by now whether you can come? Please tell us."),
    Reader.YES: N_("Your dialogue is near. We look forward to seeing you."),
    Reader.NO: N_("You said that you cannot come. If you can after all, you are welcome."),
}
WHO = {
    Audience.SILENT: N_("those without an answer"),
    Audience.MAYBE: N_("those who are not sure"),
    Audience.YES: N_("those who come"),
    Audience.NO: N_("those who do not come"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Which reminder: by which rule, for which session of which event."""

    event: Event
    rule: ReminderRule
    session: Session


def reader(belongs_to: Collection[Audience]) -> Reader:
    """Tell how things stand with somebody, by the audiences that he belongs to."""
    if len(belongs_to) > 1:
        return Reader.CONFIRM
    return Reader(next(iter(belongs_to)).value)


def text(voice: Voice, about: Setting, who: Reader, now: datetime) -> Html:
    """Give the reminder: what it is about, date and place, what one needs at the gate."""
    event, session = about.event, about.session
    return facts.paragraphs(
        [
            voice.say("🔔 <b>{title}</b>", title=event.short_title.in_(voice.locale)),
            _words(voice, about.rule, who),
            facts.own_date(voice, event, session, now),
            _way_in(voice, event, session) if _comes(about.rule, who) else None,
            facts.deadline_line(voice, event, session, now) if who in ASKED else None,
        ]
    )


ASKED = frozenset({Reader.SILENT, Reader.MAYBE, Reader.CONFIRM})  # who owes an answer


def _comes(rule: ReminderRule, who: Reader) -> bool:
    """Tell whether a reminder is about the way there; a chase is not."""
    return who is Reader.YES or (who is Reader.CONFIRM and Audience.YES in rule.to)


def _words(voice: Voice, rule: ReminderRule, who: Reader) -> Html:
    if who is Reader.CONFIRM:
        again = voice.say("The date has changed. Please say again whether you are coming.")
        return facts.lines(_own(voice, rule), again) if _comes(rule, who) else again
    return _own(voice, rule) if rule.text else voice.say(OWN_WORDS[who])


def _own(voice: Voice, rule: ReminderRule) -> Html:
    return safe(rule.text.in_(voice.locale)) if rule.text else Html("")


def _way_in(voice: Voice, event: Event, session: Session) -> Html:
    """Give address and gate, and what the FAQ says about entry if that is known."""
    venue, gate = event.venue_of(session), event.gate_of(session)
    entry = event.faq_for(FaqIntent.ENTRY)
    return facts.paragraphs(
        [
            facts.lines(
                safe(venue.address.in_(voice.locale)),
                voice.say("Gate: {gate}", gate=gate.in_(voice.locale)) if gate else None,
            ),
            facts.faq(voice, entry) if entry and entry.answer else None,
        ]
    )
