"""The Telegram edge: one module per conversation, and the order in which they are asked."""

from handlers import (
    arrival,
    arrivals,
    change_notices,
    change_release,
    changing,
    commands,
    details,
    door,
    feedback,
    inbox_asking,
    inbox_faq,
    inbox_group,
    inbox_replies,
    inbox_staff,
    joining,
    language,
    other,
    passes,
    point_list,
    points,
    questions,
    reach,
    rsvp,
    staff,
    waiting,
)
from handlers.failures import on_failure
from handlers.routes import Route

__all__ = ["ARRIVAL", "CONVERSATION", "STAFF", "groups", "on_failure"]

ARRIVAL = -2
STAFF = -1
CONVERSATION = 0


def groups() -> dict[int, list[Route]]:
    """Give all handlers by group: who writes comes first, the fallbacks last.

    Replies of staff to a post come before the conversations, which are with one person; what is
    said in a group ends there.
    """
    return {
        ARRIVAL: arrival.routes(),
        STAFF: [*inbox_group.before(), *inbox_replies.before(), *inbox_group.after()],
        CONVERSATION: [
            *reach.routes(),
            *commands.routes(),
            *language.routes(),
            *joining.routes(),
            *rsvp.routes(),
            *change_notices.routes(),
            *changing.routes(),
            *change_release.routes(),
            *details.routes(),
            *staff.routes(),
            *inbox_asking.routes(),
            *inbox_staff.routes(),
            *inbox_replies.routes(),
            *inbox_faq.routes(),
            *points.routes(),
            *point_list.routes(),
            *door.routes(),
            *arrivals.routes(),
            *feedback.routes(),
            *passes.routes(),
            *waiting.routes(),
            *questions.routes(),
            *other.routes(),
        ],
    }
