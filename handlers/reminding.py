"""A reminder rendered when its turn comes: looked at again, worded, given its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.context import LIMIT, NO_PREVIEW, Services
from bot.delivery.outgoing import Dropped, Made, Outgoing, Postponed, Renderer, Turn
from bot.event import Event
from bot.reminder_fit import Fit, Misfit, Seat, fit
from bot.reminder_plan import Key, Occasion, occasions
from bot.reminder_texts import ASKED, Reader, Setting, reader, text
from bot.services.people import Who
from bot.services.reminders import Answered
from bot.text import Html, Voice, pieces, plain, units
from bot.understanding import Intent
from db.types import DeliveryState
from handlers import keyboards, passes
from handlers.presses import Ask, Press, ShowMap
from handlers.reminder_presses import MuteReminders


def renderer(services: Services, username: str) -> Renderer:
    """Give the renderer of reminders; a batch needs one look at the event and one at answers.

    ``username`` is the bot's: a pass leads to it.
    """

    async def render(turns: Sequence[Turn]) -> Mapping[int, Made]:
        event = (await services.events.current()).event
        seats = [who.delegate.id for _, who in turns if who.delegate and who.delegate.id]
        answers = await services.reminders.answers(seats)
        batch = _Batch(event, {one.key: one for one in occasions(event)}, answers)
        now = services.clock.now()
        made: dict[int, Made] = {turn[0].id: _one(services, batch, turn, now) for turn in turns}
        for row, who in turns:
            if isinstance(made[row.id], _Pass):
                found = await passes.outgoing(services, event, who, username)
                made[row.id] = found or Dropped(DeliveryState.SENT, "the text; there is no pass")
        return made

    return render


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is looked up once for many."""

    event: Event
    occasions: Mapping[Key, Occasion]
    answers: Mapping[int, Answered]

    def seat(self, who: Who) -> Seat:
        """Give who is to be reminded, with his answer."""
        answer = self.answers.get(who.delegate.id or 0) if who.delegate else None
        if answer is None:
            return Seat(who.person, who.delegate, None, None)
        given = (answer.session, answer.starts)
        return Seat(who.person, who.delegate, answer.choice, given)


def _one(services: Services, batch: _Batch, turn: Turn, now: datetime) -> Made:
    row, who = turn
    about = orjson.loads(row.payload or "{}")
    one = batch.occasions.get((about["rule"], about["session"], about["anchor"]))
    found = fit(batch.event, one, batch.seat(who), now)
    if isinstance(found, Misfit):
        late = found is Misfit.USELESS
        state = DeliveryState.EXPIRED if late else DeliveryState.CANCELLED
        return Dropped(state if row.part == 1 else DeliveryState.SENT, found.value)
    if found.later is not None:
        return Postponed(found.later)
    voice = services.voices[who.locale or services.config.languages.default]
    return outgoing(voice, batch.event, found, now, part=row.part)


@dataclass(frozen=True, slots=True)
class _Pass(Outgoing):
    """The pass that goes below a reminder, still to be drawn."""


def outgoing(voice: Voice, event: Event, found: Fit, now: datetime, *, part: int = 1) -> Outgoing:
    """Word a reminder; a long one goes in parts without formatting, the buttons on the last.

    On the day before, who comes gets his pass as one more part.
    """
    words, below = whole(voice, event, found, now)
    long = units(plain(words)) > LIMIT
    parts: list[str] = list(pieces(plain(words), LIMIT)) if long else [words]
    with_pass = _brings_pass(found)
    if with_pass and part > len(parts):
        return _Pass("sendPhoto", {})
    parameters = {
        "text": parts[min(part, len(parts)) - 1],
        **({} if long else {"parse_mode": "HTML"}),
        **({} if part < len(parts) else {"reply_markup": below.to_dict()}),
        "link_preview_options": NO_PREVIEW.to_dict(),
    }
    return Outgoing("sendMessage", parameters, more=with_pass or part < len(parts))


def _brings_pass(found: Fit) -> bool:
    day_before = found.occasion.rule.when.days_before == 1
    return day_before and reader(found.belongs_to) is Reader.YES


def whole(
    voice: Voice, event: Event, found: Fit, now: datetime
) -> tuple[Html, InlineKeyboardMarkup]:
    """Give all that a reminder says, and its buttons."""
    one, who = found.occasion, reader(found.belongs_to)
    words = text(voice, Setting(event, one.rule, one.session), who, now)
    return words, keyboard(voice, found, who)


def keyboard(voice: Voice, found: Fit, who: Reader) -> InlineKeyboardMarkup:
    """Offer the three answers to who owes one, the way there to who comes; and to get no more."""
    session = found.occasion.session
    rows: list[list[InlineKeyboardButton]] = []
    if who in ASKED and found.may_answer:
        rows += keyboards.answers(voice, session)
    if who is Reader.YES:
        rows.append([keyboards.my_pass(voice)])
    if who is not Reader.NO:
        rows.append(
            [
                _button(voice.plain("📍 Map"), ShowMap(session.venue)),
                _button(voice.plain("📋 Programme"), Ask(Intent.AGENDA)),
            ]
        )
    elif found.may_answer:
        rows.append(keyboards.change(voice))
    return InlineKeyboardMarkup([*rows, [mute_button(voice, muted=False)]])


def mute_button(voice: Voice, *, muted: bool) -> InlineKeyboardButton:
    """Offer to get no more reminders, or to get them again."""
    words = (
        voice.plain("🔔 Remind me again") if muted else voice.plain("🔕 Do not remind me any more")
    )
    return _button(words, MuteReminders("0" if muted else "1"))


def _button(words: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(words, callback_data=press.data())
