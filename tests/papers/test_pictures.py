"""Pictures: the right shares in the right colours, for any number of rows and any names."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers import bars, columns, pictures
from bot.papers.pictures import Arrivals, DayOfAnswers
from bot.services.reports import Funnel
from bot.states import States
from tests.papers.papers_samples import AS_OF, NASTY, VOICES, margins_are_clear, seen, share

HI, EN = VOICES["hi"], VOICES["en"]
YES, MAYBE, NO = "#009e73", "#f0e442", "#f09a60"
SOME = Funnel(invited=100, joined=80, verified=75, yes=50, no=10, maybe=20, silent=20)


def of(yes: int = 0, maybe: int = 0, no: int = 0, silent: int = 0) -> Funnel:
    total = yes + maybe + no + silent
    return Funnel(total, total, total, yes, no, maybe, silent)


@pytest.mark.parametrize("voice", [HI, EN], ids=["hi", "en"])
def test_all_states_stand_in_one_picture(voice: pictures.Voice, states: States) -> None:
    rows = [(state.name(voice.locale), of(7, 2, 1, 10)) for state in states]
    picture = seen(pictures.answers_by_state(voice, rows, as_of=AS_OF))
    assert margins_are_clear(picture)
    assert picture.getpixel((2, 2)) == (255, 255, 255)
    assert 1.5 < share(picture, YES) / (share(picture, MAYBE) + share(picture, NO)) < 4


def test_only_what_was_answered_is_coloured() -> None:
    for given_, colour in ((of(yes=3), YES), (of(maybe=3), MAYBE), (of(no=3), NO)):
        png = pictures.answers_by_state(EN, [("Goa", given_)], as_of=AS_OF)
        found = {other: share(seen(png), other) > 0.02 for other in (YES, MAYBE, NO)}
        assert found == {other: other == colour for other in (YES, MAYBE, NO)}


def test_the_languages_differ_and_the_same_input_gives_the_same_picture() -> None:
    rows = [("x", SOME), ("y", SOME)]
    first, again = (pictures.answers_by_state(HI, rows, as_of=AS_OF) for _ in range(2))
    assert first == again
    assert first != pictures.answers_by_state(EN, rows, as_of=AS_OF)
    assert first != pictures.answers_by_state(HI, rows, as_of=AS_OF + timedelta(minutes=1))
    assert first != pictures.answers_by_state(HI, rows, as_of=AS_OF, about="x")


@pytest.mark.parametrize("name", NASTY)
def test_no_name_and_no_count_breaks_the_layout(name: str) -> None:
    many = of(4_271_059, 1_404_857, 1_972_161, 726_000)
    rows = [(name, many), (name, of()), (name, of(1)), (name, of(1, 1, 1, 100_000))]
    drawn = [
        pictures.answers_by_state(HI, rows, as_of=AS_OF, about=name),
        pictures.funnel(HI, many, before=of(), as_of=AS_OF, about=name),
        pictures.arrivals(HI, [Arrivals(name, 10, 2_000_000)], as_of=AS_OF, about=name),
        pictures.answers_over_time(
            HI,
            [DayOfAnswers(date(2025, 3, 1), 4_271_059, 0, 4_000_000)],
            invited=10**9,
            as_of=AS_OF,
            about=name,
        ),
    ]
    assert [margins_are_clear(seen(png)) for png in drawn] == [True] * 4


@pytest.mark.parametrize("count", [0, 1, 2, 40, 41, 1000])
def test_any_number_of_rows_can_be_read(count: int) -> None:
    rows = [(f"Zila {n}", of(1, 0, 0, 2)) for n in range(count)]
    assert margins_are_clear(seen(pictures.answers_by_state(EN, rows, as_of=AS_OF)))


def test_what_is_beyond_the_last_row_is_summed_up() -> None:
    counted = [(f"Zila {n}", (n, 1)) for n in range(50)]
    total, rows = pictures._rows(EN, counted, lambda counts: str(sum(counts)))
    assert total == bars.Row("Total", (1225, 50), ("1,225", "50"), "1275")
    assert len(rows) == pictures.ROWS
    assert rows[0] == bars.Row("Zila 0", (0, 1), ("0", "1"), "1")
    assert rows[-1] == bars.Row("11 more", (sum(range(39, 50)), 11), ("484", "11"), "495")


def test_a_single_row_needs_no_sum() -> None:
    total, rows = pictures._rows(EN, [("Goa", (1, 2))], lambda counts: str(sum(counts)))
    assert (total, [row.label for row in rows]) == (None, ["Goa"])


@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=5),
    st.lists(st.floats(1, 100), min_size=5, max_size=5),
)
def test_lengths_fill_the_bar_and_leave_room_for_each_count(
    counts: list[int], least: list[float]
) -> None:
    needed = least[: len(counts)]
    found = bars.lengths(counts, needed, 600)
    if not sum(counts):
        assert found == [0] * len(counts)
        return
    assert sum(found) == pytest.approx(600)
    for count, need, length in zip(counts, needed, found, strict=True):
        assert length == 0 if count == 0 else length >= min(need, 600) - 1e-6


def test_lengths_are_in_proportion_where_there_is_room() -> None:
    assert bars.lengths((1, 2, 0, 1), (10, 10, 10, 10), 400) == [100, 200, 0, 100]


@pytest.mark.parametrize(
    ("most", "end"),
    [(0, 4), (1, 4), (4, 4), (5, 8), (9, 20), (363, 400), (401, 800), (525_112, 800_000)],
)
def test_the_scale_ends_above_the_highest_column(most: int, end: int) -> None:
    assert columns.scale_end(most) == end


def test_days_between_stand_as_the_day_before() -> None:
    first, last = DayOfAnswers(date(2025, 3, 1), 1, 2, 3), DayOfAnswers(date(2025, 3, 4), 5, 6, 7)
    assert pictures._every_day([first, last]) == [
        first,
        DayOfAnswers(date(2025, 3, 2), 1, 2, 3),
        DayOfAnswers(date(2025, 3, 3), 1, 2, 3),
        last,
    ]


def test_of_many_days_the_last_is_drawn() -> None:
    days = [DayOfAnswers(date(2025, 1, 1) + timedelta(n), n, 0, 0) for n in range(200)]
    shown = pictures._every_day(days)
    assert len(shown) == 40
    assert shown[-1] == days[-1]


def test_a_change_is_said_with_its_sign() -> None:
    assert [pictures._change(EN, by) for by in (12, 0, -3)] == [
        "+12 since yesterday",
        "as yesterday",
        "\N{MINUS SIGN}3 since yesterday",
    ]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: pictures.funnel(HI, Funnel(), as_of=AS_OF),
        lambda: pictures.answers_over_time(HI, [], invited=0, as_of=AS_OF),
        lambda: pictures.arrivals(HI, [], as_of=AS_OF),
    ],
    ids=["funnel", "time", "arrivals"],
)
def test_nothing_yet_is_a_picture_too(draw: Callable[[], bytes]) -> None:
    picture = seen(draw())
    assert margins_are_clear(picture)
    assert share(picture, "#ffffff") > 0.6
