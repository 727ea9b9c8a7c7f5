"""The delegate's own card: name, date, place and answer; pinned, and edited when it changes."""

import contextlib
import hashlib

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from bot import facts, pass_sheet
from bot.context import Ctx
from bot.services.people import Who
from bot.services.rsvp import Standing
from bot.text import Html, Voice
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
    text, keyboard, digest = await _made(ctx, ctx.who, delegate, ctx.voice)
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


async def renew(ctx: Ctx, who: Who) -> None:
    """Bring the pinned card of somebody else up to date, where there is one."""
    person, delegate = who.person, who.delegate
    if delegate is None or person.card_message_id is None:
        return
    voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
    text, keyboard, digest = await _made(ctx, who, delegate, voice)
    with contextlib.suppress(BadRequest, Forbidden):
        await ctx.bot.edit_message_text(
            text,
            chat_id=person.chat_id,
            message_id=person.card_message_id,
            parse_mode="HTML",
            reply_markup=keyboard,
        )
        await ctx.services.people.keep_card(who.id, person.card_message_id, digest)


async def _made(
    ctx: Ctx, who: Who, delegate: Delegate, voice: Voice
) -> tuple[Html, InlineKeyboardMarkup | None, str]:
    """Give a delegate's card, its buttons, and a digest of both."""
    standing = await ctx.services.rsvp.standing(delegate)
    text = facts.card(
        voice,
        ctx.event,
        name=who.name_in(voice.locale),
        number=delegate.roster_no,
        state=standing,
        now=ctx.now,
    )
    keyboard = keyboards.card(
        voice,
        standing.session,
        open_=_open(ctx, delegate, standing),
        answered=standing.choice is not None and not standing.to_be_confirmed,
        has_pass=pass_sheet.is_due(ctx.event, standing, ctx.now),
    )
    return text, keyboard, hashlib.sha256(f"{text}{keyboard}".encode()).hexdigest()


def _open(ctx: Ctx, delegate: Delegate, standing: Standing) -> bool:
    """Tell whether the delegate may still answer."""
    session = standing.session
    if session is None or session.cancelled:
        return False
    if ctx.event.has_ended(session, ctx.now):
        return False
    return delegate.deadline_waived or ctx.now < ctx.event.deadline(session)


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
