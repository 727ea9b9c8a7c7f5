"""/start, with or without a personal link."""

from telegram import Update

from bot.context import Ctx
from bot.errors import Refusal
from bot.pass_code import read_code
from bot.services.invites import Redeemed
from db.types import InviteKind
from handlers import door, keyboards, language, menus, refusals, welcome


async def on_start(_update: Update, ctx: Ctx) -> None:
    """Use the link or the pass if there is one; then ask for the language, once, and greet."""
    code = read_code(ctx.args[0]) if ctx.args else None
    if code is not None:  # a pass was scanned; a personal link is longer
        await (door.on_scan(ctx, code) if ctx.who.is_staff else door.on_code_of_others(ctx, code))
        return
    redeemed = await _redeem(ctx)
    if redeemed is not None:
        await ctx.refresh()
    if ctx.who.locale is None:
        await ctx.say(language.question(ctx), keyboards.languages())
        return
    if redeemed is not None and redeemed.kind is not InviteKind.DELEGATE:
        await menus.keep(ctx)
    await welcome.greet(ctx)


async def _redeem(ctx: Ctx) -> Redeemed | None:
    """Redeem the token behind /start; say kindly when it is of no use."""
    if not ctx.args:
        return None
    try:
        return await ctx.services.invites.redeem(ctx.args[0], ctx.who.id)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return None
