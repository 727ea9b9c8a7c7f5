"""Whom an announcement is for, chosen by buttons; the count follows each of them."""

from bot import announcement_texts as texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.event import Audience as Answer
from bot.services.announcement_rows import NotADraft
from bot.services.audience import By
from bot.text import Html
from db.announcements import Announcement
from db.types import AnnouncementStage
from handlers import broadcast_keyboards as keyboards
from handlers import refusals
from handlers.broadcast_board import got
from handlers.broadcast_presses import Aim, AimStates
from handlers.presses import number
from handlers.routes import Route, pressed


async def on_aim(ctx: Ctx, press: Aim) -> None:
    """Show whom it is for, after the change that a button makes."""
    row = await _aimed(ctx, press.announcement, press.by, press.value)
    if row is not None:
        await ctx.change(await _text(ctx, row), keyboards.audience(ctx.voice, ctx.event, row))


async def on_states(ctx: Ctx, press: AimStates) -> None:
    """Show the states, after the change that a button makes."""
    row = await _aimed(ctx, press.announcement, By.STATE if press.code else "", press.code)
    if row is not None:
        page = number(press.page) or 0
        offered = keyboards.states(ctx.voice, ctx.services.states, row, page, ctx.who.states)
        await ctx.change(await _text(ctx, row), offered)


async def _aimed(ctx: Ctx, key: str, by: str, value: str) -> Announcement | None:
    """Make the change; an old button may name what is there no longer, and changes nothing."""
    row = await got(ctx, key)
    if row is None:
        return None
    if row.stage is not AnnouncementStage.DRAFT:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, NotADraft()), alert=True)
        return None
    await ctx.note()
    if not _is_known(ctx, by, value):
        return row
    try:
        chosen = None if by == "*" else By(by)
        return await ctx.services.announcements.aim(row.id or 0, ctx.who, chosen, value)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return None


def _is_known(ctx: Ctx, by: str, value: str) -> bool:
    match by:
        case "*" | By.JOINED | By.CAME:
            return True
        case By.SESSION:
            return ctx.event.session(value) is not None
        case By.STATE:
            mine = ctx.who.states
            return value in ctx.services.states.codes and (mine is None or value in mine)
        case By.ANSWER:
            return value in set(Answer)
    return False


async def _text(ctx: Ctx, row: Announcement) -> Html:
    reach = await ctx.services.releases.reach(row, ctx.who)
    return texts.audience(ctx.voice, ctx.event, ctx.services.states, row, reach)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(Aim, on_aim), pressed(AimStates, on_states)]
