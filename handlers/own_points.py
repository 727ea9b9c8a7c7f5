"""What an author does with a point by button: its subject, taking it back, handing it in again."""

from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardMarkup

from bot import point_texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.points import Own
from bot.subjects import Subject, offered
from bot.text import Html
from db.types import PointStage
from handlers import point_files, point_keyboards, refusals
from handlers.point_presses import (
    ChooseSubject,
    GivePoint,
    IsPoint,
    MyPoints,
    PointFiles,
    PutUnder,
    ShowPoint,
    WithdrawPoint,
)
from handlers.presses import number
from handlers.routes import Route, pressed


def shown(ctx: Ctx, own: Own, *, asking: bool = True) -> tuple[Html, InlineKeyboardMarkup]:
    """Give a point with what can be done now; ``asking`` also asks what it is about."""
    voice, event = ctx.voice, ctx.event
    if own.stage is PointStage.ASKED:
        return point_texts.own(voice, event, own), point_keyboards.point_or_question(voice, own.id)
    choice = _offered(ctx) if asking and own.stage is PointStage.STANDING else ()
    if len(choice) > 1:
        text = point_texts.own(voice, event, own, asking=choice)
        return text, point_keyboards.subjects(voice, own, choice)
    return point_texts.own(voice, event, own), point_keyboards.own(voice, own)


def _offered(ctx: Ctx) -> tuple[Subject, ...]:
    delegate = ctx.who.delegate
    session = ctx.event.session_of(delegate.state, delegate.session_override) if delegate else None
    return offered(ctx.event, session)


async def on_is_point(ctx: Ctx, press: IsPoint) -> None:
    """Take in what was asked about as a point, or answer it as a question."""
    if press.yes == "1":
        await _change(ctx, press.point, ctx.services.points.confirm, asking=True)
        return
    own = await _mine(ctx, press.point)
    if own is None or own.stage is not PointStage.ASKED:
        await _gone(ctx)
        return
    from handlers.questions import answer  # noqa: PLC0415 (it hands typed words to this module)

    await ctx.note()
    await ctx.services.points.withdraw(own.id, own.point.delegate_id)
    await ctx.change(ctx.voice.say("All right, then as a question:"))
    await answer(ctx, ctx.services.understanding.read(own.point.text))


async def on_mine(ctx: Ctx, _press: MyPoints) -> None:
    """Show one's own points."""
    await ctx.note()
    if ctx.who.delegate is None:
        return
    mine = await ctx.services.points.own(ctx.who.delegate.id or 0)
    await ctx.change(
        point_texts.own_list(ctx.voice, ctx.event, mine),
        point_keyboards.own_list(ctx.voice, mine),
    )


async def on_show(ctx: Ctx, press: ShowPoint) -> None:
    """Show one of one's own points as a whole."""
    own = await _mine(ctx, press.point)
    if own is None:
        await _gone(ctx)
        return
    await ctx.note()
    text = point_texts.own(ctx.voice, ctx.event, own, limit=None)
    await ctx.change(text, point_keyboards.own(ctx.voice, own))


async def on_choose(ctx: Ctx, press: ChooseSubject) -> None:
    """Show what a point may be about."""
    own = await _mine(ctx, press.point)
    if own is None or own.stage is not PointStage.STANDING:
        await _gone(ctx)
        return
    await ctx.note()
    await ctx.change(*shown(ctx, own))


async def on_subject(ctx: Ctx, press: PutUnder) -> None:
    """Put a point under a subject, unless the programme has it no more."""
    chosen = next((one for one in _offered(ctx) if one.key == press.subject), None)
    if chosen is None:
        await _gone(ctx)
        return

    async def put(point: int, delegate: int) -> Own | None:
        return await ctx.services.points.put_under(point, delegate, chosen)

    await _change(ctx, press.point, put)


async def on_withdraw(ctx: Ctx, press: WithdrawPoint) -> None:
    """Take a point back; one more tap hands it in again."""
    await _change(ctx, press.point, ctx.services.points.withdraw)


async def on_give(ctx: Ctx, press: GivePoint) -> None:
    """Hand in again what was withdrawn."""
    await _change(ctx, press.point, ctx.services.points.confirm)


Act = Callable[[int, int], Awaitable[Own | None]]


async def _change(ctx: Ctx, key: str, act: Act, *, asking: bool = False) -> None:
    """Do something to one of one's own points, and show it as it is then."""
    point, delegate = number(key), ctx.who.delegate
    own = None
    try:
        if point is not None and delegate is not None:
            own = await act(point, delegate.id or 0)
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    if own is None:
        await _gone(ctx)
        return
    await ctx.note()
    await ctx.change(*shown(ctx, own, asking=asking))


async def _mine(ctx: Ctx, key: str) -> Own | None:
    point, delegate = number(key), ctx.who.delegate
    if point is None or delegate is None:
        return None
    return await ctx.services.points.get(point, delegate.id or 0)


async def _gone(ctx: Ctx) -> None:
    await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /point."))


async def on_files(ctx: Ctx, press: PointFiles) -> None:
    """Send what is attached, to its author or to those of the team who may see it."""
    own = await _mine(ctx, press.point)
    files = own.files if own else ()
    key = number(press.point)
    if own is None and ctx.who.is_staff and key is not None:
        entry = await ctx.services.point_list.one(key, ctx.who.states)
        files = entry.files if entry else ()
    if not files:
        await _gone(ctx)
        return
    await ctx.note()
    for file in files:
        await point_files.send(ctx, file)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(IsPoint, on_is_point),
        pressed(MyPoints, on_mine),
        pressed(ShowPoint, on_show),
        pressed(ChooseSubject, on_choose),
        pressed(PutUnder, on_subject),
        pressed(WithdrawPoint, on_withdraw),
        pressed(GivePoint, on_give),
        pressed(PointFiles, on_files),
    ]
