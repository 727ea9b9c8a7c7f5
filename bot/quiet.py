"""The hours in which nothing is sent unasked: from the evening to the morning, at the venue."""

from datetime import datetime, timedelta

from bot.event import Event


def is_quiet(event: Event, moment: datetime) -> bool:
    """Tell whether a moment falls into the quiet hours; two equal times mean there are none."""
    clock = event.local(moment).time()
    start, end = event.reminders.quiet_from, event.reminders.quiet_until
    return start <= clock < end if start <= end else clock >= start or clock < end


def after_quiet(event: Event, moment: datetime) -> datetime:
    """Give the moment itself, or the end of the quiet hours that it falls into."""
    if not is_quiet(event, moment):
        return moment
    day = event.local(moment).date()
    morning = event.at(day, event.reminders.quiet_until)
    if morning <= moment:
        morning = event.at(day + timedelta(days=1), event.reminders.quiet_until)
    return morning


def loud_time(event: Event, start: datetime, end: datetime) -> timedelta:
    """Give how much of a span of time is not quiet."""
    total = timedelta()
    while start < end:
        start = after_quiet(event, start)
        if start >= end:
            break
        day = event.local(start).date()
        evening = event.at(day, event.reminders.quiet_from)
        if evening <= start:
            evening = event.at(day + timedelta(days=1), event.reminders.quiet_from)
        total += min(evening, end) - start
        start = min(evening, end)
        if not is_quiet(event, start):  # no quiet hours at all
            return total + max(end - start, timedelta())
    return total
