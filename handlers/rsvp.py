"""The answer: yes, no or maybe, the reason for a no, and the follow-up questions."""

from telegram import Update

from bot import facts, ics
from bot.context import Ctx
from bot.errors import Refusal
from bot.event import FollowUp, FollowUpKind
from bot.services.rsvp import REASON, OtherDate, Receipt
from bot.text import Html
from bot.understanding import Intent
from db.types import RsvpChoice, Via
from handlers import cards, keyboards, refusals, welcome
from handlers.presses import ChangeAnswer, GiveAnswer, GiveDetail, GiveReason
from handlers.routes import Route, pressed

ASKING_REASON = REASON
ASKING_DETAIL = "more:"  # then the id of the follow-up question
SKIP = "-"
TYPED = {
    Intent.RSVP_YES: RsvpChoice.YES,
    Intent.RSVP_NO: RsvpChoice.NO,
    Intent.RSVP_MAYBE: RsvpChoice.MAYBE,
}


async def on_card(_update: Update, ctx: Ctx) -> None:
    """Show the card at the end of the chat, with its buttons."""
    if ctx.who.delegate is None:
        await welcome.ask_number(ctx)
        return
    await cards.show(ctx, anew=True)


async def on_answer(ctx: Ctx, press: GiveAnswer) -> None:
    """Record the answer of a button."""
    if ctx.who.delegate is None or press.choice not in set(RsvpChoice):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    try:
        receipt = await ctx.services.rsvp.answer(
            ctx.who.delegate.id or 0,
            RsvpChoice(press.choice),
            ctx.cause(Via.BUTTON),
            seen=press.mark,
        )
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        await cards.show(ctx, anew=isinstance(refusal, OtherDate))
        return
    await ctx.note(ctx.voice.plain("Your answer is recorded."))
    pressed_card = ctx.query.message is not None and (
        ctx.query.message.message_id == ctx.who.person.card_message_id
    )
    if not pressed_card:
        await ctx.change(facts.standing(ctx.voice, ctx.event, receipt.standing))
    await cards.show(ctx)
    await _after(ctx, receipt)


async def on_typed(ctx: Ctx, intent: Intent) -> bool:
    """Record a typed answer and show what was understood; tell whether it could be."""
    if ctx.who.delegate is None:
        return False
    try:
        receipt = await ctx.services.rsvp.answer(
            ctx.who.delegate.id or 0, TYPED[intent], ctx.cause(Via.TEXT)
        )
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return True
    voice = ctx.voice
    choice = voice.plain(facts.CHOICES[TYPED[intent]])
    text = voice.say("I understood: <b>{choice}</b>. Your answer is recorded.", choice=choice)
    await ctx.say(text, keyboards.correct(voice))
    await cards.show(ctx)
    await _after(ctx, receipt)
    return True


async def on_change(ctx: Ctx, _press: ChangeAnswer) -> None:
    """Offer the three answers again, below what there is."""
    await ctx.note()
    if ctx.who.delegate is None:
        return
    standing = await ctx.services.rsvp.standing(ctx.who.delegate)
    if standing.session is None:
        await cards.show(ctx)
        return
    date = ctx.voice.date(standing.session.date)
    await ctx.say(
        ctx.voice.say("Are you coming on <b>{date}</b>?", date=date),
        keyboards.answer_again(ctx.voice, standing.session),
    )


async def _after(ctx: Ctx, receipt: Receipt) -> None:
    """Go on after an answer: the calendar file, the reason, the follow-up questions."""
    if not receipt.changed or ctx.who.delegate is None:
        return
    voice, options = ctx.voice, ctx.event.rsvp.no_reasons
    choice = receipt.standing.choice
    await ctx.services.people.expect(ctx.who.id, None)
    if choice is RsvpChoice.YES:
        await _send_calendar(ctx, receipt)
    elif choice is RsvpChoice.NO:
        await ctx.services.people.expect(ctx.who.id, ASKING_REASON)
        await ctx.say(
            voice.say(
                "We are sorry that you cannot come. Would you tell us why? Tap, or write it in a "
                "few words."
            ),
            keyboards.reasons(voice, options),
        )
        return
    else:
        await ctx.say(
            voice.say("That is all right. Tell us as soon as you know: one tap is enough.")
        )
    if receipt.question is not None:
        text = await _ask(ctx, receipt.question)
        await ctx.say(text, keyboards.follow_up(voice, receipt.question))


async def _send_calendar(ctx: Ctx, receipt: Receipt) -> None:
    session = receipt.standing.session
    if session is None:
        return
    file = ics.calendar(ctx.event, session, ctx.voice.locale, ctx.now)
    await ctx.bot.send_document(
        ctx.who.person.chat_id,
        file,
        filename=f"{ctx.event.id}-{session.date}.ics",
        caption=ctx.voice.say(
            "🙏 Thank you! We look forward to seeing you. Open this file to put the date into "
            "your phone's calendar."
        ),
        parse_mode="HTML",
    )


async def _ask(ctx: Ctx, question: FollowUp) -> Html:
    """Give a follow-up question; a typed answer is expected where there are no options."""
    typed = question.kind is FollowUpKind.TEXT
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_DETAIL}{question.id}" if typed else None)
    return ctx.voice.say("<b>{question}</b>", question=question.text.in_(ctx.voice.locale))


async def on_reason(ctx: Ctx, press: GiveReason) -> None:
    """Keep the reason of a button."""
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    known = {o.id for o in ctx.event.rsvp.no_reasons}
    if press.option in known and ctx.who.delegate is not None:
        await _keep_reason(ctx, press.option, Via.BUTTON)
    await ctx.change(ctx.voice.say("Thank you for telling us."))


async def on_typed_reason(ctx: Ctx, text: str) -> None:
    """Keep a reason in the person's own words."""
    await ctx.services.people.expect(ctx.who.id, None)
    if await _keep_reason(ctx, text, Via.TEXT):
        await ctx.say(ctx.voice.say("Thank you for telling us."))


async def _keep_reason(ctx: Ctx, reason: str, via: Via) -> bool:
    if ctx.who.delegate is None:
        return False
    try:
        await ctx.services.rsvp.give_reason(ctx.who.delegate.id or 0, reason, ctx.cause(via))
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return False
    await cards.show(ctx)
    return True


async def on_detail(ctx: Ctx, press: GiveDetail) -> None:
    """Keep the answer to a follow-up question; the next one takes its place."""
    question = ctx.event.rsvp.follow_up(press.question)
    option = question.option(press.option) if question else None
    if question is None or (option is None and press.option != SKIP):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    await ctx.note()
    receipt = await _keep_detail(ctx, question, option.id if option else None, Via.BUTTON)
    if receipt is None:
        return
    if receipt.question is not None:
        text = await _ask(ctx, receipt.question)
        await ctx.change(text, keyboards.follow_up(ctx.voice, receipt.question))
    else:
        await ctx.change(ctx.voice.say("Thank you, everything is noted."))


async def on_typed_detail(ctx: Ctx, text: str) -> None:
    """Keep a typed answer to a follow-up question."""
    key = (ctx.who.person.expecting or "").removeprefix(ASKING_DETAIL)
    question = ctx.event.rsvp.follow_up(key)
    await ctx.services.people.expect(ctx.who.id, None)
    if question is None:
        return
    receipt = await _keep_detail(ctx, question, text, Via.TEXT)
    if receipt is None:
        return
    if receipt.question is not None:
        await ctx.say(
            await _ask(ctx, receipt.question), keyboards.follow_up(ctx.voice, receipt.question)
        )
    else:
        await ctx.say(ctx.voice.say("Thank you, everything is noted."))


async def _keep_detail(ctx: Ctx, question: FollowUp, value: str | None, via: Via) -> Receipt | None:
    if ctx.who.delegate is None:
        return None
    try:
        receipt = await ctx.services.rsvp.give_detail(
            ctx.who.delegate.id or 0, question.id, value, ctx.cause(via)
        )
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return None
    await cards.show(ctx)
    return receipt


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(GiveAnswer, on_answer),
        pressed(ChangeAnswer, on_change),
        pressed(GiveReason, on_reason),
        pressed(GiveDetail, on_detail),
    ]
