"""Pictures of the figures for a phone: PNG, upright, large type, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.text import Voice

if TYPE_CHECKING:
    from bot.services.reports import Funnel


@dataclass(frozen=True, slots=True)
class DayOfAnswers:
    """How all answers stood at the end of a day (for today: by now)."""

    day: date
    yes: int
    maybe: int
    no: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A row of those who said yes: how many are expected and how many are in."""

    label: str
    expected: int
    arrived: int  # may be more: people come who had not answered


def answers_by_state(
    voice: Voice,
    rows: "Sequence[tuple[str, Funnel]]",
    *,
    as_of: datetime,
    about: str | None = None,
) -> bytes:
    """Draw a bar per row, split into yes, maybe, no and silent; the sum of all stands on top.

    A row is its label as it is to be read (a state, a session, a district) and its figures, in
    the order in which they are to stand. All bars have the same length and show shares; the
    counts stand in them. ``as_of`` is a local moment (`Event.local`); ``about`` says whom the
    figures are of, as "Rajasthan" or "3 April".
    """
    raise NotImplementedError


def funnel(
    voice: Voice,
    now: "Funnel",
    *,
    as_of: datetime,
    before: "Funnel | None" = None,
    about: str | None = None,
) -> bytes:
    """Draw roster, joined, verified, answered, yes, checked in; unreachable stands beside them.

    ``before`` are the figures of yesterday: what changed stands beside each step.
    """
    raise NotImplementedError


def answers_over_time(
    voice: Voice,
    days: Sequence[DayOfAnswers],
    *,
    invited: int,
    as_of: datetime,
    about: str | None = None,
) -> bytes:
    """Draw how yes, maybe and no grew; ``days`` ascend, days left out stand as the day before."""
    raise NotImplementedError


def arrivals(
    voice: Voice, rows: Sequence[Arrivals], *, as_of: datetime, about: str | None = None
) -> bytes:
    """Draw a bar per row: how many of those who said yes have arrived; the sum stands on top."""
    raise NotImplementedError
