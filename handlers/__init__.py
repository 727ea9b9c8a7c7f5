"""The Telegram edge: one module per conversation, and the order in which they are asked."""

from handlers import (
    arrival,
    commands,
    details,
    joining,
    language,
    other,
    questions,
    reach,
    rsvp,
    staff,
    waiting,
)
from handlers.failures import on_failure
from handlers.routes import Route

__all__ = ["ARRIVAL", "CONVERSATION", "groups", "on_failure"]

ARRIVAL = -1
CONVERSATION = 0


def groups() -> dict[int, list[Route]]:
    """Give all handlers by group: who writes comes first, the fallbacks last."""
    return {
        ARRIVAL: arrival.routes(),
        CONVERSATION: [
            *reach.routes(),
            *commands.routes(),
            *language.routes(),
            *joining.routes(),
            *rsvp.routes(),
            *details.routes(),
            *staff.routes(),
            *waiting.routes(),
            *questions.routes(),
            *other.routes(),
        ],
    }
