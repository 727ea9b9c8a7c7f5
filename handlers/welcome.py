"""The greeting, for each kind of person, and the menu below the line where one types."""

from bot import facts
from bot.context import Ctx
from handlers import cards, keyboards


async def greet(ctx: Ctx) -> None:
    """Greet by name and show what comes next: the card, or how to be found on the list."""
    voice, who = ctx.voice, ctx.who
    if who.delegate is not None:
        organiser = ctx.event.organiser.in_(voice.locale)
        greeting = voice.say(
            "Namaste {name}! {organiser} welcomes you. Everything about the dialogue is here: "
            "use the buttons below, or write your question as you would say it.",
            name=who.name_in(voice.locale),
            organiser=organiser,
        )
        await ctx.say(greeting, keyboards.menu(voice))
        await cards.show(ctx, anew=True)
    elif who.is_staff:
        await ctx.say(
            voice.say(
                "Namaste {name}! You are in the organisers' team. /help shows what you can do.",
                name=who.name_in(voice.locale),
            ),
            keyboards.menu(voice),
        )
    else:
        await ask_number(ctx)


async def ask_number(ctx: Ctx) -> None:
    """Ask someone we do not know for his number; he may ask questions without it."""
    voice = ctx.voice
    text = facts.paragraphs(
        [
            voice.say(
                "Are you an invited district president? Please tap “📱 Share my number” below, "
                "so that I can find you on the list and tell you your date."
            ),
            voice.say("You can also ask about the date, the place and the programme without it."),
        ]
    )
    await ctx.say(text, keyboards.share_number(voice))


async def show_menu(ctx: Ctx) -> None:
    """Put the menu, in the language just chosen, below the line where one types."""
    voice = ctx.voice
    known = ctx.who.delegate is not None or ctx.who.is_staff
    keyboard = keyboards.menu(voice) if known else keyboards.share_number(voice)
    await ctx.say(voice.say("What would you like to know?"), keyboard)
    if ctx.who.delegate is not None:
        await cards.show(ctx)
