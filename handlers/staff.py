"""What staff decide: who is added to the roster."""

from telegram import Update

from bot import facts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.people import Who
from db.models import JoinRequest
from db.types import RequestStatus
from handlers import notices, refusals
from handlers.presses import DecideJoin, number
from handlers.routes import Route, pressed

MOST_SHOWN = 10  # requests in one go


async def on_requests(_update: Update, ctx: Ctx) -> None:
    """Show the requests that wait, each with its buttons."""
    waiting = await ctx.services.join_requests.waiting(ctx.who.states)
    voice = ctx.voice
    if not waiting:
        await ctx.say(voice.say("No requests are waiting."))
        return
    await ctx.say(
        voice.plural(
            "{n} request to be added is waiting.",
            "{n} requests to be added are waiting.",
            len(waiting),
        )
    )
    for request in waiting[:MOST_SHOWN]:
        text = notices.join_request(voice, ctx.services.states, request)
        await ctx.say(text, notices.decide(voice, request.id or 0))


async def on_decision(ctx: Ctx, press: DecideJoin) -> None:
    """Decide a request; whoever comes second is told so."""
    request_id = number(press.request)
    if request_id is None or press.accept not in {"0", "1"}:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    try:
        decision = await ctx.services.join_requests.decide(
            request_id, accept=press.accept == "1", by=ctx.who.id, states=ctx.who.states
        )
    except Refusal as refusal:
        await ctx.note(refusals.plain(ctx.voice, ctx.event, refusal), alert=True)
        return
    request = decision.request
    accepted = request.status is RequestStatus.ACCEPTED
    voice = ctx.voice
    done = voice.plain("✅ Added") if accepted else voice.plain("✖️ Declined")
    # Begun before and broken off: the decision was this one, and may not have been told yet.
    mine = decision.mine or (ctx.again and request.decided_by == ctx.who.id)
    await ctx.note(done if mine else voice.plain("Someone else has already decided this."))
    text = notices.join_request(voice, ctx.services.states, request)
    await ctx.change(facts.lines(text, voice.say("<b>{done}</b>", done=done)))
    if mine:
        await _tell(ctx, request, accepted=accepted)


async def _tell(ctx: Ctx, request: JoinRequest, *, accepted: bool) -> None:
    """Tell the person what was decided."""
    who: Who | None = await ctx.services.people.get(request.person_id)
    if who is None:
        return
    voice = ctx.services.voices[who.locale or "hi"]
    if accepted:
        text = voice.say("You have been added to the list. Tap /start to see your date and answer.")
    else:
        text = voice.say(
            "The organisers could not add you to the list. If you think this is a mistake, please "
            "call them."
        )
    await notices.notify(ctx, who, text)


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(DecideJoin, on_decision)]
