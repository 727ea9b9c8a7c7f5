"""What stands below a delegate's page, and below what staff do about him."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import phones
from bot.event import Session
from bot.place import Place
from bot.reach_texts import delegate_name
from bot.services.person_page import Page
from bot.text import N_, Voice
from db.models import Delegate, Person
from db.types import RosterStatus, RsvpChoice
from handlers.desk_keyboards import button
from handlers.desk_presses import (
    ActOnDelegate,
    EnterAnswer,
    ManageDelegate,
    MoveDelegate,
    OnDelegate,
    ShowDelegate,
    ShowHistory,
    ShowPeople,
    ShowReach,
)

# The answer that came by phone: the delegate is told, so it must not look like a mere figure.
_ANSWERS = {
    RsvpChoice.YES: N_("📞 Yes"),
    RsvpChoice.NO: N_("📞 No"),
    RsvpChoice.MAYBE: N_("📞 Not sure"),
}


def page(voice: Voice, found: Page, at: OnDelegate) -> InlineKeyboardMarkup:
    """Offer to enter an answer, the history, a note, what else can be done, and the way back."""
    key = str(found.id)
    rows: list[list[InlineKeyboardButton]] = []
    if found.delegate.status is RosterStatus.ACTIVE:
        rows.append(
            [
                button(voice.plain(text), EnterAnswer(key, *_back(at), choice))
                for choice, text in _ANSWERS.items()
            ]
        )
    rows.append(
        [
            button(voice.plain("🕘 History"), ShowHistory(key, *_back(at))),
            button(voice.plain("📝 Note"), ActOnDelegate(key, *_back(at), "note")),
            button(voice.plain("⚙️ More"), ManageDelegate(key, *_back(at))),
        ]
    )
    rows.append([_to_list(voice, at)])
    return InlineKeyboardMarkup(rows)


def _back(at: OnDelegate) -> tuple[str, str, str]:
    return at.place, at.group, at.page


def _to_list(voice: Voice, at: OnDelegate) -> InlineKeyboardButton:
    """Lead back to the list or the place from where the page was opened."""
    try:
        place = Place.read(at.place)
    except ValueError:
        place = Place()
    if at.group:
        return button(voice.plain("← Back"), ShowPeople(place.code(), at.group, at.page))
    return button(voice.plain("← Back"), ShowReach(place.code(), page=at.page))


def back(voice: Voice, at: OnDelegate) -> InlineKeyboardMarkup:
    """Lead back to the page."""
    return InlineKeyboardMarkup([[to_page(voice, at)]])


def to_page(voice: Voice, at: OnDelegate) -> InlineKeyboardButton:
    """Lead back to the page."""
    return button(voice.plain("← Back"), ShowDelegate(at.delegate, *_back(at)))


def manage(voice: Voice, found: Page, at: OnDelegate) -> InlineKeyboardMarkup:
    """Offer what can be done about a delegate now."""
    key = str(found.id)

    def act(text: str, name: str) -> list[InlineKeyboardButton]:
        return [button(text, ActOnDelegate(key, *_back(at), name))]

    rows = []
    if found.delegate.status is RosterStatus.ACTIVE:
        waived = found.delegate.deadline_waived
        rows = [
            act(voice.plain("⏰ The deadline shall hold again"), "unwaive")
            if waived
            else act(voice.plain("⏰ May answer after the deadline"), "waive"),
            act(voice.plain("📅 Another day"), "move"),
            act(voice.plain("↔️ Somebody else comes instead"), "replace"),
            act(voice.plain("👥 On the list twice?"), "twins"),
            act(voice.plain("📱 Another account of the same person"), "accounts"),
            act(voice.plain("🔓 Wrong account: free the place"), "release")
            if found.account
            else act(voice.plain("🔗 New personal link"), "link"),
        ]
    if found.account is not None:
        muted = found.account.muted_at is not None
        rows.append(
            act(voice.plain("🔔 Pass questions on again"), "unmute")
            if muted
            else act(voice.plain("🔇 Pass no questions on"), "mute")
        )
    return InlineKeyboardMarkup([*rows, [to_page(voice, at)]])


def sessions(
    voice: Voice, known: Sequence[Session], at: OnDelegate, usual: Session | None
) -> InlineKeyboardMarkup:
    """Offer the days, the one of the state marked."""
    rows = [
        [
            button(
                voice.plain("{day} (the day of the state)", day=voice.short_date(s.date))
                if usual is not None and s.id == usual.id
                else voice.short_date(s.date),
                MoveDelegate(at.delegate, *_back(at), s.id),
            )
        ]
        for s in known
    ]
    return InlineKeyboardMarkup([*rows, [to_page(voice, at)]])


def confirm(voice: Voice, text: str, at: OnDelegate, act: str) -> InlineKeyboardMarkup:
    """Ask once more before something that cannot be taken back."""
    sure = button(text, ActOnDelegate(at.delegate, *_back(at), act), "danger")
    return InlineKeyboardMarkup([[sure], [to_page(voice, at)]])


def twins(voice: Voice, rows: Sequence[Delegate], at: OnDelegate) -> InlineKeyboardMarkup:
    """Offer the rows that may be the same person."""
    return InlineKeyboardMarkup(
        [
            *(
                [
                    button(
                        f"#{one.roster_no} {delegate_name(voice, one)}",
                        ActOnDelegate(at.delegate, *_back(at), f"m{one.id}"),
                    )
                ]
                for one in rows
            ),
            [to_page(voice, at)],
        ]
    )


def accounts(
    voice: Voice, people: Sequence[Person], at: OnDelegate, *, phones_shown: bool
) -> InlineKeyboardMarkup:
    """Offer the accounts that may be this delegate's."""
    return InlineKeyboardMarkup(
        [
            *(
                [
                    button(
                        phones.in_words(one.name, shown=phones_shown),
                        ActOnDelegate(at.delegate, *_back(at), f"g{one.id}"),
                    )
                ]
                for one in people
            ),
            [to_page(voice, at)],
        ]
    )
