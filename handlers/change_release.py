"""What an organiser is changing: looked at, released, and who has been told."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import change_texts, draft_texts, facts, phones
from bot.context import Ctx
from bot.errors import Refusal
from bot.reach_texts import named
from bot.services.changes import Missed, Telling
from bot.services.event_drafts import Draft, Preview
from bot.services.event_editor import ReleasedMeanwhile
from bot.services.rsvp import Standing
from bot.session_facts import differing, session_facts
from bot.text import Html
from db.types import RsvpChoice
from handlers import keyboards, refusals
from handlers.change_presses import (
    DropDraft,
    ListSessions,
    ReleaseDraft,
    SeeNotice,
    ShowDraft,
    UndoEdit,
    WhoWasTold,
)
from handlers.presses import number
from handlers.routes import Route, pressed

NAMED = 30  # of those not reached, in one message
HEADS = {"hi": "हिंदी", "en": "English"}


async def show(ctx: Ctx, *, in_place: bool = False) -> None:
    """Show one's draft with what follows from it; ``in_place`` of the message with the button."""
    shown = await ctx.services.drafts.preview(ctx.who.id)
    if shown.draft.is_empty:
        text = ctx.voice.say("You are changing nothing at present.")
        rows = [[keyboards.button(ctx.voice.plain("🗓 Change something"), ListSessions())]]
        keyboard = InlineKeyboardMarkup(rows)
    else:
        text = draft_texts.preview(ctx.voice, shown, ctx.services.states, shown.draft.after)
        keyboard = _buttons(ctx, shown)
    await (ctx.change(text, keyboard) if in_place else ctx.say(text, keyboard))


def _buttons(ctx: Ctx, shown: Preview) -> InlineKeyboardMarkup:
    voice, version = ctx.voice, str(shown.draft.version)
    told = shown.reach.told
    rows: list[list[InlineKeyboardButton]] = []
    if told:
        text = voice.plain("✅ Release and tell {count}", count=voice.number(told))
        rows.append([keyboards.button(text, ReleaseDraft(version, "1"), "success")])
        rows.append([keyboards.button(voice.plain("👁 See what they get"), SeeNotice())])
        text = voice.plain("🔕 Release, tell nobody")
        rows.append([keyboards.button(text, ReleaseDraft(version, "0"))])
    else:
        text = voice.plain("✅ Release")
        rows.append([keyboards.button(text, ReleaseDraft(version, "1"), "success")])
    rows.append(
        [
            keyboards.button(voice.plain("➕ Change more"), ListSessions()),
            keyboards.button(voice.plain("↩️ Undo the last"), UndoEdit()),
        ]
    )
    rows.append([keyboards.button(voice.plain("🗑 Change nothing"), DropDraft(), "danger")])
    return InlineKeyboardMarkup(rows)


async def on_show(ctx: Ctx, _press: ShowDraft) -> None:
    """Show one's draft."""
    await ctx.note()
    await show(ctx, in_place=True)


async def on_undo(ctx: Ctx, _press: UndoEdit) -> None:
    """Take the last change back."""
    await ctx.note()
    await ctx.services.drafts.undo(ctx.who.id)
    await show(ctx, in_place=True)


async def on_drop(ctx: Ctx, _press: DropDraft) -> None:
    """Forget one's draft."""
    await ctx.note()
    await ctx.services.drafts.discard(ctx.who.id)
    await ctx.change(ctx.voice.say("🗑 Nothing was changed."))


async def on_release(ctx: Ctx, press: ReleaseDraft) -> None:
    """Release what was shown; where another version came in between, show it anew first."""
    drafts, version = ctx.services.drafts, number(press.version)
    draft = await drafts.get(ctx.who.id)
    note = _note(draft)
    try:
        released = await drafts.release(
            ctx.who.id, version or 0, note=note, quiet=press.tell != "1"
        )
    except ReleasedMeanwhile:
        text = ctx.voice.plain(
            "The event was changed by somebody else meanwhile. Please look at your change again."
        )
        await ctx.note(text, alert=True)
        await show(ctx, in_place=True)
        return
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    await ctx.note()
    text, keyboard = ctx.voice.say("✅ <b>Released.</b> Nobody is told; cards are put right."), None
    if released.told:
        text = ctx.voice.plural(
            "✅ <b>Released.</b> {n} person is being told; the card is put right.",
            "✅ <b>Released.</b> {n} people are being told; their cards are put right.",
            released.told,
        )
        button = keyboards.button(
            ctx.voice.plain("📊 Who has been told?"), WhoWasTold(str(released.version))
        )
        keyboard = InlineKeyboardMarkup([[button]])
    await ctx.change(text, keyboard)


def _note(draft: Draft) -> str:
    """Say in the audit what was changed."""
    return "; ".join(f"{e.session}.{e.field}" for e in draft.edits)


async def on_see(ctx: Ctx, _press: SeeNotice) -> None:
    """Show the notice of each session that changes, in both languages, as to one who said yes.

    What can be done then stands below it once more.
    """
    await ctx.note()
    draft = await ctx.services.drafts.get(ctx.who.id)
    for session in draft.after.sessions:
        old = session_facts(draft.before, draft.before.session(session.id))
        new = session_facts(draft.after, session)
        names = differing(old, new)
        if not names or draft.after.has_ended(session, ctx.now):
            continue
        moved = "date" in names
        standing = Standing(
            session, RsvpChoice.YES, None, to_be_confirmed=moved, details={}, answered_at=None
        )
        telling = Telling(draft.after, session, old, new, names, standing)
        for voice in ctx.services.voices:
            text = facts.paragraphs(
                [
                    Html(f"<b>{HEADS[voice.locale]}</b>"),
                    change_texts.notice(voice, telling),
                    facts.fresh(voice, draft.after, ctx.now),
                    change_texts.ask(voice, telling, open_=not session.cancelled),
                ]
            )
            await ctx.say(text)
    await show(ctx)


async def on_told(ctx: Ctx, press: WhoWasTold) -> None:
    """Show how far the notices are."""
    await ctx.note()
    version = number(press.version) or 0
    tally, left = await ctx.services.changes.told(version)
    names = [_person(ctx, one) for one in left[:NAMED]]
    text = draft_texts.told_so_far(ctx.voice, ctx.event, tally, names, ctx.now)
    button = keyboards.button(ctx.voice.plain("🔄 Look again"), press)
    await ctx.change(text, InlineKeyboardMarkup([[button]]))


def _person(ctx: Ctx, one: Missed) -> str:
    name = named(ctx.voice, one.name, one.name_hi)
    place = ctx.services.states.get(one.state).name(ctx.voice.locale)
    number = phones.shown(one.phone) if one.phone and ctx.sees_phones else None
    return ", ".join(part for part in (name, place, number) if part)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(ShowDraft, on_show),
        pressed(UndoEdit, on_undo),
        pressed(DropDraft, on_drop),
        pressed(ReleaseDraft, on_release),
        pressed(SeeNotice, on_see),
        pressed(WhoWasTold, on_told),
    ]
