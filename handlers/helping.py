"""What the bot can do for the one who asks, from the table of commands."""

from bot import facts
from bot.context import Ctx
from bot.text import Html
from handlers import keyboards


async def show(ctx: Ctx) -> None:
    """List the commands of the person's role, and what can be asked."""
    from handlers.commands import listed  # noqa: PLC0415 (the table names the handlers)

    voice = ctx.voice
    rows = [Html(f"/{c.name} – ") + voice.say(c.title) for c in listed(ctx.who.role)]
    text = facts.paragraphs(
        [
            voice.say("Ask as you would ask a person, in Hindi or English, or tap a button."),
            facts.lines(*rows),
        ]
    )
    offer = keyboards.common_questions if ctx.who.is_staff else keyboards.help_for
    await ctx.say(text, offer(voice))
