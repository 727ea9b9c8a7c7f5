"""What staff do with a question: take it, give it to somebody, close it, mute who asks."""

import contextlib
from collections.abc import Awaitable

from telegram import Message, Update
from telegram.error import BadRequest

from bot.context import Ctx
from bot.errors import Refusal
from handlers import inbox_post, refusals
from handlers.presses import (
    AssignTopic,
    ChooseColleague,
    CloseTopic,
    GiveBackTopic,
    MuteAsker,
    TakeTopic,
)
from handlers.routes import Route, pressed

MOST_SHOWN = 10  # questions in one go


async def on_questions(_update: Update, ctx: Ctx) -> None:
    """Post the questions that wait, each at the end of the chat, ready to be replied to."""
    voice = ctx.voice
    waiting = await ctx.services.desk.waiting(ctx.who.states)
    if not waiting:
        await ctx.say(voice.say("No questions are waiting."))
        return
    count = voice.plural("{n} question is waiting.", "{n} questions are waiting.", len(waiting))
    more = voice.say("These are the oldest; send /questions again when they are answered.")
    await ctx.say(count + "\n" + more if len(waiting) > MOST_SHOWN else count)
    await ctx.services.desk.bring(waiting[:MOST_SHOWN], ctx.chat_id)
    ctx.services.board_news.set()


async def on_take(ctx: Ctx, press: TakeTopic) -> None:
    """Take care of it oneself."""
    desk = ctx.services.desk
    await _do(ctx, desk.take(_number(press.topic), ctx.who.id, ctx.who.states))


async def on_give_back(ctx: Ctx, press: GiveBackTopic) -> None:
    """Let anybody take it again."""
    await _do(ctx, ctx.services.desk.give_back(_number(press.topic), ctx.who.states))


async def on_close(ctx: Ctx, press: CloseTopic) -> None:
    """Close it without an answer."""
    desk = ctx.services.desk
    await _do(ctx, desk.done(_number(press.topic), ctx.who.id, ctx.who.states))


async def on_mute(ctx: Ctx, press: MuteAsker) -> None:
    """Stop passing on what somebody writes, or do so again."""
    inbox, muted = ctx.services.inbox, press.muted == "1"
    person, scope = _number(press.person), ctx.who.states
    done = inbox_post.mute_done(ctx.voice, muted=muted)
    await _do(ctx, inbox.mute(person, by=ctx.who.id, scope=scope, muted=muted), done)


async def on_choose(ctx: Ctx, press: ChooseColleague) -> None:
    """Show to whom it can be given, in place of the buttons."""
    await ctx.note()
    topic = _number(press.topic)
    team = await ctx.services.desk.colleagues(topic)
    message = ctx.query.message
    if isinstance(message, Message):
        with contextlib.suppress(BadRequest):  # pressed twice: they stand there already
            await message.edit_reply_markup(inbox_post.colleagues(ctx.voice, topic, team))


async def on_assign(ctx: Ctx, press: AssignTopic) -> None:
    """Give it to a colleague, who sees it in his own chat; or show the buttons again."""
    topic = _number(press.topic)
    if press.person.isdigit():
        desk, to = ctx.services.desk, int(press.person)
        await _do(ctx, desk.assign(topic, to, ctx.who.id, ctx.who.states))
    else:
        await ctx.note()
    card = await ctx.services.desk.card(topic, ctx.who.states)
    message = ctx.query.message
    if card is not None and isinstance(message, Message):
        try:
            await message.edit_reply_markup(inbox_post.buttons(ctx.voice, card))
        except BadRequest:  # the board has brought the post up to date already
            return


async def _do(ctx: Ctx, act: Awaitable[object], done: str | None = None) -> None:
    """Answer the press with what became of it; the posts follow by themselves."""
    try:
        await act
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
    else:
        await ctx.note(done)
    ctx.services.board_news.set()


def _number(text: str) -> int:
    """Read an id that a button carries; one that no version wrote finds nothing."""
    return int(text) if text.isdigit() else 0


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(TakeTopic, on_take),
        pressed(GiveBackTopic, on_give_back),
        pressed(CloseTopic, on_close),
        pressed(MuteAsker, on_mute),
        pressed(ChooseColleague, on_choose),
        pressed(AssignTopic, on_assign),
    ]
