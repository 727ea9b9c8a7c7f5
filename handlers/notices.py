"""What the bot says to someone who did not just write: to staff, and to whom they decide about."""

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.context import NO_PREVIEW, Ctx, Keyboard, Services
from bot.services.people import Who
from bot.states import States
from bot.text import Html, Voice
from db.models import JoinRequest
from handlers.presses import DecideJoin

log = logging.getLogger(__name__)


async def notify(ctx: Ctx, who: Who, text: Html, keyboard: Keyboard | None = None) -> bool:
    """Send a message to someone else than who writes; tell whether it went out."""
    return await send(ctx.bot, ctx.services, who, text, keyboard)


async def send(
    bot: ExtBot[None],
    services: Services,
    who: Who,
    text: Html,
    keyboard: Keyboard | None = None,
    *,
    silent: bool = False,
) -> bool:
    """Send what nobody wrote for just now; tell whether it went out. ``silent`` rings nowhere.

    One who blocked the bot is marked as unreachable. Nothing is raised: the one who writes must
    not suffer for the reach of another.
    """
    try:
        await bot.send_message(
            who.person.chat_id,
            text,
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
            disable_notification=silent,
        )
    except Forbidden:
        await services.people.lost(who.person.telegram_id)
        return False
    except BadRequest as refusal:
        if "chat not found" in refusal.message.lower():
            await services.people.lost(who.person.telegram_id)
        log.warning("a notice was refused: %s", refusal.message)
        return False
    except TelegramError as error:
        log.warning("a notice did not go out: %s", type(error).__name__)
        return False
    return True


def join_request(voice: Voice, states: States, request: JoinRequest) -> Html:
    """Tell staff who asks to be added."""
    state = states.get(request.state).name(voice.locale) if request.state else "–"
    return voice.say(
        "✋ <b>{name}</b> asks to be added to the list.\n{district}, {state}\nNumber: {phone}",
        name=request.name,
        district=request.district or "–",
        state=state,
        phone=request.phone or voice.plain("not shared"),
    )


def decide(voice: Voice, request_id: int) -> InlineKeyboardMarkup:
    """Offer to accept or decline."""
    accept, decline = DecideJoin(str(request_id), "1"), DecideJoin(str(request_id), "0")
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    voice.plain("✅ Add"), callback_data=accept.data(), style="success"
                ),
                InlineKeyboardButton(
                    voice.plain("✖️ Decline"), callback_data=decline.data(), style="danger"
                ),
            ]
        ]
    )
