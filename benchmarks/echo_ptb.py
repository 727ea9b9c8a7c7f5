"""The bare python-telegram-bot echo bot, in its default settings: ``echo_ptb TOKEN API_URL``."""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main(token: str, api_url: str) -> None:
    application = ApplicationBuilder().token(token).base_url(api_url).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
