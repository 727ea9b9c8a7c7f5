"""To whom reminders are: the query and the figures agree; what cannot be met is refused."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rounds import ASK1
from stage import SHIPPED

from bot.config import load
from bot.event import Audience, Event, ReminderRule
from bot.reminder_load import brought_about, overloads, sentences, wasted
from bot.reminder_plan import Occasion, occasions
from bot.services.reminder_audience import counted, figures, recipients, seats
from db.engine import Database
from db.models import Delegate, Person, Rsvp
from db.types import Role, RosterStatus, RsvpChoice

NOW = ASK1.astimezone(UTC)
BEFORE = NOW - timedelta(days=1)
ANSWERS = [None, *RsvpChoice]
DATES = ["2025-04-03", "2025-04-03T11:00", "2025-03-30"]


@pytest.fixture
def event() -> Event:
    return load(SHIPPED, {}).event


@pytest.fixture
def roster(database: Database) -> None:
    """Every mixture of state, own session, answer, date it was for, and reach."""
    kinds = itertools.product(
        ("RJ", "KL"), (None, "batch3", "gone"), ANSWERS, DATES, ("", "joined", "muted", "late")
    )

    def work(session: object) -> None:
        for number, (state, own, choice, starts, reach) in enumerate(kinds, 1):
            session.add(
                Delegate(
                    id=number,
                    roster_no=number,
                    name="Namuna",
                    state=state,
                    district="D",
                    session_override=own,
                    status=RosterStatus.GONE if number % 13 == 0 else RosterStatus.ACTIVE,
                    created_at=BEFORE,
                    updated_at=BEFORE,
                )
            )
            session.flush()
            if reach:
                session.add(_account(number, reach))
            if choice:
                answered = {"session": "batch3", "starts": starts, "answered_at": BEFORE}
                session.add(Rsvp(delegate_id=number, choice=choice, **answered))

    database.run(work)


def _account(number: int, reach: str) -> Person:
    return Person(
        telegram_id=number,
        chat_id=number,
        name="Namuna",
        role=Role.DELEGATE,
        delegate_id=number,
        verified_at=NOW + timedelta(minutes=1) if reach == "late" else BEFORE,
        reminders_off_at=BEFORE if reach == "muted" else None,
        created_at=BEFORE,
    )


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize(
    "to", [(kind,) for kind in Audience] + [(Audience.SILENT, Audience.MAYBE), tuple(Audience)]
)
def test_the_query_and_the_figures_agree(
    database: Database, event: Event, to: tuple[Audience, ...]
) -> None:
    later = NOW + timedelta(hours=1)
    found = database.fetch(counted)
    in_time = together = 0
    for one in occasions(event):
        rule = one.rule.model_copy(update={"to": to})
        # By then, those who came after its moment have joined, too.
        by_then = picked(database, event, replace(one, rule=rule, at=later), later)
        assert figures(event, rule, one.session, found).people == by_then
        in_time += picked(database, event, replace(one, rule=rule, at=NOW), later)
        together += by_then
    assert 0 < in_time < together


def picked(database: Database, event: Event, one: Occasion, now: datetime) -> int:
    return database.fetch(lambda s: len(s.execute(recipients(event, one, now)).all()))


@pytest.mark.usefixtures("roster")
def test_the_seats_of_each_session_are_counted(database: Database, event: Event) -> None:
    counts = database.fetch(lambda s: seats(event, counted(s)))
    assert sum(counts.values()) == 2 * 3 * 4 * 3 * 4 - (2 * 3 * 4 * 3 * 4) // 13


def with_rule(event: Event, **values: object) -> Event:
    rule = ReminderRule.model_validate({"id": "late", "to": ["yes"], **values})
    return event.model_copy(
        update={"reminders": event.reminders.model_copy(update={"rules": (rule,)})}
    )


def test_a_million_within_an_hour_is_refused_with_the_arithmetic(event: Event) -> None:
    hour = with_rule(event, when={"days_before": 1, "at_time": "10:00:00"}, useless_after_hours=1)
    found = overloads(hour, {"batch3": 1_000_000, "batch1": 90_000}, 25.0, NOW)
    (said,) = sentences(hour, found)
    assert said == (
        "reminders.rules[late]: cannot be met on 02.04.2025 10:00: 1,000,000 people at 25 a second "
        "take 11 h 7 min, but it is of use for 1 h, enough for 90,000: send it earlier or raise "
        "useless_after_hours"
    )
    assert overloads(hour, {"batch3": 90_000}, 25.0, NOW) == []
    assert overloads(hour, {"batch3": 1_000_000}, 0.0, NOW) == []


def test_what_goes_out_at_one_moment_is_added_up_and_the_night_does_not_count(event: Event) -> None:
    together = with_rule(event, when={"at": "2025-03-25T18:00:00"}, useless_after_hours=24)
    # 18:00 to 21:00, and 8:00 to 18:00: 13 hours.
    people = {"batch1": 600_000, "batch2": 300_000, "batch3": 300_000}
    (found,) = overloads(together, people, 25.0, NOW)
    assert (found.people, found.window, found.possible) == (
        1_200_000,
        timedelta(hours=13),
        1_170_000,
    )


def test_what_was_out_of_reach_before_is_not_put_down_to_a_change(event: Event) -> None:
    people = {"batch1": 0, "batch2": 1, "batch3": 5}
    before = overloads(event, people, 0.00014, BEFORE)
    later = [s.model_copy(update={"date": s.date + timedelta(days=7)}) for s in event.sessions]
    moved = event.model_copy(update={"sessions": tuple(later)})
    assert before
    assert brought_about(before, overloads(moved, people, 0.00014, BEFORE)) == ()
    more = overloads(event, people | {"batch3": 6}, 0.00014, BEFORE)
    assert brought_about(before, more) == tuple(more)


def test_a_rule_that_the_night_swallows_is_told(event: Event) -> None:
    night = with_rule(
        event,
        when={"days_before": 1, "at_time": "22:00:00"},
        useless_after_hours=2,
        sessions=["batch3"],
    )
    (said,) = wasted(night)
    assert said == (
        "reminders.rules[late]: never goes out for batch3: its moment is in the quiet hours, and "
        "when they end it is of no use any more"
    )
    assert wasted(event) == []
    assert occasions(night)[0].at == datetime(2025, 4, 3, 2, 30, tzinfo=UTC)
