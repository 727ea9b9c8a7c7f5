"""What stands under announcements in the making, up to the button that sends them."""

from collections.abc import Sequence
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.announcement_checks import Worry
from bot.announcement_texts import ANSWERS, LANGUAGES, name
from bot.event import Event
from bot.services.announcement_review import Review
from bot.services.audience import Audience, By
from bot.states import States
from bot.text import N_, Voice, plain
from db.announcements import Announcement
from db.types import AnnouncementKind, AnnouncementStage
from handlers.broadcast_presses import (
    Aim,
    AimStates,
    DiscardDraft,
    DropFile,
    ListAnnouncements,
    NewAnnouncement,
    OpenAnnouncement,
    ReleaseIt,
    ReviewIt,
    SetTime,
    WriteWords,
)
from handlers.presses import Press

Row = list[InlineKeyboardButton]
PER_PAGE = 20  # states
TIMES = (
    ("0.18", N_("Today, 6 in the evening"), timedelta(0), 18),
    ("1.9", N_("Tomorrow, 9 in the morning"), timedelta(1), 9),
    ("1.18", N_("Tomorrow, 6 in the evening"), timedelta(1), 18),
)


def _button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=press.data(), style=style)


def _pairs(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[Row]:
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def asked(voice: Voice, row: Announcement, locale: str, *, first: bool) -> InlineKeyboardMarkup:
    """Offer, where words are awaited, to leave this language out, or to go back."""
    key = str(row.id)
    if first and locale == "hi":
        alone = _button(voice.plain("In English only"), WriteWords(key, "hi", "-"))
        return InlineKeyboardMarkup(
            [[alone], [_button(voice.plain("📋 All announcements"), ListAnnouncements())]]
        )
    if first:
        alone = _button(voice.plain("In Hindi only"), OpenAnnouncement(key))
        return InlineKeyboardMarkup([[alone]])
    rows: list[Row] = []
    if row.text_hi if locale == "hi" else row.text_en:
        other = row.text_en if locale == "hi" else row.text_hi
        rows.append([_button(voice.plain("➕ Add to what is there"), WriteWords(key, locale, "+"))])
        if other or row.file_id:
            rows.append([_button(voice.plain("🗑 Leave it out"), WriteWords(key, locale, "-"))])
    back = _button(voice.plain("← Back"), OpenAnnouncement(key))
    return InlineKeyboardMarkup([*rows, [back]])


def finish(voice: Voice, row: Announcement) -> InlineKeyboardMarkup:
    """Offer to end a text that came in several messages."""
    done = _button(voice.plain("✔️ That is all of it"), OpenAnnouncement(str(row.id)))
    return InlineKeyboardMarkup([[done]])


def draft(voice: Voice, row: Announcement) -> InlineKeyboardMarkup:
    """Offer all that can be done to a draft."""
    key = str(row.id)
    words = [
        _button(f"✏️ {voice.plain(title)}", WriteWords(key, locale))
        for locale, title in LANGUAGES.items()
    ]
    rows: list[Row] = [] if row.kind is AnnouncementKind.RECALL else [words]
    if row.kind is AnnouncementKind.NEWS:
        rows.append(
            [
                _button(voice.plain("👥 To whom"), Aim(key)),
                _button(voice.plain("🕐 When"), SetTime(key)),
            ]
        )
        if row.file_id:
            rows.append([_button(voice.plain("📎 Take the file off"), DropFile(key))])
    rows += [
        [_button(voice.plain("👁 Look at it, then send"), ReviewIt(key), "primary")],
        [
            _button(voice.plain("🗑 Discard"), DiscardDraft(key)),
            _button(voice.plain("📋 All announcements"), ListAnnouncements()),
        ],
    ]
    return InlineKeyboardMarkup(rows)


def listed(voice: Voice, found: Sequence[Announcement]) -> InlineKeyboardMarkup:
    """Offer each announcement, and a new one."""
    buttons = [_button(plain(name(voice, row)), OpenAnnouncement(str(row.id))) for row in found]
    new = _button(voice.plain("➕ New announcement"), NewAnnouncement(), "primary")
    return InlineKeyboardMarkup([*_pairs(buttons), [new]])


def audience(voice: Voice, event: Event, row: Announcement) -> InlineKeyboardMarkup:
    """Offer whom it may be for; what is chosen is ticked."""
    key, chosen = str(row.id), Audience.from_json(row.audience)
    sessions = [
        _button(
            _ticked(voice.short_date(one.date), one.id in chosen.sessions),
            Aim(key, By.SESSION, one.id),
        )
        for one in event.sessions
    ]
    answers = [
        _button(_ticked(voice.plain(text), one in chosen.answers), Aim(key, By.ANSWER, one.value))
        for one, text in ANSWERS.items()
    ]
    states = voice.plain("🗺 States")
    if chosen.states:
        states += f" ({voice.number(len(chosen.states))})"
    joined = {None: N_("Joined or not"), True: N_("☑️ joined"), False: N_("☑️ not joined")}
    came = {None: N_("Came or not"), True: N_("☑️ came"), False: N_("☑️ did not come")}
    return InlineKeyboardMarkup(
        [
            *_pairs(sessions, 3),
            [_button(states, AimStates(key))],
            *_pairs(answers),
            [
                _button(voice.plain(joined[chosen.joined]), Aim(key, By.JOINED, "-")),
                _button(voice.plain(came[chosen.came]), Aim(key, By.CAME, "-")),
            ],
            [
                _button(voice.plain("Everybody"), Aim(key, "*")),
                _button(voice.plain("✔️ Done"), OpenAnnouncement(key), "primary"),
            ],
        ]
    )


def states(
    voice: Voice, all_states: States, row: Announcement, page: int, scope: frozenset[str] | None
) -> InlineKeyboardMarkup:
    """Offer the states that may be reached, a page of them; what is chosen is ticked."""
    key, chosen = str(row.id), Audience.from_json(row.audience).states
    offered = [one for one in all_states if scope is None or one.code in scope]
    pages = max(1, -(-len(offered) // PER_PAGE))
    page = min(max(0, page), pages - 1)
    buttons = [
        _button(
            _ticked(one.name(voice.locale), one.code in chosen),
            AimStates(key, str(page), one.code),
        )
        for one in offered[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    turn: Row = []
    if page:
        turn.append(_button("←", AimStates(key, str(page - 1))))
    if page + 1 < pages:
        turn.append(_button("→", AimStates(key, str(page + 1))))
    done = [_button(voice.plain("✔️ Done"), Aim(key), "primary")]
    return InlineKeyboardMarkup([*_pairs(buttons), *([turn] if turn else []), done])


def _ticked(text: str, chosen: bool) -> str:
    return f"☑️ {text}" if chosen else text


def times(voice: Voice, row: Announcement) -> InlineKeyboardMarkup:
    """Offer when to send it."""
    key = str(row.id)
    rows = [[_button(voice.plain("At once"), SetTime(key, "now"))]]
    rows += [[_button(voice.plain(text), SetTime(key, code))] for code, text, _, _ in TIMES]
    rows.append([_button(voice.plain("⌨️ Another time"), SetTime(key, "?"))])
    rows.append([_button(voice.plain("← Back"), OpenAnnouncement(key))])
    return InlineKeyboardMarkup(rows)


def confirm(voice: Voice, review: Review) -> InlineKeyboardMarkup:
    """Offer to send it, to change it, or to wait for the morning."""
    key, count = str(review.row.id), review.reach.joined
    rows: list[Row] = []
    if count:
        rows.append(
            [_button(_yes(voice, review), ReleaseIt(key, str(review.row.version)), "success")]
        )
    if any(one.worry is Worry.QUIET for one in review.concerns):
        rows.append([_button(voice.plain("🌅 Rather in the morning"), SetTime(key, "morning"))])
    if review.row.stage is AnnouncementStage.DRAFT:
        rows.append([_button(voice.plain("✏️ Change it"), OpenAnnouncement(key))])
    return InlineKeyboardMarkup(rows)


def _yes(voice: Voice, review: Review) -> str:
    count = review.reach.joined
    if review.alone:
        return voice.plain("📨 To the second organiser")
    match review.row.kind:
        case AnnouncementKind.CORRECTION:
            return voice.plain("✏️ Yes, correct it")
        case AnnouncementKind.RECALL:
            return voice.plain("🗑 Yes, take it back")
    return plain(
        voice.plural("📣 Yes, send it to {n} person", "📣 Yes, send it to {n} people", count)
    )


def look_at(voice: Voice, row: Announcement) -> InlineKeyboardMarkup:
    """Offer to look at what somebody else wrote."""
    look = _button(voice.plain("👁 Look at it, then send"), ReviewIt(str(row.id)), "primary")
    return InlineKeyboardMarkup([[look]])
