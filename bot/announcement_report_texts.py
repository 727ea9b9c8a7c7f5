"""How an announcement that was released looks to organisers: the progress, and the report."""

from collections.abc import Sequence
from datetime import datetime

from bot import facts
from bot.announcement_texts import duration, headline
from bot.event import Event
from bot.reach_texts import as_of
from bot.services.announcement_reports import Missed, Standing
from bot.states import States
from bot.text import N_, Html, Voice
from db.announcements import Announcement
from db.types import AnnouncementKind, AnnouncementStage, DeliveryState, HoldReason

CELLS = 10  # of the bar
_TAKEN_BACK = N_("✅ Taken back: {count}")  # of a recall nothing is delivered
OUTCOMES = (
    (DeliveryState.SENT, N_("✅ Delivered: {count}")),
    (DeliveryState.UNREACHABLE, N_("🚫 Cannot be reached (blocked the bot): {count}")),
    (DeliveryState.FAILED, N_("❌ Failed: {count}")),
    (DeliveryState.IN_DOUBT, N_("❔ In doubt (may have arrived): {count}")),
    (DeliveryState.EXPIRED, N_("⌛ Too late for: {count}")),
    (DeliveryState.CANCELLED, N_("✖️ Cancelled for: {count}")),
)


def progress(
    voice: Voice,
    event: Event,
    standing: Standing,
    *,
    per_second: float,
    now: datetime,
    stays: bool = False,
) -> Html:
    """Show how far it got: a bar, the counts, what is still to come.

    A message that ``stays`` as it is, while others are kept up to date, says of when it is.
    """
    row = standing.row
    when = as_of(voice, event.local(now)) if stays else None
    head = Html("<b>") + headline(voice, event, row) + Html("</b>")
    if row.stage in {AnnouncementStage.WAITING, AnnouncementStage.SCHEDULED}:
        people = voice.plural("To {n} person", "To {n} people", row.reach)
        return facts.lines(head, people, _held(voice, row), when)
    parts: list[Html | None] = [head, _bar(voice, standing), *_counts(voice, standing)]
    moving = row.held is None and row.stage in {
        AnnouncementStage.PLANNING,
        AnnouncementStage.SENDING,
    }
    if standing.left and moving:
        parts.append(_estimate(voice, event, standing, per_second, now))
    return facts.lines(*parts, _held(voice, row), when)


def _bar(voice: Voice, standing: Standing) -> Html:
    done = standing.total - standing.left
    part = done / standing.total if standing.total else 1.0
    cells = int(part * CELLS)
    bar = "▰" * cells + "▱" * (CELLS - cells)
    return voice.say(
        "{bar} {done} of {total}",
        bar=bar,
        done=voice.number(done),
        total=voice.number(standing.total),
    )


def _counts(voice: Voice, standing: Standing) -> list[Html]:
    recall = standing.row.kind is AnnouncementKind.RECALL
    return [
        voice.say(
            _TAKEN_BACK if recall and state is DeliveryState.SENT else text,
            count=voice.number(standing.tally[state]),
        )
        for state, text in OUTCOMES
        if standing.tally[state] or state is DeliveryState.SENT
    ]


def _estimate(
    voice: Voice, event: Event, standing: Standing, per_second: float, now: datetime
) -> Html | None:
    if standing.stopped_until is not None and standing.stopped_until > now:
        return voice.say(
            "⏳ Telegram asks to wait until {moment}; then it goes on by itself.",
            moment=voice.moment(event.local(standing.stopped_until)),
        )
    if not per_second:
        return None
    left = duration(voice, round(standing.left / per_second))
    return voice.say("⏳ Still {duration}", duration=left)


def _held(voice: Voice, row: Announcement) -> Html | None:
    if row.held is HoldReason.FAULT:
        return facts.lines(
            voice.say("Telegram said: {reason}", reason=row.held_note), _advice(voice, row)
        )
    if row.held is HoldReason.DATES:
        return voice.say(
            "It names {note}, which has changed. Cancel it, or let it go on if it is right.",
            note=_dates(voice, row.held_note),
        )
    return None


def _advice(voice: Voice, row: Announcement) -> Html:
    if "parse" in row.held_note or "too long" in row.held_note:
        return voice.say("Cancel it, write the text anew without formatting, and send that.")
    return voice.say("Look at the reasons, then let it go on or cancel it.")


def _dates(voice: Voice, note: str) -> str:
    try:
        days = [datetime.fromisoformat(day).date() for day in note.split()]
    except ValueError:
        return note
    return voice.list(voice.short_date(day) for day in days)


def report(voice: Voice, event: Event, standing: Standing) -> Html:
    """Report what became of it, to the last person."""
    row = standing.row
    total = voice.plural("For {n} person:", "For {n} people:", standing.total)
    rest = standing.total - standing.tally.total
    reasons = [
        voice.say("• {reason}: {count}", reason=reason, count=voice.number(count))
        for reason, count in standing.reasons
    ]
    return facts.paragraphs(
        [
            Html("<b>") + headline(voice, event, row) + Html("</b>"),
            facts.lines(
                total,
                *_counts(voice, standing),
                voice.say("✖️ Not begun for: {count}", count=voice.number(rest)) if rest else None,
            ),
            facts.lines(voice.say("Why some failed:"), *reasons) if reasons else None,
            voice.say("Telegram keeps what is older than 48 hours. A correction can still be sent.")
            if row.kind is AnnouncementKind.RECALL and standing.tally[DeliveryState.EXPIRED]
            else None,
            _outside(voice, standing),
        ]
    )


def _outside(voice: Voice, standing: Standing) -> Html | None:
    not_joined = (
        voice.plural(
            "☎️ {n} has not joined: please call.",
            "☎️ {n} have not joined: please call them.",
            standing.not_joined,
        )
        if standing.not_joined
        else None
    )
    late = (
        voice.plural(
            "🆕 {n} has joined since and does not have it.",
            "🆕 {n} have joined since and do not have it.",
            standing.late,
        )
        if standing.late
        else None
    )
    return facts.lines(not_joined, late) if not_joined or late else None


NOT_REACHED = {
    None: N_("has not joined"),
    DeliveryState.UNREACHABLE: N_("blocked the bot"),
    DeliveryState.FAILED: N_("failed"),
    DeliveryState.IN_DOUBT: N_("in doubt"),
    DeliveryState.EXPIRED: N_("too late"),
    DeliveryState.CANCELLED: N_("cancelled"),
}


_PHONE = N_("Phone")
_MISSED = (
    *(N_("List no."), N_("Name"), N_("Name in Hindi"), N_("State"), N_("District"), _PHONE),
    *(N_("Why"), N_("Telegram said")),
)


_MISSED_WIDTHS = (8, 28, 26, 22, 24, 18, 20, 44)


def missed_widths(*, phones: bool) -> list[int]:
    """Give the widths of those columns, in characters."""
    pairs = zip(_MISSED, _MISSED_WIDTHS, strict=True)
    return [width for title, width in pairs if phones or title != _PHONE]


def missed_header(voice: Voice, *, phones: bool) -> list[str]:
    """Give the columns of the list of those whom it did not reach."""
    return [voice.plain(title) for title in _MISSED if phones or title != _PHONE]


def missed_rows(
    voice: Voice, states: States, found: Sequence[Missed], *, phones: bool
) -> list[list[str | int | None]]:
    """Give the rows of that list."""
    return [
        [
            one.delegate.roster_no,
            one.delegate.name,
            one.delegate.name_hi,
            states.get(one.delegate.state).name(voice.locale),
            one.delegate.district,
            *((one.delegate.phone,) if phones else ()),
            voice.plain(NOT_REACHED[one.state]),
            one.error,
        ]
        for one in found
    ]
