"""How a question of the inbox looks to staff: text and buttons, from a card; pure."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import facts, phones
from bot.event import Event
from bot.services.inbox_desk import Asking, Card
from bot.states import States
from bot.text import N_, Html, Voice
from db.models import Person
from db.types import QuestionKind
from handlers.keyboards import LANGUAGES
from handlers.presses import (
    AddToFaq,
    AssignTopic,
    ChooseColleague,
    CloseTopic,
    GiveBackTopic,
    MuteAsker,
    Press,
    TakeTopic,
)

NAMED = 5  # of those who ask alike; the rest is a number
SHOWN, LONGEST = 3, 700  # wordings of one question, and characters of one
COLLEAGUES = 24  # buttons
KINDS = {
    QuestionKind.VOICE: N_("🎤 A voice message: see below"),
    QuestionKind.AUDIO: N_("🎵 A recording: see below"),
    QuestionKind.PHOTO: N_("🖼 A picture: see below"),
    QuestionKind.VIDEO: N_("🎞 A video: see below"),
    QuestionKind.DOCUMENT: N_("📄 A document: see below"),
    QuestionKind.PLACE: N_("📍 A place: see below"),
    QuestionKind.OTHER: N_("📎 Something other than text: see below"),
}


def text(voice: Voice, event: Event, states: States, card: Card, *, phones_shown: bool) -> Html:
    """Give the post: who asks, what in their words, how it stands."""
    people = card.people
    if len(people) == 1:
        head = Html("❓ ") + _who(voice, event, states, people[0], phones_shown)
    else:
        count = voice.plural("{n} person asks", "{n} people ask", len(people))
        head = facts.lines(
            Html("❓ <b>") + count + Html("</b>"),
            *(
                Html("• ") + _who(voice, event, states, asking, phones_shown)
                for asking in people[:NAMED]
            ),
            voice.say("… and {count} more", count=voice.number(len(people) - NAMED))
            if len(people) > NAMED
            else None,
        )
    return facts.paragraphs([head, _said(voice, card, phones_shown), _standing(voice, card)])


def _who(voice: Voice, event: Event, states: States, asking: Asking, phones_shown: bool) -> Html:
    locale = asking.person.locale or asking.question.locale
    reads = f" · {LANGUAGES[locale]}" if locale != voice.locale else ""  # to answer in that
    return _named(voice, event, states, asking, phones_shown) + reads


def _named(voice: Voice, event: Event, states: States, asking: Asking, phones_shown: bool) -> Html:
    delegate, question = asking.delegate, asking.question
    if delegate is None:
        name = phones.in_words(asking.person.name, shown=phones_shown)
        return voice.say("<b>{name}</b> – not on the list", name=name)
    hindi = voice.locale == "hi"
    session = event.session(question.session) if question.session else None
    line = voice.say(
        "<b>{name}</b> – {district}, {state}",
        name=_name(voice, asking),
        district=(delegate.district_hi or delegate.district) if hindi else delegate.district,
        state=states.get(delegate.state).name(voice.locale),
    )
    return line + (f" ({voice.short_date(session.date)})" if session else "")


def _name(voice: Voice, asking: Asking) -> str:
    """Give who asks as the list has him, in the language of who reads it."""
    row = asking.delegate
    if row is None:
        return asking.person.name
    return (row.name_hi or row.name) if voice.locale == "hi" else row.name


def _said(voice: Voice, card: Card, phones_shown: bool) -> Html:
    wordings = dict.fromkeys(a.question.text for a in card.asking if a.question.text)
    kinds = dict.fromkeys(a.question.kind for a in card.asking)
    shown = [phones.in_words(wording, shown=phones_shown) for wording in list(wordings)[:SHOWN]]
    quotes = [_quote(wording) for wording in shown]
    return facts.lines(*quotes, *(voice.say(KINDS[kind]) for kind in kinds if kind in KINDS))


def _quote(words: str, tag: str = "blockquote") -> Html:
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return Html(f"<{tag}>") + shown + Html("</blockquote>")


def _standing(voice: Voice, card: Card) -> Html:
    muted = [_name(voice, a) for a in card.people if a.person.muted_at is not None]
    note = (
        voice.say("🔇 Nothing more of {names} is passed on.", names=voice.list(muted))
        if muted
        else None
    )
    return facts.lines(_status(voice, card), note)


def _status(voice: Voice, card: Card) -> Html:
    if card.is_open:
        if card.taken_by is None:
            return voice.say("✍️ Reply to this message to answer.")
        return voice.say(
            "👤 {name} takes care of it. Reply to this message to answer.", name=card.taken_by.name
        )
    if card.reply is None or card.replied_by is None:
        return voice.say("✔️ Closed without an answer")
    answered = voice.say("✅ {name} has answered:", name=card.replied_by.name)
    words = card.reply.text or voice.plain("(a voice message or a file)")
    return facts.lines(answered, _quote(words, "blockquote expandable"))


def held(voice: Voice, name: str, words: str) -> Html:
    """Tell the second of two who answer what the first said."""
    return facts.lines(
        voice.say("✋ {name} has answered this already:", name=name),
        _quote(words or voice.plain("(a voice message or a file)"), "blockquote expandable"),
        voice.say("Yours was <b>not</b> sent."),
    )


def buttons(voice: Voice, card: Card) -> InlineKeyboardMarkup | None:
    """Give what can be done about a question now; None where that is nothing."""
    topic = str(card.topic.id)
    rows: list[list[InlineKeyboardButton]] = []
    if card.is_open:
        first = (
            _button(voice, N_("🙋 I take it"), TakeTopic(topic))
            if card.taken_by is None
            else _button(voice, N_("↩️ Give it back"), GiveBackTopic(topic))
        )
        rows.append([first, _button(voice, N_("👤 Give to …"), ChooseColleague(topic))])
        rows.append([_button(voice, N_("✔️ Needs no answer"), CloseTopic(topic))])
    elif card.reply is not None:
        rows.append([_button(voice, N_("➕ Add to the FAQ"), AddToFaq(topic))])
    asker = card.people[0].person
    if len(card.people) == 1 and (card.is_open or asker.muted_at is not None):
        rows.append([_mute(voice, asker)])
    return InlineKeyboardMarkup(rows) if rows else None


def colleagues(voice: Voice, topic_id: int, team: list[Person]) -> InlineKeyboardMarkup:
    """Offer to whom a question can be given."""
    topic = str(topic_id)
    names = [
        InlineKeyboardButton(p.name, callback_data=AssignTopic(topic, str(p.id)).data())
        for p in team[:COLLEAGUES]
    ]
    rows = [names[i : i + 2] for i in range(0, len(names), 2)]
    return InlineKeyboardMarkup([*rows, [_button(voice, N_("← Back"), AssignTopic(topic, "-"))]])


def mute_done(voice: Voice, *, muted: bool) -> str:
    """Tell who pressed it what that did."""
    if muted:
        return voice.plain("🔇 Nothing more of theirs is passed on.")
    return voice.plain("🔊 Their messages are passed on again.")


def _mute(voice: Voice, person: Person) -> InlineKeyboardButton:
    if person.muted_at is None:
        return _button(voice, N_("🔇 Pass on nothing more"), MuteAsker(str(person.id), "1"))
    return _button(voice, N_("🔊 Pass on again"), MuteAsker(str(person.id), "0"))


def _button(voice: Voice, message: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(voice.plain(message), callback_data=press.data())
