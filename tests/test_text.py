"""Dates, times, lists, escaping, and cutting long text without breaking a letter."""

import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text import Html, Voices, pieces, plain, safe, units
from rehearsal.markup import parse_html

VOICES = Voices.load()
TODAY = date(2025, 4, 1)
DELHI = ZoneInfo("Asia/Kolkata")

DAYS = [
    (date(2025, 4, 1), "आज – मंगलवार, 1 अप्रैल 2025", "today – Tuesday, 1 April 2025"),
    (date(2025, 4, 2), "कल – बुधवार, 2 अप्रैल 2025", "tomorrow – Wednesday, 2 April 2025"),
    (
        date(2025, 4, 3),
        "परसों – गुरुवार, 3 अप्रैल 2025",
        "the day after tomorrow – Thursday, 3 April 2025",
    ),
    (date(2025, 4, 4), "शुक्रवार, 4 अप्रैल 2025", "Friday, 4 April 2025"),
    (date(2025, 3, 31), "सोमवार, 31 मार्च 2025", "Monday, 31 March 2025"),
    (date(2024, 2, 29), "गुरुवार, 29 फ़रवरी 2024", "Thursday, 29 February 2024"),
]
TIMES = [
    (time(0, 0), "रात 12 बजे", "12 am"),
    (time(3, 59), "रात 3:59 बजे", "3:59 am"),
    (time(4, 0), "तड़के 4 बजे", "4 am"),
    (time(6, 0), "सुबह 6 बजे", "6 am"),
    (time(10, 0), "सुबह 10 बजे", "10 am"),
    (time(12, 0), "दोपहर 12 बजे", "12 pm"),
    (time(14, 30), "दोपहर 2:30 बजे", "2:30 pm"),
    (time(16, 0), "शाम 4 बजे", "4 pm"),
    (time(18, 5), "शाम 6:05 बजे", "6:05 pm"),
    (time(20, 0), "रात 8 बजे", "8 pm"),
    (time(23, 59), "रात 11:59 बजे", "11:59 pm"),
]
LISTS = [
    ([], "", ""),
    (["अ"], "अ", "अ"),
    (["अ", "ब"], "अ और ब", "अ and ब"),
    (["अ", "ब", "स"], "अ, ब और स", "अ, ब and स"),
]


@pytest.mark.parametrize(("day", "hindi", "english"), DAYS)
def test_a_day_is_named_when_it_is_near(day: date, hindi: str, english: str) -> None:
    assert [VOICES[x].day(day, TODAY) for x in ("hi", "en")] == [hindi, english]


@pytest.mark.parametrize(("clock", "hindi", "english"), TIMES)
def test_a_time_is_said_as_people_say_it(clock: time, hindi: str, english: str) -> None:
    assert [VOICES[x].time(clock) for x in ("hi", "en")] == [hindi, english]


@pytest.mark.parametrize(("parts", "hindi", "english"), LISTS)
def test_a_list_is_joined_as_in_speech(parts: list[str], hindi: str, english: str) -> None:
    assert [VOICES[x].list(parts) for x in ("hi", "en")] == [hindi, english]


def test_a_moment_has_day_and_time() -> None:
    moment = datetime(2025, 3, 24, 18, 10, tzinfo=DELHI)
    assert VOICES["hi"].moment(moment) == "24 मार्च, शाम 6:10 बजे"
    assert VOICES["en"].moment(moment) == "24 March, 6:10 pm"


def test_numbers_are_grouped_as_in_india() -> None:
    assert [VOICES[x].number(1_234_567) for x in ("hi", "en")] == ["12,34,567", "12,34,567"]


def test_counts_agree_with_their_noun() -> None:
    one, many = (
        "{n} request to be added is waiting.",
        "{n} requests to be added are waiting.",
    )
    counted = {n: VOICES["en"].plural(one, many, n) for n in (0, 1, 2)}
    assert counted == {0: many.format(n=0), 1: one.format(n=1), 2: many.format(n=2)}


def test_values_are_escaped_once_and_markup_is_kept() -> None:
    name = "<b>&\"'</b>"
    once = VOICES["en"].say("Reason: {reason}", reason=name)
    twice = VOICES["en"].say("Reason: {reason}", reason=once)
    assert parse_html(once)[0] == f"Reason: {name}"
    assert parse_html(twice)[0] == f"Reason: Reason: {name}"
    assert safe(safe(name)) == safe(name)
    assert Html("<i>x</i>") + "<" == "<i>x</i>&lt;"


def test_plain_text_of_markup_is_what_is_shown() -> None:
    for markup in ("<b>a</b> &lt;b&gt; &amp;amp;", '<a href="https://x.example/?a&amp;b">x</a>'):
        assert plain(Html(markup)) == parse_html(markup)[0]


LETTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("कखगज़ड़ँंिीुूृ्र्‍‌ \n"),
        st.sampled_from(list("👨‍👩‍👧‍👦🇮🇳🙏🏽é")),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(LETTERS, st.integers(40, 120))
def test_no_piece_is_too_long_or_empty_and_no_letter_is_cut(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert all(0 < units(piece) <= limit for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())
    letters = regex.findall(r"\X", text.strip())
    if all(units(letter) <= limit for letter in letters):
        whole = [x for x in letters if not x.isspace()]
        assert [x for p in cut for x in regex.findall(r"\X", p) if not x.isspace()] == whole


NASTY = [
    "\n" * 9_000,
    " " * 9_000,
    "क" + "\N{DEVANAGARI VOWEL SIGN AA}" * 9_000,
    "🙏" * 5_000,
    "क्षि" * 4_000,
    "a\n\n" * 4_000,
    "\N{ZERO WIDTH JOINER}" * 9_000,
]


@pytest.mark.parametrize("text", NASTY, ids=lambda t: unicodedata.name(t[0], "control"))
def test_cutting_ends_whatever_comes(text: str) -> None:
    cut = pieces(text)
    assert all(0 < units(piece) <= 4096 for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_it_is_cut_at_a_paragraph_then_a_line_then_a_space() -> None:
    assert pieces("aaa bbb\nccc\n\nddd", 14) == ["aaa bbb\nccc", "ddd"]
    assert pieces("aaa bbb\nccc", 10) == ["aaa bbb", "ccc"]
    assert pieces("aaa bbb", 6) == ["aaa", "bbb"]
    assert pieces("नमस्ते", 4) == ["नम", "स्ते"]
