"""What all acts on a delegate share: who acts, the page after it, lines that were asked for."""

from collections.abc import Awaitable, Callable

from bot.context import Ctx
from bot.errors import Refusal
from bot.services.seats import Actor
from bot.text import safe
from db.models import Delegate
from handlers import person, refusals
from handlers.desk_presses import ActOnDelegate, MoveDelegate, ShowDelegate
from handlers.presses import number

Act = Callable[[Ctx, ActOnDelegate], Awaitable[None]]


def actor(ctx: Ctx) -> Actor:
    """Give who acts, for the services."""
    return Actor(ctx.who.id, ctx.who.states, ctx.update_id)


def key_of(press: ActOnDelegate | MoveDelegate) -> int:
    """Give the key of whom a button is about."""
    return number(press.delegate) or 0


async def show(
    ctx: Ctx, press: ActOnDelegate, delegate: Delegate | None = None, *, done: str | None = None
) -> None:
    """Show the page in place of what was pressed; of somebody else where he is given.

    ``done`` tells what the press did.
    """
    key = press.delegate if delegate is None else str(delegate.id)
    await person.show(ctx, ShowDelegate(key, press.place, press.group, press.page), done=done)


async def typed(ctx: Ctx, key: str, shown: int | None, act: Awaitable[None]) -> bool:
    """Do what a typed line asks for, then show the page, or say why not."""
    try:
        await act
        await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
        if shown is not None:
            await ctx.say(*await person.page(ctx, ShowDelegate(str(shown))))
    except Refusal as refusal:
        await ctx.services.people.expect(ctx.who.id, None)
        await ctx.say(safe(refusals.to_staff(ctx.voice, ctx.event, refusal)))
    return True
