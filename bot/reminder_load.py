"""Whether reminders can be met: as many people as there are, at the pace, while they are of use."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.event import Event
from bot.quiet import loud_time
from bot.reminder_plan import Occasion, occasions


@dataclass(frozen=True, slots=True)
class Overload:
    """A reminder that cannot reach all: the arithmetic."""

    occasions: tuple[Occasion, ...]  # that go out at the same moment
    people: int
    per_second: float
    window: timedelta  # in which it may go out: until it is of no use, quiet hours aside

    @property
    def needed(self) -> timedelta:
        """Give how long it takes to reach all."""
        return timedelta(seconds=self.people / self.per_second)

    @property
    def possible(self) -> int:
        """Count those who can be reached in time."""
        return int(self.window.total_seconds() * self.per_second)

    @property
    def rules(self) -> tuple[str, ...]:
        """Name the rules."""
        return tuple(dict.fromkeys(one.rule.id for one in self.occasions))


def overloads(
    event: Event, people: Mapping[str, int], per_second: float, now: datetime
) -> list[Overload]:
    """Give what is ahead and cannot be met; ``people`` are the roster rows of each session.

    A rule may be for all of them, whatever they will have answered by then. A pace of 0 is none.
    """
    together: dict[datetime, list[Occasion]] = defaultdict(list)
    for one in occasions(event):
        if one.until > now:
            together[one.at].append(one)
    found: list[Overload] = []
    for at, ones in together.items() if per_second > 0 else ():
        count = sum(people.get(session, 0) for session in {one.session.id for one in ones})
        window = min(loud_time(event, max(at, now), one.until) for one in ones)
        overload = Overload(tuple(ones), count, per_second, window)
        if count > overload.possible:
            found.append(overload)
    return found


def brought_about(before: Sequence[Overload], after: Sequence[Overload]) -> tuple[Overload, ...]:
    """Give those of ``after`` that a change brings about or makes different."""
    known = [_what(one) for one in before]
    return tuple(one for one in after if _what(one) not in known)


def _what(one: Overload) -> tuple[object, ...]:
    """Give what makes it the same on another date."""
    return {(o.rule.id, o.session.id) for o in one.occasions}, one.people, one.window


def sentences(event: Event, found: list[Overload]) -> list[str]:
    """Say it to the operator, rule by rule."""
    lines: list[str] = []
    for one in found:
        rules = ", ".join(one.rules)
        when = f"{event.local(one.occasions[0].at):%d.%m.%Y %H:%M}"
        lines.append(
            f"reminders.rules[{rules}]: cannot be met on {when}: {one.people:,} people at "
            f"{one.per_second:g} a second take {_spoken(one.needed)}, but it is of use for "
            f"{_spoken(one.window)}, enough for {one.possible:,}: send it earlier or raise "
            "useless_after_hours"
        )
    return lines


def wasted(event: Event) -> list[str]:
    """Say which rules never go out: their moment is quiet, and by the morning they are useless."""
    never: dict[str, list[str]] = defaultdict(list)
    for one in occasions(event):
        if one.at >= one.until:
            never[one.rule.id].append(one.session.id)
    return [
        f"reminders.rules[{rule}]: never goes out for {', '.join(names)}: its moment is in the "
        "quiet hours, and when they end it is of no use any more"
        for rule, names in never.items()
    ]


def _spoken(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(part for part in parts if part)
