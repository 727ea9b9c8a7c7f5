"""What is asked after an answer: the reason for a no, then the event's follow-up questions.

Every question can be answered by button, by typing, or not at all. While one is open a bare "no"
answers it and never the invitation; a clear statement about coming still counts as one.
"""

from telegram import Message

from bot import facts, options
from bot.context import Ctx
from bot.errors import Refusal
from bot.event import FollowUp, FollowUpKind
from bot.services.rsvp import REASON, Receipt
from bot.text import Html, safe
from bot.understanding import Intent, Reading
from db.types import RsvpChoice, Via
from handlers import cards, keyboards, refusals
from handlers.presses import AskAgain, GiveDetail, GiveReason
from handlers.routes import Route, pressed

ASKING_REASON = REASON
ASKING_DETAIL = "more:"  # then the id of the follow-up question
KEEP_TO_ONESELF = SKIP = "-"
# Asked while a question is open: answered, and the question stays open.
ASIDE = {Intent.DATE, Intent.VENUE, Intent.AGENDA, Intent.CONTACT, Intent.LANGUAGE, Intent.MY_RSVP}
COMING = {Intent.RSVP_YES, Intent.RSVP_MAYBE}
NOT_COMING = {Intent.RSVP_NO, Intent.RSVP_MAYBE}
FEW = 2  # words: "pata nahi" tells of the reason, "can't say for sure yet" of coming
MANY = 6  # words: "kal shaam tak train se pahunchunga" may still be meant as an answer
LIGHT = {Intent.GREETING, Intent.THANKS, Intent.HELP}


async def ask_reason(ctx: Ctx) -> None:
    """Ask why someone cannot come."""
    await ctx.services.people.expect(ctx.who.id, ASKING_REASON)
    text = ctx.voice.say(
        "We are sorry that you cannot come. Would you tell us why? Tap, or write it in a few words."
    )
    await ctx.say(text, keyboards.reasons(ctx.voice, ctx.event.rsvp.no_reasons))


async def ask(ctx: Ctx, question: FollowUp, *, after: Html | None = None) -> None:
    """Ask a follow-up question in a new message, ``after`` a line on what was understood."""
    text = facts.lines(after, await _opened(ctx, question))
    await ctx.say(text, keyboards.follow_up(ctx.voice, question))


async def _opened(ctx: Ctx, question: FollowUp) -> Html:
    """Give the text of a question whose answer may be typed from now on."""
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_DETAIL}{question.id}")
    return ctx.voice.say("<b>{question}</b>", question=question.text.in_(ctx.voice.locale))


async def on_reason(ctx: Ctx, press: GiveReason) -> None:
    """Keep the reason of a button, or none."""
    if ctx.who.delegate is None or not _is_reason(ctx, press.option):
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    await ctx.note()
    await ctx.services.people.expect(ctx.who.id, None)
    if press.option == KEEP_TO_ONESELF:
        await ctx.change(ctx.voice.say("That is all right."))
        standing = await ctx.services.rsvp.standing(ctx.who.delegate)
        await _go_on(ctx, ctx.services.rsvp.next_question(ctx.event, standing))
        return
    receipt = await _keep_reason(ctx, press.option, Via.BUTTON)
    if receipt is not None:
        await ctx.change(ctx.voice.say("Thank you for telling us."))
        await _go_on(ctx, receipt.question)


def _is_reason(ctx: Ctx, option: str) -> bool:
    return option in {KEEP_TO_ONESELF, *(o.id for o in ctx.event.rsvp.no_reasons)}


async def on_typed_reason(ctx: Ctx, text: str, reading: Reading, _key: str) -> bool:
    """Keep a reason in the person's own words; a bare "no" says that there is none to tell."""
    option = options.named(text, ctx.event.rsvp.no_reasons)
    if option is None and _says_something_else(ctx, text, reading):
        return False
    if reading.bare and Intent.RSVP_NO not in reading.intents:
        await ask_reason(ctx)  # "yes", he would tell
        return True
    if reading.bare:
        await ctx.services.people.expected(ctx.who.id, ASKING_REASON, ctx.update_id)
        await ctx.say(ctx.voice.say("That is all right."))
        return True
    message = ctx.incoming.effective_message if ctx.incoming else None
    option = option or options.meant(
        text, reading, ctx.event.rsvp.no_reasons, ctx.services.understanding
    )
    receipt = await _keep_reason(ctx, option.id if option else text, Via.TEXT)
    await ctx.services.people.expected(ctx.who.id, ASKING_REASON, ctx.update_id)
    if receipt is not None:
        kept = receipt.standing.reason
        understood = facts.reason(ctx.voice, ctx.event, kept) if kept else None
        await ctx.say(
            facts.lines(understood, ctx.voice.say("Thank you for telling us.")),
            None if option else keyboards.no_reason(ctx.voice),
            reply_to=None if option or message is None else message.message_id,
        )
        await _go_on(ctx, receipt.question)
    return True


def _says_something_else(ctx: Ctx, text: str, reading: Reading) -> bool:
    """Tell whether a line is a question, another answer or mere courtesy, not a reason."""
    said = set(reading.intents)
    if said & ASIDE or (said & COMING and not reading.bare):
        return True
    if Intent.RSVP_MAYBE in said and len(text.split()) > FEW:
        return True
    return text.rstrip().endswith("?") or _only_polite(ctx, text, said)


def _only_polite(ctx: Ctx, text: str, said: set[Intent]) -> bool:
    """Tell whether words greet or thank and hold nothing that could be a reason."""
    return bool(said) and said <= LIGHT and not ctx.services.understanding.gist(text)


async def taken_for_reason(ctx: Ctx) -> Message | None:
    """Take back a reason that was a question; give the message, to be answered after all."""
    answered = ctx.query.message
    asked = answered.reply_to_message if isinstance(answered, Message) else None
    delegate = ctx.who.delegate
    if delegate is None or asked is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return None
    await ctx.note()
    standing = await ctx.services.rsvp.standing(delegate)
    kept = standing.reason is not None and (asked.text or "").strip().startswith(standing.reason)
    if kept and await _keep_reason(ctx, None, Via.BUTTON) is None:
        return None
    await ctx.change(ctx.voice.say("All right, this is not kept as your reason."))
    return asked


async def _keep_reason(ctx: Ctx, reason: str | None, via: Via) -> Receipt | None:
    if ctx.who.delegate is None:
        return None
    try:
        receipt = await ctx.services.rsvp.give_reason(
            ctx.who.delegate.id or 0, reason, ctx.cause(via)
        )
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal))
        return None
    await cards.show(ctx)
    return receipt


async def _go_on(ctx: Ctx, question: FollowUp | None) -> None:
    if question is not None:
        await ask(ctx, question)


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
        text = await _opened(ctx, receipt.question)
        await ctx.change(text, keyboards.follow_up(ctx.voice, receipt.question))
    else:
        await ctx.services.people.expect(ctx.who.id, None)
        await ctx.change(ctx.voice.say("Thank you, everything is noted."))


async def on_again(ctx: Ctx, press: AskAgain) -> None:
    """Ask a question once more; skipping it then leaves the answer as it was."""
    question = ctx.event.rsvp.follow_up(press.question)
    if question is None or ctx.who.delegate is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    await ctx.note()
    await ask(ctx, question)


async def on_typed_detail(ctx: Ctx, text: str, reading: Reading, key: str) -> bool:
    """Keep a typed answer to a follow-up question, or ask again with its buttons."""
    question = ctx.event.rsvp.follow_up(key.removeprefix(ASKING_DETAIL))
    if question is None:
        return False
    said = set(reading.intents)
    value: str | None = text
    if question.kind is FollowUpKind.CHOICE:
        option = options.meant(text, reading, question.options, ctx.services.understanding)
        if option is None and (reading.bare or not said) and not _asks(ctx, text, reading):
            await ctx.say(
                ctx.voice.say(
                    "Please tap what fits:\n<b>{question}</b>",
                    question=question.text.in_(ctx.voice.locale),
                ),
                keyboards.follow_up(ctx.voice, question),
            )
            return True
        if option is None:
            return False
        value = option.id
    elif said & ASIDE or (said & NOT_COMING and not reading.bare and await _is_news(ctx, said)):
        return False
    elif reading.bare and Intent.RSVP_NO in said:
        value = None  # nothing to add
    receipt = await _keep_detail(ctx, question, value, Via.TEXT)
    await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
    if receipt is None:
        return True
    chosen = question.option(value) if value else None
    understood = safe(f"✓ {chosen.label.in_(ctx.voice.locale)}") if chosen else None
    if receipt.question is not None:
        await ask(ctx, receipt.question, after=understood)
    else:
        await ctx.say(facts.lines(understood, ctx.voice.say("Thank you, everything is noted.")))
    # "Plain food, please" is a note; with a question mark it is kept and answered.
    asked = "?" in text and bool(said - COMING - NOT_COMING - LIGHT)
    return question.kind is FollowUpKind.CHOICE or not asked


def _asks(ctx: Ctx, text: str, reading: Reading) -> bool:
    """Tell whether a line that is no answer is a question, or too long for a slip of one."""
    if reading.bare:
        return False
    many = len(text.split()) > MANY
    return many or bool(reading.alternatives) or ctx.services.understanding.asks(text)


async def _is_news(ctx: Ctx, said: set[Intent]) -> bool:
    """Tell whether an answer in a note is another one: "next time, surely" after a no is none."""
    if ctx.who.delegate is None:
        return True
    standing = await ctx.services.rsvp.standing(ctx.who.delegate)
    return standing.choice is not RsvpChoice.NO or Intent.RSVP_NO not in said


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
        pressed(GiveReason, on_reason),
        pressed(GiveDetail, on_detail),
        pressed(AskAgain, on_again),
    ]
