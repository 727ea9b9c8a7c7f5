"""How someone without a personal link is found on the roster, or asks to be added."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot import facts, names, phones
from bot.context import Ctx
from bot.errors import Refusal
from bot.services.joining import Bound, NotOnRoster, SeveralMatch
from bot.text import N_
from bot.understanding import Intent, Reading
from handlers import keyboards, language, menus, refusals, request_posts, welcome
from handlers.presses import BeSeat, RequestJoin, RequestState, StatePage, number
from handlers.routes import Route, pressed

ASKING_DISTRICT = "join:"  # then the code of the state
ASKING_NAME = "called:"  # then the key of the request
LIGHT = {Intent.GREETING, Intent.THANKS, Intent.HELP}  # words that a name may look like


async def on_contact(update: Update, ctx: Ctx) -> None:
    """Look up the own number; anybody's card can be sent, so only one's own counts."""
    message = update.effective_message
    contact = message.contact if message else None
    if message is None or contact is None:
        return
    forwarded = message.forward_origin is not None
    if contact.user_id != ctx.who.person.telegram_id or forwarded:
        await ctx.say(
            ctx.voice.say(
                "This is someone else's number. Please tap “📱 Share my number” below and share "
                "your own."
            ),
            keyboards.share_number(ctx.voice),
        )
        return
    own = phones.from_contact(contact.phone_number)
    if own:
        await ctx.services.people.keep_phone(ctx.who.id, own)
        await ctx.refresh()
    await _join(ctx, contact.phone_number, None)


async def _join(ctx: Ctx, phone: str, choice: int | None) -> None:
    try:
        outcome = await ctx.services.joining.bind_by_contact(ctx.who.id, phone, choice)
    except Refusal as refusal:
        await ctx.say(refusals.sentence(ctx.voice, ctx.event, refusal), keyboards.menu(ctx.voice))
        return
    match outcome:
        case Bound():
            await ctx.refresh()
            await _welcome(ctx)
        case SeveralMatch(delegates):
            offered = [
                (d.id or 0, (d.name_hi or d.name) if ctx.voice.locale == "hi" else d.name)
                for d in delegates
            ]
            await ctx.say(
                ctx.voice.say("Several people on the list have this number. Who are you?"),
                keyboards.seats(offered),
            )
        case NotOnRoster() if ctx.who.delegate is not None:
            await _welcome(ctx)  # by his link; the number on the list is another one
        case NotOnRoster():
            await ctx.say(
                ctx.voice.say(
                    "Your number is not on the list of invited district presidents. If you are "
                    "one, ask to be added: the organisers will look at it."
                ),
                keyboards.request_join(ctx.voice),
            )


async def _welcome(ctx: Ctx) -> None:
    if ctx.who.locale is None:
        await ctx.say(language.question(ctx), keyboards.languages())
        return
    await menus.keep(ctx)
    await welcome.greet(ctx)


async def on_seat(ctx: Ctx, press: BeSeat) -> None:
    """Join as the one of several that the person says to be."""
    await ctx.note()
    phone, seat = ctx.who.person.phone, number(press.delegate)
    if phone is None or seat is None:
        await welcome.ask_number(ctx)
        return
    await _join(ctx, phone, seat)


async def on_request(ctx: Ctx, _press: RequestJoin) -> None:
    """Begin a request: ask for the state."""
    await ctx.note()
    if ctx.who.delegate is not None:
        await welcome.greet(ctx)
        return
    await ctx.change(
        ctx.voice.say("Of which state are you?"),
        keyboards.states(ctx.voice, ctx.services.states, use="join"),
    )


async def on_state(ctx: Ctx, press: RequestState) -> None:
    """Go on with a request: ask for the district."""
    await ctx.note()
    if press.code not in ctx.services.states.codes or ctx.who.delegate is not None:
        return
    state = ctx.services.states.get(press.code).name(ctx.voice.locale)
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_DISTRICT}{press.code}")
    await ctx.change(ctx.voice.say("{state}. Please write the name of your district.", state=state))


async def on_district(ctx: Ctx, text: str, reading: Reading, key: str) -> bool:
    """Finish a request: keep it, tell the person, tell the staff of the state."""
    code = key.removeprefix(ASKING_DISTRICT)
    requests = ctx.services.join_requests
    if set(reading.intents) - LIGHT and not await requests.is_district(text, code):
        return False
    state = ctx.services.states.get(code).name(ctx.voice.locale)
    if not names.tidied(text):
        asking = ctx.voice.say("{state}. Please write the name of your district.", state=state)
        await ctx.say(asking)
        return True
    request, new = await requests.open(
        ctx.who.id,
        name=ctx.who.person.name,
        state=code,
        district=text,
        phone=ctx.who.person.phone,
    )
    received = ctx.voice.say(
        "Your request has reached the organisers: {district}, {state}. You will get an answer "
        "here. Until then you can ask anything.",
        district=request.district or "",
        state=state,
    )
    asking = ctx.voice.say("Please write your full name too, as it should stand on the list.")
    await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
    await ctx.say(facts.paragraphs([received, asking]), keyboards.menu(ctx.voice))
    await ctx.services.people.expect(ctx.who.id, f"{ASKING_NAME}{request.id}")
    if new or ctx.again:
        seats = await requests.candidates(request)
        for who in await ctx.services.people.staff_for(code):
            await request_posts.post(ctx, who, request, seats)
    return True


async def on_name(ctx: Ctx, text: str, reading: Reading, key: str) -> bool:
    """Keep the name of who asks, and show it to the staff who see the request."""
    if set(reading.intents) - LIGHT or not names.tidied(text):
        return False
    request_id = number(key.removeprefix(ASKING_NAME)) or 0
    request = await ctx.services.join_requests.call(request_id, ctx.who.id, text)
    if request is None:
        return False
    await ctx.services.people.expected(ctx.who.id, key, ctx.update_id)
    await ctx.say(ctx.voice.say("Thank you, {name}. The organisers see it.", name=request.name))
    await request_posts.renew(ctx, request)
    return True


async def on_page(ctx: Ctx, press: StatePage) -> None:
    """Turn the page of the list of states."""
    await ctx.note()
    page = number(press.number) or 0
    asking = ctx.voice.say(ASKING.get(press.use, ASKING["ask"]))
    keyboard = keyboards.states(ctx.voice, ctx.services.states, use=press.use, page=page)
    await ctx.change(asking, keyboard)


ASKING = {
    "ask": N_("For which state shall I tell the date?"),
    "join": N_("Of which state are you?"),
}


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [
        MessageHandler(filters.CONTACT, on_contact),
        pressed(BeSeat, on_seat),
        pressed(RequestJoin, on_request),
        pressed(RequestState, on_state),
        pressed(StatePage, on_page),
    ]
