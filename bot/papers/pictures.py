"""Pictures of the figures for a phone: PNG, upright, large type, in one language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.text import N_, Voice

if TYPE_CHECKING:
    from bot.papers.bars import Heading, Row
    from bot.services.reports import Funnel

ROWS = 40  # more would be too small to read on a phone; what is beyond them is summed up

_YES, _MAYBE, _NO, _SILENT = N_("yes"), N_("not sure"), N_("no"), N_("no answer")


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
    the order in which they are to stand; what is beyond 40 rows is summed up in the last. All
    bars have the same length and show shares, with the counts in them; a part is never drawn
    narrower than its count. ``as_of`` is a local moment (`Event.local`); ``about`` says whom the
    figures are of, as "Rajasthan" or "3 April".
    """
    from bot.papers import bars  # noqa: PLC0415 (see the package)

    looks = (_YES, bars.YES), (_MAYBE, bars.MAYBE), (_NO, bars.NO), (_SILENT, bars.SILENT)
    counted = [(label, (f.yes, f.maybe, f.no, f.silent)) for label, f in rows]
    return bars.draw(
        _heading(voice, N_("Answers"), about, as_of),
        [bars.Part(voice.plain(name), look) for name, look in looks],
        *_rows(voice, counted, lambda counts: voice.number(sum(counts))),
    )


def arrivals(
    voice: Voice, rows: Sequence[Arrivals], *, as_of: datetime, about: str | None = None
) -> bytes:
    """Draw a bar per row: how many of those who said yes have arrived; the sum stands on top."""
    from bot.papers import bars  # noqa: PLC0415

    looks = (N_("arrived"), bars.YES), (N_("still to come"), bars.SILENT)
    counted = [(row.label, (row.arrived, max(row.expected - row.arrived, 0))) for row in rows]
    return bars.draw(
        _heading(voice, N_("Arrivals"), about, as_of),
        [bars.Part(voice.plain(name), look) for name, look in looks],
        *_rows(voice, counted, lambda counts: voice.number(sum(counts))),
    )


def funnel(
    voice: Voice,
    now: "Funnel",
    *,
    as_of: datetime,
    before: "Funnel | None" = None,
    about: str | None = None,
) -> bytes:
    """Draw roster, joined, verified, answered, yes, checked in; unreachable stands below them.

    ``before`` are the figures of yesterday: what changed stands beside each step.
    """
    from bot.papers import steps  # noqa: PLC0415

    old = _reached(before) if before else None
    new = _reached(now)
    found = [
        steps.Step(
            voice.plain(name),
            new[name],
            voice.number(new[name]),
            _change(voice, new[name] - old[name]) if old else None,
        )
        for name in new
    ]
    return steps.draw(_heading(voice, N_("How far we have got"), about, as_of), found)


def answers_over_time(
    voice: Voice,
    days: Sequence[DayOfAnswers],
    *,
    invited: int,
    as_of: datetime,
    about: str | None = None,
) -> bytes:
    """Draw how yes, maybe and no grew, a column per day, with the counts of the last beside it.

    ``days`` ascend; days left out stand as the day before. Of more than 40 days only every second
    (third, ...) is drawn, always the last.
    """
    from bot.papers import columns  # noqa: PLC0415

    last = days[-1] if days else DayOfAnswers(as_of.date(), 0, 0, 0)
    named = ((_YES, last.yes), (_MAYBE, last.maybe), (_NO, last.no))
    answered = last.yes + last.maybe + last.no
    return columns.draw(
        _heading(voice, N_("Answers over time"), about, as_of),
        voice.plain(
            "{answered} of {invited} have answered",
            answered=voice.number(answered),
            invited=voice.number(invited),
        ),
        [columns.Figure(voice.number(n), voice.plain(name)) for name, n in named],
        [
            columns.Column(voice.short_date(one.day), (one.yes, one.maybe, one.no))
            for one in _every_day(days or (last,))
        ],
        voice.number,
    )


def _heading(voice: Voice, title: str, about: str | None, as_of: datetime) -> "Heading":
    from bot.papers.bars import Heading  # noqa: PLC0415

    return Heading(
        voice.plain(title), about, voice.plain("as of {moment}", moment=voice.moment(as_of))
    )


def _rows(
    voice: Voice,
    counted: Sequence[tuple[str, tuple[int, ...]]],
    figure: Callable[[tuple[int, ...]], str],
) -> "tuple[Row | None, list[Row]]":
    """Give the sum of all, where there are several, and a row for each of at most `ROWS`."""
    from bot.papers.bars import Row  # noqa: PLC0415

    def row(label: str, counts: tuple[int, ...]) -> Row:
        return Row(label, counts, tuple(voice.number(n) for n in counts), figure(counts))

    def added(some: Sequence[tuple[str, tuple[int, ...]]]) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(counts for _, counts in some), strict=True)))

    shown = list(counted)
    if len(counted) > ROWS:
        shown, beyond = shown[: ROWS - 1], shown[ROWS - 1 :]
        shown.append((voice.plain("{count} more", count=voice.number(len(beyond))), added(beyond)))
    total = row(voice.plain("Total"), added(counted)) if len(counted) > 1 else None
    return total, [row(label, counts) for label, counts in shown]


def _reached(funnel: "Funnel") -> dict[str, int]:
    return {
        N_("on the roster"): funnel.invited,
        N_("joined"): funnel.joined,
        N_("identity confirmed"): funnel.verified,
        N_("answered"): funnel.yes + funnel.maybe + funnel.no,
        N_("said yes"): funnel.yes,
        N_("checked in"): funnel.checked_in,
        N_("messages do not arrive"): funnel.unreachable,
    }


def _change(voice: Voice, by: int) -> str:
    if not by:
        return voice.plain("as yesterday")
    sign = "+" if by > 0 else "\N{MINUS SIGN}"
    return voice.plain("{change} since yesterday", change=f"{sign}{voice.number(abs(by))}")


def _every_day(days: Sequence[DayOfAnswers]) -> list[DayOfAnswers]:
    """Fill the days between, and thin them out to what can be told apart, keeping the last."""
    filled = [days[0]]
    for one in days[1:]:
        while (one.day - filled[-1].day).days > 1:
            filled.append(replace(filled[-1], day=filled[-1].day + timedelta(days=1)))
        filled.append(one)
    step = -(-len(filled) // ROWS)
    return filled[::-1][::step][::-1]
