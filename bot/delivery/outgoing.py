"""What a delivery becomes when its turn comes: a request to Telegram, or nothing any more."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services.outbox_claims import Claimed
from bot.services.people import Who
from db.types import DeliveryKind, DeliveryState


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request: a method of the Bot API and its parameters.

    It goes to the chat of whom the row is for, unless a ``chat_id`` among them says otherwise.

    ``more``: it is one part of a message, and others follow once it was sent.
    """

    method: str
    parameters: Mapping[str, object]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nothing is to be sent now: it no longer fits (an answer came), or it is too late.

    With QUEUED its turn comes again, not before ``until``: it may not ring in the night.
    """

    state: DeliveryState = DeliveryState.CANCELLED
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not now: it goes back into the queue until a moment, as in quiet hours."""

    until: datetime


Made = Outgoing | Dropped | Postponed
Turn = tuple[Claimed, Who]
# Gives by the key of the row what becomes of it; all at once, so that one look at the database
# serves a batch. A row that is left out failed.
Renderer = Callable[[Sequence[Turn]], Awaitable[Mapping[int, Made]]]
Renderers = Mapping[DeliveryKind, Renderer]
