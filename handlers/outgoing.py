"""How each kind of delivery is rendered when its turn comes."""

from collections.abc import Mapping, Sequence
from functools import partial

import orjson

from bot.context import Services
from bot.delivery.outgoing import Outgoing, Renderers, Turn
from db.types import DeliveryKind
from handlers import card_edits, change_notices, feedback, inbox_replies, morning, reminding
from handlers.broadcast_digest import amended, digests
from handlers.broadcast_rendering import Rendering


def renderers(services: Services, username: str) -> Renderers:
    """Give the renderer of each kind; one place, so that nothing is queued that none knows."""
    announcements = Rendering(services)
    return {
        DeliveryKind.NOTICE: _notices,
        DeliveryKind.CHANGE: partial(change_notices.render, services),
        DeliveryKind.CARD: partial(card_edits.render, services),
        DeliveryKind.REPORT: inbox_replies.reports(services),
        DeliveryKind.ANNOUNCEMENT: announcements.news,
        DeliveryKind.CORRECTION: amended(services, announcements.corrections),
        DeliveryKind.RECALL: amended(services, announcements.recalls),
        DeliveryKind.DIGEST: digests(services),
        DeliveryKind.REMINDER: reminding.renderer(services, username),
        DeliveryKind.THANKS: feedback.thanks(services),
        DeliveryKind.MORNING: morning.renderer(services),
    }


async def _notices(turns: Sequence[Turn]) -> Mapping[int, Outgoing]:
    """Read what was made when the notice was queued: a method and its parameters."""
    made = {row.id: orjson.loads(row.payload or "{}") for row, _ in turns}
    return {key: Outgoing(one["method"], one["parameters"]) for key, one in made.items()}
