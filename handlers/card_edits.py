"""Cards that a change made wrong: edited when their turn in the outbox comes, without a sound."""

from collections.abc import Mapping, Sequence

from bot.context import Services
from bot.delivery.outgoing import Dropped, Outgoing, Turn
from bot.event import Event
from bot.services.people import Who
from bot.services.rsvp import Standing
from handlers import cards


async def render(services: Services, turns: Sequence[Turn]) -> Mapping[int, Outgoing | Dropped]:
    """Make every card say what is true now; one that does so already is left alone.

    The cards are marked before the answers are read: whoever answers in between finds the mark,
    and has his card edited once more.
    """
    people = await services.people.mark_cards({who.id for _, who in turns})
    seats = [who.delegate for who in people.values() if who.delegate is not None]
    event, standings = await services.rsvp.standings(seats)
    made: dict[int, Outgoing | Dropped] = {}
    digests: dict[int, tuple[str, bool]] = {}
    for row, turn in turns:
        who = people.get(turn.id, turn)
        made[row.id], digest = _edit(services, who, event, standings)
        digests[who.id] = (digest, who.person.card_hash == digest)
    await services.people.expect_cards(digests)
    return made


def _edit(
    services: Services, who: Who, event: Event, standings: Mapping[int, Standing]
) -> tuple[Outgoing | Dropped, str]:
    locale = who.locale or services.config.languages.default
    standing = standings.get(who.person.delegate_id or 0)
    made = None
    if standing is not None:
        now = services.clock.now()
        made = cards.card(services.voices, locale, who, (event, standing), now)
    digest = made.digest if made else ""
    if who.person.card_message_id is None:
        return Dropped(reason="there is no card"), digest
    if who.person.card_hash == digest:
        return Dropped(reason="it says so already"), digest
    voice = services.voices[locale]
    parameters = {
        "message_id": who.person.card_message_id,
        "text": made.text if made else voice.say("🪪 This card is no longer valid."),
        "parse_mode": "HTML",
        "reply_markup": made.keyboard if made else None,
    }
    return Outgoing("editMessageText", parameters), digest
