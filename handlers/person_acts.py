"""What staff do about one delegate: notes, rights, links, moves, and who sits in his place."""

from collections.abc import Awaitable, Callable

import regex

from bot import names, phones
from bot.context import Ctx
from bot.errors import Refusal
from bot.reach_texts import delegate_name
from bot.services.seats import Actor
from bot.text import safe
from bot.understanding import Reading
from db.models import Delegate, Person
from handlers import notices, person, person_keyboards, refusals
from handlers.desk_presses import ActOnDelegate, ManageDelegate, MoveDelegate, ShowDelegate
from handlers.presses import number
from handlers.routes import Route, pressed

ASKING_NOTE = "note:"  # then the key of the delegate
ASKING_SUCCESSOR = "instead:"
_PHONE = regex.compile(r"\+?[\p{Nd}][\p{Nd}\s().\-]{8,}")

Act = Callable[[Ctx, ActOnDelegate], Awaitable[None]]


def actor(ctx: Ctx) -> Actor:
    """Give who acts, for the services."""
    return Actor(ctx.who.id, ctx.who.states, ctx.update_id)


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
    run = ACTS.get(press.act) or next(
        (f for start, f in ON_SOMEBODY.items() if regex.fullmatch(f"{start}[0-9]+", press.act)),
        None,
    )
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
    await ctx.services.seats.waive(_key(press), actor(ctx), waived=waived)
    await _show(ctx, press)


async def _mute(ctx: Ctx, press: ActOnDelegate) -> None:
    found = await ctx.services.person_pages.page(_key(press), ctx.who.states)
    if found.account is not None:
        muted = press.act == "mute"
        account, scope = found.account.id or 0, ctx.who.states
        await ctx.services.inbox.mute(account, by=ctx.who.id, scope=scope, muted=muted)
        ctx.services.board_news.set()
    await _show(ctx, press)


async def _ask_note(ctx: Ctx, press: ActOnDelegate) -> None:
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_NOTE}{_key(press)}")
    await ctx.say(
        ctx.voice.say("📝 Please write the note. Only the team can read it."),
        person_keyboards.back(ctx.voice, press),
    )


async def _link(ctx: Ctx, press: ActOnDelegate) -> None:
    days = ctx.services.config.limits.invite_days
    made = await ctx.services.seats.new_link(_key(press), ctx.bot.username, actor(ctx), days)
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
    found = await ctx.services.person_pages.page(_key(press), ctx.who.states)
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
        await ctx.services.seats.move(_key(press), press.session, actor(ctx))
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    await person.show(ctx, press)


async def _ask_release(ctx: Ctx, press: ActOnDelegate) -> None:
    found = await ctx.services.person_pages.page(_key(press), ctx.who.states)
    voice = ctx.voice
    name = phones.in_words(found.account.name if found.account else "–", shown=ctx.sees_phones)
    text = voice.say(
        "🔓 The account “{account}” loses the place of <b>{name}</b> and is told so. The right "
        "person can then join by a link or by sharing the number.",
        account=name,
        name=delegate_name(voice, found.delegate),
    )
    await ctx.note()
    sure = voice.plain("🔓 Yes, free the place")
    await ctx.change(text, person_keyboards.confirm(voice, sure, press, "release!"))


async def _release(ctx: Ctx, press: ActOnDelegate) -> None:
    changed = await ctx.services.seats.release(_key(press), actor(ctx))
    await _show(ctx, press)
    await _tell_released(ctx, changed.before)


async def _tell_released(ctx: Ctx, before: Person | None) -> None:
    """Tell the account that lost its seat."""
    who = await ctx.services.people.get(before.id or 0) if before is not None else None
    if who is None:
        return
    voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
    text = voice.say(
        "The organisers have ended the place on the list that this account had. If that is a "
        "mistake, please call them."
    )
    await notices.notify(ctx, who, text)


async def _ask_successor(ctx: Ctx, press: ActOnDelegate) -> None:
    found = await ctx.services.person_pages.page(_key(press), ctx.who.states)
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_SUCCESSOR}{_key(press)}")
    text = ctx.voice.say(
        "↔️ Who comes in the place of <b>{name}</b>? Please write the name and, if you have it, "
        "the phone number in one line.\n\nWith that line {name} is off the list, the account is "
        "told so, and the pass no longer counts.",
        name=delegate_name(ctx.voice, found.delegate),
    )
    await ctx.say(text, person_keyboards.back(ctx.voice, press))


async def _twins(ctx: Ctx, press: ActOnDelegate) -> None:
    rows = await ctx.services.person_pages.twins(_key(press), ctx.who.states)
    voice = ctx.voice
    text = (
        voice.say(
            "👥 Which of these is the same person? Account, answer and phone go over to the one "
            "you choose; this row leaves the list."
        )
        if rows
        else voice.say("👥 Nobody else on the list has this number or this name in the state.")
    )
    await ctx.note()
    await ctx.change(text, person_keyboards.twins(voice, rows, press))


async def _merge(ctx: Ctx, press: ActOnDelegate) -> None:
    into = int(press.act[1:])
    changed = await ctx.services.seats.merge(_key(press), into, actor(ctx))
    await _show(ctx, press, delegate=changed.delegate)
    await _tell_released(ctx, changed.before)


async def _accounts(ctx: Ctx, press: ActOnDelegate) -> None:
    people = await ctx.services.person_pages.other_accounts(_key(press), ctx.who.states)
    voice = ctx.voice
    text = (
        voice.say(
            "📱 Which account is the person's own? It gets the place; the one before is told "
            "that it has it no longer."
        )
        if people
        else voice.say(
            "📱 No other account fits. Let the person open the bot from it and share the number "
            "or ask to be added; then it stands here."
        )
    )
    await ctx.note()
    await ctx.change(
        text, person_keyboards.accounts(voice, people, press, phones_shown=ctx.sees_phones)
    )


async def _give(ctx: Ctx, press: ActOnDelegate) -> None:
    to = int(press.act[1:])
    offered = await ctx.services.person_pages.other_accounts(_key(press), ctx.who.states)
    if to not in {one.id for one in offered}:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /status."))
        return
    changed = await ctx.services.seats.give_to(_key(press), to, actor(ctx))
    await _show(ctx, press)
    await _tell_released(ctx, changed.before)
    await tell_seated(ctx, to)


async def tell_seated(ctx: Ctx, person_id: int) -> None:
    """Tell an account that it has a place on the list now."""
    who = await ctx.services.people.get(person_id)
    if who is not None:
        voice = ctx.services.voices[who.locale or ctx.services.config.languages.default]
        text = voice.say("You have been added to the list. Tap /start to see your date and answer.")
        await notices.notify(ctx, who, text)


async def on_note(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Keep a note that was typed."""
    delegate_id = number(key.removeprefix(ASKING_NOTE)) or 0
    return await _typed(
        ctx, key, delegate_id, ctx.services.seats.note(delegate_id, text, actor(ctx))
    )


async def on_successor(ctx: Ctx, text: str, _reading: Reading, key: str) -> bool:
    """Put somebody else into a place, as typed: a name, and a number if there is one."""
    delegate_id = number(key.removeprefix(ASKING_SUCCESSOR)) or 0
    hit = _PHONE.search(text)
    phone = phones.to_e164(hit.group()) if hit else None
    name = names.tidied(_PHONE.sub(" ", text).strip(" ,;-–"))
    if not name:
        await ctx.say(ctx.voice.say("Please write the name, and the phone number if you have it."))
        return True
    replacing = ctx.services.seats.replace(delegate_id, name, phone, actor(ctx))

    async def replace() -> None:
        changed = await replacing
        shown = ShowDelegate(str(changed.delegate.id))
        await ctx.say(*await person.page(ctx, shown))

    return await _typed(ctx, key, None, replace())


async def _typed(ctx: Ctx, key: str, show: int | None, act: Awaitable[None]) -> bool:
    """Do what a typed line asks for, then show the page, or say why not."""
    try:
        await act
        await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
        if show is not None:
            await ctx.say(*await person.page(ctx, ShowDelegate(str(show))))
    except Refusal as refusal:
        await ctx.services.people.expect(ctx.who.id, None)
        await ctx.say(safe(refusals.to_staff(ctx.voice, ctx.event, refusal)))
    return True


async def _show(ctx: Ctx, press: ActOnDelegate, delegate: Delegate | None = None) -> None:
    key = press.delegate if delegate is None else str(delegate.id)
    await person.show(ctx, ShowDelegate(key, press.place, press.group, press.page))


def _key(press: ActOnDelegate | MoveDelegate) -> int:
    return number(press.delegate) or 0


ACTS: dict[str, Act] = {
    "waive": _waive,
    "unwaive": _waive,
    "mute": _mute,
    "unmute": _mute,
    "note": _ask_note,
    "link": _link,
    "move": _ask_move,
    "release": _ask_release,
    "release!": _release,
    "replace": _ask_successor,
    "twins": _twins,
    "accounts": _accounts,
}
ON_SOMEBODY: dict[str, Act] = {"m": _merge, "g": _give}  # then the key of a row or an account


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ManageDelegate, on_manage),
        pressed(ActOnDelegate, on_act),
        pressed(MoveDelegate, on_move),
    ]
