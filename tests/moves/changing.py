"""What the tests of moves share: a changed event, and what the outbox and the tables hold."""

from sqlmodel import col, select
from stage import Someone, Stage

from bot.event import Event
from db.models import Rsvp
from db.outbox import Delivery
from db.types import DeliveryKind, DeliveryState


def changed(event: Event, session: str = "batch3", **values: object) -> Event:
    """Give the event with one session changed."""
    sessions = [s.model_copy(update=values) if s.id == session else s for s in event.sessions]
    return event.model_copy(update={"sessions": tuple(sessions)})


async def release(stage: Stage, event: Event, *, quiet: bool = False) -> int:
    """Release as an organiser does and wait until everybody was told; give how many those are."""
    released = await stage.services.events.release(event, note="test", by=None, quiet=quiet)
    await stage.quiet()
    return released.told


def outcomes(stage: Stage, kind: DeliveryKind = DeliveryKind.CHANGE) -> list[DeliveryState]:
    """Give what became of the deliveries of a kind, oldest first."""
    query = select(Delivery.state).where(Delivery.kind == kind).order_by(col(Delivery.id))
    return stage.fetch(lambda s: list(s.exec(query)))


def answers(stage: Stage) -> list[tuple[str, str]]:
    """Give the answers and for when they were given."""
    query = select(Rsvp.choice, Rsvp.starts).order_by(col(Rsvp.delegate_id))
    return [(str(choice), starts) for choice, starts in stage.fetch(lambda s: list(s.exec(query)))]


def since(someone: Someone, before: int) -> list[list[str]]:
    """Give the lines of the messages that came after the first ``before``."""
    return [[line for line in m.text.splitlines() if line] for m in someone.messages[before:]]
