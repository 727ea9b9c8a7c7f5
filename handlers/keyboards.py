"""What stands under a message or under the line where one types."""

from collections.abc import Sequence
from functools import lru_cache

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.collation import sort_key
from bot.event import Event, FollowUp, Option, Session, Venue
from bot.facts import CHOICES
from bot.services.rsvp import mark
from bot.states import State, States
from bot.text import N_, Voice, Voices
from bot.understanding import Intent
from db.types import RsvpChoice
from handlers.door_presses import ShowPass
from handlers.presses import (
    Ask,
    AskAgain,
    AskState,
    BeSeat,
    ChangeAnswer,
    ChooseLanguage,
    GiveAnswer,
    GiveDetail,
    GiveReason,
    NoReason,
    Press,
    RequestJoin,
    RequestState,
    ShowMap,
    StatePage,
    WriteToStaff,
)

PER_PAGE = 12  # states on one page of the list
COPY_LIMIT = 256  # characters, https://core.telegram.org/bots/api#copytextbutton
STYLES = {RsvpChoice.YES: "success", RsvpChoice.NO: "danger", RsvpChoice.MAYBE: None}
LANGUAGES = {"hi": "हिंदी", "en": "English"}  # each in itself, whatever the language of the rest

# The menu below the line where one types: what most people ask for.
MENU = {
    Intent.DATE: N_("📅 When?"),
    Intent.VENUE: N_("📍 Where?"),
    Intent.AGENDA: N_("📋 Programme"),
    Intent.MY_RSVP: N_("🪪 My answer"),
    Intent.HELP: N_("❓ Help"),
}
POINT = N_("✍️ My point")
QUESTIONS = {
    Intent.DATE: N_("When is it?"),
    Intent.VENUE: N_("Where is it?"),
    Intent.AGENDA: N_("What is the programme?"),
    Intent.RSVP: N_("I want to answer"),
    Intent.RSVP_YES: N_("I am coming"),
    Intent.RSVP_NO: N_("I cannot come"),
    Intent.RSVP_MAYBE: N_("I am not sure"),
    Intent.MY_RSVP: N_("What did I answer?"),
    Intent.SPEAKERS: N_("Who will speak?"),
    Intent.PURPOSE: N_("What is it about?"),
    Intent.DIRECTIONS: N_("How do I get there?"),
    Intent.STAY: N_("Where can I stay?"),
    Intent.MEALS: N_("What about meals?"),
    Intent.ENTRY: N_("How do I get in?"),
    Intent.COMPANIONS: N_("May someone come along?"),
    Intent.CONTACT: N_("Whom can I call?"),
    Intent.LANGUAGE: N_("Change the language"),
    Intent.HELP: N_("What can you do?"),
}


def button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    """Make a button of what it means."""
    return InlineKeyboardButton(text, callback_data=press.data(), style=style)


def languages() -> InlineKeyboardMarkup:
    """Offer the languages, each named in itself."""
    row = [button(name, ChooseLanguage(code)) for code, name in LANGUAGES.items()]
    return InlineKeyboardMarkup([row])


def menu(voice: Voice) -> ReplyKeyboardMarkup:
    """Give the menu that stays below the line where one types."""
    *first, last = (voice.plain(text) for text in MENU.values())
    texts = [*first, voice.plain(POINT), last]
    return ReplyKeyboardMarkup(
        [texts[:3], texts[3:]],  # two rows: more would leave little of the chat on a small phone
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=voice.plain("Ask anything here"),
    )


def share_number(voice: Voice) -> ReplyKeyboardMarkup:
    """Ask for the own number, above the menu."""
    texts = [voice.plain(MENU[i]) for i in (Intent.DATE, Intent.VENUE, Intent.AGENDA)]
    return ReplyKeyboardMarkup(
        [
            [KeyboardButton(voice.plain("📱 Share my number"), request_contact=True)],
            texts,
        ],
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=voice.plain("Ask anything here"),
    )


def menu_intent(voices: Voices, text: str) -> Intent | None:
    """Tell which button of the menu a line is, in any language."""
    return _menu_lines(voices).get(text)


@lru_cache(maxsize=1)
def _menu_lines(voices: Voices) -> dict[str, Intent]:
    return {voice.plain(line): intent for voice in voices for intent, line in MENU.items()}


def is_point(voices: Voices, text: str) -> bool:
    """Tell whether a line is the menu's button for a point, in any language."""
    return any(text == voice.plain(POINT) for voice in voices)


def answers(voice: Voice, session: Session) -> list[list[InlineKeyboardButton]]:
    """Offer yes, no and maybe for a session."""
    return [
        [button(voice.plain(text), GiveAnswer(choice.value, mark(session)), STYLES[choice])]
        for choice, text in CHOICES.items()
    ]


def change(voice: Voice) -> list[InlineKeyboardButton]:
    """Offer to change an answer."""
    return [button(voice.plain("✏️ Change my answer"), ChangeAnswer())]


def card(
    voice: Voice, session: Session | None, *, open_: bool, answered: bool, has_pass: bool = False
) -> InlineKeyboardMarkup | None:
    """Give the buttons of the card: answer, or change the answer; the pass; the way there."""
    rows: list[list[InlineKeyboardButton]] = []
    if session and open_:
        rows = [change(voice)] if answered else answers(voice, session)
    if has_pass:
        rows.append([my_pass(voice)])
    if session:
        rows.append(
            [
                button(voice.plain("📍 Map"), ShowMap(session.venue)),
                button(voice.plain("📋 Programme"), Ask(Intent.AGENDA)),
            ]
        )
    return InlineKeyboardMarkup(rows) if rows else None


def my_pass(voice: Voice) -> InlineKeyboardButton:
    """Give the button that shows one's pass."""
    return button(voice.plain("🎫 My pass"), ShowPass())


def answer_again(
    voice: Voice, session: Session, given: Sequence[FollowUp] = ()
) -> InlineKeyboardMarkup:
    """Offer the three answers by themselves, and what was ``given`` with one, to be changed."""
    rows = [[button(f"✏️ {q.text.in_(voice.locale)}", AskAgain(q.id))] for q in given]
    return InlineKeyboardMarkup([*answers(voice, session), *rows])


def correct(voice: Voice) -> InlineKeyboardMarkup:
    """Offer to correct an answer that was typed."""
    return InlineKeyboardMarkup([[button(voice.plain("✏️ That is not right"), ChangeAnswer())]])


def reasons(voice: Voice, options: Sequence[Option]) -> InlineKeyboardMarkup:
    """Offer reasons for a no, and to keep it to oneself."""
    rows = [[button(o.label.in_(voice.locale), GiveReason(o.id))] for o in options]
    rows.append([button(voice.plain("I would rather not say"), GiveReason("-"))])
    return InlineKeyboardMarkup(rows)


def follow_up(voice: Voice, question: FollowUp) -> InlineKeyboardMarkup:
    """Offer the options of a follow-up question, and to skip it."""
    rows = [
        [button(o.label.in_(voice.locale), GiveDetail(question.id, o.id))] for o in question.options
    ]
    rows.append([button(voice.plain("Skip"), GiveDetail(question.id, "-"))])
    return InlineKeyboardMarkup(rows)


def no_reason(voice: Voice) -> InlineKeyboardMarkup:
    """Offer to say that what was kept as a reason is a question."""
    return InlineKeyboardMarkup([[button(voice.plain("❓ This was a question"), NoReason())]])


def place(voice: Voice, event: Event, venue: Venue, *, way: bool = True) -> InlineKeyboardMarkup:
    """Offer the address for copying, the map, and the ``way`` there where it is not told yet."""
    key = next(k for k, v in event.venues.items() if v == venue)
    address = f"{venue.name.in_(voice.locale)}, {venue.address.in_(voice.locale)}"
    rows = [
        [
            InlineKeyboardButton(
                voice.plain("📋 Copy the address"),
                copy_text=CopyTextButton(address[:COPY_LIMIT]),
            ),
            button(voice.plain("📍 Map"), ShowMap(key)),
        ],
    ]
    if way:
        rows.append([button(voice.plain("🚇 How do I get there?"), Ask(Intent.DIRECTIONS))])
    return InlineKeyboardMarkup(rows)


def offered(voice: Voice, intents: Sequence[Intent]) -> InlineKeyboardMarkup:
    """Offer the questions that may have been meant."""
    return InlineKeyboardMarkup(
        [[button(voice.plain(QUESTIONS[i]), Ask(i))] for i in intents if i in QUESTIONS]
    )


def common_questions(voice: Voice) -> InlineKeyboardMarkup:
    """Offer what people ask most."""
    pairs = [
        (Intent.DATE, Intent.VENUE),
        (Intent.AGENDA, Intent.DIRECTIONS),
        (Intent.STAY, Intent.MEALS),
        (Intent.ENTRY, Intent.CONTACT),
    ]
    rows = [[button(voice.plain(QUESTIONS[i]), Ask(i)) for i in pair] for pair in pairs]
    return InlineKeyboardMarkup(rows)


def help_for(voice: Voice) -> InlineKeyboardMarkup:
    """Offer what people ask most, and to write to the organisers."""
    write = button(voice.plain("✉️ Write to the organisers"), WriteToStaff())
    return InlineKeyboardMarkup([*common_questions(voice).inline_keyboard, (write,)])


def states(
    voice: Voice, known: States, *, use: str, page: int = 0, only: Sequence[str] = ()
) -> InlineKeyboardMarkup:
    """Offer states, in the order of the person's alphabet, a page at a time.

    ``use`` is 'ask' (tell me its date) or 'join' (I am from there).
    """
    kind: type[AskState | RequestState] = AskState if use == "ask" else RequestState
    found = _sorted([s for s in known if not only or s.code in only], voice.locale)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    buttons = [button(s.name(voice.locale), kind(s.code)) for s in shown]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    turn: list[InlineKeyboardButton] = []
    if page:
        turn.append(button(voice.plain("← Back"), StatePage(use, str(page - 1))))
    if (page + 1) * PER_PAGE < len(found):
        turn.append(button(voice.plain("More states →"), StatePage(use, str(page + 1))))
    return InlineKeyboardMarkup([*rows, turn] if turn else rows)


def seats(names: Sequence[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Offer the roster rows that one phone number belongs to."""
    return InlineKeyboardMarkup([[button(name, BeSeat(str(key)))] for key, name in names])


def request_join(voice: Voice) -> InlineKeyboardMarkup:
    """Offer to ask for being added."""
    return InlineKeyboardMarkup([[button(voice.plain("✋ Ask to be added"), RequestJoin())]])


def _sorted(found: list[State], locale: str) -> list[State]:
    """Sort as a dictionary of the language does, not by code point."""
    return sorted(found, key=lambda state: sort_key(state.name(locale)))
