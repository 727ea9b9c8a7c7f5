"""The answer: yes, no or maybe."""

from telegram import Update

from bot import facts, ics
from bot.context import Ctx
from bot.errors import Refusal
from bot.event import FollowUp, Session
from bot.services.rsvp import OtherDate, Receipt, Standing
from bot.understanding import Intent
from db.types import RsvpChoice, Via
from handlers import cards, details, keyboards, refusals, welcome
from handlers.presses import ChangeAnswer, GiveAnswer
from handlers.routes import Route, pressed

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
    await after(ctx, receipt)


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
    await after(ctx, receipt)
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
        keyboards.answer_again(ctx.voice, standing.session, _given(ctx, standing)),
    )


def _given(ctx: Ctx, standing: Standing) -> list[FollowUp]:
    """Give the questions that belong to the answer and were asked already."""
    if standing.choice is None or standing.to_be_confirmed:
        return []
    return [q for q in ctx.event.rsvp.after(standing.choice) if q.id in standing.details]


async def after(ctx: Ctx, receipt: Receipt) -> None:
    """Go on after an answer: the calendar file, the reason, the follow-up questions."""
    if not receipt.changed or ctx.who.delegate is None:
        return
    await ctx.services.people.expect(ctx.who.id, None)
    match receipt.standing.choice:
        case RsvpChoice.YES:
            if receipt.standing.session is not None:
                await send_calendar(ctx, receipt.standing.session)
        case RsvpChoice.NO:
            await details.ask_reason(ctx)
            return  # the questions follow the reason
        case _:
            await ctx.say(
                ctx.voice.say("That is all right. Tell us as soon as you know: one tap is enough.")
            )
    if receipt.question is not None:
        await details.ask(ctx, receipt.question)


async def send_calendar(ctx: Ctx, session: Session) -> None:
    """Send the calendar file of a session; one that was sent before is replaced by it."""
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


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        pressed(GiveAnswer, on_answer),
        pressed(ChangeAnswer, on_change),
    ]
