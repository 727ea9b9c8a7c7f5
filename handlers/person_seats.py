"""Who sits in a delegate's place: freed, given to another account, replaced, put together.

Each is asked about once more, with all that will happen; the yes carries the mark of what was
shown (``bot/services/seat_views.py``). What else is true by then is shown anew.
"""

from collections.abc import Awaitable

import regex
from telegram import Message

from bot import names, phones, seat_texts
from bot.context import Ctx
from bot.reach_texts import delegate_name
from bot.services.seat_views import SeatChanged, SeatView, mark_of
from bot.services.seats import Changed
from bot.text import Html
from bot.understanding import Reading
from handlers import person_keyboards
from handlers.desk_presses import ActOnDelegate
from handlers.person_doing import Act, actor, key_of, show, typed
from handlers.presses import number

ASKING_SUCCESSOR = "instead:"  # then the key of the delegate
_PHONE = regex.compile(r"\+?[\p{Nd}][\p{Nd}\s().\-]{8,}")


def seen(press: ActOnDelegate) -> str | None:
    """Give the mark of what was shown when a yes was offered; None where it is still to be."""
    return press.act.partition("!")[2] or None


async def done(ctx: Ctx, press: ActOnDelegate, act: Awaitable[Changed]) -> bool:
    """Do it and show whose page it is then; False where something else stands there by now."""
    try:
        changed = await act
    except SeatChanged:
        await changed_since(ctx)
        return False
    await show(ctx, press, delegate=changed.delegate)
    return True


async def changed_since(ctx: Ctx) -> None:
    """Say why the question comes once more."""
    text = ctx.voice.plain("Something has changed since. Please look once more.")
    await ctx.note(text, alert=True)


async def _view(
    ctx: Ctx, press: ActOnDelegate, *, into: int | None = None, to: int | None = None
) -> SeatView:
    return await ctx.services.seat_views.look(key_of(press), ctx.who.states, into=into, to=to)


async def _ask(ctx: Ctx, press: ActOnDelegate, text: Html, sure: str, mark: str) -> None:
    """Put the question in place of what was pressed."""
    await ctx.note()
    act = f"{press.act.partition('!')[0]}!{mark}"
    await ctx.change(text, person_keyboards.confirm(ctx.voice, sure, press, act))


async def _release(ctx: Ctx, press: ActOnDelegate) -> None:
    mark = seen(press)
    if mark is not None:
        releasing = ctx.services.seats.release(key_of(press), actor(ctx), mark)
        if await done(ctx, press, releasing):
            return
    view = await _view(ctx, press)
    if view.seat.account is None:  # freed meanwhile
        await show(ctx, press)
        return
    text = seat_texts.release(ctx.voice, view, phones_shown=ctx.sees_phones)
    await _ask(ctx, press, text, ctx.voice.plain("🔓 Yes, free the place"), view.mark)


async def _twins(ctx: Ctx, press: ActOnDelegate) -> None:
    rows = await ctx.services.person_pages.twins(key_of(press), ctx.who.states)
    voice = ctx.voice
    text = (
        voice.say("👥 Which of these is the same person?")
        if rows
        else voice.say("👥 Nobody else on the list has this number or this name in the state.")
    )
    await ctx.note()
    await ctx.change(text, person_keyboards.twins(voice, rows, press))


async def _merge(ctx: Ctx, press: ActOnDelegate) -> None:
    into, mark = _whom(press), seen(press)
    if mark is not None:
        merging = ctx.services.seats.merge(key_of(press), into, actor(ctx), mark)
        if await done(ctx, press, merging):
            return
    view = await _view(ctx, press, into=into)
    text = seat_texts.merge(ctx.voice, view, phones_shown=ctx.sees_phones)
    await _ask(ctx, press, text, ctx.voice.plain("👥 Yes, make them one"), view.mark)


async def _accounts(ctx: Ctx, press: ActOnDelegate) -> None:
    people = await ctx.services.person_pages.other_accounts(key_of(press), ctx.who.states)
    voice = ctx.voice
    text = (
        voice.say("📱 Which account is the person's own?")
        if people
        else voice.say(
            "📱 No other account fits. Let the person open the bot from it and share the number "
            "or ask to be added; then it stands here."
        )
    )
    await ctx.note()
    keyboard = person_keyboards.accounts(voice, people, press, phones_shown=ctx.sees_phones)
    await ctx.change(text, keyboard)


async def _give(ctx: Ctx, press: ActOnDelegate) -> None:
    to, mark = _whom(press), seen(press)
    view = await _view(ctx, press, to=to)
    offered = await ctx.services.person_pages.other_accounts(key_of(press), ctx.who.states)
    holds = view.seat.account is not None and view.seat.account.id == to
    if to not in {one.id for one in offered} and not holds:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /status."))
        return
    if mark is not None or holds:
        giving = ctx.services.seats.give_to(key_of(press), to, actor(ctx), mark)
        if await done(ctx, press, giving):
            return
    text = seat_texts.give(ctx.voice, view, phones_shown=ctx.sees_phones)
    await _ask(ctx, press, text, ctx.voice.plain("📱 Yes, give the place"), view.mark)


async def _replace(ctx: Ctx, press: ActOnDelegate) -> None:
    """Ask who comes instead; or, with what was typed and asked about, put him into the place."""
    mark, line = seen(press), _line(ctx)
    said = _successor(line) if line else None
    if mark is None or said is None:
        await _ask_successor(ctx, press)
        return
    name, phone = said
    view = await _view(ctx, press)
    if mark != _mark(view, name, phone):
        await changed_since(ctx)
        text = seat_texts.replace(ctx.voice, view, name, phone, phones_shown=ctx.sees_phones)
        sure = ctx.voice.plain("↔️ Yes, replace")
        await _ask(ctx, press, text, sure, _mark(view, name, phone))
        return
    replacing = ctx.services.seats.replace(key_of(press), name, phone, actor(ctx), view.mark)
    if not await done(ctx, press, replacing):
        await _replace(ctx, press)


async def _ask_successor(ctx: Ctx, press: ActOnDelegate) -> None:
    view = await _view(ctx, press)
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_SUCCESSOR}{key_of(press)}")
    text = ctx.voice.say(
        "↔️ Who comes in the place of <b>{name}</b>? Please write the name and, if you have it, "
        "the phone number in one line.",
        name=delegate_name(ctx.voice, view.seat.delegate),
    )
    await ctx.say(text, person_keyboards.back(ctx.voice, press))


async def on_successor(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Ask whether the one who was typed shall really come instead."""
    delegate_id = number(key.removeprefix(ASKING_SUCCESSOR)) or 0
    said = _successor(text)
    if said is None:
        await ctx.say(ctx.voice.say("Please write the name, and the phone number if you have it."))
        return True
    name, phone = said

    async def ask() -> None:
        view = await ctx.services.seat_views.look(delegate_id, ctx.who.states)
        press = ActOnDelegate(str(delegate_id), act=f"replace!{_mark(view, name, phone)}")
        question = seat_texts.replace(ctx.voice, view, name, phone, phones_shown=ctx.sees_phones)
        sure = ctx.voice.plain("↔️ Yes, replace")
        # The yes finds who was meant in the line that this answers, so nothing else is kept.
        message = ctx.incoming.effective_message if ctx.incoming else None
        keyboard = person_keyboards.confirm(ctx.voice, sure, press, press.act)
        await ctx.say(question, keyboard, reply_to=message.message_id if message else None)

    return await typed(ctx, key, None, ask())


def _line(ctx: Ctx) -> str | None:
    """Give the line that the question with the pressed button answers."""
    message = ctx.query.message
    answered = message.reply_to_message if isinstance(message, Message) else None
    return answered.text if answered else None


def _successor(line: str) -> tuple[str, str | None] | None:
    """Read a name and, where there is one, a number; None where there is no name."""
    hit = _PHONE.search(line)
    name = names.tidied(_PHONE.sub(" ", line).strip(" ,;-–"))
    return (name, phones.to_e164(hit.group()) if hit else None) if name else None


def _mark(view: SeatView, name: str, phone: str | None) -> str:
    return mark_of(view.mark, name, phone)


def _whom(press: ActOnDelegate) -> int:
    """Give the key of the row or account that the button names beside the delegate."""
    return int("".join(filter(str.isdecimal, press.act.partition("!")[0])) or 0)


ACTS: dict[str, Act] = {
    "release": _release,
    "replace": _replace,
    "twins": _twins,
    "m": _merge,  # then the key of a row
    "accounts": _accounts,
    "g": _give,  # then the key of an account
}
