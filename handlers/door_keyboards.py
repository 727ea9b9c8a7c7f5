"""What stands under the door's messages, and in place of the menu while one keeps the door."""

from collections.abc import Collection, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.door_texts import LET_IN
from bot.services.checkin import Entry, Verdict, stamp_of
from bot.text import N_, Voice, Voices
from db.models import Delegate
from db.types import LetIn
from handlers.door_presses import AdmitGuest, EnterFromPaper, LetInAnyway, TakeBackEntry
from handlers.presses import Press

LEAVE = N_("🚪 Leave the door")
COUNT = N_("📊 Arrivals")
SHOWN = 60  # characters of a button
REASONS = {
    Verdict.SAID_NO: (LetIn.CAME_AFTER_ALL,),
    Verdict.WRONG_DAY: (LetIn.AGREED, LetIn.LIST_WRONG),
    Verdict.GONE: (LetIn.AGREED,),
}


def _button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=press.data(), style=style)


def keeping(voice: Voice) -> ReplyKeyboardMarkup:
    """Give the menu of who keeps the door."""
    return ReplyKeyboardMarkup(
        [[voice.plain(COUNT), voice.plain(LEAVE)]],
        resize_keyboard=True,
        is_persistent=True,
        input_field_placeholder=voice.plain("Number or name"),
    )


def is_line(voices: Voices, message: str, text: str) -> bool:
    """Tell whether a line is this button of the menu, in any language."""
    return any(text == voice.plain(message) for voice in voices)


def after(voice: Voice, entry: Entry, *, past: bool) -> InlineKeyboardMarkup | None:
    """Offer the next step: take it back, let in all the same, enter from paper.

    ``past``: his own session lies on a day before this one.
    """
    if entry.successor is not None:
        return guests(voice, [entry.successor])
    rows: list[list[InlineKeyboardButton]] = []
    key = str(entry.delegate.id) if entry.delegate else ""
    if entry.verdict in {Verdict.WELCOME, Verdict.ALREADY} and entry.row is not None:
        undo = TakeBackEntry(str(entry.row.id), str(stamp_of(entry.row)))
        rows.append([_button(voice.plain("↩️ Take this entry back"), undo)])
    elif key and entry.today is not None:
        for reason in REASONS.get(entry.verdict, ()):
            text = voice.plain("✅ Let in: {reason}", reason=voice.plain(LET_IN[reason]))
            rows.append([_button(text, LetInAnyway(key, reason.value), "success")])
    if key and past and entry.verdict is Verdict.WRONG_DAY:
        rows.append([_button(voice.plain("📝 Enter from the paper list"), EnterFromPaper(key))])
    return InlineKeyboardMarkup(rows) if rows else None


def admit(voice: Voice, delegate_id: int) -> InlineKeyboardMarkup:
    """Offer to let in somebody whose entry was taken back."""
    text = voice.plain("✅ Let in")
    return InlineKeyboardMarkup([[_button(text, AdmitGuest(str(delegate_id)), "success")]])


def guests(
    voice: Voice, found: Sequence[Delegate], elsewhere: Collection[int] = ()
) -> InlineKeyboardMarkup:
    """Offer those who were found by name; ``elsewhere`` are the keys of those of another day."""
    rows = []
    for one in found:
        hindi = voice.locale == "hi"
        name = (one.name_hi or one.name) if hindi else one.name
        district = (one.district_hi or one.district) if hindi else one.district
        sign = "📅" if one.id in elsewhere else "✅"
        text = f"{sign} {one.roster_no} · {name}, {district}"[:SHOWN]
        rows.append([_button(text, AdmitGuest(str(one.id)))])
    return InlineKeyboardMarkup(rows)
