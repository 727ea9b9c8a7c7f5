"""What Telegram shows of the bot before anyone presses Start, in both languages."""

import logging

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.event import Event
from bot.text import Voices

log = logging.getLogger(__name__)

# https://core.telegram.org/bots/api#setmyname, #setmydescription, #setmyshortdescription
NAME, DESCRIPTION, SHORT = 64, 512, 120


async def introduce(
    bot: ExtBot[None], voices: Voices, event: Event, commands: list[tuple[str, str]]
) -> None:
    """Set name, descriptions and the general command menu where they differ from what is shown.

    The language without a code is what apps in any third language show: Hindi. Asking first
    costs little; setting is limited to a few times a day. A refusal is logged, no more.
    """
    for code, locale in (("", "hi"), ("hi", "hi"), ("en", "en")):
        voice = voices[locale]
        name = event.short_title.in_(locale)[:NAME]
        about = voice.plain(
            "{title}. Here you learn the date, the place and the programme, and tell whether you "
            "are coming. Press Start.",
            title=event.title.in_(locale),
        )[:DESCRIPTION]
        short = voice.plain(
            "Date, place, programme and your answer – {title}", title=event.short_title.in_(locale)
        )[:SHORT]
        menu = [BotCommand(name, voice.plain(title)) for name, title in commands]
        try:
            if (await bot.get_my_name(code)).name != name:
                await bot.set_my_name(name, code)
            if (await bot.get_my_description(code)).description != about:
                await bot.set_my_description(about, code)
            if (await bot.get_my_short_description(code)).short_description != short:
                await bot.set_my_short_description(short, code)
            if list(await bot.get_my_commands(language_code=code)) != menu:
                await bot.set_my_commands(menu, language_code=code)
        except TelegramError as error:
            log.warning("the bot's profile could not be set (%s)", error)
            return
