"""Who is in the tests of the rehearsal, and when they take place."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from rehearsal.people import Group, User
from rehearsal.world import World

TOKEN = "123456:a-token-of-the-rehearsal"  # noqa: S105 - nothing real answers to it
NOON = datetime(2025, 3, 20, 6, 30, tzinfo=UTC)
RAM, SITA, STRANGER = 7_000_000_001, 7_000_000_002, 7_000_000_003
GROUP = -4001

# Calls a method of the Bot API and returns status and answer.
Api = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


def populate(world: World) -> None:
    """Register two people who have pressed start, one who has not, and a group of the two."""
    world.add_user(User(RAM, "राम", "Sample", phone="+911000000001")).started = True
    world.add_user(User(SITA, "Sita", "Sample", "en", phone="+911000000002")).started = True
    world.add_user(User(STRANGER, "Mohan", "Sample", phone="+911000000003"))
    world.add_group(Group(GROUP, "Help desk", [RAM, SITA]))
