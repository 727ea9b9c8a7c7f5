"""Who blocks the bot cannot be reached, and can again when he unblocks it."""

from telegram import Chat, ChatMember, Update
from telegram.ext import ChatMemberHandler

from bot.context import Ctx
from handlers.routes import Route

GONE = {ChatMember.BANNED, ChatMember.LEFT}


async def on_membership(update: Update, ctx: Ctx) -> None:
    """Keep step with blocking; in a private chat ``my_chat_member`` means nothing else."""
    change = update.my_chat_member
    if change is None or change.chat.type != Chat.PRIVATE:
        return
    people = ctx.services.people
    if change.new_chat_member.status in GONE:
        await people.lost(change.from_user.id)
    else:
        await people.back(change.from_user.id)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER)]
