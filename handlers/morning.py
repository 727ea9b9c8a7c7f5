"""/digest: the morning's digest, shown now and wanted or not; and how it goes out."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardMarkup, Update

from bot import facts, reach_texts
from bot.context import Ctx, Services
from bot.delivery.outgoing import Dropped, Outgoing, Renderer, Turn
from bot.event import Event
from bot.services.morning import Morning
from bot.services.people import Who
from bot.text import Html, Voice
from handlers.desk_keyboards import button
from handlers.desk_presses import ShowPeople, ShowReach, WantDigest
from handlers.routes import Route, pressed


async def on_digest(_update: Update, ctx: Ctx) -> None:
    """Show the digest as it would be now, and whether it comes each morning."""
    found = await ctx.services.mornings.today(ctx.who, ctx.event)
    wanted = await ctx.services.mornings.wants(ctx.who)
    text = _text(ctx.voice, found)
    await ctx.say(text + "\n\n" + _habit(ctx, wanted=wanted), _below(ctx.voice, wanted=wanted))


async def on_want(ctx: Ctx, press: WantDigest) -> None:
    """Have a digest each morning, or no longer."""
    wanted = press.wanted == "1"
    await ctx.services.mornings.wish(ctx.who, wanted=wanted)
    await ctx.note()
    await ctx.change(_habit(ctx, wanted=wanted), _below(ctx.voice, wanted=wanted))


def _habit(ctx: Ctx, *, wanted: bool) -> Html:
    time = ctx.voice.time(ctx.services.config.team.digest_at)
    if wanted:
        return ctx.voice.say("🌅 You get this each morning at {time}.", time=time)
    return ctx.voice.say("🌅 You do not get this in the morning. It can come at {time}.", time=time)


def _text(voice: Voice, found: Morning) -> Html:
    total = found.figures.total
    waits = [
        voice.plural("❓ {n} question waits: /questions", "❓ {n} questions wait: /questions", n)
        if (n := found.questions)
        else None,
        voice.plural("✋ {n} request waits: /requests", "✋ {n} requests wait: /requests", r)
        if (r := found.requests)
        else None,
        voice.plural("📵 {n} delegate is out of reach", "📵 {n} delegates are out of reach", u)
        if (u := found.unreachable)
        else None,
    ]
    return facts.paragraphs(
        [
            facts.lines(
                voice.say("🌅 <b>Good morning!</b>"),
                reach_texts.as_of(voice, found.figures.as_of),
            ),
            voice.say(
                "👥 {invited} on the list: ✅ {yes} ❌ {no} 🤔 {maybe} ⏳ {silent}",
                **{
                    name: voice.number(getattr(total, name))
                    for name in ("invited", "yes", "no", "maybe", "silent")
                },
            ),
            reach_texts.news(voice, found.figures.news),
            facts.lines(*waits) or voice.say("Nothing waits for a hand."),
        ]
    )


def _below(voice: Voice, *, wanted: bool) -> InlineKeyboardMarkup:
    rows = [
        [
            button(voice.plain("📊 All figures"), ShowReach()),
            button(voice.plain("⏳ No answer"), ShowPeople("..", "silent")),
        ],
        [
            button(voice.plain("🔕 Not in the morning"), WantDigest("0"))
            if wanted
            else button(voice.plain("🌅 Each morning, please"), WantDigest("1"))
        ],
    ]
    return InlineKeyboardMarkup(rows)


def renderer(services: Services) -> Renderer:
    """Give what makes the digests when their turn comes: figures and language of that moment."""

    async def render(turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
        event = (await services.events.current()).event
        return {row.id: await _outgoing(services, event, who) for row, who in turns}

    return render


async def _outgoing(services: Services, event: Event, who: Who) -> Outgoing | Dropped:
    if not who.is_staff or not await services.mornings.wants(who):
        return Dropped(reason="no longer wanted")
    voice = services.voices[who.locale or services.config.languages.default]
    found = await services.mornings.today(who, event)
    return Outgoing(
        "sendMessage",
        {
            "text": str(_text(voice, found)),
            "parse_mode": "HTML",
            "reply_markup": _below(voice, wanted=True),
        },
    )


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(WantDigest, on_want)]
