"""What stands under the messages about points for the dialogue."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.services.point_list import Page
from bot.services.points import Own
from bot.states import States
from bot.subjects import Subject
from bot.text import Voice
from db.types import PointStage
from handlers.point_presses import (
    ANY,
    ChooseSubject,
    DropPoint,
    FilterPoints,
    GivePoint,
    IsPoint,
    ListPoints,
    MyPoints,
    OpenPoint,
    PointFiles,
    PointTable,
    PutUnder,
    ShowPoint,
    WithdrawPoint,
    WritePoint,
)
from handlers.presses import Press

SHOWN = 34  # characters of a title that a phone shows on a button as wide as the message
IN_A_ROW = 5  # buttons with a number
BY_STATE, BY_SUBJECT = "state", "subject"


def _button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=press.data(), style=style)


def _in_rows(
    buttons: Sequence[InlineKeyboardButton], width: int
) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def asked(voice: Voice, *, any_before: bool) -> InlineKeyboardMarkup:
    """Offer, where a point is awaited, to see those handed in before, or to hand in none."""
    row = [_button(voice.plain("✖️ Not now"), DropPoint())]
    if any_before:
        row.insert(0, _button(voice.plain("📋 My points"), MyPoints()))
    return InlineKeyboardMarkup([row])


def point_or_question(voice: Voice, point: int) -> InlineKeyboardMarkup:
    """Offer to say which of the two it is."""
    return InlineKeyboardMarkup(
        [
            [_button(voice.plain("✍️ It is a point"), IsPoint(str(point), "1"))],
            [_button(voice.plain("❓ It is a question"), IsPoint(str(point), "0"))],
        ]
    )


def subjects(voice: Voice, own: Own, offered: Sequence[Subject]) -> InlineKeyboardMarkup:
    """Offer what a point may be about, numbered as in the text, and to take it back."""
    rows = [
        [_button(f"{n}. {_short(one.name(voice))}", PutUnder(str(own.id), one.key))]
        for n, one in enumerate(offered, 1)
    ]
    rows.append([_button(voice.plain("↩️ Withdraw it"), WithdrawPoint(str(own.id)))])
    return InlineKeyboardMarkup(rows)


def own(voice: Voice, one: Own) -> InlineKeyboardMarkup:
    """Give what an author can do with a point."""
    key = str(one.id)
    more = [
        _button(voice.plain("✍️ Another point"), WritePoint()),
        _button(voice.plain("📋 My points"), MyPoints()),
    ]
    if one.stage is not PointStage.STANDING:
        again = _button(voice.plain("↪️ Hand it in again"), GivePoint(key))
        return InlineKeyboardMarkup([[again], more])
    change = [
        _button(voice.plain("📌 Other subject"), ChooseSubject(key)),
        _button(voice.plain("↩️ Withdraw it"), WithdrawPoint(key)),
    ]
    return InlineKeyboardMarkup([*_attached(voice, one.id, len(one.files)), change, more])


def own_list(voice: Voice, points: Sequence[Own]) -> InlineKeyboardMarkup:
    """Offer each point by its number, and to hand in another one."""
    numbers = [_button(str(n), ShowPoint(str(one.id))) for n, one in enumerate(points, 1)]
    write = _button(voice.plain("✍️ Another point"), WritePoint())
    return InlineKeyboardMarkup([*_in_rows(numbers, IN_A_ROW), [write]])


def listed(voice: Voice, page: Page, at: ListPoints) -> InlineKeyboardMarkup:
    """Offer the points of a page by number, the filters, the other pages, and a file."""
    numbers = [
        _button(str(number), OpenPoint(str(one.id), at.state, at.subject, str(page.number)))
        for number, one in enumerate(page.entries, page.first)
    ]
    filters = [
        _button(voice.plain("🗺 State"), FilterPoints(BY_STATE, at.state, at.subject)),
        _button(voice.plain("📌 Subject"), FilterPoints(BY_SUBJECT, at.state, at.subject)),
    ]
    rows = [*_in_rows(numbers, IN_A_ROW), filters, _turning(voice, page, at)]
    if page.total:
        rows.append([_button(voice.plain("📄 All as a file"), PointTable(at.state, at.subject))])
    return InlineKeyboardMarkup([row for row in rows if row])


def by_state(
    voice: Voice, states: States, counts: Mapping[str, int], subject: str
) -> InlineKeyboardMarkup:
    """Offer the states that have points, in alphabetical order, with how many."""
    buttons = [
        _button(
            f"{state.name(voice.locale)} ({counts[state.code]})", ListPoints(state.code, subject)
        )
        for state in states
        if state.code in counts
    ]
    every = _button(voice.plain("All states"), ListPoints(ANY, subject))
    return InlineKeyboardMarkup([[every], *_in_rows(buttons, 2)])


def by_subject(
    voice: Voice, counts: Sequence[tuple[Subject, int]], state: str
) -> InlineKeyboardMarkup:
    """Offer the subjects that have points, most first, with how many."""
    rows = [
        [_button(f"{_short(one.name(voice))} ({count})", ListPoints(state, one.key))]
        for one, count in counts
    ]
    every = _button(voice.plain("All subjects"), ListPoints(state, ANY))
    return InlineKeyboardMarkup([[every], *rows])


def entry(voice: Voice, point: int, files: int, back: ListPoints) -> InlineKeyboardMarkup:
    """Offer what is attached, and the way back to the list."""
    rows = _attached(voice, point, files)
    return InlineKeyboardMarkup([*rows, [_button(voice.plain("← To the list"), back)]])


def _attached(voice: Voice, point: int, files: int) -> list[list[InlineKeyboardButton]]:
    if not files:
        return []
    return [[_button(voice.plain("📎 Show what is attached"), PointFiles(str(point)))]]


def _turning(voice: Voice, page: Page, at: ListPoints) -> list[InlineKeyboardButton]:
    turn: list[InlineKeyboardButton] = []
    if page.number:
        to = ListPoints(at.state, at.subject, str(page.number - 1))
        turn.append(_button(voice.plain("← Newer"), to))
    if page.number + 1 < page.pages:
        to = ListPoints(at.state, at.subject, str(page.number + 1))
        turn.append(_button(voice.plain("Older →"), to))
    return turn


def _short(title: str) -> str:
    """Cut a title after a word where a button would cut it anywhere."""
    if len(title) <= SHOWN:
        return title
    return title[:SHOWN].rsplit(" ", 1)[0] + " …"
