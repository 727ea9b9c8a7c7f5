"""What a delegate writes and the bot cannot answer goes to the organisers, and he is told so."""

import contextlib

from telegram import Message, Update
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest

from bot.context import Ctx
from bot.errors import Refusal
from bot.services.inbox import Asked
from bot.text import Html
from bot.understanding import Reading
from db.types import QuestionKind
from handlers import keyboards, refusals
from handlers.presses import WriteToStaff
from handlers.routes import Route, pressed

ASKING_STAFF = "staff:"
_KINDS = {
    "text": QuestionKind.TEXT,
    "voice": QuestionKind.VOICE,
    "video_note": QuestionKind.VIDEO,
    "video": QuestionKind.VIDEO,
    "audio": QuestionKind.AUDIO,
    "photo": QuestionKind.PHOTO,
    "document": QuestionKind.DOCUMENT,
    "location": QuestionKind.PLACE,
    "venue": QuestionKind.PLACE,
}


async def on_ask(_update: Update, ctx: Ctx) -> None:
    """Ask for what is to be passed on."""
    await ctx.services.people.expect(ctx.who.id, ASKING_STAFF)
    await ctx.say(
        ctx.voice.say(
            "Please write what you want to say to the organisers. You can also send a voice "
            "message, a picture or a document."
        )
    )


async def on_write(ctx: Ctx, _press: WriteToStaff) -> None:
    """Ask for what is to be passed on, from a button."""
    await ctx.note()
    if ctx.incoming is not None:
        await on_ask(ctx.incoming, ctx)


async def on_typed(ctx: Ctx, _text: str, _reading: Reading, _key: str) -> bool:
    """Pass on what was asked for, whatever the bot might have understood."""
    message = ctx.incoming.effective_message if ctx.incoming else None
    if message is not None:
        passed = ctx.voice.say("Passed on to the organisers. Their answer will come here.")
        await pass_on(ctx, message, passed)
    return True


async def not_understood(ctx: Ctx, message: Message) -> None:
    """Pass on what could not be answered here; for members of the team, and for what has no
    letter in it ("?", a smile), it is enough to say so.
    """  # noqa: D205 (one rule)
    if ctx.who.is_staff or not any(map(str.isalpha, message.text or message.caption or "")):
        text = ctx.services.answers.not_understood(ctx.voice)
        await ctx.say(text, keyboards.common_questions(ctx.voice), reply_to=message.message_id)
        return
    text = ctx.voice.say(
        "I could not answer this myself, so I have passed it on to the organisers. Their answer "
        "will come here. Meanwhile you can ask about anything below."
    )
    await pass_on(ctx, message, text)


async def pass_on(ctx: Ctx, message: Message, passed: Html) -> None:
    """File a message in the inbox; the 👍 and a line tell the person that it was."""
    if ctx.who.expects(ctx.now, ctx.update_id) == ASKING_STAFF:
        await ctx.services.people.expected(ctx.who.id, ASKING_STAFF, ctx.update_id)
    try:
        filed = await ctx.services.inbox.file(ctx.who.id, _asked(ctx, message))
    except Refusal as refusal:
        text = refusals.sentence(ctx.voice, ctx.event, refusal)
        await ctx.say(text, reply_to=message.message_id)
        return
    ctx.services.board_news.set()
    with contextlib.suppress(BadRequest):  # the message was deleted meanwhile, or takes none
        await message.set_reaction(ReactionEmoji.THUMBS_UP)
    if not filed.again:
        keyboard = keyboards.common_questions(ctx.voice)
        await ctx.say(passed, keyboard, reply_to=message.message_id)


def _asked(ctx: Ctx, message: Message) -> Asked:
    text = message.text or message.caption or ""
    kind = next((kind for name, kind in _KINDS.items() if getattr(message, name)), None)
    return Asked(
        kind=kind or QuestionKind.OTHER,
        text=text,
        gist=ctx.services.understanding.gist(text) if message.text else "",
        locale=ctx.voice.locale,
        chat_id=message.chat.id,
        message_id=message.message_id,
        update_id=ctx.update_id,
        album=message.media_group_id,
    )


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(WriteToStaff, on_write)]
