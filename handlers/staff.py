"""What staff decide: who is added to the roster."""

from collections.abc import Awaitable

from telegram import Update

from bot import seat_texts
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.join_requests import Decision
from bot.services.people import Who
from bot.services.seat_views import SeatChanged
from bot.services.seats import Actor
from db.models import JoinRequest
from db.types import RequestStatus
from handlers import notices, refusals, request_posts
from handlers.presses import DecideJoin, GiveAsker, SeatAsker, ShowRequest, number
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
        maybe = await ctx.services.join_requests.candidates(request)
        await request_posts.post(ctx, ctx.who, request, maybe)


async def on_decision(ctx: Ctx, press: DecideJoin) -> None:
    """Decide a request; whoever comes second is told so."""
    request_id = number(press.request)
    if request_id is None or press.accept not in {"0", "1"}:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    accept = press.accept == "1"
    requests = ctx.services.join_requests
    await _decide(
        ctx, requests.decide(request_id, accept=accept, by=ctx.who.id, states=ctx.who.states)
    )


async def on_seat(ctx: Ctx, press: SeatAsker) -> None:
    """Tie who asks to the free place on the list that is his."""
    request_id, delegate_id = number(press.request), number(press.delegate)
    if request_id is None or delegate_id is None:
        await ctx.note(ctx.voice.plain("This button is no longer in use. Please send /start."))
        return
    requests = ctx.services.join_requests
    await _decide(ctx, requests.seat(request_id, delegate_id, by=ctx.who.id, states=ctx.who.states))


async def on_give(ctx: Ctx, press: GiveAsker) -> None:
    """Give who asks the place that another account holds, once that was looked at and confirmed."""
    request_id, delegate_id = number(press.request), number(press.delegate)
    try:
        request = await ctx.services.join_requests.one(request_id or 0, ctx.who.states)
        if request.status is not RequestStatus.OPEN:
            await _show(ctx, request)
            return
        try:
            await _give(ctx, request, delegate_id or 0, press)
        except SeatChanged as changed:
            await ctx.note(refusals.to_staff(ctx.voice, ctx.event, changed), alert=True)
            await _give(ctx, request, delegate_id or 0, GiveAsker(press.request, press.delegate))
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)


async def _give(ctx: Ctx, request: JoinRequest, delegate_id: int, press: GiveAsker) -> None:
    services, voice, asker = ctx.services, ctx.voice, request.person_id
    if press.seen:
        by = Actor(ctx.who.id, ctx.who.states, ctx.update_id)
        await services.seats.give_to(delegate_id, asker, by, press.seen)
        decided = await services.join_requests.one(request.id or 0, ctx.who.states)
        await _show(ctx, decided)
        pressed_on = ctx.query.message.message_id if ctx.query.message else None
        await request_posts.renew(ctx, decided, but=pressed_on)
        return
    view = await services.seat_views.look(delegate_id, ctx.who.states, to=asker)
    await ctx.note()
    text = seat_texts.give(voice, view, phones_shown=ctx.sees_phones)
    await ctx.change(text, request_posts.confirm(voice, press, view.mark))


async def on_show(ctx: Ctx, press: ShowRequest) -> None:
    """Show a request as it stands."""
    try:
        found = number(press.request) or 0
        await _show(ctx, await ctx.services.join_requests.one(found, ctx.who.states))
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)


async def _show(ctx: Ctx, request: JoinRequest) -> None:
    maybe = await ctx.services.join_requests.candidates(request)
    await ctx.note()
    text = request_posts.text(ctx, ctx.voice, request, phone=ctx.sees_phones)
    await ctx.change(text, request_posts.buttons(ctx.voice, request, maybe))


async def _decide(ctx: Ctx, deciding: Awaitable[Decision]) -> None:
    try:
        decision = await deciding
    except Refusal as refusal:
        await ctx.note(refusals.to_staff(ctx.voice, ctx.event, refusal), alert=True)
        return
    request, voice = decision.request, ctx.voice
    accepted = request.status is RequestStatus.ACCEPTED
    done = voice.plain("✅ Added") if accepted else voice.plain("✖️ Declined")
    # Begun before and broken off: the decision was this one, and may not have been told yet.
    mine = decision.mine or (ctx.again and request.decided_by == ctx.who.id)
    await ctx.note(done if mine else voice.plain("Someone else has already decided this."))
    await ctx.change(request_posts.text(ctx, voice, request, phone=ctx.sees_phones))
    if mine:
        pressed_on = ctx.query.message.message_id if ctx.query.message else None
        await request_posts.renew(ctx, request, but=pressed_on)
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
    return [
        pressed(DecideJoin, on_decision),
        pressed(SeatAsker, on_seat),
        pressed(GiveAsker, on_give),
        pressed(ShowRequest, on_show),
    ]
