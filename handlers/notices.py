"""What the bot says to someone who did not just write: to staff, and to whom they decide about."""

import logging
from dataclasses import dataclass

from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.context import NO_PREVIEW, Ctx, Keyboard, Services
from bot.services.people import Who
from bot.text import Html
from db.types import Sending

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
    """Send what nobody wrote for just now; tell whether it went out. ``silent`` rings nowhere."""
    notice = Notice(text, keyboard, silent=silent)
    sent = await deliver(bot, services, who.person.chat_id, notice, who.person.telegram_id)
    return sent.outcome is Sending.SENT


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that nobody waits for: a text, or the copy of a message (chat, number)."""

    text: Html | None = None
    keyboard: Keyboard | None = None
    copy_of: tuple[int, int] | None = None
    quotes: int | None = None  # a message of the same chat; where it is gone, nothing is quoted
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a notice; ``moved_to`` is the new id of a group that has another one now."""

    outcome: Sending
    message_id: int | None = None
    moved_to: int | None = None


async def deliver(
    bot: ExtBot[None], services: Services, chat_id: int, notice: Notice, telegram_id: int | None
) -> Sent:
    """Send to a chat; all that the bot says first goes through here.

    ``telegram_id`` is whose private chat it is (None: a group); one who blocked the bot is marked
    as unreachable. Nothing is raised: the one who writes must not suffer for the reach of another.
    """
    try:
        message_id = await _send(bot, chat_id, notice)
    except ChatMigrated as moved:
        return Sent(Sending.FAILED, moved_to=moved.new_chat_id)
    except Forbidden:
        return await _lost(services, telegram_id)
    except BadRequest as refusal:
        log.warning("a notice was refused: %s", refusal.message)
        if "chat not found" in refusal.message.lower():
            return await _lost(services, telegram_id)
        return Sent(Sending.FAILED)
    except TelegramError as error:
        log.warning("a notice did not go out: %s", type(error).__name__)
        return Sent(Sending.FAILED)
    return Sent(Sending.SENT, message_id)


async def _send(bot: ExtBot[None], chat_id: int, notice: Notice) -> int:
    quote = (
        ReplyParameters(notice.quotes, allow_sending_without_reply=True) if notice.quotes else None
    )
    if notice.copy_of is not None:
        copied = await bot.copy_message(
            chat_id,
            *notice.copy_of,
            reply_parameters=quote,
            reply_markup=notice.keyboard,
            disable_notification=notice.silent,
        )
        return copied.message_id
    message = await bot.send_message(
        chat_id,
        notice.text or "",
        parse_mode="HTML",
        reply_markup=notice.keyboard,
        link_preview_options=NO_PREVIEW,
        reply_parameters=quote,
        disable_notification=notice.silent,
    )
    return message.message_id


async def _lost(services: Services, telegram_id: int | None) -> Sent:
    if telegram_id is not None:
        await services.people.lost(telegram_id)
    return Sent(Sending.UNREACHABLE)
