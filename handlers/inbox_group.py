"""A group in which staff see questions: an organiser makes it one with /here.

Being taken into a group does not make it one: questions of delegates go nowhere by accident.
"""

from collections.abc import Awaitable, Callable, Coroutine

from telegram import Chat, ChatMember, Update
from telegram.ext import (
    ApplicationHandlerStop,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.context import Ctx
from bot.services.inbox_rows import Scope
from db.types import Role
from handlers.notices import Notice, deliver
from handlers.routes import Route

GONE = {ChatMember.BANNED, ChatMember.LEFT}
OFF = {"off", "बंद", "band"}


async def on_here(_update: Update, ctx: Ctx) -> None:
    """Show questions here from now on: ``/here``, ``/here UP, RJ``, or no longer: ``/here off``."""
    voice = ctx.voice
    asked = " ".join(ctx.args or ())
    if ctx.who.role is not Role.ORGANISER:
        await ctx.say(voice.say("Only an organiser can decide where questions are shown."))
    elif asked.casefold() in OFF:
        await ctx.services.board.unregister(ctx.chat_id)
        ctx.services.board_news.set()
        await ctx.say(voice.say("Questions are no longer shown here."))
    else:
        await _register(ctx, asked)


async def _register(ctx: Ctx, asked: str) -> None:
    voice, chat = ctx.voice, ctx.incoming.effective_chat if ctx.incoming else None
    try:
        scope = _states(ctx, asked)
    except LookupError as error:
        await ctx.say(voice.say("I do not know the state “{name}”.", name=str(error.args[0])))
        return
    waiting = await ctx.services.board.register(
        ctx.chat_id,
        (chat.title if chat else None) or "",
        scope=scope,
        locale=voice.locale,
        by=ctx.who.id,
    )
    names = [ctx.services.states.get(code).name(voice.locale) for code in sorted(scope or ())]
    text = voice.say(
        "✅ Questions from {states} are shown here from now on. To answer one, reply to it.",
        states=voice.list(names) or voice.plain("all states"),
    )
    if waiting:
        many = voice.plural("{n} question is waiting.", "{n} questions are waiting.", waiting)
        text = text + "\n" + many
    await ctx.say(text)
    ctx.services.board_news.set()


def _states(ctx: Ctx, asked: str) -> Scope:
    """Read the states after /here; LookupError with the name of one that is not known."""
    codes: set[str] = set()
    for name in filter(None, (part.strip() for part in asked.split(","))):
        found = ctx.services.states.find(name)
        if len(found) != 1:
            raise LookupError(name)
        codes.add(found[0].code)
    return frozenset(codes) or None


async def on_migrated(update: Update, ctx: Ctx) -> None:
    """Follow a group that became a supergroup."""
    message = update.effective_message
    if message is not None and message.migrate_to_chat_id is not None:
        await ctx.services.board.moved(message.chat.id, message.migrate_to_chat_id)
        ctx.services.board_news.set()


async def on_membership(update: Update, ctx: Ctx) -> None:
    """Tell an organiser who takes the bot into a group what to do; let go of one that is lost."""
    change = update.my_chat_member
    if change is None or change.chat.type == Chat.PRIVATE:
        return
    if change.new_chat_member.status in GONE:
        await ctx.services.board.unregister(change.chat.id)
        ctx.services.board_news.set()
        return
    who = await ctx.services.people.known(change.from_user.id)
    if change.old_chat_member.status in GONE and who is not None and who.role is Role.ORGANISER:
        voice = ctx.services.voices[who.locale or "hi"]
        text = voice.say("Namaste! To see the delegates' questions in this group, send /here.")
        await deliver(ctx.bot, ctx.services, change.chat.id, Notice(text), None)


def _then_stop(
    run: Callable[[Update, Ctx], Awaitable[None]],
) -> Callable[[Update, Ctx], Coroutine[None, None, None]]:
    """Let nothing of a group reach the conversations, which are with one person."""

    async def handle(update: Update, ctx: Ctx) -> None:
        await run(update, ctx)
        raise ApplicationHandlerStop

    return handle


async def _nothing(_update: Update, _ctx: Ctx) -> None:
    """Leave what people of the team say to each other to them."""


def before() -> list[Route]:
    """Give what is asked before any other conversation; ``after`` ends what is in a group."""
    groups = filters.ChatType.GROUPS
    return [
        ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        CommandHandler("here", _then_stop(on_here), filters=groups),
        MessageHandler(filters.StatusUpdate.MIGRATE, _then_stop(on_migrated)),
    ]


def after() -> list[Route]:
    """Give the end of what is said in a group."""
    return [MessageHandler(filters.ChatType.GROUPS, _then_stop(_nothing))]
