"""The delegate's own card: name, date, place and answer; pinned, and edited when it changes."""

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot import facts, pass_sheet
from bot.context import Ctx
from bot.event import Event
from bot.services.people import Who
from bot.services.rsvp import Standing
from bot.text import Html, Voices
from db.models import Delegate
from handlers import keyboards


async def show(ctx: Ctx, *, anew: bool = False) -> None:
    """Bring the card up to date; ``anew`` puts it at the end of the chat.

    A card that says already what it should is left alone. When it can no longer be edited
    (deleted by the person) a new one is sent and pinned.
    """
    person, delegate = ctx.who.person, ctx.who.delegate
    if delegate is None:
        return
    standing = await ctx.services.rsvp.standing(delegate)
    made = card(ctx.services.voices, ctx.voice.locale, ctx.who, (ctx.event, standing), ctx.now)
    if made is None:
        return
    text, keyboard, digest = made.text, made.keyboard, made.digest
    if person.card_message_id is not None and not anew:
        if person.card_hash == digest:
            return
        try:
            await ctx.bot.edit_message_text(
                text,
                chat_id=person.chat_id,
                message_id=person.card_message_id,
                parse_mode="HTML",
                reply_markup=keyboard,
            )
        except BadRequest as refusal:
            if "not modified" not in refusal.message:
                anew = True
        if not anew:
            await ctx.services.people.keep_card(ctx.who.id, person.card_message_id, digest)
            return
    number = await ctx.say(text, keyboard)
    await _replace(ctx, person.card_message_id, number)
    await ctx.services.people.keep_card(ctx.who.id, number, digest)
    await ctx.refresh()


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it should be; ``digest`` tells whether another one says the same."""

    text: Html
    keyboard: InlineKeyboardMarkup | None
    digest: str


def card(
    voices: Voices, locale: str, who: Who, stands: tuple[Event, Standing], now: datetime
) -> Card | None:
    """Give the card of somebody with a seat; None for anybody else."""
    delegate, voice, (event, standing) = who.delegate, voices[locale], stands
    if delegate is None:
        return None
    text = facts.card(
        voice,
        event,
        name=who.name_in(locale),
        number=delegate.roster_no,
        state=standing,
        now=now,
    )
    keyboard = keyboards.card(
        voice,
        standing.session,
        open_=may_answer(event, standing, delegate, now),
        answered=standing.choice is not None and not standing.to_be_confirmed,
        has_pass=pass_sheet.is_due(event, standing, now),
    )
    return Card(text, keyboard, hashlib.sha256(f"{text}{keyboard}".encode()).hexdigest()[:40])


def may_answer(event: Event, standing: Standing, delegate: Delegate, now: datetime) -> bool:
    """Tell whether the delegate may still answer."""
    session = standing.session
    if session is None or session.cancelled or event.has_ended(session, now):
        return False
    return delegate.deadline_waived or now < event.deadline(session)


async def renew(ctx: Ctx, who: Who) -> None:
    """Bring the pinned card of somebody else up to date, where there is one."""
    person, delegate = who.person, who.delegate
    if delegate is None or person.card_message_id is None:
        return
    standing = await ctx.services.rsvp.standing(delegate)
    locale = who.locale or ctx.services.config.languages.default
    made = card(ctx.services.voices, locale, who, (ctx.event, standing), ctx.now)
    if made is None:
        return
    with contextlib.suppress(BadRequest, Forbidden):
        await ctx.bot.edit_message_text(
            made.text,
            chat_id=person.chat_id,
            message_id=person.card_message_id,
            parse_mode="HTML",
            reply_markup=made.keyboard,
        )
        await ctx.services.people.keep_card(who.id, person.card_message_id, made.digest)


async def _replace(ctx: Ctx, old: int | None, new: int) -> None:
    """Pin the new card and take the old one away; where Telegram will not, it does not matter."""
    chat = ctx.who.person.chat_id
    if old is not None:
        try:
            await ctx.bot.delete_message(chat, old)
        except BadRequest:
            await _retire(ctx, old)
    with contextlib.suppress(BadRequest):
        await ctx.bot.pin_chat_message(chat, new, disable_notification=True)


async def _retire(ctx: Ctx, old: int) -> None:
    """Leave nothing on an old card that could be out of date one day.

    Only messages of the last 48 hours can be deleted; editing has no such limit
    (https://core.telegram.org/bots/api#deletemessage).
    """
    chat = ctx.who.person.chat_id
    with contextlib.suppress(BadRequest):
        await ctx.bot.edit_message_text(
            ctx.voice.say("🪪 Your card is further down."),
            chat_id=chat,
            message_id=old,
            parse_mode="HTML",
        )
    with contextlib.suppress(BadRequest):
        await ctx.bot.unpin_chat_message(chat, old)
