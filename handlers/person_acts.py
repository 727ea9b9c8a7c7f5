"""What staff do about one delegate: notes, rights, links, moves; see also ``person_seats``."""

import regex

from bot.context import Ctx
from bot.errors import Refusal
from bot.reach_texts import delegate_name
from bot.understanding import Reading
from handlers import inbox_post, person, person_keyboards, person_seats, refusals
from handlers.desk_presses import ActOnDelegate, ManageDelegate, MoveDelegate
from handlers.person_doing import Act, actor, key_of, show, typed
from handlers.presses import number
from handlers.routes import Route, pressed

ASKING_NOTE = "note:"  # then the key of the delegate
ACT = regex.compile(r"([a-z]+)(?:[0-9]+)?(?:!([a-z0-9]+))?")  # the key of whom, what was seen


async def on_manage(ctx: Ctx, press: ManageDelegate) -> None:
    """Show what can be done, below the page."""
    try:
        text, _ = await person.page(ctx, press)
        found = await ctx.services.person_pages.page(number(press.delegate) or 0, ctx.who.states)
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    await ctx.change(text, person_keyboards.manage(ctx.voice, found, press))


async def on_act(ctx: Ctx, press: ActOnDelegate) -> None:
    """Do what the button says; what is no longer possible is said."""
    hit = ACT.fullmatch(press.act)
    run = ACTS.get(hit[1]) if hit else None
    if run is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /status."))
        return
    try:
        await ctx.services.person_pages.page(number(press.delegate) or 0, ctx.who.states)
        await run(ctx, press)
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)


async def _waive(ctx: Ctx, press: ActOnDelegate) -> None:
    waived = press.act == "waive"
    await ctx.services.seats.waive(key_of(press), actor(ctx), waived=waived)
    await show(ctx, press)


async def _mute(ctx: Ctx, press: ActOnDelegate) -> None:
    found = await ctx.services.person_pages.page(key_of(press), ctx.who.states)
    if found.account is not None:
        muted = press.act == "mute"
        account, scope = found.account.id or 0, ctx.who.states
        await ctx.services.inbox.mute(account, by=ctx.who.id, scope=scope, muted=muted)
        ctx.services.board_news.set()
        await show(ctx, press, done=inbox_post.mute_done(ctx.voice, muted=muted))
        return
    await show(ctx, press)


async def _ask_note(ctx: Ctx, press: ActOnDelegate) -> None:
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_NOTE}{key_of(press)}")
    await ctx.say(
        ctx.voice.say("📝 Please write the note. Only the team can read it."),
        person_keyboards.back(ctx.voice, press),
    )


async def _link(ctx: Ctx, press: ActOnDelegate) -> None:
    days = ctx.services.config.limits.invite_days
    made = await ctx.services.seats.new_link(key_of(press), ctx.bot.username, actor(ctx), days)
    await ctx.note()
    text = ctx.voice.say(
        "🔗 The personal link, to be sent on by SMS or WhatsApp. It works once and for {count} "
        "days:\n"
        "<code>{link}</code>",
        count=days,
        link=made,
    )
    await ctx.say(text)


async def _ask_move(ctx: Ctx, press: ActOnDelegate) -> None:
    found = await ctx.services.person_pages.page(key_of(press), ctx.who.states)
    coming = [s for s in ctx.event.sessions if not ctx.event.has_ended(s, ctx.now)]
    usual = ctx.event.session_of(found.delegate.state)
    text = ctx.voice.say(
        "📅 On which day shall <b>{name}</b> come?", name=delegate_name(ctx.voice, found.delegate)
    )
    await ctx.note()
    await ctx.change(text, person_keyboards.sessions(ctx.voice, coming, press, usual))


async def on_move(ctx: Ctx, press: MoveDelegate) -> None:
    """Put a delegate into another session; he is told by a notice of the change."""
    try:
        await ctx.services.seats.move(key_of(press), press.session, actor(ctx))
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await person.show(ctx, press)


async def on_note(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Keep a note that was typed."""
    delegate_id = number(key.removeprefix(ASKING_NOTE)) or 0
    return await typed(
        ctx, key, delegate_id, ctx.services.seats.note(delegate_id, text, actor(ctx))
    )


ACTS: dict[str, Act] = {
    "waive": _waive,
    "unwaive": _waive,
    "mute": _mute,
    "unmute": _mute,
    "note": _ask_note,
    "link": _link,
    "move": _ask_move,
    **person_seats.ACTS,
}


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ManageDelegate, on_manage),
        pressed(ActOnDelegate, on_act),
        pressed(MoveDelegate, on_move),
    ]
