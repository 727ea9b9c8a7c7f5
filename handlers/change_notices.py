"""The notice of a change: old -> new in the person's language, and the answer below it."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import facts
from bot.change_texts import ask, given, notice, released, replaced
from bot.context import Ctx, Services
from bot.delivery.outgoing import Dropped, Outgoing, Turn
from bot.errors import Refusal
from bot.services.change_rows import Was, was
from bot.services.changes import Telling
from bot.services.people import Who
from bot.services.rsvp import OtherDate, mark
from bot.text import N_, Html, Voice
from bot.understanding import Intent
from db.models import Delegate
from db.types import DeliveryState, RsvpChoice, Via
from handlers import cards, keyboards, refusals, rsvp
from handlers.change_presses import ConfirmAnswer, SendCalendar
from handlers.presses import Ask, ShowMap
from handlers.routes import Route, pressed

CONFIRM = {
    RsvpChoice.YES: N_("✅ Yes, I am coming then too"),
    RsvpChoice.NO: N_("❌ No, I cannot come then"),
    RsvpChoice.MAYBE: N_("🤔 Not sure yet"),
}


async def render(services: Services, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
    """Say to each what is true now, against what he was told last."""
    tellings = await services.changes.tellings([row for row, _ in turns])
    made: dict[int, Outgoing | Dropped] = {}
    for row, who in turns:
        voice = services.voices[who.locale or services.config.languages.default]
        telling = tellings.get(row.id)
        old = was(row.payload)
        if old.of_seat:
            made[row.id] = _of_seat(voice, old, who)
        elif telling is None or who.delegate is None:
            made[row.id] = Dropped(reason="nothing that this person does not know")
        elif telling.wait is not None:
            made[row.id] = Dropped(DeliveryState.QUEUED, "it is night", telling.wait)
        else:
            now = services.clock.now()
            text = facts.paragraphs(
                [
                    notice(voice, telling),
                    facts.fresh(voice, telling.event, now),
                    ask(voice, telling, open_=_open(services, telling, who.delegate)),
                ]
            )
            made[row.id] = _message(text, _buttons(services, voice, telling, who.delegate))
    return made


def _of_seat(voice: Voice, old: Was, who: Who) -> Outgoing | Dropped:
    """Say who has the place now, where that still holds."""
    if old.given:
        holds = who.delegate is not None and who.delegate.id == old.delegate
        return _message(given(voice)) if holds else Dropped(reason="has another seat, or none")
    if who.delegate is not None:
        return Dropped(reason="has a seat again")
    return _message(replaced(voice) if old.replaced else released(voice))


def _message(text: Html, keyboard: InlineKeyboardMarkup | None = None) -> Outgoing:
    return Outgoing("sendMessage", {"text": text, "parse_mode": "HTML", "reply_markup": keyboard})


def _open(services: Services, telling: Telling, delegate: Delegate) -> bool:
    now = services.clock.now()
    return cards.may_answer(telling.event, telling.standing, delegate, now)


def _buttons(
    services: Services, voice: Voice, telling: Telling, delegate: Delegate
) -> InlineKeyboardMarkup | None:
    """Offer what fits: to confirm or answer, the calendar file of the new time, the new place."""
    session = telling.session
    if session is None or session.cancelled:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    if _open(services, telling, delegate):
        rows += _answers(voice, telling, mark(session))
    more: list[InlineKeyboardButton] = []
    if "place" in telling.differing:
        more.append(keyboards.button(voice.plain("📍 Map"), ShowMap(session.venue)))
    if "programme" in telling.differing:
        more.append(keyboards.button(voice.plain("📋 Programme"), Ask(Intent.AGENDA)))
    if more:
        rows.append(more)
    return InlineKeyboardMarkup(rows) if rows else None


def _answers(voice: Voice, telling: Telling, seen: str) -> list[list[InlineKeyboardButton]]:
    choice = telling.standing.choice
    asked = choice is None or telling.standing.to_be_confirmed or "date" in telling.differing
    if asked:
        words = CONFIRM if choice is RsvpChoice.YES else facts.CHOICES
        return [
            [
                keyboards.button(
                    voice.plain(words[c]), ConfirmAnswer(c.value, seen), keyboards.STYLES[c]
                )
            ]
            for c in RsvpChoice
        ]
    if choice is RsvpChoice.YES and telling.differing & {"time", "end_time", "place"}:
        text = voice.plain("📅 Calendar file with the change")
        return [[keyboards.button(text, SendCalendar())]]
    return []


async def on_confirm(ctx: Ctx, press: ConfirmAnswer) -> None:
    """Record the answer; in the notice it takes the place of the question, its last paragraph."""
    delegate = ctx.who.delegate
    if delegate is None or press.choice not in set(RsvpChoice):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    try:
        receipt = await ctx.services.rsvp.answer(
            delegate.id or 0, RsvpChoice(press.choice), ctx.cause(Via.BUTTON), seen=press.mark
        )
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        await cards.show(ctx, anew=isinstance(refusal, OtherDate))
        return
    await ctx.note(ctx.voice.plain("Your answer is recorded."))
    said = ctx.voice.say("Your answer: <b>{choice}</b>", choice=_choice(ctx, press.choice))
    message = ctx.query.message
    if isinstance(message, Message):
        told = Html(message.text_html.rpartition("\n\n")[0])
        await ctx.change(facts.paragraphs([told, said]))
    await cards.show(ctx)
    await rsvp.after(ctx, receipt)


async def on_calendar(ctx: Ctx, _press: SendCalendar) -> None:
    """Send the calendar file of the session as it is now; the button has done its work."""
    await ctx.note()
    seat = ctx.who.delegate
    session = ctx.event.session_of(seat.state, seat.session_override) if seat else None
    if session is None or session.cancelled:
        return
    await ctx.take_off()
    await rsvp.send_calendar(ctx, session)


def _choice(ctx: Ctx, choice: str) -> str:
    return ctx.voice.plain(facts.CHOICES[RsvpChoice(choice)])


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ConfirmAnswer, on_confirm), pressed(SendCalendar, on_calendar)]
