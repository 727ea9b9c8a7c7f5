"""What is kept about a person, and what for."""

from telegram import Update

from bot import facts
from bot.context import Ctx


async def on_privacy(_update: Update, ctx: Ctx) -> None:
    """Say it plainly, with when the person agreed."""
    voice, person = ctx.voice, ctx.who.person
    agreed = None
    if person.consent_at is not None:
        agreed = voice.say(
            "You agreed on {moment} (notice {version}).",
            moment=voice.moment(ctx.event.local(person.consent_at)),
            version=person.consent_version or "",
        )
    text = facts.paragraphs(
        [
            voice.say("🔒 <b>What we keep about you</b>"),
            voice.say(
                "• from the list of those invited: name, state, district, phone number\n"
                "• from Telegram: your account's number and name\n"
                "• from you: language, answers and what you write or send here"
            ),
            voice.say(
                "It is used for this event only, seen by the organisers only, and never passed on. "
                "Telegram itself keeps this chat."
            ),
            voice.say(
                "/mydata shows you all of it. /forget deletes what came from this account; if you "
                "want the list corrected, please tell the organisers."
            ),
            agreed,
        ]
    )
    await ctx.say(text)
