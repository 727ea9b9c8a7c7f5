"""What those who send announcements are told by the bot: queued with the mark that it was."""

from datetime import datetime

import orjson
from telegram import InlineKeyboardMarkup

from bot.context import Services
from bot.event import Event
from bot.services.announcement_rows import first_hands
from bot.services.outbox_rows import Draft
from bot.services.people import Who
from bot.text import Html, Voice
from db.announcements import Announcement
from db.outbox import NOTICES
from db.types import DeliveryKind, Role
from handlers import broadcast_keyboards as keyboards
from handlers.broadcast_standing import standing


def notice(
    key: str, person: int, text: Html, keyboard: InlineKeyboardMarkup | None, now: datetime
) -> Draft:
    """Give a notice as a row of the outbox."""
    parameters: dict[str, object] = {"text": text, "parse_mode": "HTML"}
    if keyboard is not None:
        parameters["reply_markup"] = keyboard.to_dict()
    payload = orjson.dumps({"method": "sendMessage", "parameters": parameters}).decode()
    return Draft(key, NOTICES, DeliveryKind.NOTICE, person, now, payload=payload)


async def second(services: Services, row: Announcement, author: Who) -> None:
    """Ask the other organisers to look at an announcement and release it; each version once."""
    drafts: list[Draft] = []
    for who in await services.people.staff_for(None):
        if who.id in first_hands(row) or who.role is not Role.ORGANISER:
            continue
        voice = _voice(services, who)
        text = voice.plural(
            "📣 {name} wants to send an announcement to {n} person. Please look at it and "
            "release it.",
            "📣 {name} wants to send an announcement to {n} people. Please look at it and "
            "release it.",
            row.reach,
            name=author.name_in(voice.locale),
        )
        key = f"a{row.id}:second:{row.version}:{who.id}"
        now = services.clock.now()
        drafts.append(notice(key, who.id, text, keyboards.look_at(voice, row), now))
    await services.outbox.add(drafts)


async def about(services: Services, event: Event, row: Announcement, key: str) -> list[Draft]:
    """Give the notices of how it stands, for who wrote it and who released it."""
    drafts: list[Draft] = []
    for person in {row.by_person, row.released_by or row.by_person}:
        who = await services.people.get(person)
        if who is not None:
            text, keyboard = await standing(services, _voice(services, who), event, row)
            now = services.clock.now()
            drafts.append(notice(f"a{row.id}:{key}:{person}", person, text, keyboard, now))
    return drafts


def _voice(services: Services, who: Who) -> Voice:
    return services.voices[who.locale or services.config.languages.default]
