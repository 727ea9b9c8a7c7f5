"""Finding a person by what staff type: a number, a phone, part of a name."""

from functools import lru_cache

from bot.context import Ctx
from bot.services.find import MOST
from bot.services.reach import Met
from bot.understanding import Intent
from bot.understanding.fold import word_key
from bot.understanding.tokens import tokens_of
from bot.understanding.wordlists import listed
from handlers import desk_keyboards, person
from handlers.desk_presses import ShowDelegate

MOST_WORDS = 4
SHORTEST = 3  # letters of a word that is looked up
LONGEST = 60  # characters
COURTESIES = {Intent.GREETING, Intent.THANKS}


async def by_number(ctx: Ctx, text: str) -> bool:
    """Show who has this roster number or phone; a number of nobody is said to be so."""
    found = await ctx.services.finder.find(text, ctx.who.states)
    if not found.people:
        await ctx.say(ctx.voice.say("Nobody on your list has the number {number}.", number=text))
        return True
    await _show(ctx, found.people, more=found.more)
    return True


async def by_name(ctx: Ctx, text: str) -> bool:
    """Show whom a short line names; False where it names nobody, or may mean something else."""
    words = [token.key for token in tokens_of(text) if not token.pause]
    if not 1 <= len(words) <= MOST_WORDS or len(text) > LONGEST or "?" in text:
        return False
    if all(len(w) < SHORTEST or w in _everyday() for w in words):
        return False
    reading = ctx.services.understanding.read(text)
    if set(reading.intents) - COURTESIES or reading.confidence == 1.0:
        return False  # a name may sound like a greeting, but "ram ram" is one
    found = await ctx.services.finder.find(text, ctx.who.states)
    if not found.people:
        return False
    await _show(ctx, found.people, more=found.more)
    return True


async def _show(ctx: Ctx, people: tuple[Met, ...], *, more: bool) -> None:
    if len(people) == 1:
        await ctx.say(*await person.page(ctx, ShowDelegate(str(people[0].id))))
        return
    voice = ctx.voice
    text = (
        voice.say(
            "More than {count} people; here are the first. Write the district as well.",
            count=MOST,
        )
        if more
        else voice.plural("{n} person was found.", "{n} people were found.", len(people))
    )
    await ctx.say(text, desk_keyboards.found(voice, people))


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Give the single words that mean something in a question, and so need not be a name."""
    return frozenset(word_key(word) for word, _ in listed() if " " not in word)
