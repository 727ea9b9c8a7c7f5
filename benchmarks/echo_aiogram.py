"""The bare aiogram echo bot, in its default settings: ``echo_aiogram TOKEN API_URL``."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    if message.text is not None:
        await message.answer(message.text)


async def main(token: str, api_url: str) -> None:
    server = TelegramAPIServer.from_base(api_url.removesuffix("/bot"))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    await dispatcher.start_polling(Bot(token, session=AiohttpSession(api=server)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
