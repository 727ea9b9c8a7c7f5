"""Steps that tests of reminders share: a tick, what somebody was sent, what the books say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from stage import Someone, Stage

from bot.event import Event
from db.outbox import Delivery
from db.reminders import Reminder
from db.types import DeliveryKind

ZONE = ZoneInfo("Asia/Kolkata")
ASK1 = datetime(2025, 3, 24, 11, 0, tzinfo=ZONE)  # ten days before 3 April
WEEK = datetime(2025, 3, 27, 10, 0, tzinfo=ZONE)
ASK2 = datetime(2025, 3, 29, 11, 0, tzinfo=ZONE)
ASK3 = datetime(2025, 4, 1, 10, 0, tzinfo=ZONE)
DAY = datetime(2025, 4, 2, 10, 0, tzinfo=ZONE)


async def tick(stage: Stage) -> None:
    """Plan, and wait until what is due is out."""
    await stage.services.reminders.plan()
    await stage.quiet()


async def at(stage: Stage, moment: datetime) -> None:
    """Make it this moment, and let a tick pass."""
    stage.clock.set(moment)
    await tick(stage)


async def later(stage: Stage, **by: float) -> None:
    stage.clock.jump(timedelta(**by))
    await tick(stage)


def reminded(stage: Stage, someone: Someone) -> list[str]:
    """Give the second paragraph of each reminder somebody got: what it is about."""
    sent = [row for row in stage.world.ledger.to(someone.id) if row.method == "sendMessage"]
    texts = [row.text for row in sent]
    return [text.split("\n\n")[1] for text in texts if text.startswith("🔔 ")]


def books(stage: Stage) -> dict[str, dict[str, int]]:
    """Give how many deliveries of each reminder are in which state, as another connection reads."""

    def work(session: object) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in session.exec(select(Delivery).where(Delivery.kind == DeliveryKind.REMINDER)):
            _, rule, batch, anchor, _ = row.key.split(":")
            counts = found.setdefault(f"{rule} {batch} {anchor}", {})
            if not row.continued:
                counts[row.state.value] = counts.get(row.state.value, 0) + 1
        return found

    return stage.fetch(work)


def stages(stage: Stage) -> dict[str, str]:
    """Give how far each reminder got."""
    query = select(Reminder).order_by(col(Reminder.id))
    rows = stage.fetch(lambda s: s.exec(query).all())
    return {f"{r.rule} {r.session} {r.anchor}": r.stage.value for r in rows}


def moved(event: Event, batch: str, **values: object) -> Event:
    """Give the event with one session changed."""
    sessions = [s.model_copy(update=values) if s.id == batch else s for s in event.sessions]
    return event.model_copy(update={"sessions": tuple(sessions)})
