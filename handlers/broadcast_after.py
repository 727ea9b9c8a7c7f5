"""What stands under an announcement that was released: while it is on its way, and after."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.services.announcement_reports import Standing
from bot.text import N_, Voice
from db.announcements import Announcement
from db.types import AnnouncementKind, AnnouncementStage, DeliveryState
from handlers.broadcast_presses import (
    Amend,
    CancelIt,
    GoOn,
    HoldIt,
    ListMissed,
    OpenAnnouncement,
    SendAgain,
)
from handlers.keyboards import button

Row = list[InlineKeyboardButton]


def progress(
    voice: Voice, row: Announcement, *, stays: bool = False
) -> InlineKeyboardMarkup | None:
    """Offer to pause, let go on and cancel while it is on its way.

    A message that ``stays`` as it is offers to show how it stands by then.
    """
    rows = _under_way(voice, row)
    if stays:
        rows.append([button(voice.plain("🔄 Now"), OpenAnnouncement(str(row.id)))])
    return InlineKeyboardMarkup(rows) if rows else None


def _under_way(voice: Voice, row: Announcement) -> list[Row]:
    key = str(row.id)
    if row.stage is AnnouncementStage.WAITING:
        return [[button(voice.plain("↩️ Take it back"), CancelIt(key, "1"))]]
    if row.stage not in {
        AnnouncementStage.SCHEDULED,
        AnnouncementStage.PLANNING,
        AnnouncementStage.SENDING,
    }:
        return []
    first = (
        button(voice.plain("▶️ Let it go on"), GoOn(key), "success")
        if row.held
        else button(voice.plain("⏸ Pause"), HoldIt(key))
    )
    rows = [[first, button(voice.plain("✖️ Cancel"), CancelIt(key), "danger")]]
    if row.held and row.stage is AnnouncementStage.SENDING and row.amends is None:
        correct = Amend(key, AnnouncementKind.CORRECTION)
        rows.append([button(voice.plain("✏️ Correct the text"), correct)])
    return rows


def sure(voice: Voice, row: Announcement) -> InlineKeyboardMarkup:
    """Ask once more before it is cancelled."""
    key = str(row.id)
    return InlineKeyboardMarkup(
        [
            [button(voice.plain("✖️ Yes, cancel it"), CancelIt(key, "1"), "danger")],
            [button(voice.plain("← Back"), OpenAnnouncement(key))],
        ]
    )


def report(voice: Voice, standing: Standing) -> InlineKeyboardMarkup | None:
    """Offer what can still be done: send again, the list, a correction, taking it back.

    It is offered to send again where that reaches somebody; who has blocked the bot is not counted.
    """
    row, tally, missed_by = standing.row, standing.tally, standing.again
    key = str(row.id)
    failed = missed_by[DeliveryState.FAILED] + missed_by[DeliveryState.UNREACHABLE]
    again = (
        ("failed", N_("🔁 Again to those who can be reached ({count})"), failed),
        ("doubt", N_("🔁 Again to those in doubt ({count})"), missed_by[DeliveryState.IN_DOUBT]),
        (
            "rest",
            N_("▶️ Send it to the rest ({count})"),
            standing.total - tally.total + missed_by[DeliveryState.CANCELLED],
        ),
        (
            "late",
            N_("🆕 Send it to those who have joined since ({count})"),
            standing.late_reachable,
        ),
    )
    rows = [
        [button(voice.plain(text, count=voice.number(count)), SendAgain(key, what))]
        for what, text, count in again
        if count > 0 and (what != "late" or row.amends is None)
    ]
    missed = tally.total - standing.sent + standing.not_joined
    if missed > 0:
        text = voice.plain("📄 Whom it did not reach ({count})", count=voice.number(missed))
        rows.append([button(text, ListMissed(key))])
    if row.kind is AnnouncementKind.NEWS and standing.sent:
        correct = Amend(key, AnnouncementKind.CORRECTION)
        recall = Amend(key, AnnouncementKind.RECALL)
        rows.append(
            [
                button(voice.plain("✏️ Correct"), correct),
                button(voice.plain("🗑 Take back"), recall),
            ]
        )
    return InlineKeyboardMarkup(rows) if rows else None
