"""What the bot says to someone who did not just write: to staff, and to whom they decide about."""

import hashlib
import logging
from dataclasses import dataclass

import orjson
from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.context import NO_PREVIEW, Ctx, Keyboard, Services
from bot.services.outbox_rows import Draft
from bot.services.people import Who
from bot.text import Html
from db.outbox import NOTICES
from db.types import DeliveryKind, Sending

log = logging.getLogger(__name__)


async def notify(ctx: Ctx, who: Who, text: Html, keyboard: Keyboard | None = None) -> None:
    """Have a message sent to someone else than who writes; once, however often the update comes."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    key = f"update:{ctx.update_id}:{who.id}:{digest}"
    await send(ctx.services, key, who, Notice(text, keyboard))


async def send(services: Services, key: str, who: Who, notice: "Notice") -> None:
    """Queue a notice; the outbox sends it. One whose key is known was queued before."""
    method, parameters = request(notice)
    payload = orjson.dumps({"method": method, "parameters": parameters}).decode()
    now = services.clock.now()
    draft = Draft(key, NOTICES, DeliveryKind.NOTICE, who.id, now, payload=payload)
    await services.outbox.add([draft])


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that nobody waits for: a text, or the copy of a message (chat, number)."""

    text: Html | None = None
    keyboard: Keyboard | None = None
    copy_of: tuple[int, int] | None = None
    caption: str | None = None  # in place of that below the message that is copied
    quotes: int | None = None  # a message of the same chat; where it is gone, nothing is quoted
    silent: bool = False


def request(notice: Notice) -> tuple[str, dict[str, object]]:
    """Give a notice as a method of the Bot API and its parameters, without the chat."""
    parameters: dict[str, object] = {"disable_notification": notice.silent}
    if notice.quotes:
        quote = ReplyParameters(notice.quotes, allow_sending_without_reply=True)
        parameters["reply_parameters"] = quote.to_dict()
    if notice.keyboard is not None:
        parameters["reply_markup"] = notice.keyboard.to_dict()
    if notice.copy_of is not None:
        chat, number = notice.copy_of
        if notice.caption is not None:
            parameters["caption"] = notice.caption
        return "copyMessage", {**parameters, "from_chat_id": chat, "message_id": number}
    text = {"text": notice.text or "", "parse_mode": "HTML"}
    return "sendMessage", {**parameters, **text, "link_preview_options": NO_PREVIEW.to_dict()}


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a notice; ``moved_to`` is the new id of a group that has another one now."""

    outcome: Sending
    message_id: int | None = None
    moved_to: int | None = None


async def deliver(
    bot: ExtBot[None], services: Services, chat_id: int, notice: Notice, telegram_id: int | None
) -> Sent:
    """Send to a chat at once: what is edited in place later, or belongs to who acted just now.

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
            caption=notice.caption,
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
