"""The command menu of a chat, in the person's language and for his role."""

import hashlib

from telegram import BotCommand, BotCommandScopeChat

from bot.context import Ctx
from bot.text import Voice
from db.types import Role


async def keep(ctx: Ctx) -> None:
    """Set the menu of this chat, unless it shows just that already.

    Telegram chooses a menu by the language of the app, which need not be the person's.
    """
    from handlers.commands import listed  # noqa: PLC0415 (the table names the handlers)

    commands = [BotCommand(c.name, ctx.voice.plain(c.title)) for c in listed(ctx.who.role)]
    digest = _digest(ctx.voice, ctx.who.role, commands)
    if ctx.who.person.menu_hash == digest:
        return
    await ctx.bot.set_my_commands(commands, scope=BotCommandScopeChat(ctx.who.person.chat_id))
    await ctx.services.people.keep_menu(ctx.who.id, digest)


def _digest(voice: Voice, role: Role, commands: list[BotCommand]) -> str:
    said = f"{voice.locale} {role} {[(c.command, c.description) for c in commands]}"
    return hashlib.sha256(said.encode()).hexdigest()
