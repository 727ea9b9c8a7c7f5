"""The Telegram edge: one module per conversation, and the order in which they are asked."""

from handlers import (
    arrival,
    arrivals,
    asking_back,
    audit,
    broadcast_audience,
    broadcast_compose,
    broadcast_digest,
    broadcast_release,
    broadcast_time,
    change_notices,
    change_release,
    changing,
    commands,
    desk_files,
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
    morning,
    other,
    own_data,
    passes,
    person,
    person_acts,
    point_list,
    points,
    questions,
    reach,
    reminders,
    rsvp,
    staff,
    status,
    waiting,
)
from handlers.failures import on_failure
from handlers.routes import Route

__all__ = ["ARRIVAL", "CONVERSATION", "STAFF", "groups", "on_failure"]

ARRIVAL = -3
STAFF = -2
DESK = -1
CONVERSATION = 0


def groups() -> dict[int, list[Route]]:
    """Give all handlers by group: who writes comes first, the fallbacks last.

    Replies of staff to a post come before the conversations, which are with one person; what is
    said in a group ends there. What staff type to the desk comes before what delegates say, and
    goes on to that unless all of it was understood.
    """
    return {
        ARRIVAL: arrival.routes(),
        STAFF: [*inbox_group.before(), *inbox_replies.before(), *inbox_group.after()],
        DESK: status.before(),
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
            *broadcast_compose.routes(),
            *broadcast_audience.routes(),
            *broadcast_time.routes(),
            *broadcast_digest.routes(),
            *broadcast_release.routes(),
            *inbox_asking.routes(),
            *asking_back.routes(),
            *inbox_staff.routes(),
            *inbox_replies.routes(),
            *inbox_faq.routes(),
            *points.routes(),
            *point_list.routes(),
            *door.routes(),
            *status.routes(),
            *person.routes(),
            *person_acts.routes(),
            *desk_files.routes(),
            *audit.routes(),
            *morning.routes(),
            *arrivals.routes(),
            *feedback.routes(),
            *own_data.routes(),
            *passes.routes(),
            *waiting.routes(),
            *reminders.routes(),
            *questions.routes(),
            *other.routes(),
        ],
    }
