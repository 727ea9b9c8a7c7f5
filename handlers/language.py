"""The choice of a language: asked once with two buttons, changeable at any time."""

from telegram import Update

from bot import facts
from bot.context import Ctx
from bot.text import Html
from handlers import keyboards, menus, welcome
from handlers.presses import ChooseLanguage
from handlers.routes import Route, pressed


def question(ctx: Ctx) -> Html:
    """Ask in both languages, with what is kept about a person and what for."""
    first = ctx.who.person.consent_at is None
    parts: list[Html | None] = []
    for voice in ctx.services.voices:
        if first:
            name = ctx.who.name_in(voice.locale)
            title = ctx.event.title.in_(voice.locale)
            parts.append(
                voice.say("Namaste {name}! Welcome to the {title}.", name=name, title=title)
            )
        parts.append(voice.say("In which language shall we talk?"))
        if first:
            parts.append(
                voice.say(
                    "<i>We keep your name, language and answers for this event only. "
                    "By choosing you agree. More: /privacy</i>"
                )
            )
    return facts.paragraphs(parts)


async def on_language(_update: Update, ctx: Ctx) -> None:
    """Ask for the language."""
    await ctx.say(question(ctx), keyboards.languages())


async def on_choice(ctx: Ctx, press: ChooseLanguage) -> None:
    """Keep the language; the first time this is also the consent, and the welcome follows."""
    if press.locale not in keyboards.LANGUAGES:
        await ctx.note()
        return
    first = ctx.who.person.consent_at is None
    await ctx.note()
    services = ctx.services
    await services.people.choose_language(ctx.who.id, press.locale, services.config.privacy.version)
    await ctx.refresh()
    await ctx.change(ctx.voice.say("✓ We will talk in English."))
    await menus.keep(ctx)
    if first or ctx.again or _not_welcomed(ctx):
        await welcome.greet(ctx)
    else:
        await welcome.show_menu(ctx)


def _not_welcomed(ctx: Ctx) -> bool:
    """Tell a delegate whose card was never shown: he joined after choosing a language."""
    return ctx.who.delegate is not None and ctx.who.person.card_message_id is None


def routes() -> list[Route]:
    """Give the handlers of this module."""
    return [pressed(ChooseLanguage, on_choice)]
